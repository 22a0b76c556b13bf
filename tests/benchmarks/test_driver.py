from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from benchmarks.driver import AnswerReader, DriverError, Load, Target, ask_once, drive, paced, percentile

LENGTH = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\ncontent-length: 11\r\n\r\nhello world"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello \r\n5;a=b\r\nworld\r\n0\r\n\r\n"
EMPTY = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def server(*answers: bytes, connections: int = 1) -> Iterator[Target]:
    """Serve connections one after another: each gets the answers in turn, one a request, and is then closed."""

    def serve() -> None:
        for _ in range(connections):
            client, _ = listener.accept()
            with client:
                for answer in answers:
                    client.recv(4096)
                    client.sendall(answer)
                client.shutdown(socket.SHUT_WR)
                client.settimeout(5)
                client.recv(1)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield Target("127.0.0.1", listener.getsockname()[1], "/sparql")
        thread.join(10)
        assert not thread.is_alive()


@pytest.mark.parametrize("answer", [LENGTH, CHUNKED], ids=["length", "chunked"])
def test_answers_are_read_however_they_are_cut(answer: bytes) -> None:
    for size in range(1, len(answer) + 1):
        reader, body = AnswerReader(), list[bytes]()
        reader.body = body
        for _ in range(2):
            body.clear()
            whole = [reader.feed(answer[at : at + size]) for at in range(0, len(answer), size)]
            assert whole.index(True) == len(whole) - 1
            assert (reader.status, reader.size, b"".join(body)) == (200, 11, b"hello world")


def test_an_answer_without_a_body_is_whole_at_once() -> None:
    reader = AnswerReader()
    assert reader.feed(EMPTY)
    assert (reader.status, reader.size) == (204, 0)


@pytest.mark.parametrize("answer", [LENGTH + b"x", CHUNKED + b"x", CHUNKED[:-2] + b"xy", b"HTTP/1.1 200 OK\r\n\r\nhello"])
def test_what_is_not_framed_as_it_must_is_refused(answer: bytes) -> None:
    reader = AnswerReader()
    with pytest.raises(DriverError):
        reader.feed(answer)


def test_every_request_is_asked_once_on_connections_that_are_kept() -> None:
    with server(LENGTH, CHUNKED, LENGTH) as target:
        load = drive(target, [target.get("/")] * 3, concurrency=1)
    assert len(load.latencies) == 3
    assert load.received == 33
    assert load.rate == pytest.approx(3 / load.seconds)
    assert max(load.latencies) <= load.seconds


@pytest.mark.parametrize("answer", [EMPTY, b"HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno", LENGTH[:-1], b""])
def test_a_fault_ends_the_drive(answer: bytes) -> None:
    with server(answer) as target, pytest.raises(DriverError):
        drive(target, [target.get("/")], concurrency=1)


def test_refusals_are_counted_where_they_may_be() -> None:
    refusal = b"HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno"
    with server(refusal, LENGTH) as target:
        load = drive(target, [target.get("/")] * 2, concurrency=1, may_be_refused=True)
    assert (len(load.latencies), load.refused) == (2, 1)


def test_one_question_has_its_body_and_a_fault_tells_what_it_says() -> None:
    with server(CHUNKED) as target:
        assert ask_once(target, target.request("ASK {}", "text/plain")) == b"hello world"
    with server(b"HTTP/1.1 400 No\r\nContent-Length: 3\r\n\r\nwhy") as target, pytest.raises(DriverError, match="why"):
        ask_once(target, target.get("/"))


def test_paced_latency_counts_from_when_a_request_was_due() -> None:
    with server(*[LENGTH] * 5) as target:
        load = paced(target, [target.get("/")], seconds=0.05, every_s=0.01)
    assert len(load.latencies) == 5
    assert all(latency > 0 for latency in load.latencies)


def test_a_request_is_a_query_operation_by_get() -> None:
    assert Target.at("http://127.0.0.1:80/", "/sparql").request("ASK {}", "text/csv") == (
        b"GET /sparql?query=ASK+%7B%7D HTTP/1.1\r\nHost: 127.0.0.1:80\r\nAccept: text/csv\r\n\r\n"
    )


def test_percentiles_are_by_nearest_rank() -> None:
    values = list(range(1, 101))
    assert [percentile(values, part) for part in (0.0, 0.5, 0.95, 1.0)] == [1, 50, 95, 100]
    assert percentile([7], 0.95) == 7


def test_a_rate_is_answers_over_time() -> None:
    assert Load(2.0, [0.1] * 10).rate == 5
