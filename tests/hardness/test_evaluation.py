"""Queries that ask too much of the parser, the planner, the processor or the memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.hardness import queries
from tests.hardness.attack import BUSY, OVER_MEMORY, OVER_TIME, TURNED_AWAY, outlive, told
from tests.hardness.conftest import MEMORY_BYTES, SETTINGS
from tests.hardness.queries import DEEP, DEPTHS, NESTS, UNDECODABLE, UNDECODABLE_OUTCOMES, Case, nested
from tests.hardness.raw import CLOSE, exchange, get
from tests.hardness.server import Server

ANY = "*/*"
ROOM = int(SETTINGS["workers"]) + int(SETTINGS["long_workers"])
CASES = [
    *queries.JOINS,
    *queries.PATHS,
    *queries.STRINGS,
    *queries.MEMORY,
    *queries.LENGTHS,
    *queries.TEXTS,
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_query_that_asks_too_much(server: Server, patient: Server, case: Case) -> None:
    asked = server if OVER_TIME in case.outcomes else patient
    reply = outlive(asked, case.name, lambda: asked.ask(case.query, ANY))
    outcome = told(reply)
    assert outcome in case.outcomes, reply.body[:500]
    if outcome == OVER_MEMORY:
        assert reply.problem["value"] == MEMORY_BYTES


@pytest.mark.parametrize("name", NESTS)
def test_a_query_that_nests(server: Server, name: str) -> None:
    def ask() -> list[str]:
        return [told(server.ask(nested(name, depth), ANY)) for depth in DEPTHS]

    outcomes = outlive(server, f"{name}, nested", ask, beside=TURNED_AWAY)
    assert set(outcomes) <= DEEP, outcomes
    assert outcomes[0] in {"answered", "504 query_timeout_s"}


@pytest.mark.parametrize("name", UNDECODABLE)
def test_a_query_that_is_no_text(server: Server, name: str) -> None:
    reply = outlive(server, name, lambda: server.ask(UNDECODABLE[name]))
    assert told(reply) in UNDECODABLE_OUTCOMES, reply.body[:500]


@pytest.mark.parametrize("characters", [59_000, 900_000, 10_000_000])
def test_a_query_in_a_long_url(server: Server, characters: int) -> None:
    """One that is too long is told so, or its connection is closed while it is still being sent."""
    request = get(b"/sparql?query=ASK%7B%7D%23" + b"a" * characters, CLOSE)
    found = outlive(server, f"a URL of {characters:,} characters", lambda: exchange(server, request))
    assert set(found.statuses) <= ({200} if characters < 60_000 else {414, 431})
    assert found.statuses or found.is_closed


def test_more_runaways_than_there_is_room_for(server: Server) -> None:
    query = queries.JOINS[0].query

    def ask() -> list[str]:
        with ThreadPoolExecutor(ROOM * 3) as threads:
            return [told(reply) for reply in threads.map(server.ask, [f"{query} # {number}" for number in range(ROOM * 3)])]

    outcomes = outlive(server, "more runaways than there is room for", ask, beside=TURNED_AWAY)
    assert set(outcomes) <= {OVER_TIME, OVER_MEMORY, BUSY}
    assert OVER_TIME in outcomes
