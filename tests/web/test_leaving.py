"""Clients that leave: whatever they leave behind is given up, and told of once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.web.endpoint import BIG, SETTINGS, GatedEngine, Told, Visit, run, scripted

from lsgraph.engine.fake import FakeEngine
from lsgraph.protocol.cache import AnswerCache
from lsgraph.web.sparql.client import PATIENCE_S, ClientLeft, ClientWatch
from lsgraph.web.sparql.endpoint import SparqlEndpoint
from lsgraph.web.sparql.exchange import PIECE_BYTES

VOLATILE = "query=SELECT (NOW() AS ?now) {}"


def endpoint(engine: Any, told: Told, cache_bytes: int = 64_000_000) -> SparqlEndpoint:
    return SparqlEndpoint(engine, SETTINGS, {}, cache=AnswerCache(cache_bytes), observe=told.append)


def test_nobody_is_watched_for_longer_than_is_noticed() -> None:
    assert PATIENCE_S <= 0.05


def test_who_leaves_while_sending_has_asked_nothing() -> None:
    async def scenario() -> None:
        engine, told = FakeEngine([]), Told()
        coming: list[dict[str, Any]] = [
            {"type": "http.request", "body": b"AS", "more_body": True},
            {"type": "http.disconnect"},
        ]
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return coming.pop(0)

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/sparql", "query_string": b"", "headers": []}
        await endpoint(engine, told)(scope, receive, send)
        assert (sent, told, engine.queries) == ([], [], [])

    run(scenario)


@pytest.mark.parametrize("query", ["q", VOLATILE])
@pytest.mark.parametrize("is_at_once", [False, True])
def test_who_leaves_while_the_query_waits_or_runs_gives_it_up(query: str, is_at_once: bool) -> None:
    async def scenario() -> None:
        engine, told = GatedEngine([(lambda _: True, b"")]), Told()
        visit = Visit(endpoint(engine, told), query)
        if is_at_once:
            visit.leave()
        await engine.is_asked.wait()
        await asyncio.sleep(2 * PATIENCE_S)
        visit.leave()
        await visit.done()
        assert (engine.cancelled, visit.sent) == (1, [])
        assert [(record.outcome.value, record.status) for record in told] == [("left", 499)]

    run(scenario)


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_who_leaves_in_the_middle_of_an_answer_gives_up_the_rest(coding: str) -> None:
    async def scenario() -> None:
        engine, told = FakeEngine([("q", scripted(BIG, BIG, BIG))]), Told()
        visit = Visit(endpoint(engine, told, 0), "q", is_reading=False, accept_encoding=coding)
        await asyncio.sleep(2 * PATIENCE_S)
        visit.leave()
        await visit.done()
        assert engine.left_early == 1
        assert not visit.is_complete
        assert [(record.outcome.value, record.status) for record in told] == [("left", 200)]

    run(scenario)


def test_who_leaves_with_half_of_a_whole_answer_is_told_of_as_such() -> None:
    async def scenario() -> None:
        content = b"x" * (2 * PIECE_BYTES)
        engine, told = FakeEngine([("q", content)]), Told()
        asked = endpoint(engine, told)
        visit = Visit(asked, "q", is_reading=False)
        await asyncio.sleep(2 * PATIENCE_S)
        assert [len(message["body"]) for message in visit.sent[1:]] == [PIECE_BYTES]
        visit.leave()
        await visit.done()
        assert told.outcomes == ["left"]
        assert (await Visit(asked, "q").done()).body == content
        assert told.uses == ["miss", "hit"]

    run(scenario)


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_server_that_takes_everything_for_a_client_that_left_is_not_believed(is_kept: bool) -> None:
    async def scenario() -> None:
        engine, told = FakeEngine([("q", scripted(*[b"x" * PIECE_BYTES] * 20))]), Told()
        asked = endpoint(engine, told, 64_000_000 if is_kept else 0)
        if is_kept:
            await Visit(asked, "q").done()
        has_left = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await has_left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message.get("body") and not has_left.is_set():
                await asyncio.sleep(2 * PATIENCE_S)
                has_left.set()

        scope = {"type": "http", "method": "GET", "path": "/sparql", "query_string": b"query=q", "headers": []}
        await asked(scope, receive, send)
        assert told[-1].outcome.value == "left"
        assert told[-1].sent_bytes < 20 * PIECE_BYTES

    run(scenario)


def test_a_server_that_cannot_write_is_a_client_that_left() -> None:
    async def scenario() -> None:
        engine, told = FakeEngine([("q", scripted(BIG, BIG))]), Told()

        async def receive() -> dict[str, Any]:
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Any) -> None:
            raise OSError("gone")

        scope = {"type": "http", "method": "GET", "path": "/sparql", "query_string": b"query=q", "headers": []}
        await endpoint(engine, told, 0)(scope, receive, send)
        assert told.outcomes == ["left"]
        assert engine.left_early == 1

    run(scenario)


def test_a_server_that_ends_is_no_client_that_left() -> None:
    async def scenario() -> None:
        engine, told = GatedEngine([]), Told()
        visit = Visit(endpoint(engine, told), "q")
        await engine.is_asked.wait()
        visit.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await visit.done()
        assert told.outcomes == ["failed"]

    run(scenario)


async def stays() -> dict[str, Any]:
    await asyncio.Event().wait()
    raise AssertionError


async def leaves() -> dict[str, Any]:
    return {"type": "http.disconnect"}


def test_a_block_that_ends_in_time_is_left_alone() -> None:
    async def scenario() -> None:
        with ClientWatch(leaves):
            await asyncio.sleep(0)
        await asyncio.sleep(2 * PATIENCE_S)
        with ClientWatch(stays):
            await asyncio.sleep(2 * PATIENCE_S)
        await asyncio.sleep(PATIENCE_S)
        assert len(asyncio.all_tasks()) == 2  # this one, and the one that waits for it

    run(scenario)


def test_a_block_is_stopped_when_the_client_leaves() -> None:
    async def scenario() -> None:
        with pytest.raises(ClientLeft), ClientWatch(leaves):
            await asyncio.Event().wait()
        await asyncio.sleep(0)  # the task itself goes on

    run(scenario)


def test_an_error_in_the_block_is_told_as_it_is() -> None:
    async def work() -> None:
        with ClientWatch(leaves) as client:
            client.on_leave = lambda: None
            await asyncio.sleep(2 * PATIENCE_S)
            assert client.is_gone
            raise ValueError("mine")

    async def scenario() -> None:
        with pytest.raises(ValueError, match="mine"):
            await work()

    run(scenario)
