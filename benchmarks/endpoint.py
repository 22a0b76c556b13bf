"""The SPARQL endpoint against the Oxigraph server over the same store, and against a bare answer of the same size.

Both servers are asked the same texts by the same driver in turns (A B A B …); a cell is the median of its rounds. `hot` asks
a few texts again and again; `cold` never the same twice, with our cache turned off, from memory or from disk.

`python -m benchmarks.endpoint [--quick] [--only hot,cold-memory,cold-disk] [--size 100000]`
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice, repeat

from benchmarks.data import Population
from benchmarks.driver import CONCURRENCY, Load, Target, ask_once, drive, median_rate
from benchmarks.measure import machine, table
from benchmarks.queries import KINDS, TABLE, Kind, Weight
from benchmarks.servers import DISK, MEMORY, NO_CACHE, PATIENT, bare, lsgraph, made_release, oxigraph, trivial
from lsgraph.release.layout import Release

SIZES = (100_000, 1_000_000)
HOT_TEXTS = 8
PILOT = CONCURRENCY
"""Answers that warm up, and tell how many more fill a round."""
SAMPLES = 3
"""Texts of each kind whose answers must be the same from both servers before anything is measured."""


class Mode(StrEnum):
    """How the endpoint is asked."""

    HOT = "hot"
    COLD_MEMORY = "cold-memory"
    COLD_DISK = "cold-disk"


SETTINGS: dict[Mode, Mapping[str, str]] = {
    Mode.HOT: MEMORY | PATIENT,
    Mode.COLD_MEMORY: MEMORY | NO_CACHE | PATIENT,
    Mode.COLD_DISK: DISK | NO_CACHE | PATIENT,
}
"""The Oxigraph server has no deadline; ours is put out of the way."""
GOALS = {
    (Mode.HOT, Weight.LOOKUP): 1.5,
    (Mode.HOT, Weight.HEAVY): 20.0,
    (Mode.COLD_MEMORY, Weight.LOOKUP): 0.7,
    (Mode.COLD_MEMORY, Weight.HEAVY): 2.0,
    (Mode.COLD_DISK, Weight.LOOKUP): 0.4,
    (Mode.COLD_DISK, Weight.HEAVY): 0.8,
}
"""How many answers a second we are to give for each of the Oxigraph server's."""
BARE_GOAL = 0.5
"""How many hot answers we are to give for each bare one of the same size."""


class DisagreementError(Exception):
    """Two servers answered differently over the same store: nothing measured of them would mean anything."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a cell may take.

    Attributes:
        rounds: how often each server has its turn.
        seconds: what a turn is to last.
        patience_s: a kind whose pilot takes longer than this has that pilot for its only round.
    """

    rounds: int
    seconds: float
    patience_s: float


FULL = Budget(rounds=3, seconds=0.7, patience_s=4.0)
QUICK = Budget(rounds=1, seconds=0.25, patience_s=0.5)


class Contender:
    """A server in the comparison, and what its turns came to."""

    def __init__(self, target: Target, kind: Kind, mode: Mode, population: Population) -> None:
        self._target, self._kind, self._mode, self._population = target, kind, mode, population
        self.loads: list[Load] = []
        if mode is Mode.HOT:
            drive(target, self._requests(HOT_TEXTS, 0))
        self.pilot = drive(target, self._requests(PILOT, 0))

    def take_turn(self, budget: Budget, turn: int) -> None:
        """Ask for as long as a turn lasts, judged by the pilot; what is too slow for that had its only turn in it."""
        if self.pilot.seconds > budget.patience_s:
            self.loads = [self.pilot]
            return
        number = max(PILOT, int(max(load.rate for load in [self.pilot, *self.loads]) * budget.seconds))
        self.loads.append(drive(self._target, self._requests(number, turn)))

    @property
    def rate(self) -> float:
        """Answers a second: the median of the turns."""
        return median_rate(self.loads)

    def told(self) -> str:
        """Return the cell."""
        half, most = (statistics.median(load.percentile_s(part) for load in self.loads) * 1000 for part in (0.5, 0.95))
        return f"{self.rate:,.{0 if self.rate >= 100 else 1}f}/s, {half:.2f}, {most:.2f}"

    def _requests(self, number: int, turn: int) -> list[bytes]:
        if self._mode is Mode.HOT:
            texts = self._kind.instances(self._population, HOT_TEXTS, 0)
            ready = [self._target.request(text, self._kind.media_type) for text in texts]
            return list(islice(chain.from_iterable(repeat(ready)), max(number, 2 * HOT_TEXTS)))
        texts = self._kind.instances(self._population, number, turn)
        return [self._target.request(text, self._kind.media_type) for text in texts]


@dataclass(frozen=True, slots=True)
class Result:
    """One row: a kind, the rates as told, and what they are of each other."""

    kind: Kind
    ours: str
    theirs: str
    ratio: float
    of_bare: float | None


