"""The ontology's page in the docs draws its classes, all and no others, and the examples it reads are in the graph."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from lsgraph.vocabulary import LS, OWL, RDF, RDFS, workspace_prefixes

ROOT = Path(__file__).parents[2]
BASE = "https://w3id.org/lsgraph/"
PAGE = (ROOT / "docs" / "ontology.md").read_text("utf-8")
DRAWN_FOR_THE_EYE = {"Thing", "Concept", "Property", "Role", "State"}
GRAPHS = {"PassageGraph", "RegisterGraph", "ReferenceGraph", "InferredGraph", "AdministrativeGraph"}


def classes() -> dict[str, set[str]]:
    """Each class of the ontology, by name, with those right above it."""
    triples = list(parse(path=ROOT / "ontology" / "lsgraph.ttl", format=RdfFormat.TURTLE))
    names = {
        str(quad.subject)[1:-1].removeprefix(LS) for quad in triples if (quad.predicate, quad.object) == (RDF.type, OWL.Class)
    }
    above: dict[str, set[str]] = {name: set() for name in names}
    for quad in triples:
        if quad.predicate == RDFS.subClassOf:
            above[str(quad.subject)[1:-1].removeprefix(LS)].add(str(quad.object)[1:-1].removeprefix(LS))
    return above


def test_every_class_is_drawn_and_nothing_else() -> None:
    drawn = set(re.findall(r"\b([A-Z]\w+)\b(?= (?:<\|--|-->|\.\.>))|(?:<\|--|-->|\.\.>) ([A-Z]\w+)", PAGE))
    named = {name for pair in drawn for name in pair if name}
    assert named - DRAWN_FOR_THE_EYE == set(classes()) - GRAPHS


def test_every_line_of_descent_is_the_ontology_s() -> None:
    drawn = re.findall(r"(\w+) <\|-- (\w+)", PAGE)
    of_the_ontology = {(upper, lower) for lower, uppers in classes().items() for upper in uppers}
    assert {pair for pair in drawn if pair[0] not in DRAWN_FOR_THE_EYE} == of_the_ontology


EXAMPLES = re.findall(r"`source:([\w./-]+)`[^`]*?```turtle\n(.*?)```", PAGE, flags=re.DOTALL)


def test_three_are_read() -> None:
    assert len(EXAMPLES) == 4, "one agreement, one figure, and a disagreement of two"


@pytest.mark.parametrize(("passage", "turtle"), EXAMPLES, ids=[passage.rpartition("/")[2] for passage, _ in EXAMPLES])
def test_what_is_read_stands_in_its_passage(passage: str, turtle: str, store: Store) -> None:
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in workspace_prefixes(BASE).items())
    graph = NamedNode(f"{BASE}source/{passage}")
    shown = list(parse(prefixes + turtle, format=RdfFormat.TURTLE, base_iri=graph.value))
    assert len(shown) > 4
    for quad in shown:
        assert Quad(quad.subject, quad.predicate, quad.object, graph) in store, quad
