"""Large answers: how soon they begin, how fast they go, and what the service holds meanwhile.

`python -m benchmarks.streaming [--quick] [--rows 1000000]`
"""

from __future__ import annotations

import argparse
import socket
import statistics
import time
from dataclasses import dataclass
from typing import IO, cast

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from benchmarks.driver import READ_BYTES, Connection, DriverError, Target
from benchmarks.measure import machine, table
from benchmarks.processes import MEBIBYTE, Watch, watched
from benchmarks.queries import TABLE
from benchmarks.servers import DISK, MEMORY, NO_CACHE, lsgraph, made_release, oxigraph
from lsgraph.release.layout import Release

ROWS = 1_000_000
TIMES = 3
FIRST_BYTE_GOAL_S = 0.2
SLOW_BYTES = 65_536
SLOW_S = 0.02
"""A slow reader takes this many bytes and then rests so long: some 3 MB a second."""
SLOW_FOR_S = 10.0
SAMPLE_S = 0.25
SETTINGS = NO_CACHE


@dataclass(frozen=True, slots=True)
class Streamed:
    """How an answer came: seconds until its first byte and until its last, and how many bytes."""

    first_s: float
    last_s: float
    received: int

    @property
    def rate(self) -> float:
        """Megabytes a second after the first byte."""
        return self.received / 1e6 / (self.last_s - self.first_s)


def text(rows: int) -> str:
    """Return a query for so many rows; a graph of as many statements has more quads than that."""
    pattern = "?subject ?property ?value"
    return f"SELECT * WHERE {{ {{ {pattern} }} UNION {{ GRAPH ?graph {{ {pattern} }} }} }} LIMIT {rows}"


class _Sink:
    """A file that takes note of when its first bytes came, and keeps nothing."""

    def __init__(self) -> None:
        self.first = 0.0
        self.received = 0

    def write(self, content: bytes) -> int:
        self.first = self.first or time.perf_counter()
        self.received += len(content)
        return len(content)

    def flush(self) -> None:
        pass


def inside(store: Store, rows: int) -> Streamed:
    """Answer in this process, into nothing: what is to be had at best."""
    sink, asked = _Sink(), time.perf_counter()
    results = store.query(text(rows))
    assert isinstance(results, QuerySolutions)
    results.serialize(cast("IO[bytes]", sink), format=QueryResultsFormat.JSON)
    return Streamed(sink.first - asked, time.perf_counter() - asked, sink.received)


def fetch(target: Target, rows: int) -> Streamed:
    """Ask over HTTP and read as fast as it comes.

    Raises:
        DriverError: the answer is not a 200, or breaks off.
    """
    connection, asked = Connection(target), time.perf_counter()
    connection.socket.sendall(target.request(text(rows), TABLE))
    first, is_whole = 0.0, False
    while not is_whole:
        data = connection.socket.recv(READ_BYTES)
        first = first or time.perf_counter()
        if not data:
            raise DriverError("A large answer broke off.")
        is_whole = connection.reader.feed(data)
    connection.socket.close()
    if connection.reader.status != 200:
        raise DriverError(f"A large answer had status {connection.reader.status}.")
    return Streamed(first - asked, time.perf_counter() - asked, connection.reader.size)


def sip(target: Target, rows: int, seconds: float) -> None:
    """Ask over HTTP, read slowly for a while, and leave."""
    connection = Connection(target)
    connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SLOW_BYTES)
    connection.socket.sendall(target.request(text(rows), TABLE))
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        connection.socket.recv(SLOW_BYTES)
        time.sleep(SLOW_S)
    connection.socket.close()


def measure(release: Release, rows: int, times: int) -> str:
    """Return the tables."""
    ways = {f"in one process, from {storage}": inside_often(release, storage, rows, times) for storage in ("disk", "memory")}
    ways |= {name: [] for name in ("Oxigraph server, from disk", "LSGraph, from disk", "LSGraph, from memory")}
    with oxigraph(release.store) as theirs, lsgraph(release, DISK | SETTINGS) as ours:
        for _ in range(times):
            ways["Oxigraph server, from disk"].append(fetch(theirs.target, rows))
            ways["LSGraph, from disk"].append(fetch(ours.target, rows))
    with lsgraph(release, MEMORY | SETTINGS) as ours:
        ways["LSGraph, from memory"] += [fetch(ours.target, rows) for _ in range(times)]
        with watched(ours.pid, SAMPLE_S) as fast:
            fetch(ours.target, rows)
        with watched(ours.pid, SAMPLE_S) as slow:
            sip(ours.target, rows, SLOW_FOR_S)
    megabytes = ways["Oxigraph server, from disk"][0].received / 1e6
    return (
        table(
            f"An answer of {rows:,} rows, {megabytes:,.0f} MB of JSON (median of {times})",
            ("from", "first byte", "goal", "the rest"),
            [_speed_row(name, ways) for name in ways],
        )
        + "\n"
        + table(
            "Memory while it streams (share of memory, PSS, in MiB)",
            ("while it streams to", "front: before, most", "all processes: before, most"),
            [
                _held_row("a reader who takes all there is", fast),
                _held_row(f"a reader of {SLOW_BYTES / SLOW_S / 1e6:.0f} MB/s", slow),
            ],
        )
    )


def inside_often(release: Release, storage: str, rows: int, times: int) -> list[Streamed]:
    """Answer in this process several times, from disk or from memory."""
    store = Store.read_only(str(release.store))
    if storage == "memory":
        on_disk, store = store, Store()
        store.bulk_extend(on_disk)
    return [inside(store, rows) for _ in range(times)]


def _speed_row(name: str, ways: dict[str, list[Streamed]]) -> tuple[str, ...]:
    storage = name.rpartition(" ")[2]
    first_s = statistics.median(one.first_s for one in ways[name])
    goal_s = statistics.median(one.first_s for one in ways[f"in one process, from {storage}"]) + FIRST_BYTE_GOAL_S
    goal = f"≤ {goal_s * 1000:.0f} ms" if name.startswith("LSGraph") else ""
    return name, f"{first_s * 1000:.1f} ms", goal, f"{statistics.median(one.rate for one in ways[name]):,.0f} MB/s"


def _held_row(what: str, watch: Watch) -> tuple[str, ...]:
    told = (f"{samples[0] / MEBIBYTE:,.0f}, {max(samples) / MEBIBYTE:,.0f}" for samples in (watch.front, watch.service))
    return (what, *told)


def main() -> None:
    """Measure what the command line says, and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a short look: a tenth of it, once")
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the answer")
    said = parser.parse_args()
    rows = said.rows // 10 if said.quick else said.rows
    with made_release(rows) as release:
        told = measure(release, rows, 1 if said.quick else TIMES)
    print(f"{machine()}\n\n{told}", flush=True)


if __name__ == "__main__":
    main()