def compare(release: Release, size: int, mode: Mode, budget: Budget) -> Iterator[Result]:
    """Measure every kind in a mode.

    Raises:
        DisagreementError: the servers answered differently.
    """
    population = Population(size)
    with lsgraph(release, SETTINGS[mode]) as ours, oxigraph(release.store) as theirs:
        sizes = {kind.name: agree(kind, population, ours.target, theirs.target) for kind in KINDS}
        with bare(sizes.values()) as ceiling:
            for kind in KINDS:
                pair = [Contender(server.target, kind, mode, population) for server in (ours, theirs)]
                answer = ceiling.get(f"/{sizes[kind.name]}") if mode is Mode.HOT else None
                yield _duel(kind, pair[0], pair[1], Bare(ceiling, answer) if answer else None, budget)


@dataclass(frozen=True, slots=True)
class Bare:
    """Who gives bare answers, and how to ask for one of the right size."""

    target: Target
    request: bytes


def _duel(kind: Kind, ours: Contender, theirs: Contender, bare_one: Bare | None, budget: Budget) -> Result:
    bare_loads: list[Load] = []
    for turn in range(1, budget.rounds + 1):
        for contender in (ours, theirs):
            contender.take_turn(budget, turn)
        if bare_one is not None:
            bare_loads.append(drive(bare_one.target, [bare_one.request] * len(ours.loads[-1].latencies)))
    of_bare = ours.rate / median_rate(bare_loads) if bare_loads else None
    return Result(kind, ours.told(), theirs.told(), ours.rate / theirs.rate, of_bare)


def agree(kind: Kind, population: Population, ours: Target, theirs: Target) -> int:
    """See that both servers answer the same, and return the bytes that our answers have, a median.

    Raises:
        DisagreementError: they do not.
    """
    sizes = []
    for text in kind.instances(population, SAMPLES, -1):
        bodies = [ask_once(target, target.request(text, kind.media_type)) for target in (ours, theirs)]
        sizes.append(len(bodies[0]))
        mine, other = (content_of(kind, body) for body in bodies)
        if mine != other:
            raise DisagreementError(f"{kind.name}: {len(mine)} here and {len(other)} there, or not the same, for\n{text}")
    return int(statistics.median(sizes))


def content_of(kind: Kind, body: bytes) -> Sequence[str]:
    """Return what an answer says: its rows or triples, sorted; only how many there are where any rows will do."""
    if kind.media_type != TABLE:
        return sorted(body.decode().splitlines())
    answer = json.loads(body)
    if "boolean" in answer:
        return [str(answer["boolean"])]
    rows = answer["results"]["bindings"]
    return [str(len(rows))] if kind.is_any_rows else sorted(json.dumps(row, sort_keys=True) for row in rows)


def measure(release: Release, size: int, mode: Mode, budget: Budget) -> str:
    """Return the table of a mode."""
    return report(size, mode, list(compare(release, size, mode, budget)))


def report(size: int, mode: Mode, results: Sequence[Result]) -> str:
    """Return the table of a mode, and beneath it whether its goals are met."""
    header = ["query", "LSGraph", "Oxigraph server", "LSGraph / Oxigraph"]
    header += ["LSGraph / bare answer"] if mode is Mode.HOT else []
    rows = [
        [result.kind.name, result.ours, result.theirs, f"{result.ratio:.2f}"]
        + ([f"{result.of_bare:.2f}"] if result.of_bare is not None else [])
        for result in results
    ]
    title = f"{mode.value}, {size:,} statements, {CONCURRENCY} at a time (answers a second; median and 95th percentile in ms)"
    return table(title, header, rows) + "\n" + "\n".join(_verdicts(mode, results)) + "\n"


def _verdicts(mode: Mode, results: Sequence[Result]) -> Iterator[str]:
    for weight in Weight:
        ratios = [result.ratio for result in results if result.kind.weight is weight]
        yield _verdict(f"{weight.value}, of the Oxigraph server", ratios, GOALS[mode, weight])
    if mode is Mode.HOT:
        yield _verdict("of a bare answer", [result.of_bare for result in results if result.of_bare is not None], BARE_GOAL)


def _verdict(what: str, ratios: Sequence[float], goal: float) -> str:
    met = sum(ratio >= goal for ratio in ratios)
    mean = statistics.geometric_mean(ratios)
    return f"- {what}: goal ≥ {goal:g}; least {min(ratios):.2f}, geometric mean {mean:.2f}; met by {met} of {len(ratios)} kinds"


def ceiling() -> str:
    """Return what the driver can ask for, in words."""
    with trivial(1000) as target:
        load = drive(target, [target.get("/")] * 40_000)
    return (
        f"The driver, {CONCURRENCY} connections in a process of its own, gets at most {load.rate:,.0f} answers of 1 kB "
        f"a second, from a server that does nothing; each costs it {load.busy / load.rate * 1e6:.1f} µs of processor.\n"
    )


def main() -> None:
    """Measure what the command line says, and print it as it comes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a short look: one short round")
    parser.add_argument("--only", default=",".join(Mode), help="modes, with commas between them")
    parser.add_argument("--size", type=int, action="append", help="statements; may be said again")
    said = parser.parse_args()
    print(f"{machine()}\n\n{ceiling()}", flush=True)
    for size in said.size or SIZES:
        with made_release(size) as release:
            for mode in map(Mode, said.only.split(",")):
                print(measure(release, size, mode, QUICK if said.quick else FULL), flush=True)


if __name__ == "__main__":
    main()
