"""A small graph that is easy to ask too much of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lsgraph.publish.load import load
from lsgraph.release.layout import Release

EXAMPLE = "http://example.org/"
NODES = 60
THINGS = 2_000


def lines() -> Iterator[str]:
    """Give N-Quads: every node points to every node, and each thing has a number and a text."""
    for source in range(NODES):
        for target in range(NODES):
            yield f"<{EXAMPLE}n{source}> <{EXAMPLE}p> <{EXAMPLE}n{target}> ."
    for number in range(THINGS):
        graph = f"<{EXAMPLE}g{number % 5}>"
        yield f'<{EXAMPLE}t{number}> <{EXAMPLE}number> "{number}"^^<http://www.w3.org/2001/XMLSchema#integer> {graph} .'
        yield f'<{EXAMPLE}t{number}> <{EXAMPLE}text> "{"a" * 30} {number}" {graph} .'


def make_release(folder: Path, content: str | None = None) -> Release:
    """Publish the graph, or the N-Quads given, into a folder of releases and return the release."""
    file = folder.parent / f"{folder.name}.nq"
    file.write_text("\n".join(lines()) if content is None else content)
    return load(file, folder, EXAMPLE, lambda _: None).release
