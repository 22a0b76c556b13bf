"""Connections that cost more than they should: heads without end, requests that never come, answers that nobody takes."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.hardness.attack import outlive
from tests.hardness.conftest import SETTINGS
from tests.hardness.processes import eventually, memory_bytes
from tests.hardness.raw import CLOSE, ENDLESS, LIGHT, RUNAWAY, exchange, get, post
from tests.hardness.server import Server, serving
from tests.hardness.test_transport import SMALL_BUFFER

FLOOD_BYTES = 20_000_000
GROWTH_BYTES = 60_000_000
PATIENCE: dict[str, float] = {"request_timeout_s": 1, "send_timeout_s": 1, "keep_alive_s": 1}


@pytest.fixture(scope="module")
def strict(releases: Path) -> Iterator[Server]:
    """A server that waits a second for a request, and for its answer to be taken."""
    with serving(releases, SETTINGS | PATIENCE) as warm:
        yield warm


FLOODS = {
    "headers without end": (b"GET /health HTTP/1.1\r\nHost: localhost\r\n", b"X-A: " + b"a" * 10_000 + b"\r\n"),
    "a header without end": (b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: ", b"a" * 10_000),
    "a URL without end": (b"GET /", b"a" * 10_000),
    "a method without end": (b"", b"A" * 10_000),
    "trailers without end": (
        get(b"/sparql", b"Content-Type: application/sparql-query", b"Transfer-Encoding: chunked", method=b"POST")
        + b"6\r\nASK {}\r\n0\r\n",
        b"X-A: " + b"a" * 10_000 + b"\r\n",
    ),
    "an extension of a chunk without end": (
        get(b"/sparql", b"Content-Type: application/sparql-query", b"Transfer-Encoding: chunked", method=b"POST") + b"6;x=",
        b"a" * 10_000,
    ),
    "a body that is not asked for": (get(b"/health", b"Content-Length: 900000000"), b"a" * 10_000),
    "a body over its ceiling": (post(b"", length=900_000_000), b"a" * 10_000),
    "requests behind a runaway": (post(RUNAWAY), post(LIGHT) * 100),
    "requests whose answers nobody reads": (b"", get(b"/health") * 100),
}
"""What begins, and what follows over and over."""


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_does_not_fill_the_front(server: Server, name: str) -> None:
    head, part = FLOODS[name]

    def attack() -> int:
        before = memory_bytes(server.process.pid)
        with server.connect(2) as connection:
            with contextlib.suppress(OSError):
                connection.sendall(head)
                for _ in range(FLOOD_BYTES // len(part)):
                    connection.sendall(part)
            return memory_bytes(server.process.pid) - before

    assert outlive(server, name, attack) < GROWTH_BYTES


SLOW = {
    "a connection that says nothing": b"",
    "a head that stops": b"GET /health HTTP/1.1\r\nHos",
    "a body that stops": post(LIGHT[:3], length=len(LIGHT)),
    "a connection kept open for nothing": get(b"/health"),
}


@pytest.mark.parametrize("name", SLOW)
def test_a_connection_is_closed_in_the_end(strict: Server, name: str) -> None:
    found = outlive(strict, name, lambda: exchange(strict, SLOW[name], patience_s=30))
    assert found.is_closed


def test_answers_that_nobody_takes_are_given_up(strict: Server) -> None:
    def attack() -> None:
        with ExitStack() as stack:
            for number in range(10):
                connection = stack.enter_context(socket.socket())
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
                connection.connect(("127.0.0.1", strict.port))
                connection.sendall(post(ENDLESS + b" # %d" % number))
            eventually(lambda: strict.census().descriptors < strict.base.descriptors + 10, "the server lets go of them")

    outlive(strict, "ten answers that nobody takes", attack, beside=frozenset({503}))


def test_a_head_of_ordinary_length_is_taken(server: Server) -> None:
    assert exchange(server, get(b"/health", b"X-A: " + b"a" * 10_000, CLOSE)).statuses == [200]
