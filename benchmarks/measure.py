"""Timing, and the tables it is told in: medians over several runs, and ratios against a ceiling measured in the same run."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from importlib.metadata import distributions, version


def median_s(action: Callable[[], object], runs: int) -> float:
    """Return the median of how long an action takes, in seconds, after one run that is not counted."""
    action()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def table(title: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table with its title."""
    columns = list(header)
    lines = [f"### {title}", "", "| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Return what the figures depend on."""
    names = ("pyoxigraph", "oxigraph", "pyshacl", "uvicorn", "httptools", "uvloop")
    packages = ", ".join(f"{name} {version(name)}" for name in names if any(distributions(name=name)))
    return f"Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} processors; {packages}."
