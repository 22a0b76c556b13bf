"""What the kernel says of a server's processes: how many there are, what they hold, what they weigh (proc(5))."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
MARK = "LSGRAPH_TESTS_MARK"
"""A variable of the server's environment, by which its processes are known even once their parent has gone."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process, at one moment."""

    pid: int
    parent: int
    state: str

    @property
    def is_zombie(self) -> bool:
        return self.state == "Z"


def _read(pid: int) -> Process | None:
    try:
        state, parent, *_ = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return Process(pid, int(parent), state)


def _all() -> list[Process]:
    found = (_read(int(entry.name)) for entry in PROC.iterdir() if entry.name.isdecimal())
    return [process for process in found if process is not None]


def _is_marked(pid: int, mark: str) -> bool:
    try:
        return f"{MARK}={mark}".encode() in (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return False


def family(root: int, mark: str) -> list[Process]:
    """Return a process, all that descend from it, and all that bear its mark wherever they hang now."""
    everyone = _all()
    pids = {root} | {process.pid for process in everyone if process.pid != os.getpid() and _is_marked(process.pid, mark)}
    while grown := {process.pid for process in everyone if process.parent in pids} - pids:
        pids |= grown
    return [process for process in everyone if process.pid in pids]


def descriptors(pid: int) -> int:
    """Return how many files and sockets a process has open; 0 when it has gone."""
    try:
        return len(os.listdir(PROC / str(pid) / "fd"))  # noqa: PTH208 - only their number is wanted
    except OSError:
        return 0


def memory_bytes(pid: int) -> int:
    """Return a process's proportional set size: what is shared counts by its share."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def processor_seconds(pid: int) -> float:
    """Return how long a process has had a processor."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Census:
    """What a server's processes hold, at one moment.

    Attributes:
        processes: how many run.
        zombies: how many ended and were not reaped.
        descriptors: how many the front has open.
        most_descriptors: how many any other process of the server has open.
        memory: what they weigh together, in bytes.
    """

    processes: int
    zombies: int
    descriptors: int
    most_descriptors: int
    memory: int


def census(root: int, mark: str) -> Census:
    """Count a server's processes and what they hold."""
    found = family(root, mark)
    others = [process.pid for process in found if process.pid != root]
    return Census(
        processes=sum(not process.is_zombie for process in found),
        zombies=sum(process.is_zombie for process in found),
        descriptors=descriptors(root),
        most_descriptors=max(map(descriptors, others), default=0),
        memory=sum(memory_bytes(process.pid) for process in found),
    )


def eventually(condition: Callable[[], bool], what: str, patience_s: float = 30.0, pause_s: float = 0.02) -> None:
    """Wait until something holds; patience is for a busy machine, not a figure of merit."""
    end = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < end, f"not within {patience_s:g} s: {what}"
        time.sleep(pause_s)
