"""`lsgraph serve` as a process of its own, and plain ways to ask it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

COMMAND = [sys.executable, "-c", "from lsgraph.cli import main; main()"]
PATIENCE_S = 60.0


@dataclass
class Server:
    """A server that said where it is."""

    process: subprocess.Popen[str]
    url: str

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        assert parts.hostname
        assert parts.port
        return parts.hostname, parts.port

    def ask(self, query: str) -> int:
        with urlopen(f"{self.url}sparql?query={quote(query)}", timeout=PATIENCE_S) as answer:
            bindings = json.load(answer)["results"]["bindings"]
        return int(bindings[0]["n"]["value"])

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        """Get a path over a connection of its own; headers are given with underscores."""
        connection = HTTPConnection(*self.address, timeout=PATIENCE_S)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def health(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.get("/health")[1])
        return told

    def serves(self, name: str) -> None:
        """Wait until it serves a release."""
        eventually(lambda: self.health()["release"] == name, f"it serves {name}")

    def connect(self) -> socket.socket:
        return socket.create_connection(self.address, timeout=PATIENCE_S)

    def children(self) -> set[int]:
        return descendants(self.process.pid)

    def engines(self) -> int:
        """Return how many processes that hold a store there are: its own children."""
        return sum(_parent(pid) == self.process.pid for pid in self.children())

    def stop(self, ending: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(ending)
        _, told = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, told


def started(root: Path, releases: Path, *arguments: str, **settings: object) -> subprocess.Popen[str]:
    """Start a server without waiting for it; settings go into its environment."""
    said = [*COMMAND, "serve", str(root), "--port", "0", "--releases", str(releases), *arguments]
    environment = {**os.environ, **{f"LSGRAPH_{name.upper()}": str(value) for name, value in settings.items()}}
    return subprocess.Popen(
        said, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


@contextmanager
def serving(root: Path, releases: Path, *arguments: str, **settings: object) -> Iterator[Server]:
    """Run a server for as long as the block runs."""
    process = started(root, releases, *arguments, **settings)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Serving on http://127.0.0.1:"), line or process.communicate(timeout=PATIENCE_S)[1]
        yield Server(process, line.removeprefix("Serving on ").strip())
    finally:
        process.kill()
        process.communicate()


def eventually(is_so: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError(f"never: {what}")


def _parent(pid: int) -> int | None:
    """Return the process that a process is a child of; None where it has ended."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return None


def descendants(pid: int) -> set[int]:
    """Return the numbers of a process's children, and theirs."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found: set[int] = set()
    fresh = {pid}
    while fresh:
        fresh = {child for child, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def have_ended(pids: set[int]) -> bool:
    """Return whether none of the processes runs; one that is only left to be reaped does not."""
    return not any(_runs(pid) for pid in pids)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
