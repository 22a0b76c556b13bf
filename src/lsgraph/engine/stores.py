"""The stores a worker evaluates on: the whole release, and where it is in memory, its default graph once more by itself.

Oxigraph's store in memory keeps a chain of quads for each term and walks the shortest one of a pattern. A release states each
triple twice, in its source's graph and merged in the default graph, so a store with the default graph alone has chains half as
long: what does not ask for graphs is evaluated there, about twice as fast.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, RdfFormat, Store

from lsgraph.engine.base import Query


@dataclass(frozen=True, slots=True)
class Stores:
    """What a worker evaluates on.

    Attributes:
        whole: every graph.
        default: the default graph alone, or None where it is not kept apart.
    """

    whole: Store
    default: Store | None = None

    def fitting(self, query: Query) -> Store:
        """Return the smallest store that gives the same answer to a query as the whole."""
        return self.default if self.default is not None and asks_default_graph_only(query) else self.whole


OpenStores = Callable[[], Stores]


def asks_default_graph_only(query: Query) -> bool:
    """Return whether a query surely looks at nothing but the default graph; False where a look at its text cannot tell.

    SPARQL 1.1 Query Language, sections 13.2 and 13.3: only FROM and GRAPH lead elsewhere. A backslash may spell either.

    >>> [asks_default_graph_only(Query(text)) for text in ("ASK { ?s ?p ?o }", "ASK { GRAPH ?g { ?s ?p ?o } }")]
    [True, False]
    """
    text = query.text.lower()
    return not query.dataset and "graph" not in text and "from" not in text and "\\" not in text


def stores_on_disk(path: Path) -> OpenStores:
    """Return what opens the store at `path`, read-only, in the process that calls it."""
    return lambda: Stores(Store.read_only(str(path)))


def stores_in_memory(path: Path) -> OpenStores:
    """Read the store at `path` into memory, and return what gives it.

    Raises:
        OSError, ValueError: the store cannot be opened or read.
    """
    stores = Stores(_read(path), _read(path, DefaultGraph()))
    return lambda: stores


def _read(path: Path, graph: DefaultGraph | None = None) -> Store:
    """Return a store in memory that holds what the one on disk holds, or one graph of it.

    Another process reads the disk, so that nothing of the disk store's threads and caches is left in this one.
    """
    readable, writable = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(readable)
        _dump(path, writable, graph)
    os.close(writable)
    store = Store()
    with os.fdopen(readable, "rb") as stream:
        store.bulk_load(stream, format=RdfFormat.N_QUADS if graph is None else RdfFormat.N_TRIPLES)
    _, status = os.waitpid(pid, 0)
    if status:
        Store.read_only(str(path))  # it says what is wrong
        raise OSError("it cannot be read to its end")
    return store


def _dump(path: Path, writable: int, graph: DefaultGraph | None) -> None:
    """Write a store's quads to a descriptor and end the process; 0 tells that all were written."""
    code = 1
    try:
        with os.fdopen(writable, "wb") as stream:
            store = Store.read_only(str(path))
            if graph is None:
                store.dump(stream, format=RdfFormat.N_QUADS)
            else:
                store.dump(stream, format=RdfFormat.N_TRIPLES, from_graph=graph)
        code = 0
    except (OSError, ValueError, RuntimeError):
        pass
    finally:
        os._exit(code)
