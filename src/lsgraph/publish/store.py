"""Filling the Oxigraph store of a release: every named graph, and every triple once more, merged, in the default graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, Store

from lsgraph.publish.content import merge


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What went into a store: statements of the dump, and different triples of the default graph."""

    quads: int
    triples: int


def fill_store(store: Store, read: Callable[[], Iterable[Quad]], base_iri: str) -> StoreFacts:
    """Fill an empty store.

    Args:
        store: in memory, or in a folder that is then complete on disk.
        read: reads the statements from the start; called twice, so that no more than a batch of them is held at a time.
        base_iri: tells the software's own graph, which is not merged.
    """
    store.bulk_extend(read())
    quads = len(store)
    in_default = _default_count(store)
    store.bulk_extend(merge(read(), base_iri))
    triples = len(store) - quads + in_default
    store.flush()
    store.optimize()
    return StoreFacts(quads, triples)


def build_store(folder: Path, read: Callable[[], Iterable[Quad]], base_iri: str) -> StoreFacts:
    """Make a store in a folder and close it, so that others can open it for reading."""
    return fill_store(Store(folder), read, base_iri)


def _default_count(store: Store) -> int:
    return sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph()))
