"""How soon the shipped release is served, and what serving it holds.

`python -m benchmarks.footprint`
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.driver import DriverError, Target, ask_once
from benchmarks.measure import machine, table
from benchmarks.processes import MEBIBYTE, command, pss_bytes, tree
from benchmarks.servers import READY_S, ZYGOTE, ServerError, started
from lsgraph.publish.gate import GateOptions
from lsgraph.publish.release import publish
from lsgraph.release.layout import Release
from lsgraph.workspace import Workspace, shipped_workspace

STARTS = 5
READY_GOAL_S = 1.5
MEMORY_GOAL_BYTES = 300 * MEBIBYTE
REST_S = 2.0
PAGES = (("it/questions/{}", "text/html"), ("en/questions/{}", "text/html"), ("questions/{}", "text/csv"))


def ready_s(release: Release) -> float:
    """Start a server, and return how long until it says that requests may be sent to it."""
    begun = time.perf_counter()
    with started(release, {}) as running:
        _until_ready(running.target)
        return time.perf_counter() - begun


def _until_ready(target: Target) -> None:
    until = time.perf_counter() + READY_S
    while time.perf_counter() < until:
        try:
            ask_once(target, target.get("/ready"))
        except (OSError, DriverError):
            time.sleep(0.002)
        else:
            return
    raise ServerError("The server is not ready.")


def held(release: Release, names: Iterable[str]) -> list[tuple[str, dict[str, int]]]:
    """Return what each sort of process holds, in bytes: at rest, and after every saved question was asked."""
    with started(release, {}) as running:
        _until_ready(running.target)
        time.sleep(REST_S)
        at_rest = shares(running.pid)
        for name in names:
            for path, media_type in PAGES:
                ask_once(running.target, running.target.get(f"/{path.format(name)}", media_type))
        return [("at rest", at_rest), ("after every saved question", shares(running.pid))]


def shares(pid: int) -> dict[str, int]:
    """Return what a service's processes hold, by what they are."""
    sums = {"front": 0, "zygote": 0, "workers": 0}
    seen_zygote = False
    for number in tree(pid):
        if number == pid:
            sort = "front"
        elif ZYGOTE in command(number) and not seen_zygote:
            sort, seen_zygote = "zygote", True
        else:
            sort = "workers"
        sums[sort] += pss_bytes(number)
    return sums


def measure() -> str:
    """Return the tables."""
    with tempfile.TemporaryDirectory() as folder:
        release = publish(Workspace.open(shipped_workspace()), Path(folder), GateOptions()).release
        names = sorted(path.stem for path in release.queries.glob("*.rq"))
        starts = sorted(ready_s(release) for _ in range(STARTS))
        told = held(release, names)
    ready = [("ready", f"{statistics.median(starts):.2f} s", f"{starts[-1]:.2f} s", f"≤ {READY_GOAL_S:g} s")]
    rows = [(when, *_told(sums)) for when, sums in told]
    header = ("when", "front", "zygote", "workers", "together", "goal")
    return (
        table(f"From the command to the first 200 of /ready ({STARTS} starts)", ("what", "median", "most", "goal"), ready)
        + "\n"
        + table(f"What serving the shipped release holds, {len(names)} saved questions (PSS)", header, rows)
    )


def _told(sums: dict[str, int]) -> list[str]:
    values = (*sums.values(), sum(sums.values()), MEMORY_GOAL_BYTES)
    *measured, goal = (f"{value / MEBIBYTE:.0f} MiB" for value in values)
    return [*measured, f"≤ {goal}"]


if __name__ == "__main__":
    print(f"{machine()}\n\n{measure()}", flush=True)
