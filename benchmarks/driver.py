"""One load driver for every server: HTTP/1.1 over kept connections, as cheap as Python lets it be.

It runs in the process of the benchmark, which does nothing else meanwhile; the servers run in theirs. One loop over epoll reads
answers as RFC 9112 frames them (section 6.3: a chunked body, or one with its length) and keeps none that is not asked for.
"""

from __future__ import annotations

import select
import socket
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

CONCURRENCY = 8
READ_BYTES = 1 << 18
TIMEOUT_S = 300.0
ACCEPTED = frozenset({200})
REFUSED = frozenset({503, 504})
HEAD_END = b"\r\n\r\n"


class DriverError(Exception):
    """A server answered what it must not, or not at all."""


@dataclass(frozen=True, slots=True)
class Target:
    """An endpoint to ask.

    Attributes:
        host, port: where it is.
        path: of its SPARQL query operation.
    """

    host: str
    port: int
    path: str

    @classmethod
    def at(cls, url: str, path: str) -> Target:
        """Return the endpoint with a path at a server's URL."""
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        return cls(parts.hostname, parts.port, path)

    def request(self, query: str, media_type: str) -> bytes:
        """Return the bytes that ask a query with GET (SPARQL 1.1 Protocol, 2.1.1)."""
        return self.get(f"{self.path}?{urlencode({'query': query})}", media_type)

    def get(self, path: str, media_type: str = "*/*") -> bytes:
        """Return the bytes that ask for a path."""
        lines = (f"GET {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Accept: {media_type}", "", "")
        return "\r\n".join(lines).encode()


