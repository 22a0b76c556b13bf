"""A real server in a process of its own, and plain ways to ask it."""

from __future__ import annotations

import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.hardness.processes import MARK, Census, Process, census, eventually, family

MAIN = "from lsgraph.cli import main; main()"
PATIENCE_S = 60.0
MEMORY_MARGIN_BYTES = 150_000_000
SPARE_WORKERS = 4
"""Workers that a burst called for stay a while for the next one."""
DESCRIPTORS_PER_WORKER = 2
JSON = "application/sparql-results+json"


@dataclass(frozen=True)
class Reply:
    """What came back; `is_whole` says whether the transfer itself came to its end."""

    status: int
    headers: dict[str, str]
    body: bytes
    is_whole: bool = True

    @property
    def problem(self) -> dict[str, Any]:
        """The members of a problem, whose shape is looked at (RFC 9457, section 3)."""
        assert self.headers["content-type"] == "application/problem+json", (self.status, self.headers, self.body[:500])
        members: dict[str, Any] = json.loads(self.body)
        assert members["status"] == self.status
        assert isinstance(members["title"], str)
        assert isinstance(members["detail"], str)
        return members


def read_reply(connection: http.client.HTTPConnection) -> Reply:
    """Read the answer to the request just sent, whole or as far as it goes."""
    response = connection.getresponse()
    headers = {name.lower(): value for name, value in response.getheaders()}
    body = bytearray()
    try:
        while chunk := response.read(1 << 16):
            body += chunk
    except (http.client.IncompleteRead, ConnectionError) as fault:
        body += fault.partial if isinstance(fault, http.client.IncompleteRead) else b""
        return Reply(response.status, headers, bytes(body), is_whole=False)
    is_whole = response.length in {None, 0}
    return Reply(response.status, headers, bytes(body), is_whole)


@dataclass
class Server:
    """A server that said where it is.

    Attributes:
        process: the process that was started, the front.
        port: where it listens, on 127.0.0.1.
        mark: what all its processes have in their environment.
        log: what it says goes here.
        base: what it held when it was idle and warm.
    """

    process: subprocess.Popen[str]
    port: int
    mark: str
    log: Path
    base: Census = field(default=Census(0, 0, 0, 0, 0))

    def connect(self, timeout_s: float = PATIENCE_S) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout_s)

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        """Send one request on a connection of its own; an underscore in a header's name is a hyphen."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        with closing(connection):
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            return read_reply(connection)

    def ask(self, query: str | bytes, accept: str = JSON, **headers: str) -> Reply:
        """Post a query as it is."""
        body = query.encode() if isinstance(query, str) else query
        return self.request("POST", "/sparql", body, Content_Type="application/sparql-query", Accept=accept, **headers)

    def get(self, query: str, accept: str = JSON) -> Reply:
        """Ask a query in the URL."""
        return self.request("GET", f"/sparql?query={quote(query, safe='')}", Accept=accept)

    def health(self) -> int:
        """Return the status that the server gives itself; 0 when it does not answer."""
        try:
            return self.request("GET", "/health").status
        except (OSError, http.client.HTTPException):
            return 0

    def census(self) -> Census:
        return census(self.process.pid, self.mark)

    def family(self) -> list[Process]:
        return family(self.process.pid, self.mark)

    def workers(self) -> list[int]:
        """Return the processes that answer queries: those that a zygote forked."""
        zygotes = self.zygotes()
        return [process.pid for process in self.family() if process.parent in zygotes]

    def zygotes(self) -> list[int]:
        """Return the processes that the front started."""
        return [process.pid for process in self.family() if process.parent == self.process.pid and not process.is_zombie]

    def warm_up(self) -> None:
        """Let every process that it may keep come to life, and note what it holds then."""
        for number in range(20):
            assert self.ask(f"SELECT ({number} AS ?warm) {{}}").status == 200
        eventually(lambda: self.health() == 200, "the server is well")
        self.base = self.steady_census()

    def steady_census(self) -> Census:
        """Count once two counts in a row agree about processes and descriptors."""
        end = time.monotonic() + PATIENCE_S
        before = self.census()
        while time.monotonic() < end:
            time.sleep(0.3)
            now = self.census()
            if (before.processes, before.descriptors, before.most_descriptors) == (
                now.processes,
                now.descriptors,
                now.most_descriptors,
            ) and now.zombies == 0:
                return now
            before = now
        raise AssertionError(f"the server never rests: {before}")

    def assert_settled(self, spare: int = SPARE_WORKERS) -> None:
        """See that the server is well and back at its base: nothing is left behind of whatever happened.

        Args:
            spare: how many more workers than at first may wait still for the next burst.
        """
        assert self.process.poll() is None, f"the server ended: {self.log.read_text()[-2000:]}"
        eventually(lambda: self.health() == 200, "the server is well")
        end = time.monotonic() + PATIENCE_S
        while excess := self._excess(spare):
            assert time.monotonic() < end, excess
            time.sleep(0.05)

    def _excess(self, spare: int) -> str:
        now, base = self.census(), self.base
        is_more = (
            now.processes > base.processes + spare
            or now.zombies > 0
            or now.descriptors > base.descriptors + spare * DESCRIPTORS_PER_WORKER
            or now.most_descriptors > base.most_descriptors + spare
            or now.memory > base.memory + MEMORY_MARGIN_BYTES
        )
        return f"left behind: {now}, at the start: {base}" if is_more else ""

    def stop(self, ending: signal.Signals = signal.SIGTERM) -> int:
        """Tell the server to end, and wait until it has."""
        self.process.send_signal(ending)
        return self.process.wait(PATIENCE_S)

    def end(self) -> None:
        """End the server and whatever is left of it, by number."""
        self.process.kill()
        self.process.wait(PATIENCE_S)
        for process in family(self.process.pid, self.mark):
            if process.pid != self.process.pid and not process.is_zombie:
                try:
                    os.kill(process.pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue


@contextmanager
def serving(releases: Path, settings: Mapping[str, object], *, is_warm: bool = True, preamble: str = "") -> Iterator[Server]:
    """Serve the active release of a folder in a process of its own.

    Args:
        releases: the folder of releases.
        settings: by their names in `lsgraph.settings`.
        is_warm: whether to wait until it is idle and note what it holds.
        preamble: Python that the new process runs before it serves.
    """
    process, mark, log = start(releases, settings, preamble)
    server = Server(process, 0, mark, log)
    try:
        server.port = _port_of(process, log)
        if is_warm:
            server.warm_up()
        yield server
    finally:
        server.end()
        if process.stdout is not None:
            process.stdout.close()


def start(releases: Path, settings: Mapping[str, object], preamble: str = "") -> tuple[subprocess.Popen[str], str, Path]:
    """Start a server without waiting for it; returns the process, its mark and its log."""
    mark = uuid.uuid4().hex
    log = releases.parent / f"server-{mark}.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LSGRAPH_")}
    environment |= {f"LSGRAPH_{name.upper()}": str(value) for name, value in settings.items()}
    environment |= {"LSGRAPH_RELEASES_DIR": str(releases), MARK: mark}
    with log.open("w") as errors:
        command = [sys.executable, "-c", f"{preamble}\n{MAIN}", "serve", "--as-it-is", "--port", "0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment)
    return process, mark, log


def _port_of(process: subprocess.Popen[str], log: Path) -> int:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE_S)
    line = process.stdout.readline() if ready else ""
    assert line.startswith("Serving on http://127.0.0.1:"), line or log.read_text()
    return int(line.rstrip("/\n").rpartition(":")[2])
