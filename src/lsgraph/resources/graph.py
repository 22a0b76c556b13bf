"""The ontology, a scheme, or any other graph, as the list of what it describes.

OWL 2 and SKOS say what the parts of a vocabulary are: classes, properties and concepts come in this order, and then the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lsgraph.engine.base import Engine, rows
from lsgraph.resources.claims import Detail, shown
from lsgraph.resources.links import local_name
from lsgraph.resources.names import Name, Names, iris_of, read_names
from lsgraph.resources.statements import Statements, statement_of
from lsgraph.vocabulary import DCTERMS, OWL, RDF, RDFS, SKOS

GRAPH = "SELECT ?graph ?s ?p ?o WHERE { BIND(%IRI% AS ?graph) GRAPH %IRI% { ?s ?p ?o } } LIMIT 20000"
DEFINING = (SKOS.definition, RDFS.comment, DCTERMS.description)
LABELLING = (SKOS.prefLabel, RDFS.label, DCTERMS.term("title"))
SECTIONS = {
    "classes": {OWL.Class, RDFS.Class},
    "properties": {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property},
    "concepts": {SKOS.Concept},
}
APART = frozenset(term.value for term in (*DEFINING, *LABELLING, RDF.type, RDFS.isDefinedBy, SKOS.inScheme))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a graph describes.

    Attributes:
        name: the thing.
        labels: its names in every language.
        definitions: what it means, in every language.
        details: what else the graph says of it.
    """

    name: Name
    labels: tuple[Literal, ...]
    definitions: tuple[Literal, ...]
    details: tuple[Detail, ...]

    @property
    def anchor(self) -> str:
        """Its place on the page: the end of its IRI."""
        return local_name(self.name.iri)


@dataclass(frozen=True, slots=True)
class GraphPage:
    """Everything a page tells of a graph.

    Attributes:
        head: what the graph says of itself, None where it says nothing.
        sections: its entries under `classes`, `properties`, `concepts` and `others`.
    """

    name: Name
    head: Entry | None
    sections: dict[str, tuple[Entry, ...]]


async def read_graph(engine: Engine, node: NamedNode, language: str) -> GraphPage:
    """Ask for everything that a page tells of a graph."""
    statements = Statements(statement_of(row) for row in await rows(engine, GRAPH.replace("%IRI%", str(node))))
    names = await read_names(engine, iris_of(statements) | {node.value}, language)
    sections: dict[str, list[str]] = {}
    for subject in statements.subjects():
        if subject != node.value:
            sections.setdefault(_section(statements.objects(subject, RDF.type)), []).append(subject)
    return GraphPage(
        name=names.name(node.value),
        head=_entry(node.value, statements, names) if statements.of(node.value) else None,
        sections={
            section: tuple(_entry(name.iri, statements, names) for name in names.sorted(sections[section]))
            for section in (*SECTIONS, "others")
            if section in sections
        },
    )


def _section(types: Iterable[object]) -> str:
    found = set(types)
    return next((section for section, kinds in SECTIONS.items() if found & kinds), "others")


def _entry(iri: str, statements: Statements, names: Names) -> Entry:
    said = statements.of(iri)
    return Entry(
        name=names.name(iri),
        labels=tuple(label for predicate in LABELLING for label in statements.literals(iri, predicate)),
        definitions=tuple(text for predicate in DEFINING for text in statements.literals(iri, predicate)),
        details=tuple(
            Detail(names.name(predicate), tuple(shown((found.object for found in said[predicate]), names)))
            for predicate in sorted(said)
            if predicate not in APART
        ),
    )
