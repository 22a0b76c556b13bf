"""Statements as bytes."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad, RdfFormat, Triple, serialize


def to_bytes(statements: Iterable[Triple] | Iterable[Quad], form: RdfFormat, prefixes: dict[str, str] | None = None) -> bytes:
    """Serialise statements in the order given.

    Args:
        statements: triples, or quads where the format has graphs.
        form: the format.
        prefixes: what the format may shorten IRIs with.
    """
    content = serialize(statements, format=form, prefixes=prefixes)
    assert content is not None  # it is None only where an output was given
    return content
