"""The endpoint's cache: who is answered from it, who shares an evaluation, and who must not."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any
from urllib.parse import quote

import pytest
from tests.web.endpoint import BIG, SETTINGS, GatedEngine, Told, Visit, run, scripted

from lsgraph.engine.answer import WholeAnswer
from lsgraph.engine.base import Answer, EngineStatus, Query, ResultForm
from lsgraph.engine.fake import FakeEngine, Scripted
from lsgraph.errors import EngineError, QueryLimitReached, QuerySyntaxError
from lsgraph.protocol.cache import AnswerCache
from lsgraph.web.sparql.answering import GATHER_S
from lsgraph.web.sparql.endpoint import SparqlEndpoint

TABLE = b"n\r\n1\r\n" * 1000


def open_engine() -> GatedEngine:
    engine = GatedEngine(
        [
            ("table", TABLE),
            ("graph", scripted(b"<a> <b> <c> .", form=ResultForm.GRAPH)),
            ("fault", QuerySyntaxError("No.", 1, 2)),
            ("big", scripted(BIG, b"y", BIG)),
            (lambda text: "(" in text, TABLE),
        ]
    )
    engine.gate.set()
    return engine


def endpoint(engine: Any, told: Told | None = None, **more: Any) -> SparqlEndpoint:
    observe = Told() if told is None else told
    return SparqlEndpoint(engine, SETTINGS, {}, observe=observe.append, **more)


def test_the_same_question_is_evaluated_once() -> None:
    async def scenario() -> None:
        engine, told = open_engine(), Told()
        asked = endpoint(engine, told)
        first = await Visit(asked, "table").done()
        again = await Visit(asked, "table").done()
        reworded = await Visit(asked, "query=table&x=1").done()
        assert len(engine.queries) == 1
        assert (first.body, again.body, reworded.body) == (TABLE,) * 3
        assert [visit.cache for visit in (first, again, reworded)] == told.uses == ["miss", "hit", "hit"]
        assert len({visit.headers["x-query-id"] for visit in (first, again, reworded)}) == 3
        assert [record.sent_bytes for record in told] == [len(TABLE)] * 3
        assert [record.text for record in told] == ["table"] * 3

    run(scenario)


@pytest.mark.parametrize(
    "other",
    [
        {"query": "query=table&default-graph-uri=http://a/"},
        {"query": "table", "accept": "text/csv"},
        {"query": "table", "accept_encoding": "gzip"},
        {"query": "graph"},
    ],
)
def test_another_question_is_evaluated_anew(other: dict[str, Any]) -> None:
    async def scenario() -> None:
        engine = open_engine()
        asked = endpoint(engine)
        await Visit(asked, "table").done()
        await Visit(asked, **other).done()
        assert len(engine.queries) == 2

    run(scenario)


def test_what_is_posted_is_kept_too() -> None:
    async def scenario() -> None:
        engine = open_engine()
        asked = endpoint(engine)
        direct: dict[str, Any] = {"method": "POST", "content_type": "application/sparql-query"}
        form: dict[str, Any] = {"method": "POST", "content_type": "application/x-www-form-urlencoded"}
        visits = [
            await Visit(asked, "", body=b"table", **direct).done(),
            await Visit(asked, "", body=b"table", **direct).done(),
            await Visit(asked, "", body=b"query=table", **form).done(),
            await Visit(asked, "table").done(),
        ]
        assert [visit.cache for visit in visits] == ["miss", "hit", "hit", "hit"]
        # The same bytes as another content type are another request.
        assert (await Visit(asked, "", body=b"table", method="POST", content_type="text/plain").done()).status == 415
        assert (await Visit(asked, "", body=b"graph", **direct).done()).body == b"<a> <b> <c> ."

    run(scenario)


def test_a_release_never_shows_the_answers_of_another() -> None:
    async def scenario() -> None:
        old, new = FakeEngine([("q", b"old")]), FakeEngine([("q", b"new")])
        before, after = endpoint(old), endpoint(new)
        assert (await Visit(before, "q").done()).body == b"old"
        answer = await Visit(after, "q", if_none_match='"a"').done()
        assert (answer.body, answer.cache) == (b"new", "miss")

    run(scenario)


def test_an_answer_may_be_compressed_and_is_kept_so() -> None:
    async def scenario() -> None:
        engine = open_engine()
        asked = endpoint(engine)
        for cache in ("miss", "hit"):
            visit = await Visit(asked, "table", accept_encoding="br, gzip").done()
            assert (visit.headers["content-encoding"], visit.cache) == ("gzip", cache)
            assert gzip.decompress(visit.body) == TABLE
            assert visit.headers["content-length"] == str(len(visit.body))
        plain = await Visit(asked, "table").done()
        assert plain.headers["etag"] != visit.headers["etag"]
        short = await Visit(asked, "graph", accept_encoding="gzip").done()
        assert "content-encoding" not in short.headers

    run(scenario)


def test_who_takes_no_coding_that_is_offered_is_told() -> None:
    async def scenario() -> None:
        engine = open_engine()
        visit = await Visit(endpoint(engine), "table", accept_encoding="identity;q=0").done()
        assert (visit.status, engine.queries) == (406, [])
        assert visit.headers["vary"] == "Accept, Accept-Encoding"
        assert b'"available": ["gzip", "identity"]' in visit.body

    run(scenario)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_client_that_has_the_answer_gets_no_body(method: str) -> None:
    async def scenario() -> None:
        asked = endpoint(open_engine())
        tag = (await Visit(asked, "table").done()).headers["etag"]
        for fresh in (asked, endpoint(open_engine())):
            for condition in (tag, f'"x", W/{tag}', "*"):
                visit = await Visit(fresh, "table", method, if_none_match=condition).done()
                assert (visit.status, visit.body) == (304, b"")
                headers = visit.headers
                assert (headers["etag"], headers["vary"]) == (tag, "Accept, Accept-Encoding")
                assert headers["access-control-allow-origin"] == "*"
                assert not {"content-length", "content-type"} & set(headers)
        assert (await Visit(asked, "table", method, if_none_match='"other"').done()).status == 200

    run(scenario)


def test_what_is_posted_is_answered_whatever_the_client_has() -> None:
    async def scenario() -> None:
        asked = endpoint(open_engine())
        headers: dict[str, Any] = {"content_type": "application/sparql-query", "if_none_match": "*"}
        assert (await Visit(asked, "", "POST", b"table", **headers).done()).status == 200

    run(scenario)


def test_head_is_answered_from_what_get_left_and_the_other_way() -> None:
    async def scenario() -> None:
        engine = open_engine()
        asked = endpoint(engine)
        visits = [await Visit(asked, "table", method).done() for method in ("HEAD", "GET", "HEAD")]
        assert [visit.cache for visit in visits] == ["miss", "hit", "hit"]
        assert [len(visit.body) for visit in visits] == [0, len(TABLE), 0]
        assert {visit.headers["content-length"] for visit in visits} == {str(len(TABLE))}

    run(scenario)


@pytest.mark.parametrize("text", ["SELECT (NOW() AS ?now) {}", "SELECT (STRUUID() AS ?id) {}"])
def test_what_changes_by_itself_passes_the_cache(text: str) -> None:
    async def scenario() -> None:
        engine, told = open_engine(), Told()
        asked = endpoint(engine, told)
        for _ in range(2):
            visit = await Visit(asked, f"query={quote(text)}", if_none_match="*").done()
            assert (visit.status, visit.headers["cache-control"]) == (200, "no-store")
            assert "etag" not in visit.headers
        assert told.uses == ["bypass"] * 2
        assert len(engine.queries) == 2
        assert len(asked.cache) == 0

    run(scenario)


def test_who_asks_the_same_meanwhile_shares_the_evaluation() -> None:
    async def scenario() -> None:
        engine, told = open_engine(), Told()
        engine.gate.clear()
        asked = endpoint(engine, told)
        visits = [Visit(asked, "table") for _ in range(3)]
        await engine.is_asked.wait()
        engine.gate.set()
        assert [(await visit.done()).body for visit in visits] == [TABLE] * 3
        assert len(engine.queries) == 1
        assert sorted(told.uses) == ["miss", "shared", "shared"]

    run(scenario)


def test_a_failure_is_told_to_all_and_not_kept() -> None:
    async def scenario() -> None:
        engine, told = open_engine(), Told()
        engine.gate.clear()
        asked = endpoint(engine, told)
        visits = [Visit(asked, "fault") for _ in range(3)]
        await engine.is_asked.wait()
        engine.gate.set()
        assert [(await visit.done()).status for visit in visits] == [400] * 3
        assert len({visit.headers["x-query-id"] for visit in visits}) == 3
        assert len(engine.queries) == 1
        assert told.outcomes == ["refused"] * 3
        assert (await Visit(asked, "fault").done()).status == 400
        assert len(engine.queries) == 2

    run(scenario)


def test_a_form_that_nobody_takes_is_told_to_all() -> None:
    async def scenario() -> None:
        engine = open_engine()
        engine.gate.clear()
        asked = endpoint(engine)
        visits = [Visit(asked, "graph", accept="text/csv") for _ in range(2)]
        await engine.is_asked.wait()
        engine.gate.set()
        assert [(await visit.done()).status for visit in visits] == [406] * 2
        assert len(engine.queries) == engine.left_early == 1

    run(scenario)


def test_the_evaluation_outlives_its_first_client_while_another_waits() -> None:
    async def scenario() -> None:
        engine, told = open_engine(), Told()
        engine.gate.clear()
        asked = endpoint(engine, told)
        first = Visit(asked, "table")
        await engine.is_asked.wait()
        second = Visit(asked, "table")
        await asyncio.sleep(0.02)
        first.leave()
        await asyncio.sleep(0.02)
        assert engine.cancelled == 0
        engine.gate.set()
        assert (await second.done()).body == TABLE
        await first.done()
        assert (first.sent, sorted(told.outcomes)) == ([], ["complete", "left"])
        assert len(engine.queries) == 1

    run(scenario)


def test_the_evaluation_ends_when_nobody_is_left() -> None:
    async def scenario() -> None:
        engine, told = open_engine(), Told()
        engine.gate.clear()
        asked = endpoint(engine, told)
        visits = [Visit(asked, "table") for _ in range(3)]
        await engine.is_asked.wait()
        await asyncio.sleep(0.02)
        for visit in visits:
            assert engine.cancelled == 0
            visit.leave()
            await asyncio.sleep(0.02)
        for visit in visits:
            await visit.done()
        assert (engine.cancelled, told.outcomes) == (1, ["left"] * 3)
        assert [record.status for record in told] == [499] * 3
        engine.gate.set()
        assert (await Visit(asked, "table").done()).cache == "miss"

    run(scenario)


def test_a_client_that_reads_slowly_keeps_nobody_waiting() -> None:
    async def scenario() -> None:
        engine = open_engine()
        engine.gate.clear()
        asked = endpoint(engine)
        slow = Visit(asked, "table", is_reading=False)
        await engine.is_asked.wait()
        quick = Visit(asked, "table")
        engine.gate.set()
        assert (await quick.done()).body == TABLE
        slow.leave()
        await asyncio.wait({slow.task}, timeout=60)

    run(scenario)


def test_what_is_too_large_to_keep_is_asked_by_each() -> None:
    async def scenario() -> None:
        engine, told = open_engine(), Told()
        engine.gate.clear()
        asked = endpoint(engine, told, cache=AnswerCache(80_000))
        visits = [Visit(asked, "big") for _ in range(3)]
        await engine.is_asked.wait()
        engine.gate.set()
        for visit in visits:
            await visit.done()
            assert (visit.body, visit.is_complete) == (BIG + b"y" + BIG, True)
            assert not {"content-length", "etag"} & set(visit.headers)
        assert len(engine.queries) == 3
        assert told.uses == ["miss"] * 3
        assert len(asked.cache) == 0

    run(scenario)


class Slow(WholeAnswer):
    """An answer that takes longer than is waited for before it is sent as it is made."""

    async def __anext__(self) -> bytes:
        await asyncio.sleep(0.6 * GATHER_S)
        return await super().__anext__()


class SlowlyMade(FakeEngine):
    async def query(self, query: Query) -> Answer:
        return Slow(ResultForm.SOLUTIONS, query.media_types[ResultForm.SOLUTIONS], [b"a", b"b", b"c"])


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_what_is_made_slowly_is_sent_as_it_is_made_and_kept_in_the_end(coding: str) -> None:
    async def scenario() -> None:
        engine, told = SlowlyMade([]), Told()
        asked = endpoint(engine, told)
        first = await Visit(asked, "slow", accept_encoding=coding).done()
        assert "content-length" not in first.headers
        assert len(first.sent) > 3
        again = await Visit(asked, "slow", accept_encoding=coding).done()
        assert again.body == first.body
        assert (gzip.decompress(again.body) if coding == "gzip" else again.body) == b"abc"
        assert told.uses == ["miss", "hit"]

    run(scenario)


def test_an_answer_that_breaks_off_is_not_kept() -> None:
    async def scenario() -> None:
        cut = Scripted((BIG, b"y"), error=QueryLimitReached("result_limit_bytes", 1))
        asked = endpoint(FakeEngine([("cut", cut)]), cache=AnswerCache(80_000))
        visit = await Visit(asked, "cut").done()
        assert not visit.is_complete
        assert len(asked.cache) == 0
        whole = endpoint(FakeEngine([("cut", cut)]))
        visit = await Visit(whole, "cut").done()
        assert (visit.status, visit.is_complete, len(whole.cache)) == (422, True, 0)

    run(scenario)


def test_saved_questions_are_warm_when_somebody_comes() -> None:
    async def scenario() -> None:
        engine, told = open_engine(), Told()
        asked = endpoint(engine, told)
        texts = ["table", "graph", "fault", "SELECT (NOW() AS ?now) {}"]
        assert await asked.warm(texts) == 4
        assert told == []
        headers: list[dict[str, Any]] = [
            {},
            {"accept": "*/*"},
            {"accept": "text/html,*/*;q=0.8", "accept_encoding": "gzip, deflate, br"},
        ]
        for sent in headers:
            assert (await Visit(asked, "table", **sent).done()).cache == "hit"
        assert await asked.warm(texts) == 0

    run(scenario)


def test_warming_gives_way() -> None:
    class Busy(FakeEngine):
        now = EngineStatus(busy=1)

        @property
        def status(self) -> EngineStatus:
            return self.now

    async def scenario() -> None:
        engine = Busy([("table", TABLE)])
        asked = endpoint(engine)
        warming = asyncio.ensure_future(asked.warm(["table"]))
        await asyncio.sleep(0.02)
        assert engine.queries == []
        engine.now = EngineStatus()
        assert await warming == 2

    run(scenario)


def test_warming_passes_over_what_has_no_answer() -> None:
    async def scenario() -> None:
        asked = endpoint(
            FakeEngine([("no", EngineError("No.")), ("big", scripted(BIG * 2)), ("yes", b"1")]), cache=AnswerCache(80_000)
        )
        assert await asked.warm(["no", "big", "yes"]) == 2

    run(scenario)
