from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from pyoxigraph import Store

from lsgraph.engine.base import Query, ResultForm
from lsgraph.engine.frames import CHUNK_BYTES, Frame, FrameKind, encode_query, pack_frame, read_frame
from lsgraph.engine.worker import Sink, answer


def frames(content: bytes) -> list[Frame]:
    stream = io.BytesIO(content)
    return list(iter(lambda: read_frame(stream), None))


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


def test_an_error_is_sent_without_a_head() -> None:
    sent: list[bytes] = []
    query = Query("SELECT * { FILTER(<http://x/unknown>(1)) }")
    answer(Store(), Frame(FrameKind.QUERY, encode_query(query)), sent.append)
    (end,) = frames(b"".join(sent))
    assert end.kind is FrameKind.END
    assert "not supported" in json.loads(end.payload)["message"]


def test_a_worker_whose_front_has_gone_ends_by_itself(store_path: Path) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        command = [sys.executable, "-m", "lsgraph.engine.worker", str(theirs.fileno()), str(store_path), "4000000000"]
        process = subprocess.Popen([*command, str(os.getpid())], pass_fds=[theirs.fileno()])
        theirs.close()
        with ours.makefile("rb") as stream:
            ready = read_frame(stream)
            assert ready is not None
            assert ready.kind is FrameKind.READY
            ours.sendall(pack_frame(FrameKind.QUERY, encode_query(Query("ASK {}"))))
            head = read_frame(stream)
            assert head is not None
            assert head.kind is FrameKind.HEAD
            ours.shutdown(socket.SHUT_WR)
        assert process.wait(timeout=60) == 0


def test_a_worker_started_by_one_that_died_does_not_stay() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        command = [sys.executable, "-m", "lsgraph.engine.worker", str(theirs.fileno()), "/nowhere", "4000000000", "1"]
        finished = subprocess.run(command, pass_fds=[theirs.fileno()], timeout=60, check=True)
        theirs.close()
        assert finished.returncode == 0
        assert ours.recv(1) == b""
