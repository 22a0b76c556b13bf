"""What processes hold and do, as Linux tells it (proc(5)): a tree of them, their memory, whether one is there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROC = Path("/proc")
MEBIBYTE = 1 << 20


def tree(pid: int) -> list[int]:
    """Return a process and all that descend from it, the oldest first; those that end meanwhile are left out."""
    found = [pid] if is_there(pid) else []
    for number in found:
        found.extend(_children(number))
    return found


def _children(pid: int) -> list[int]:
    try:
        return [
            int(child) for task in (PROC / str(pid) / "task").iterdir() for child in (task / "children").read_text().split()
        ]
    except OSError:
        return []


def is_there(pid: int) -> bool:
    """Return whether a process exists and has not ended."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def command(pid: int) -> list[str]:
    """Return a process's command line; of one that has ended, nothing."""
    try:
        return (PROC / str(pid) / "cmdline").read_text().split("\0")[:-1]
    except OSError:
        return []


def pss_bytes(pid: int) -> int:
    """Return a process's share of memory: its own pages, and of each page it shares its part; 0 once it has ended."""
    try:
        rollup = (PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0)


def tree_pss_bytes(pid: int) -> int:
    """Return the share of memory of a process and all that descend from it."""
    return sum(map(pss_bytes, tree(pid)))


class Watch:
    """The memory of a service while something happens.

    Attributes:
        front: samples of the first process's share, in bytes.
        service: samples of all its processes' together.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.front: list[int] = []
        self.service: list[int] = []

    def sample(self) -> None:
        """Look once."""
        shares = [pss_bytes(pid) for pid in tree(self._pid)]
        self.front.append(shares[0] if shares else 0)
        self.service.append(sum(shares))


@contextmanager
def watched(pid: int, every_s: float) -> Iterator[Watch]:
    """Watch a service's memory for the length of a block."""
    watch, over = Watch(pid), threading.Event()

    def look() -> None:
        while not over.wait(every_s):
            watch.sample()

    watch.sample()
    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()
        watch.sample()


def until_gone(pid: int, limit_s: float) -> float:
    """Wait until a process has ended and return the time of `time.perf_counter` then, infinite after the limit."""
    until = time.perf_counter() + limit_s
    while (now := time.perf_counter()) < until:
        if not is_there(pid):
            return now
        time.sleep(0.001)
    return float("inf")


def busiest(pid: int, during_s: float) -> int:
    """Return which of the processes that descend from one works most for a while."""
    before = {number: _ticks(number) for number in tree(pid)[1:]}
    time.sleep(during_s)
    return max(before, key=lambda number: _ticks(number) - before[number])


def _ticks(pid: int) -> int:
    """Return how long a process was on a processor, in clock ticks."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])
