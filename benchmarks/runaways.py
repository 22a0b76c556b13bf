"""What queries that overstay cost: whoever asked them, the service, and everybody else.

`python -m benchmarks.runaways [--quick] [--size 1000000]`
"""

from __future__ import annotations

import argparse
import asyncio
import os
import select
import signal
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from benchmarks.data import Population
from benchmarks.driver import CONCURRENCY, AnswerReader, Connection, Load, Target, ask_once, drive, paced, percentile
from benchmarks.measure import machine, table
from benchmarks.processes import busiest, is_there, until_gone
from benchmarks.queries import KINDS, TABLE, Weight
from benchmarks.servers import MEMORY, NO_CACHE, PATIENT, Running, lsgraph, made_release
from lsgraph.engine.local import LocalEngine
from lsgraph.release.layout import Release

SIZE = 1_000_000
DEADLINE_S = 1.0
SETTINGS = {**MEMORY, **NO_CACHE, "LSGRAPH_QUERY_TIMEOUT_S": str(DEADLINE_S)}
AT_ONCE = 4
"""Runaways that are under way at any time while others ask."""
GENTLE_S = 0.02
LATENESS_GOAL_S = 0.1
REPLACED_GOAL_S = 0.05
FACTOR_GOAL = 3.0
SETTLE_S = 0.1
GONE_LIMIT_S = 5.0

_numbers = count()


@dataclass(frozen=True, slots=True)
class Budget:
    """How often and how long things are tried."""

    times: int
    seconds: float


FULL = Budget(times=32, seconds=6.0)
QUICK = Budget(times=5, seconds=2.0)


def runaway() -> str:
    """Return a query that nobody lives to see the end of, a new one each time; it takes time and no memory."""
    return f"""PREFIX ls: <https://w3id.org/lsgraph/ontology#>
SELECT (COUNT(*) AS ?n) WHERE {{
  ?a ls:modality ?b . ?c ls:modality ?d . ?e ls:modality ?f FILTER(?a != ?e && ?b != <urn:example:{next(_numbers)}>)
}}"""


@dataclass(frozen=True, slots=True)
class Stopped:
    """How a runaway ended: when its client was told, when its worker was gone, in seconds after the deadline."""

    status: int
    told_s: float
    gone_s: float


def stop_one(running: Running) -> Stopped:
    """Ask a runaway and see it stopped."""
    connection, reader = Connection(running.target), AnswerReader()
    asked = time.perf_counter()
    connection.socket.sendall(running.target.request(runaway(), TABLE))
    time.sleep(DEADLINE_S / 2)
    worker = busiest(running.pid, DEADLINE_S / 5)
    told = gone = 0.0
    while not (told and gone):
        if not told and select.select([connection.socket], [], [], 0.0005)[0] and reader.feed(connection.socket.recv(65536)):
            told = time.perf_counter()
        if not gone and not is_there(worker):
            gone = time.perf_counter()
        if time.perf_counter() > asked + DEADLINE_S + GONE_LIMIT_S:
            gone = gone or float("inf")
            told = told or float("inf")
    connection.socket.close()
    return Stopped(reader.status, told - asked - DEADLINE_S, gone - asked - DEADLINE_S)


def leave_one(running: Running) -> float:
    """Ask a runaway, leave, and return how long its worker went on."""
    connection = Connection(running.target)
    connection.socket.sendall(running.target.request(runaway(), TABLE))
    time.sleep(2 * SETTLE_S)
    worker = busiest(running.pid, 2 * SETTLE_S)
    connection.socket.close()
    left = time.perf_counter()
    return until_gone(worker, GONE_LIMIT_S) - left


async def replacements(release: Release, times: int) -> list[float]:
    """Kill one idle worker after another, and return how long each time until as many are ready to answer again."""
    engine = LocalEngine(release.store, workers=2, queue_limit=64, memory_store_bytes=10**12)
    await engine.start()
    try:
        while engine.status.storage != "memory":  # noqa: ASYNC110 - watched from outside
            await asyncio.sleep(SETTLE_S)
        return [await _replacement(engine) for _ in range(times)]
    finally:
        await engine.close()


async def _replacement(engine: LocalEngine) -> float:
    await asyncio.sleep(SETTLE_S)
    workers = engine.worker_pids
    killed = time.perf_counter()
    os.kill(workers[0], signal.SIGKILL)
    while workers[0] in engine.worker_pids or len(engine.worker_pids) < len(workers):  # noqa: ASYNC110 - watched from outside
        await asyncio.sleep(0.0005)
    return time.perf_counter() - killed


