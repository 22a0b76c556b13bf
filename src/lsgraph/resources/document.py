"""A document as a source: its description in the register, and its passages in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from lsgraph.engine.base import Engine, Row, rows
from lsgraph.resources.claims import in_language
from lsgraph.resources.facts import NAMED_APART, Fact, read_teller
from lsgraph.resources.names import Name, Names, iris_of, read_names
from lsgraph.resources.sources import LAST, DocumentSource, document_source
from lsgraph.resources.statements import Statements, statement_of, value
from lsgraph.vocabulary import DCTERMS, LS, SKOS

DOCUMENT = "SELECT ?graph ?s ?p ?o WHERE { BIND(%IRI% AS ?s) GRAPH ?graph { %IRI% ?p ?o } }"
PARTS = """
PREFIX ls: <https://w3id.org/lsgraph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?passage ?parent ?order (COUNT(?claim) AS ?claims) WHERE {
  ?passage dcterms:isPartOf+ %IRI% ; dcterms:isPartOf ?parent ; a ls:Passage .
  OPTIONAL { ?passage ls:order ?order }
  OPTIONAL { GRAPH ?passage { ?claim ls:modality ?modality } }
} GROUP BY ?passage ?parent ?order
"""


MOST_LEVELS = 10


class Listed(NamedTuple):
    """A row of the list of passages."""

    parent: str
    order: int
    passage: str
    claims: int


@dataclass(frozen=True, slots=True)
class Part:
    """A passage in the list of a document's passages.

    Attributes:
        name: what it is called.
        claims: how many claims it makes.
        parts: the passages within it.
    """

    name: Name
    claims: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """Everything a page tells of a document.

    Attributes:
        source: title, publisher, date, language.
        notes: what the editors remark of it.
        facts: what else the register says of it.
        parts: its passages in the order of reading.
    """

    source: DocumentSource
    notes: tuple[Literal, ...]
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]


APART = NAMED_APART | {
    term.value
    for term in (DCTERMS.term("title"), DCTERMS.publisher, LS.start, LS.end, LS.edtf, LS.datePrinted, LS.timePrecision)
}


async def read_document(engine: Engine, node: NamedNode, base_iri: str, language: str) -> Document:
    """Ask for everything that a page tells of a document."""
    found = [statement_of(row) for row in await rows(engine, DOCUMENT.replace("%IRI%", str(node)))]
    statements = Statements(found)
    listed = [_listed(row) for row in await rows(engine, PARTS.replace("%IRI%", str(node)))]
    wanted = iris_of(statements) | {statement.graph for statement in found} | {part.passage for part in listed}
    names = await read_names(engine, wanted, language)
    teller = await read_teller(engine, {statement.graph for statement in found}, names, base_iri)
    return Document(
        source=document_source(node.value, statements, names),
        notes=in_language(statements.literals(node.value, SKOS.note), language),
        facts=teller.facts([statement for statement in found if statement.predicate not in APART]),
        parts=_tree(node.value, sorted(listed, key=lambda part: (part.order, part.passage)), names),
    )


def _listed(row: Row) -> Listed:
    order = value(row, "order")
    return Listed(
        value(row, "parent"), int(order) if order.isdecimal() else LAST, value(row, "passage"), int(value(row, "claims"))
    )


def _tree(parent: str, listed: list[Listed], names: Names, depth: int = 0) -> tuple[Part, ...]:
    """Return the passages of a document or passage; data that go round in a circle end at the tenth level."""
    if depth == MOST_LEVELS:
        return ()
    return tuple(
        Part(names.name(part.passage), part.claims, _tree(part.passage, listed, names, depth + 1))
        for part in listed
        if part.parent == parent
    )