@dataclass(slots=True)
class Load:
    """What came of a load.

    Attributes:
        seconds: from the first request to the last answer.
        latencies: of each answer in turn, in seconds.
        received: bytes of bodies.
        busy: which part of the time the driver itself was on a processor; near 1, it measures the driver.
        refused: how many of the answers were a 503 or a 504.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    received: int = 0
    busy: float = 0.0
    refused: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def percentile_s(self, part: float) -> float:
        """Return how long the given part of the answers took at most."""
        return percentile(self.latencies, part)


def percentile(values: Sequence[float], part: float) -> float:
    """Return the smallest value that at least this part of the values does not exceed (nearest rank).

    >>> percentile([3, 1, 2, 4], 0.5), percentile([3, 1, 2, 4], 0.95)
    (2, 4)
    """
    ordered = sorted(values)
    return ordered[max(0, -int(-part * len(ordered) // 1) - 1)]


class AnswerReader:
    """Follows the framing of one answer after another on a connection (RFC 9112).

    Attributes:
        status: of the answer that was read last.
        size: bytes its body had.
    """

    def __init__(self) -> None:
        self.status = 0
        self.size = 0
        self.body: list[bytes] | None = None
        self._head = b""
        self._step: Callable[[bytes], bytes | None] = self._read_head
        self._left = 0

    def feed(self, data: bytes) -> bool:
        """Take bytes; return whether the answer is now whole.

        Raises:
            DriverError: the framing is not what RFC 9112 has, or something follows the answer.
        """
        rest: bytes | None = data
        while rest:
            rest = self._step(rest)
            if rest is None:
                self._step = self._read_head
                return True
        return False

    def _read_head(self, data: bytes) -> bytes | None:
        data = self._head + data
        end = data.find(HEAD_END)
        if end < 0:
            self._head = data
            return b""
        self._head = b""
        self.status, self.size = int(data[9:12]), 0
        fields = data[:end].lower()
        rest = data[end + 4 :]
        at = fields.find(b"\r\ncontent-length:")
        if at >= 0:
            self._left = int(fields[at + 17 :].split(b"\r\n", 1)[0])
            self._step = self._read_length
            return self._read_length(rest)
        if b"\r\ntransfer-encoding: chunked" not in fields:
            raise DriverError("An answer came without its length.")
        self._step = self._read_chunk_size
        return rest

    def _take(self, data: bytes) -> bytes:
        taken = data[: self._left] if len(data) > self._left else data
        self._left -= len(taken)
        self.size += len(taken)
        if self.body is not None:
            self.body.append(taken)
        return data[len(taken) :]

    def _read_length(self, data: bytes) -> bytes | None:
        rest = self._take(data)
        if rest:
            raise DriverError("More came than the answer's length.")
        return None if not self._left else rest

    def _read_chunk_size(self, data: bytes) -> bytes | None:
        data = self._head + data
        end = data.find(b"\r\n")
        if end < 0:
            self._head = data
            return b""
        self._head = b""
        self._left = int(data[:end].split(b";")[0], 16)
        self._step = self._read_chunk if self._left else self._read_trailer
        return data[end + 2 :]

    def _read_chunk(self, data: bytes) -> bytes | None:
        rest = self._take(data)
        if not self._left:
            self._left, self._step = 2, self._read_chunk_end
        return rest

    def _read_chunk_end(self, data: bytes) -> bytes | None:
        skipped = min(self._left, len(data))
        self._left -= skipped
        if not self._left:
            self._step = self._read_chunk_size
        return data[skipped:]

    def _read_trailer(self, data: bytes) -> bytes | None:
        self._head += data
        if self._head != b"\r\n":
            if len(self._head) >= 2:
                raise DriverError("A chunked answer ended as it must not.")
            return b""
        self._head = b""
        return None


class Connection:
    """A kept connection."""

    __slots__ = ("reader", "since", "socket")

    def __init__(self, target: Target) -> None:
        self.socket = socket.create_connection((target.host, target.port), TIMEOUT_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = AnswerReader()
        self.since = 0.0

    def ask(self, request: bytes, allowed: frozenset[int] = ACCEPTED) -> bytes:
        """Ask, wait, and return the body.

        Raises:
            DriverError: the answer has another status than those allowed, or breaks off.
        """
        body: list[bytes] = []
        self.reader.body = body
        self.socket.sendall(request)
        while True:
            data = self.socket.recv(READ_BYTES)
            if not data:
                raise DriverError("The server broke an answer off.")
            if self.reader.feed(data):
                break
        self.reader.body = None
        if self.reader.status not in allowed:
            raise DriverError(f"{self.reader.status} for {request[:300]!r}: {b''.join(body)[:300]!r}")
        return b"".join(body)


def ask_once(target: Target, request: bytes) -> bytes:
    """Ask on a connection of its own and return the body."""
    connection = Connection(target)
    try:
        return connection.ask(request)
    finally:
        connection.socket.close()


def drive(target: Target, requests: Sequence[bytes], concurrency: int = CONCURRENCY, *, may_be_refused: bool = False) -> Load:
    """Ask every request once, so many at a time, each connection asking again as soon as it is answered.

    Raises:
        DriverError: an answer is not a 200, is empty, or breaks off; where they may be refused, a 503 or 504 is counted.
    """
    connections = [Connection(target) for _ in range(min(concurrency, len(requests)))]
    try:
        return _Drive(connections, requests, ACCEPTED | REFUSED if may_be_refused else ACCEPTED).run()
    finally:
        for connection in connections:
            connection.socket.close()


class _Drive:
    def __init__(self, connections: list[Connection], requests: Sequence[bytes], allowed: frozenset[int]) -> None:
        self._allowed = allowed
        self._waiting = {connection.socket.fileno(): connection for connection in connections}
        self._requests = iter(requests)
        self._load = Load()

    def run(self) -> Load:
        poll = select.epoll()
        clock, waiting, load = time.perf_counter, self._waiting, self._load
        started, worked = clock(), time.process_time()
        for number, connection in waiting.items():
            poll.register(number, select.EPOLLIN)
            connection.since = clock()
            connection.socket.sendall(next(self._requests))
        while waiting:
            events = poll.poll(TIMEOUT_S)
            if not events:
                raise DriverError(f"No answer within {TIMEOUT_S:.0f} s.")
            for number, _ in events:
                self._read(poll, waiting[number])
        load.seconds = clock() - started
        load.busy = (time.process_time() - worked) / load.seconds
        poll.close()
        return load

    def _read(self, poll: select.epoll, connection: Connection) -> None:
        data = connection.socket.recv(READ_BYTES)
        reader, load = connection.reader, self._load
        if not data:
            raise DriverError("The server broke an answer off.")
        if not reader.feed(data):
            return
        now = time.perf_counter()
        if reader.status not in self._allowed or not reader.size:
            raise DriverError(f"An answer had status {reader.status} and {reader.size} bytes.")
        load.refused += reader.status in REFUSED
        load.latencies.append(now - connection.since)
        load.received += reader.size
        request = next(self._requests, None)
        if request is None:
            poll.unregister(connection.socket.fileno())
            del self._waiting[connection.socket.fileno()]
            return
        connection.since = time.perf_counter()
        connection.socket.sendall(request)


def paced(target: Target, requests: Sequence[bytes], seconds: float, every_s: float) -> Load:
    """Ask one request after another at a steady rate, and measure each from when it was due.

    An answer that comes late does not put off what follows: latency counts the wait of whoever came meanwhile.

    Raises:
        DriverError: as `drive` where answers may be refused.
    """
    connection, load = Connection(target), Load()
    started, worked = time.perf_counter(), time.process_time()
    for number, due in enumerate(_dues(started, seconds, every_s)):
        time.sleep(max(0.0, due - time.perf_counter()))
        load.received += len(connection.ask(requests[number % len(requests)], ACCEPTED | REFUSED))
        load.refused += connection.reader.status in REFUSED
        load.latencies.append(time.perf_counter() - due)
    load.seconds = time.perf_counter() - started
    load.busy = (time.process_time() - worked) / load.seconds
    connection.socket.close()
    return load


def _dues(started: float, seconds: float, every_s: float) -> Iterator[float]:
    # Counted and not added up: sums of floats come to one request more now and then.
    yield from (started + number * every_s for number in range(round(seconds / every_s)))


def median_rate(loads: Sequence[Load]) -> float:
    """Return the median of the rates of several rounds."""
    return statistics.median(load.rate for load in loads)
