"""Statements as bytes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from pyoxigraph import Quad, RdfFormat, Triple, serialize


def to_bytes(statements: Iterable[Triple] | Iterable[Quad], form: RdfFormat, prefixes: dict[str, str] | None = None) -> bytes:
    """Serialise statements in the order given, to the same bytes every time.

    Args:
        statements: triples, or quads where the format has graphs.
        form: the format.
        prefixes: what Turtle is to shorten IRIs with.
    """
    content = serialize(statements, format=form, prefixes=prefixes)
    assert content is not None  # it is None only where an output was given
    return _ordered(content) if prefixes else content


def _ordered(turtle: bytes) -> bytes:
    """Put the prefixes in order: pyoxigraph declares them in an order that changes from run to run."""
    lines = turtle.splitlines(keepends=True)
    declared = list(takewhile(lambda line: line.startswith(b"@prefix"), lines))
    return b"".join([*sorted(declared), *lines[len(declared) :]])
