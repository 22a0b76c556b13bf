from __future__ import annotations

import asyncio

import pytest

from lsgraph.engine.base import Engine, Query, ResultForm, rows
from lsgraph.engine.fake import FakeEngine, Scripted
from lsgraph.errors import EngineError, EngineUnavailable, QueryLimitReached

TABLE = b'{"head":{"vars":["a","b"]},"results":{"bindings":[{"a":{"type":"literal","value":"x"}}]}}'


def test_rows_are_typed_terms_without_what_is_unbound() -> None:
    engine: Engine = FakeEngine([("SELECT", TABLE)])
    (row,) = asyncio.run(rows(engine, "SELECT"))
    assert {name: str(term) for name, term in row.items()} == {"a": '"x"'}


@pytest.mark.parametrize("form", [ResultForm.BOOLEAN, ResultForm.GRAPH])
def test_rows_of_what_gives_no_rows_is_an_error(form: ResultForm) -> None:
    engine = FakeEngine([("ASK", Scripted((b"{}",), form))])
    with pytest.raises(EngineError, match="does not give any"):
        asyncio.run(rows(engine, "ASK"))


def test_rows_past_their_ceiling_are_not_read() -> None:
    engine = FakeEngine([("SELECT", Scripted((b" " * 10_000_000, b" " * 10_000_000, b" ")))])
    with pytest.raises(QueryLimitReached) as caught:
        asyncio.run(rows(engine, "SELECT"))
    assert caught.value.limit == "rows_limit_bytes"
    assert engine.left_early == 1


def test_queries_are_matched_in_order_and_remembered() -> None:
    async def scenario() -> None:
        engine = FakeEngine([(lambda text: "x" in text, EngineUnavailable("busy")), ("y", b"1")])
        with pytest.raises(EngineUnavailable, match="busy"):
            await engine.query(Query("xy"))
        async with await engine.query(Query("y", {ResultForm.SOLUTIONS: "text/csv"})) as answer:
            assert [chunk async for chunk in answer] == [b"1"]
            assert answer.media_type == "text/csv"
        assert [query.text for query in engine.queries] == ["xy", "y"]
        assert engine.left_early == 0
        with pytest.raises(AssertionError, match="no answer to: z"):
            await engine.query(Query("z"))

    asyncio.run(scenario())


def test_a_scripted_answer_breaks_off_behind_its_chunks() -> None:
    async def read_into(seen: list[bytes], engine: FakeEngine) -> None:
        async with await engine.query(Query("q")) as answer:
            async for chunk in answer:
                seen.append(chunk)  # noqa: PERF401 - what came before the error counts

    seen: list[bytes] = []
    with pytest.raises(EngineUnavailable, match="lost"):
        asyncio.run(read_into(seen, FakeEngine([("q", Scripted((b"a", b"b"), error=EngineUnavailable("lost")))])))
    assert seen == [b"a", b"b"]
