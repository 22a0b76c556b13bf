"""The long versions: every heavy query many times at once, and everything together at random for some minutes."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from tests.hardness import queries
from tests.hardness.attack import ANSWERED, BROKEN_OFF, BUSY, OVER_MEMORY, OVER_TIME, TURNED_AWAY, outlive, told
from tests.hardness.conftest import SETTINGS
from tests.hardness.processes import eventually
from tests.hardness.raw import exchange
from tests.hardness.server import Server, serving
from tests.hardness.test_transport import LEAVING, UNTRUE

pytestmark = pytest.mark.soak

MINUTES = float(os.environ.get("LSGRAPH_TESTS_MINUTES", "10"))
"""How long everything together goes on."""
COPIES = 8
THREADS = 8
KILLS_A_MINUTE = 6
CASES = [*queries.JOINS, *queries.PATHS, *queries.STRINGS, *queries.MEMORY, *queries.LENGTHS]


def assert_quiet(server: Server) -> None:
    """See that nothing went wrong that nobody had thought of."""
    _, found, behind = server.log.read_text().partition("Traceback")
    assert not found, behind[:3_000]


@pytest.fixture(scope="module")
def ordinary(releases: Path) -> Iterator[Server]:
    """A server with as many long places as by default, and deadlines of some seconds."""
    with serving(releases, SETTINGS | {"query_timeout_s": 2, "long_workers": 6}) as warm:
        yield warm
        warm.assert_settled(spare=0)
        assert_quiet(warm)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_heavy_query_many_times_at_once(ordinary: Server, case: queries.Case) -> None:
    def ask(number: int) -> str:
        return told(ordinary.ask(f"{case.query} # {number}", "*/*"))

    def attack() -> list[str]:
        with ThreadPoolExecutor(COPIES) as threads:
            return list(threads.map(ask, range(COPIES)))

    outcomes = outlive(ordinary, f"{COPIES} times {case.name}", attack, beside=TURNED_AWAY)
    assert set(outcomes) <= case.outcomes | {BUSY, BROKEN_OFF, OVER_TIME, OVER_MEMORY}


def _ask(server: Server, chance: random.Random) -> None:
    case = chance.choice([*CASES, *queries.TEXTS])
    assert told(server.ask(case.query, chance.choice(["*/*", "text/csv", "application/sparql-results+xml;q=0.5, */*"])))


def _nest(server: Server, chance: random.Random) -> None:
    told(server.ask(queries.nested(chance.choice(queries.NESTS), chance.choice(queries.DEPTHS)), "*/*"))


def _leave(server: Server, chance: random.Random) -> None:
    stage = chance.choice([name for name in LEAVING if name not in {"while a worker works", "while queued"}])
    LEAVING[stage](server)


def _lie(server: Server, chance: random.Random) -> None:
    exchange(server, UNTRUE[chance.choice(list(UNTRUE))][0], patience_s=0.2)


def _look(server: Server, chance: random.Random) -> None:
    reply = server.ask(f"SELECT ({chance.random()} AS ?n) {{ ?s ?p ?o }} LIMIT 10")
    assert told(reply) in {ANSWERED, BUSY}


def test_everything_together_at_random(releases: Path) -> None:
    seed = int(time.time())
    print(f"seed {seed}, {MINUTES:g} minutes")
    attacks: list[Callable[[Server, random.Random], None]] = [_ask, _nest, _leave, _lie, _look, _look]
    with serving(releases, SETTINGS | {"query_timeout_s": 2, "long_workers": 6}) as server:
        end = time.monotonic() + MINUTES * 60

        def go_on(number: int) -> int:
            chance, count = random.Random(seed + number), 0
            while time.monotonic() < end:
                chance.choice(attacks)(server, chance)
                count += 1
            return count

        def kill_now_and_then() -> None:
            chance = random.Random(seed)
            while time.monotonic() + 60 / KILLS_A_MINUTE < end:
                time.sleep(60 / KILLS_A_MINUTE)
                pids = server.workers() or server.zygotes()
                with suppress(ProcessLookupError):  # it was replaced in the same moment
                    os.kill(chance.choice(pids), signal.SIGKILL)

        def attack() -> int:
            with ThreadPoolExecutor(THREADS + 1) as threads:
                killing = threads.submit(kill_now_and_then)
                count = sum(threads.map(go_on, range(THREADS)))
                killing.result()
            return count

        count = outlive(server, "everything together", attack, beside=TURNED_AWAY)
        assert count > MINUTES * 60
        eventually(lambda: server.health() == 200, "the server is well")
        server.assert_settled(spare=0)
        assert_quiet(server)
