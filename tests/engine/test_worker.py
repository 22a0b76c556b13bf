from __future__ import annotations

import json
import socket

import pytest
from pyoxigraph import Store

from lsgraph.engine.base import Query, ResultForm
from lsgraph.engine.frames import CHUNK_BYTES, End, Frame, FrameBuffer, FrameKind, decode_end, encode_query, pack_frame
from lsgraph.engine.stores import Stores
from lsgraph.engine.worker import WORN_BYTES, Sink, Wear, answer, requests
from lsgraph.errors import QueryLimitReached


def frames(content: bytes) -> list[Frame]:
    return list(FrameBuffer().feed(content))


def test_a_short_answer_goes_out_in_one_piece() -> None:
    sent: list[bytes] = []
    sink = Sink(sent.append)
    sink.begin(ResultForm.SOLUTIONS, "text/csv")
    sink.write(b"a\r\n")
    assert sent == []
    sink.finish()
    assert len(sent) == 1
    head, data, end = frames(sent[0])
    assert json.loads(head.payload) == {"form": "solutions", "media_type": "text/csv", "is_whole": True}
    assert (data.payload, end.kind) == (b"a\r\n", FrameKind.END)


def test_a_long_answer_goes_out_in_chunks_behind_one_head() -> None:
    sent: list[bytes] = []
    sink = Sink(sent.append)
    sink.begin(ResultForm.GRAPH, "text/turtle")
    for _ in range(20):
        sink.write(b"x" * 8192)
    sink.finish()
    head, *data, end = frames(b"".join(sent))
    assert json.loads(head.payload)["is_whole"] is False
    assert [len(frame.payload) for frame in data] == [CHUNK_BYTES, CHUNK_BYTES, 20 * 8192 - 2 * CHUNK_BYTES]
    assert end.kind is FrameKind.END


def test_an_answer_that_comes_slowly_does_not_wait_for_a_full_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bytes] = []
    monkeypatch.setattr("lsgraph.engine.worker.PATIENCE_S", -1)
    sink = Sink(sent.append)
    sink.begin(ResultForm.SOLUTIONS, "text/csv")
    sink.write(b"a\r\n")
    head, data = frames(sent[0])
    assert json.loads(head.payload)["is_whole"] is False
    assert data.payload == b"a\r\n"


def ask(text: str) -> End:
    sent: list[bytes] = []
    answer(Stores(Store()), Frame(FrameKind.QUERY, encode_query(Query(text))), sent.append, Wear(), 1000)
    *_, end = frames(b"".join(sent))
    return decode_end(end.payload)


def test_an_error_is_sent_without_a_head() -> None:
    assert "not supported" in str(ask("SELECT * { FILTER(<http://x/unknown>(1)) }").error)


def test_memory_that_python_is_refused_is_told_as_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    def evaluate(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("lsgraph.engine.worker.evaluate", evaluate)
    end = ask("ASK {}")
    assert isinstance(end.error, QueryLimitReached)
    assert (end.error.limit, end.error.value) == ("query_memory_bytes", 1000)
    assert end.is_worn


def test_a_worker_that_has_grown_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    peaks = [1_000, 2_000, 1_000 + WORN_BYTES + 1]
    monkeypatch.setattr("lsgraph.engine.worker._peak_bytes", lambda: peaks.pop(0))
    wear = Wear()
    assert [wear.is_worn, wear.is_worn] == [False, True]


@pytest.mark.parametrize("is_split", [False, True])
def test_a_query_that_is_cancelled_before_its_turn_is_ended_without_an_answer(is_split: bool) -> None:
    queries = [pack_frame(FrameKind.QUERY, encode_query(Query(f"ASK {{}} # {number}"))) for number in range(3)]
    cancel = pack_frame(FrameKind.CANCEL)
    front, worker = socket.socketpair()
    with front, worker:
        front.sendall(b"".join(queries[:2]))
        coming = requests(worker)
        taken = [next(coming)]
        if is_split:
            front.sendall(cancel)
            front.sendall(queries[2])
        else:
            front.sendall(cancel + queries[2])
        taken.append(next(coming))
        assert [pack_frame(frame.kind, frame.payload) for frame in taken] == [queries[0], queries[2]]
        assert [frame.kind for frame in frames(front.recv(1000))] == [FrameKind.END]
        front.sendall(cancel)
        front.shutdown(socket.SHUT_WR)
        assert list(coming) == []
