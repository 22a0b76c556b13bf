from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsgraph.engine.base import Dataset, Query, ResultForm
from lsgraph.engine.frames import (
    End,
    Frame,
    FrameBuffer,
    FrameKind,
    Head,
    decode_end,
    decode_head,
    decode_query,
    encode_end,
    encode_head,
    encode_query,
    pack_frame,
)
from lsgraph.errors import EngineError, EngineUnavailable, NotExpressible, QueryLimitReached, QueryRefused, QuerySyntaxError


def received(content: bytes, step: int = 1_000_000) -> list[Frame]:
    buffer = FrameBuffer()
    return [frame for start in range(0, len(content), step) for frame in buffer.feed(content[start : start + step])]


@given(st.lists(st.tuples(st.sampled_from(FrameKind), st.binary())), st.integers(1, 30))
def test_frames_arrive_as_they_were_packed(pairs: list[tuple[FrameKind, bytes]], step: int) -> None:
    content = b"".join(pack_frame(kind, payload) for kind, payload in pairs)
    assert [(frame.kind, frame.payload) for frame in received(content, step)] == pairs


@pytest.mark.parametrize("cut", [1, 4, 5, 7])
def test_half_a_frame_is_no_frame(cut: int) -> None:
    content = pack_frame(FrameKind.DATA, b"abc")[:cut]
    assert received(content) == []


def test_a_query_crosses_whole() -> None:
    query = Query("ASK { ?s ?p 'città\n' }", {ResultForm.BOOLEAN: "text/csv"}, Dataset(("a",), ("b", "c")), {"ex": "http://x/"})
    assert decode_query(encode_query(query)) == query


def test_a_head_crosses_whole() -> None:
    head = Head(ResultForm.GRAPH, "text/turtle", is_whole=True)
    assert decode_head(encode_head(head)) == head


@pytest.mark.parametrize(
    "error",
    [
        QuerySyntaxError("s", 3, 4),
        QueryRefused("r"),
        EngineUnavailable("u"),
        EngineError("è"),
        QuerySyntaxError("s"),
        NotExpressible("x"),
        QueryLimitReached("result_limit_rows", 3, "Ask for two."),
    ],
)
def test_an_error_crosses_with_its_kind_and_place(error: EngineError) -> None:
    arrived = decode_end(encode_end(error)).error
    assert type(arrived) is type(error)
    assert str(arrived) == str(error)
    assert vars(arrived) == vars(error)


def test_an_end_without_an_error_says_whether_the_worker_is_worn() -> None:
    assert decode_end(encode_end()) == End()
    assert decode_end(encode_end(is_worn=True)) == End(is_worn=True)