@contextmanager
def storm(target: Target) -> Iterator[list[int]]:
    """Ask runaways without pause, several at once, for the length of a block; gives the statuses they ended with."""
    over, statuses = threading.Event(), list[int]()

    def ask() -> None:
        while not over.is_set():
            connection = Connection(target)
            connection.socket.sendall(target.request(runaway(), TABLE))
            while not connection.reader.feed(connection.socket.recv(65536)):
                pass
            statuses.append(connection.reader.status)
            connection.socket.close()

    threads = [threading.Thread(target=ask) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    time.sleep(DEADLINE_S)
    try:
        yield statuses
    finally:
        over.set()
        for thread in threads:
            thread.join()


def others(target: Target, size: int, seconds: float, seed: int) -> tuple[Load, Load]:
    """Ask look-ups, as many at a time as ever and then at a gentle rate."""
    population = Population(size)
    kinds = [kind for kind in KINDS if kind.weight is Weight.LOOKUP]
    number = 4000
    by_kind = [[target.request(text, kind.media_type) for text in kind.instances(population, number, seed)] for kind in kinds]
    requests = [request for turn in zip(*by_kind, strict=False) for request in turn]
    pilot = drive(target, requests[:100], may_be_refused=True)
    crowd = drive(target, requests[: max(CONCURRENCY, int(pilot.rate * seconds))], may_be_refused=True)
    return crowd, paced(target, requests, seconds, GENTLE_S)


def measure(release: Release, size: int, budget: Budget) -> str:
    """Return the tables."""
    with lsgraph(release, SETTINGS) as running:
        stopped = [stop_one(running) for _ in range(budget.times)]
        quiet = others(running.target, size, budget.seconds, 1)
        with storm(running.target) as statuses:
            stormy = others(running.target, size, budget.seconds, 2)
        ask_once(running.target, running.target.request("ASK {}", TABLE))
    with lsgraph(release, MEMORY | NO_CACHE | PATIENT) as running:
        left = [leave_one(running) for _ in range(budget.times)]
    replaced = asyncio.run(replacements(release, budget.times))
    ends = [
        _row("a runaway's client is told (504), after the deadline", [one.told_s for one in stopped], LATENESS_GOAL_S),
        _row("a runaway's worker is gone, after the deadline", [one.gone_s for one in stopped], LATENESS_GOAL_S),
        _row("a worker that was killed is replaced by one ready to answer", replaced, REPLACED_GOAL_S),
        _row("the client leaves: the worker is gone", left, None),
    ]
    told = f"Every runaway got status {', '.join(map(str, sorted({one.status for one in stopped} | set(statuses))))}.\n"
    title = f"Runaways: {size:,} statements in memory, {budget.times} of each (ms)"
    others_title = f"Look-ups while {AT_ONCE} runaways at a time are started and stopped (deadline {DEADLINE_S:g} s)"
    return (
        table(title, ("what", "median", "95th percentile", "most", "goal"), ends)
        + f"\n{told}\n"
        + table(
            others_title,
            (
                "how they are asked",
                "quiet: median, 95th percentile",
                "meanwhile",
                "factor of the 95th",
                "goal",
                "refused meanwhile",
            ),
            [
                _others_row(f"{CONCURRENCY} at a time", quiet[0], stormy[0]),
                _others_row(f"one every {GENTLE_S * 1000:.0f} ms", quiet[1], stormy[1]),
            ],
        )
    )


def _row(what: str, seconds: Sequence[float], goal_s: float | None) -> tuple[str, ...]:
    told = (f"{value * 1000:.1f}" for value in (statistics.median(seconds), percentile(seconds, 0.95), max(seconds)))
    return (what, *told, "" if goal_s is None else f"≤ {goal_s * 1000:.0f}")


def _others_row(how: str, quiet: Load, stormy: Load) -> tuple[str, ...]:
    factor = stormy.percentile_s(0.95) / quiet.percentile_s(0.95)
    told = (f"{load.percentile_s(0.5) * 1000:.2f} ms, {load.percentile_s(0.95) * 1000:.2f} ms" for load in (quiet, stormy))
    return (how, *told, f"{factor:.1f}", f"≤ {FACTOR_GOAL:g}", f"{stormy.refused} of {len(stormy.latencies)}")


def main() -> None:
    """Measure what the command line says, and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a short look: few of each")
    parser.add_argument("--size", type=int, default=SIZE, help="statements")
    said = parser.parse_args()
    with made_release(said.size) as release:
        told = measure(release, said.size, QUICK if said.quick else FULL)
    print(f"{machine()}\n\n{told}", flush=True)


if __name__ == "__main__":
    main()
