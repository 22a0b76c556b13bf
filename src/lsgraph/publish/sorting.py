"""Sorting the lines of a file that is larger than the memory it may take: in runs that are then merged."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from pathlib import Path

RUN_LINES = 250_000


def sort_lines(source: Path, target: Path, run_lines: int = RUN_LINES) -> None:
    """Write the lines of `source` to `target`, sorted by their bytes, each once.

    Args:
        source: the file to sort.
        target: the file to write; runs are kept beside it meanwhile.
        run_lines: how many lines are held in memory at once.
    """
    runs = list(_write_runs(source, target, run_lines))
    with ExitStack() as opened, target.open("wb") as sorted_file:
        merged = heapq.merge(*(opened.enter_context(run.open("rb")) for run in runs))
        sorted_file.writelines(_once(merged))
    for run in runs:
        run.unlink()


def _write_runs(source: Path, target: Path, run_lines: int) -> Iterator[Path]:
    with source.open("rb") as lines:
        number = 0
        while run := sorted(islice(lines, run_lines)):
            number += 1
            path = target.with_name(f"{target.name}.run-{number}")
            path.write_bytes(b"".join(run))
            yield path


def _once(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (line for line, _ in groupby(lines))
