"""The servers that are measured: each a process of its own on a free port of this machine, ended with its block."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.data import write
from benchmarks.driver import DriverError, Target, ask_once
from benchmarks.processes import command, tree
from lsgraph.publish.load import load
from lsgraph.publish.progress import silent
from lsgraph.release.layout import Release
from lsgraph.workspace import shipped_workspace

READY_S = 120.0
STOP_S = 20.0
ZYGOTE = "lsgraph.engine.zygote"
ANSWERING = "ASK {}"
STORE_BYTES = "LSGRAPH_MEMORY_STORE_BYTES"
MEMORY = {STORE_BYTES: "100000000000"}
DISK = {STORE_BYTES: "0"}
PATIENT = {"LSGRAPH_QUERY_TIMEOUT_S": "300"}
NO_CACHE = {"LSGRAPH_CACHE_BYTES": "0"}


class ServerError(Exception):
    """A server did not start."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers: where, and its first process."""

    target: Target
    pid: int


@contextmanager
def made_release(quads: int) -> Iterator[Release]:
    """Make a release of a generated graph, as `lsgraph load` does, for the length of a block."""
    with tempfile.TemporaryDirectory() as folder:
        source = write(Path(folder) / f"{quads}.nq", quads)
        release = load(source, Path(folder) / "releases", "https://w3id.org/lsgraph/", silent).release
        source.unlink()
        yield release


@contextmanager
def started(release: Release, settings: Mapping[str, str]) -> Iterator[Running]:
    """Run `lsgraph serve` on a release; the block begins as soon as it says where it is.

    Args:
        release: the active one of its folder of releases.
        settings: environment variables, by name.
    """
    command = [sys.executable, "-m", "lsgraph", "serve", str(shipped_workspace()), "--as-it-is", "--port", "0"]
    with _process([*command, "--releases", str(release.path.parent)], {**os.environ, **settings}) as process:
        yield Running(Target.at(_announced(process), "/sparql"), process.pid)


@contextmanager
def lsgraph(release: Release, settings: Mapping[str, str]) -> Iterator[Running]:
    """Run `lsgraph serve` on a release, and wait until it answers from where it is to answer from.

    Args:
        release: the active one of its folder of releases.
        settings: environment variables, by name: `MEMORY` or `DISK`, and what else is set.
    """
    with started(release, settings) as running:
        _await(running.target)
        _await_storage(running.pid, "disk" if settings[STORE_BYTES] == "0" else "memory")
        yield running


@contextmanager
def oxigraph(store: Path) -> Iterator[Running]:
    """Run the Oxigraph server on a store, read-only."""
    binary, port = Path(sysconfig.get_path("scripts")) / "oxigraph", _free_port()
    command = [str(binary), "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    with _process(command) as process:
        running = Running(Target("127.0.0.1", port, "/query"), process.pid)
        _await(running.target)
        yield running


@contextmanager
def bare(sizes: Iterable[int]) -> Iterator[Target]:
    """Run an ASGI application under uvicorn that does nothing but answer: `/N` with N bytes, for each of some sizes."""
    with _process([sys.executable, "-m", "benchmarks.bare", "asgi", *map(str, sizes)]) as process:
        yield Target.at(_announced(process), "/")


@contextmanager
def trivial(size: int) -> Iterator[Target]:
    """Run a server that sends the same bytes for whatever comes: the driver's ceiling."""
    with _process([sys.executable, "-m", "benchmarks.bare", "protocol", str(size)]) as process:
        yield Target.at(_announced(process), "/")


@contextmanager
def _process(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _announced(process: subprocess.Popen[str]) -> str:
    """Return the URL that a server says it is at.

    Raises:
        ServerError: it ended without a word.
    """
    assert process.stdout is not None
    for line in process.stdout:
        for word in line.split():
            if word.startswith("http://"):
                return word.rstrip("/")
    raise ServerError(f"{process.args!r} ended without saying where it serves; run it by hand to see why.")


def _await(target: Target) -> None:
    """Wait until an endpoint answers.

    Raises:
        ServerError: it does not within `READY_S`.
    """
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        try:
            ask_once(target, target.request(ANSWERING, "application/sparql-results+json"))
        except (OSError, DriverError):
            time.sleep(0.02)
        else:
            return
    raise ServerError(f"Nothing answers at {target}.")


def _await_storage(pid: int, storage: str) -> None:
    """Wait until every worker is forked by a process that was told to hold the store there.

    Raises:
        ServerError: it is not so within `READY_S`.
    """
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        zygotes = [words for words in map(command, tree(pid)) if ZYGOTE in words]
        if zygotes and all(storage in words for words in zygotes):
            return
        time.sleep(0.1)
    raise ServerError(f"The server does not answer from {storage}.")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
