"""Clients that are slow, that leave, that lie: whoever speaks HTTP badly harms nobody else."""

from __future__ import annotations

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from tests.hardness.attack import TURNED_AWAY, outlive
from tests.hardness.processes import eventually, processor_seconds
from tests.hardness.raw import CLOSE, ENDLESS, LIGHT, RUNAWAY, dribble, exchange, get, post
from tests.hardness.server import Server

CROWD = 500
SMALL_BUFFER = 4_096


def is_idle(server: Server) -> bool:
    """Return whether no worker computes, by what the server says and by what the kernel does."""
    status = json.loads(server.request("GET", "/health").body)
    before = {pid: processor_seconds(pid) for pid in server.workers()}
    time.sleep(0.2)
    rest = all(processor_seconds(pid) - spent < 0.1 for pid, spent in before.items())
    return rest and status["busy"] == status["waiting"] == 0


def wait_for_work(server: Server) -> None:
    """Wait until some worker has had a processor for a while."""
    before = sum(map(processor_seconds, server.workers()))
    eventually(lambda: sum(map(processor_seconds, server.workers())) > before, "a worker works")


def _leave_while_connecting(server: Server) -> None:
    server.connect().close()


def _leave_in_the_head(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(post(RUNAWAY)[:40])


def _leave_before_the_body(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(post(b"", length=len(RUNAWAY)))


def _leave_in_the_body(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(post(RUNAWAY[:20], length=len(RUNAWAY)))


def _leave_at_once(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(post(RUNAWAY))


def _leave_with_a_reset(server: Server) -> None:
    with server.connect() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.sendall(post(RUNAWAY))


def _leave_while_it_works(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(post(RUNAWAY))
        wait_for_work(server)


def _leave_after_the_first_byte(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(post(ENDLESS))
        assert connection.recv(1) == b"H"


def _leave_in_the_stream(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(post(ENDLESS))
        received = 0
        while received < 300_000:
            received += len(connection.recv(1 << 16))


def _leave_the_queue(server: Server) -> None:
    with ExitStack() as stack:
        for number in range(12):
            connection = stack.enter_context(server.connect())
            connection.sendall(post(RUNAWAY + b" # %d" % number))
        wait_for_work(server)


LEAVING = {
    "while connecting": _leave_while_connecting,
    "in the head": _leave_in_the_head,
    "before the body": _leave_before_the_body,
    "in the body": _leave_in_the_body,
    "right after sending": _leave_at_once,
    "with a reset": _leave_with_a_reset,
    "while a worker works": _leave_while_it_works,
    "after the first byte": _leave_after_the_first_byte,
    "in the middle of the answer": _leave_in_the_stream,
    "while queued": _leave_the_queue,
}


@pytest.mark.parametrize("stage", LEAVING)
def test_a_client_that_leaves_stops_its_query(patient: Server, stage: str) -> None:
    def attack() -> None:
        for _ in range(3):
            LEAVING[stage](patient)
        eventually(lambda: is_idle(patient), "the workers rest though the deadline is far")

    outlive(patient, f"clients that leave {stage}", attack, beside=TURNED_AWAY if stage == "while queued" else frozenset())


def test_an_answer_that_nobody_reads_holds_nobody(server: Server) -> None:
    def attack() -> None:
        with ExitStack() as stack:
            for number in range(10):
                connection = stack.enter_context(socket.socket())
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
                connection.settimeout(60)
                connection.connect(("127.0.0.1", server.port))
                connection.sendall(post(ENDLESS + b" # %d" % number))
            eventually(lambda: is_idle(server), "the workers rest though nobody reads")

    outlive(server, "ten answers that nobody reads", attack, beside=TURNED_AWAY)


def test_an_answer_read_a_byte_at_a_time_ends_at_its_deadline(server: Server) -> None:
    def attack() -> bytes:
        received = b""
        with server.connect() as connection:
            connection.sendall(post(ENDLESS))
            for _ in range(30):
                received += connection.recv(1)
                time.sleep(0.05)
            eventually(lambda: is_idle(server), "the workers rest though the reader is slow")
        return received

    assert outlive(server, "an answer read a byte at a time", attack).startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 504 "))


def test_requests_that_come_a_byte_at_a_time(server: Server) -> None:
    def attack() -> list[bool]:
        def send(number: int) -> bool:
            with server.connect() as connection:
                return dribble(connection, post(LIGHT, b"X-Number: %d" % number), 0.01)

        with ThreadPoolExecutor(50) as threads:
            return list(threads.map(send, range(50)))

    assert all(outlive(server, "50 requests a byte at a time", attack))


def test_a_crowd_that_says_nothing(server: Server) -> None:
    def attack() -> list[int]:
        with ExitStack() as stack:
            for _ in range(CROWD):
                stack.enter_context(server.connect())
            return [server.ask(f"SELECT ({number} AS ?n) {{}}").status for number in range(20)]

    assert outlive(server, f"{CROWD} idle connections", attack) == [200] * 20


def test_a_crowd_that_asks(server: Server) -> None:
    def attack() -> list[int]:
        def ask(number: int) -> int:
            return server.ask(f"SELECT ({number} AS ?crowd) {{ ?s ?p ?o }} LIMIT 10").status

        with ThreadPoolExecutor(50) as threads:
            return list(threads.map(ask, range(CROWD)))

    statuses = outlive(server, f"{CROWD} questions, 50 at a time", attack)
    assert set(statuses) <= {200, 503}
    assert statuses.count(200) > CROWD / 2


def test_requests_in_a_pipeline_are_answered_in_their_order(server: Server) -> None:
    texts = [b"SELECT (%d AS ?n) {}" % number for number in range(20)]
    requests = b"".join([*(post(text, b"Accept: text/csv") for text in texts), get(b"/health", CLOSE)])
    found = outlive(server, "20 requests in a pipeline", lambda: exchange(server, requests))
    assert found.statuses == [200] * 21
    positions = [found.received.index(b"n\r\n%d\r\n" % number) for number in range(20)]
    assert positions == sorted(positions)


def test_a_pipeline_behind_a_runaway_does_not_stop_the_deadline(server: Server) -> None:
    pipeline = (post(RUNAWAY), post(LIGHT), post(RUNAWAY), post(LIGHT, CLOSE))
    found = outlive(server, "a pipeline behind a runaway", lambda: exchange(server, *pipeline))
    assert found.statuses == [504, 200, 504, 200]


def test_half_of_a_connection(server: Server) -> None:
    """Whoever says that nothing more will come has still asked, or has left: one of the two, and soon."""
    found = outlive(
        server, "a half-closed connection", lambda: exchange(server, post(LIGHT), is_half_closed=True, patience_s=30)
    )
    assert found.is_closed
    assert found.statuses in ([200], [])
    found = outlive(
        server, "a half-closed runaway", lambda: exchange(server, post(RUNAWAY), is_half_closed=True, patience_s=30)
    )
    assert found.is_closed


UNTRUE = {
    "a length that is too short": (post(LIGHT, length=3), {400}),
    "a length below nothing": (post(LIGHT, length=-1), {400}),
    "a length past every integer": (post(LIGHT, length=10**30), {400, 413}),
    "a length that is no number": (get(b"/sparql", b"Content-Length: six", method=b"POST"), {400}),
    "two lengths": (post(LIGHT, b"Content-Length: 60"), {400}),
    "a length and chunks": (post(b"6\r\nASK {}\r\n0\r\n\r\n", b"Transfer-Encoding: chunked", length=3), {200, 400}),
    "chunks in another coding": (post(LIGHT, b"Transfer-Encoding: gzip, chunked"), {400, 501}),
    "a chunk that is no number": (
        get(b"/sparql", b"Content-Type: application/sparql-query", b"Transfer-Encoding: chunked", method=b"POST") + b"zz\r\n",
        {400},
    ),
    "a chunk past every integer": (
        get(b"/sparql", b"Content-Type: application/sparql-query", b"Transfer-Encoding: chunked", method=b"POST")
        + b"f" * 40
        + b"\r\n",
        {400, 413},
    ),
    "a chunk larger than what is taken": (
        get(b"/sparql", b"Content-Type: application/sparql-query", b"Transfer-Encoding: chunked", method=b"POST")
        + b"%x\r\n" % 2_000_000
        + b" " * 2_000_000
        + b"\r\n0\r\n\r\n",
        {413},
    ),
    "a header with a NUL": (get(b"/health", b"X: a\0b"), {400}),
    "a header that is folded": (get(b"/health", b"X: a\r\n b"), {200, 400}),
    "a line end alone": (b"GET /health HTTP/1.1\nHost: localhost\n\n", {200, 400}),
    "a version to come": (b"GET /health HTTP/9.9\r\nHost: localhost\r\n\r\n", {400, 505}),
    "the preface of HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 404, 405, 505}),
    "a greeting of TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500, {400}),
    "zeros": (b"\0" * 10_000, {400}),
    "a method made up": (get(b"/sparql", method=b"FETCH"), {400, 405, 501}),
    "a method of 100,000 characters": (get(b"/sparql", method=b"A" * 100_000), {400, 405, 431, 501}),
    "PUT": (get(b"/sparql", method=b"PUT"), {405}),
    "DELETE": (get(b"/sparql", method=b"DELETE"), {405}),
    "PATCH": (get(b"/sparql", method=b"PATCH"), {405}),
    "TRACE": (get(b"/sparql", method=b"TRACE"), {405, 501}),
    "CONNECT": (b"CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: localhost\r\n\r\n", {400, 404, 405, 501}),
    "a proxy's request": (b"GET http://127.0.0.1:1/health HTTP/1.1\r\nHost: localhost\r\n\r\n", {200, 400, 404, 405}),
    "an upgrade": (get(b"/sparql", b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Version: 13",
                       b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg=="), {200, 400, 403, 404, 426}),
}  # fmt: skip
"""What is no request, or not the one it says, and the statuses that tell so."""


@pytest.mark.parametrize("name", UNTRUE)
def test_a_request_that_lies(server: Server, name: str) -> None:
    request, statuses = UNTRUE[name]
    found = outlive(server, name, lambda: exchange(server, request, patience_s=0.5))
    assert found.statuses[:1], found
    assert found.statuses[0] in statuses, found.received[:500]
    assert found.statuses.count(200) <= 1


def test_a_length_longer_than_what_comes(server: Server) -> None:
    found = outlive(server, "a length too long", lambda: exchange(server, post(LIGHT, length=60), is_half_closed=True))
    assert 200 not in found.statuses


def test_chunks_are_a_body_too(server: Server) -> None:
    head = get(b"/sparql", b"Content-Type: application/sparql-query", b"Transfer-Encoding: chunked", method=b"POST")
    found = outlive(
        server, "a body in chunks", lambda: exchange(server, head, b"3\r\nASK\r\n", b"3;x=y\r\n {}\r\n", b"0\r\n\r\n")
    )
    assert found.statuses == [200]


def test_whoever_expects_to_be_told_to_go_on_is_told(server: Server) -> None:
    found = outlive(server, "Expect: 100-continue", lambda: exchange(server, post(LIGHT, b"Expect: 100-continue", CLOSE)))
    assert found.statuses in ([100, 200], [200])
    head = post(b"", b"Expect: 100-continue", length=len(LIGHT))
    with server.connect(30) as connection:
        connection.sendall(head)
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 100 ")


PATHS = [
    b"/../../../etc/passwd",
    b"/static/../../../../../../etc/passwd",
    b"/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    b"/static/..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    b"/static/%5c..%5c..%5cetc%5cpasswd",
    b"/static//etc/passwd",
    b"/static/%00",
    b"/static/" + b"a/" * 10_000,
    b"/%00",
    b"/%ff%fe",
    b"/%",
    b"/%zz",
    b"//sparql",
    b"///",
    b"/sparql/",
    b"/sparql/../sparql",
    b"/sparql%3Fquery=ASK%7B%7D",
    b"/SPARQL",
    b"/it/" + b"a" * 30_000,
    b"/en/../it",
    b"/data/..%2f..%2fmanifest.json",
    b"/.git/config",
    b"/questions/..%2f..%2f",
    b"/?" + b"&".join(b"a=%d" % number for number in range(5_000)),
    b"/sparql?" + b"&".join(b"a=%d" % number for number in range(5_000)),
    b"/sparql?query=ASK{}&query=ASK{}",
    b"/sparql?%ff=%ff",
    b"*",
]


@pytest.mark.parametrize("path", PATHS, ids=[path[:30].decode() for path in PATHS])
def test_a_path_that_is_a_trick(server: Server, path: bytes) -> None:
    found = exchange(server, get(path, b"Accept: text/html, */*", CLOSE), patience_s=30)
    assert found.statuses[:1], found
    assert found.statuses[0] < 500, found.received[:500]
    assert b"root:" not in found.received


def test_headers_that_are_tricks_break_no_page(server: Server) -> None:
    headers = [
        b"Accept: " + b"a/b;q=0.1," * 5_000,
        b"Accept: ;;;,,,===",
        b"Accept: application/json;q=" + b"9" * 1_000,
        b"Accept-Language: " + b"x-" * 5_000,
        b"Accept-Encoding: " + b"gzip;q=0.5," * 3_000,
        b"Range: bytes=" + b",".join(b"%d-%d" % (n, n) for n in range(2_000)),
        b"If-None-Match: " + b'"a",' * 5_000,
        b"If-Modified-Since: Thu, 99 Foo 99999 99:99:99 GMT",
        b"Cookie: " + b"a=b;" * 5_000,
        b"Host: evil.example/<script>",
        b"X-Forwarded-Host: evil.example",
        b"Origin: null",
        b"Referer: \xff\xfe",
    ]

    def attack() -> dict[bytes, list[int]]:
        return {
            header[:40]: exchange(server, get(path, header, CLOSE), patience_s=30).statuses
            for header in headers
            for path in (b"/sparql?query=ASK%20%7B%7D", b"/en", b"/health")
        }

    statuses = outlive(server, "headers that are tricks", attack)
    assert {name: found for name, found in statuses.items() if not found or found[0] >= 500} == {}


def test_everything_at_once(server: Server) -> None:
    attacks = list(LEAVING.values())[:6]

    def attack() -> None:
        with ThreadPoolExecutor(12) as threads:
            for future in [threads.submit(each, server) for each in attacks * 10]:
                future.result()

    outlive(server, "60 clients that leave at once", attack, beside=TURNED_AWAY)
