"""Every term that the workspace takes from elsewhere exists there.

`vocabularies/PREFIX.txt` pins the terms of one vocabulary: its namespace in the first line, then a term a line, as read in the
vocabulary's own file (for vann and the UN's ontology, as used in the header of DCAT 3 and in the UN's own SDG file).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from lsgraph.vocabulary import LS, RDF
from lsgraph.workspace import Workspace

ROOT = Path(__file__).parents[2]
PINNED = Path(__file__).parent / "vocabularies"

# The four languages that the others are written in.
BASICS = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": {"type", "langString", "Property"},
    "http://www.w3.org/2000/01/rdf-schema#": {"subClassOf", "subPropertyOf", "label", "domain", "range", "isDefinedBy"},
    "http://www.w3.org/2002/07/owl#": {
        *("Class", "ObjectProperty", "DatatypeProperty", "Ontology"),
        *("inverseOf", "versionIRI", "versionInfo", "sameAs"),
    },
    "http://www.w3.org/2001/XMLSchema#": {
        *("string", "integer", "decimal", "date", "gYear", "gYearMonth", "duration", "language", "anyURI"),
    },
}


def pinned_terms() -> set[str]:
    terms = {namespace + name for namespace, names in BASICS.items() for name in names}
    for path in PINNED.glob("*.txt"):
        namespace, *names = path.read_text("utf-8").splitlines()
        terms |= {namespace.removeprefix("# ") + name for name in names}
    return terms


def quads() -> list[Quad]:
    return [
        quad
        for source in Workspace.open(ROOT).source_files()
        for quad in parse(path=source.path, format=RdfFormat.TURTLE, base_iri=source.graph_iri)
    ]


def outside_terms() -> set[str]:
    """Predicates, classes, and whatever the ontology files point to, of namespaces that are not ours."""
    used: set[str] = set()
    ontology_files = {source.graph_iri for source in Workspace.open(ROOT).source_files() if "ontology" in source.graph_iri}
    assert ontology_files
    for quad in quads():
        used.add(quad.predicate.value)
        is_term = quad.predicate == RDF.type or "w3id.org/lsgraph/ontology#" in str(quad.subject)
        if is_term and isinstance(quad.object, NamedNode):
            used.add(quad.object.value)
    return {iri for iri in used if not iri.startswith("https://w3id.org/lsgraph/")}


def test_the_pins_are_read() -> None:
    assert "http://www.w3.org/ns/org#Organization" in pinned_terms()
    assert "http://www.w3.org/ns/org#Organisation" not in pinned_terms()


@pytest.mark.parametrize("term", sorted(outside_terms()))
def test_a_term_from_elsewhere_exists_there(term: str) -> None:
    assert term in pinned_terms()


def test_every_term_of_ours_is_defined() -> None:
    defined = {str(quad.subject) for quad in quads() if quad.predicate.value.endswith("isDefinedBy")}
    used = {
        str(term)
        for quad in quads()
        for term in (quad.predicate, quad.object)
        if isinstance(term, NamedNode) and term.value.startswith(LS)
    }
    assert used - defined == set()
