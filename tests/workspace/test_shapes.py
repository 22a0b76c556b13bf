"""Every shape of the workspace has an example that passes and one that fails by it, and each fails by nothing else."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SH

ROOT = Path(__file__).parents[2]
SHAPES = "https://w3id.org/lsgraph/shapes#"
EXAMPLES = ROOT / "shapes" / "examples"


@cache
def shapes_graph() -> Graph:
    graph = Graph()
    for path in sorted((ROOT / "shapes").glob("*.ttl")):
        graph.parse(path)
    return graph


@cache
def ontology_graph() -> Graph:
    graph = Graph()
    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        graph.parse(path, publicID=f"https://w3id.org/lsgraph/ontology/{path.stem}")
    return graph


def with_ontology(own: Graph) -> Graph:
    """An example with the class tree and what the ontology says of the terms it names: the rest would only take time."""
    data = Graph()
    data += own
    data += ontology_graph().triples((None, RDFS.subClassOf, None))
    for term in set(own.objects()):
        data += ontology_graph().triples((term, None, None))
    return data


def targeted_shapes() -> set[str]:
    targets = {SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode}
    return {str(shape).removeprefix(SHAPES) for shape, path, _ in shapes_graph() if path in targets}


def example(name: str, verdict: str) -> Path:
    return EXAMPLES / f"{name}.{verdict}.ttl"


def failing_shapes(path: Path) -> set[str]:
    """The shapes, named without namespace, by which the nodes of an example fail."""
    data = with_ontology(Graph().parse(path, publicID="https://example.org/source/report/1"))
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes_graph(), inference="none", inplace=True)
    assert isinstance(report, Graph)
    of_ontology = set(ontology_graph().subjects())
    return {
        str(report.value(result, SH.sourceShape)).removeprefix(SHAPES)
        for result in report.subjects(RDF.type, SH.ValidationResult)
        if report.value(result, SH.focusNode) not in of_ontology
    }


def test_every_shape_has_examples_and_every_example_a_shape() -> None:
    named = {path.name.split(".")[0] for path in EXAMPLES.glob("*.ttl")}
    assert named == targeted_shapes()
    assert all(example(name, verdict).is_file() for name in named for verdict in ("pass", "fail"))


@pytest.mark.parametrize("name", sorted(targeted_shapes()))
def test_the_good_example_passes(name: str) -> None:
    assert failing_shapes(example(name, "pass")) == set()


@pytest.mark.parametrize("name", sorted(targeted_shapes()))
def test_the_bad_example_fails_by_the_shape_it_names(name: str) -> None:
    path = example(name, "fail")
    announced = re.match(r"# Fails lsh:([\w-]+): ", path.read_text("utf-8"))
    assert announced, f"{path.name} must open with '# Fails lsh:SHAPE: why'"
    assert failing_shapes(path) == {announced[1]}


def test_messages_tell_the_curator_what_to_do_in_both_languages() -> None:
    graph = shapes_graph()
    reporting = set(graph.subjects(SH.severity))
    assert reporting
    for shape in reporting:
        assert isinstance(shape, URIRef)
        languages = sorted(getattr(message, "language", "") or "" for message in graph.objects(shape, SH.message))
        assert languages == ["en", "it"], shape
