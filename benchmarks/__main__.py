"""Print every table, as Markdown."""

from __future__ import annotations

from benchmarks import publishing, serving
from benchmarks.measure import machine


def main() -> None:
    """Measure and print."""
    print(machine() + "\n")
    print(publishing.measure())
    print(serving.measure())


main()
