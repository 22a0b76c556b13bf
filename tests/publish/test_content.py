"""What a release holds: the graphs, the default graph, and what the software says of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from lsgraph.publish.gate import GateOptions
from lsgraph.publish.release import publish
from lsgraph.release.layout import Release
from lsgraph.release.manifest import read_manifest
from lsgraph.vocabulary import LS, PROV, RDF, SD, VOID
from lsgraph.workspace import Workspace

BASE = "https://example.org/kg/"
ADMINISTRATIVE = NamedNode(f"{BASE}release")
EXAMPLES = NamedNode(f"{BASE}.well-known/sparql-examples")


@pytest.fixture
def release(workspace: Workspace, tmp_path: Path) -> Release:
    return publish(workspace, tmp_path / "releases", GateOptions()).release


@pytest.fixture
def store(release: Release) -> Store:
    return Store.read_only(str(release.store))


def count(store: Store, pattern: str) -> int:
    rows = store.query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
    assert isinstance(rows, QuerySolutions)
    return int(next(rows)["n"].value)


def test_what_two_graphs_state_stands_once_in_the_default_graph(store: Store) -> None:
    found = list(store.quads_for_pattern(NamedNode(f"{BASE}id/agent/officina-verde"), RDF.type, LS.Organisation))
    assert {quad.graph_name for quad in found} == {
        DefaultGraph(),
        NamedNode(f"{BASE}register/agents"),
        NamedNode(f"{BASE}reference/places"),
    }
    assert count(store, f"<{BASE}id/agent/officina-verde> a <{LS}Organisation>") == 1


def test_the_default_graph_is_every_named_graph_but_the_softwares_own(store: Store) -> None:
    named = {quad.triple for quad in store if quad.graph_name not in (DefaultGraph(), ADMINISTRATIVE, EXAMPLES)}
    default = [quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())]
    assert set(default) == named
    assert len(default) == len(named)


def test_the_dump_is_the_named_graphs_sorted(release: Release, store: Store) -> None:
    lines = release.dump.read_bytes().splitlines()
    assert lines == sorted(set(lines))
    dumped = set(parse(release.dump.read_bytes(), format=RdfFormat.N_QUADS))
    assert dumped == {quad for quad in store if quad.graph_name != DefaultGraph()}


def test_the_manifest_counts_what_is_there(release: Release, store: Store) -> None:
    manifest = read_manifest(release)
    assert manifest.quads == len(release.dump.read_bytes().splitlines())
    assert manifest.triples == count(store, "?s ?p ?o")
    assert manifest.graphs == len(list(store.named_graphs()))
    assert manifest.name == release.name


def test_every_graph_is_described(store: Store) -> None:
    for graph in store.named_graphs():
        description = NamedNode(f"{graph.value}#graph")
        said = {quad.predicate: quad.object for quad in store.quads_for_pattern(description, None, None, ADMINISTRATIVE)}
        assert said[SD.term("name")] == graph
        kinds = {quad.object for quad in store.quads_for_pattern(description, RDF.type, None, ADMINISTRATIVE)}
        assert SD.NamedGraph in kinds
        assert len(kinds) == 2
        if graph != ADMINISTRATIVE:
            size = len(list(store.quads_for_pattern(None, None, None, graph)))
            assert said[VOID.triples] == Literal(size)


@pytest.mark.parametrize(
    ("graph", "kind"),
    [
        ("source/arno-news-2021/1-joining", LS.PassageGraph),
        ("register/agents", LS.RegisterGraph),
        ("ontology/roles", LS.RegisterGraph),
        ("reference/places", LS.ReferenceGraph),
        ("inferred/register/agents", LS.InferredGraph),
        ("release", LS.AdministrativeGraph),
        (".well-known/sparql-examples", LS.AdministrativeGraph),
    ],
)
def test_a_graph_has_its_kind(store: Store, graph: str, kind: NamedNode) -> None:
    assert Quad(NamedNode(f"{BASE}{graph}#graph"), RDF.type, kind, ADMINISTRATIVE) in store


def test_a_companion_says_what_it_was_derived_from(store: Store) -> None:
    derived = {(quad.subject, quad.object) for quad in store.quads_for_pattern(None, PROV.wasDerivedFrom, None, ADMINISTRATIVE)}
    inferred = {graph for graph in store.named_graphs() if graph.value.startswith(f"{BASE}inferred/")}
    assert {companion for companion, _ in derived} == inferred
    assert all(companion.value.replace("/inferred/", "/") == source.value for companion, source in derived)  # type: ignore[union-attr]


def test_the_description_of_the_dataset_counts_what_a_query_counts(release: Release, store: Store) -> None:
    described = [quad.triple for quad in parse(release.void.read_bytes(), format=RdfFormat.TURTLE)]
    dataset = NamedNode(f"{BASE}release#dataset")
    said = {triple.predicate: triple.object.value for triple in described if triple.subject == dataset}
    assert int(said[VOID.triples]) == count(store, "?s ?p ?o")
    assert int(said[VOID.properties]) == len({quad.predicate for quad in store if quad.graph_name == DefaultGraph()})
    assert int(said[VOID.entities]) == count(store, f'SELECT DISTINCT ?s {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{BASE}")) }}')
    assert set(described) <= {quad.triple for quad in store.quads_for_pattern(None, None, None, ADMINISTRATIVE)}


def test_the_partitions_add_up(release: Release, store: Store) -> None:
    void = Store()
    void.load(release.void.read_bytes(), format=RdfFormat.TURTLE)
    rows = void.query(
        f"SELECT ?property ?n {{ ?d <{VOID}propertyPartition> ?part . ?part <{VOID}property> ?property ; <{VOID}triples> ?n }}"
    )
    assert isinstance(rows, QuerySolutions)
    sizes = {row["property"].value: int(row["n"].value) for row in rows}
    assert sum(sizes.values()) == count(store, "?s ?p ?o")
    assert sizes[f"{LS}memberOf"] == 1
    entities = void.query(f"SELECT ?n {{ ?part <{VOID}class> <{LS}Agent> ; <{VOID}entities> ?n }}")
    assert isinstance(entities, QuerySolutions)
    assert [row["n"].value for row in entities] == ["4"]


def test_a_release_holds_no_time_and_no_place_of_ours(release: Release) -> None:
    for path in (release.dump, release.void, release.report, release.manifest):
        content = path.read_text("utf-8")
        assert str(release.path.parent) not in content
        assert "file:" not in content
