"""One query evaluated by Oxigraph, its answer written as it is made.

SPARQL 1.1 Query Language, section 13 (the dataset), and SPARQL 1.1 Protocol, 2.1.4: a dataset given with the request takes
the place of the one in the text, and what it does not name it does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Protocol, cast

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)

from lsgraph.engine.base import DEFAULT_MEDIA_TYPES, Query, ResultForm
from lsgraph.engine.syntax import explain
from lsgraph.errors import EngineError, QueryRefused

MERGE_LIMIT_QUADS = 200_000

Results = QuerySolutions | QueryBoolean | QueryTriples


class Output(Protocol):
    """Where an answer is written: as much of a binary file as Oxigraph uses, told first what it is about to hold."""

    def begin(self, form: ResultForm, media_type: str) -> None:
        """Take note of the form and media type of the bytes that follow."""
        ...

    def write(self, content: bytes) -> int:
        """Take bytes of the answer."""
        ...

    def flush(self) -> None:
        """Called when the answer is written."""
        ...


def evaluate(store: Store, query: Query, output: Output) -> None:
    """Write the answer to `query` over `store`.

    Raises:
        QuerySyntaxError: the text is not SPARQL.
        QueryRefused: its dataset is too large to merge, or names what is not an IRI.
        EngineError: it cannot be evaluated, for example because it calls an unknown function.
    """
    try:
        _write(_ask(store, query), query, output)
    except SyntaxError as error:
        raise explain(query.text, str(error), lambda text: Store().query(text)) from None
    except (RuntimeError, ValueError, OSError) as error:
        raise EngineError(f"The query cannot be evaluated: {error}.") from None


def _ask(store: Store, query: Query) -> Results:
    if not query.dataset:
        return store.query(query.text)
    try:
        merged = [NamedNode(iri) for iri in query.dataset.default_graphs]
        named: list[NamedNode | BlankNode] = [NamedNode(iri) for iri in query.dataset.named_graphs]
    except ValueError as error:
        raise QueryRefused(f"A graph of the dataset has no absolute IRI: {error}.") from None
    if len(merged) > 1:
        store = _merge(store, merged, named)
        return store.query(query.text, default_graph=DefaultGraph(), named_graphs=named)
    return store.query(query.text, default_graph=list(merged), named_graphs=named)


def _merge(store: Store, merged: Iterable[NamedNode], named: Iterable[NamedNode | BlankNode]) -> Store:
    """Return a store in memory whose default graph is the RDF merge of `merged`.

    Oxigraph counts a triple once for each default graph that holds it; a merge holds it once.
    """
    scratch = Store()
    room = MERGE_LIMIT_QUADS
    pairs: list[tuple[NamedNode | BlankNode, NamedNode | BlankNode | DefaultGraph]] = [
        *((graph, DefaultGraph()) for graph in merged),
        *((graph, graph) for graph in named),
    ]
    for graph, target in pairs:
        quads = []
        for subject, predicate, value, _ in store.quads_for_pattern(None, None, None, graph):
            quads.append(Quad(subject, predicate, value, target))
            if len(quads) > room:
                raise QueryRefused(f"The graphs of the dataset hold more than {MERGE_LIMIT_QUADS:,} triples. Name fewer.")
        room -= len(quads)
        scratch.extend(quads)
    return scratch


def _write(results: Results, query: Query, output: Output) -> None:
    form = form_of(results)
    media_type = query.media_types.get(form, DEFAULT_MEDIA_TYPES[form])
    file = cast(IO[bytes], output)
    if isinstance(results, QueryTriples):
        graph_format = RdfFormat.from_media_type(media_type)
        assert graph_format is not None
        output.begin(form, media_type)
        serialize(results, file, format=graph_format, prefixes=query.prefixes)
        return
    table_format = QueryResultsFormat.from_media_type(media_type)
    assert table_format is not None
    output.begin(form, media_type)
    results.serialize(file, format=table_format)


def form_of(results: Results) -> ResultForm:
    """Return what kind of answer Oxigraph gave."""
    if isinstance(results, QueryTriples):
        return ResultForm.GRAPH
    return ResultForm.BOOLEAN if isinstance(results, QueryBoolean) else ResultForm.SOLUTIONS
