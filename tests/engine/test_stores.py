"""A store with the default graph alone answers as the whole does, and is asked only where it must."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Store, serialize

from lsgraph.engine.base import Dataset, Query
from lsgraph.engine.stores import asks_default_graph_only, stores_in_memory, stores_on_disk

DEFAULT_ONLY = [
    "SELECT * { ?s ?p ?o }",
    "ASK { ?s <http://example.org/name> 'only in two' }",
    "DESCRIBE <http://example.org/agent>",
    "CONSTRUCT WHERE { ?s <http://example.org/name> ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s <http://example.org/name>|<http://example.org/number> ?o }",
    "SELECT ?s { ?s ?p ?o FILTER NOT EXISTS { ?s <http://example.org/none> ?x } }",
]


def asked(store: Store, text: str) -> list[bytes]:
    results = store.query(text)
    if isinstance(results, QuerySolutions | QueryBoolean):
        content = results.serialize(format=QueryResultsFormat.CSV)
    else:
        content = serialize(results, format=RdfFormat.N_TRIPLES)
    return sorted((content or b"").splitlines())


@pytest.mark.parametrize("text", DEFAULT_ONLY)
def test_the_default_graph_alone_answers_as_the_whole_does(store_path: Path, text: str) -> None:
    stores = stores_in_memory(store_path)()
    assert stores.fitting(Query(text)) is stores.default
    assert asked(stores.fitting(Query(text)), text) == asked(Store.read_only(str(store_path)), text)


@pytest.mark.parametrize(
    "query",
    [
        Query("SELECT * { graph ?g { ?s ?p ?o } }"),
        Query("SELECT * FROM <http://example.org/one> { ?s ?p ?o }"),
        Query("SELECT * { ?s ?p ?o }", dataset=Dataset(("http://example.org/one",))),
        Query("SELECT * { \\u0047RAPH ?g { ?s ?p ?o } }"),
        Query("SELECT ?graph { ?s ?p ?graph }"),
    ],
)
def test_whatever_may_ask_for_graphs_is_asked_of_the_whole(store_path: Path, query: Query) -> None:
    assert not asks_default_graph_only(query)
    stores = stores_in_memory(store_path)()
    assert stores.fitting(query) is stores.whole
    on_disk = stores_on_disk(store_path)()
    assert on_disk.fitting(Query(DEFAULT_ONLY[0])) is on_disk.whole


def test_a_store_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r".+"):
        stores_in_memory(tmp_path / "nowhere")
