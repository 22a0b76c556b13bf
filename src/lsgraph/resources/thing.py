"""What is said of a thing, by whom: the register's names, claims by document, and what else is linked to it."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lsgraph.engine.base import Engine, rows
from lsgraph.resources.claims import in_language, read_claims
from lsgraph.resources.facts import NAMED_APART, Fact, Mention, read_teller
from lsgraph.resources.groups import DocumentGroup, group_claims
from lsgraph.resources.names import Name, iris_of, read_names
from lsgraph.resources.sources import Speaker, source_of, speaker_of
from lsgraph.resources.statements import Statement, Statements, statement_of, value
from lsgraph.vocabulary import LS, RDF, SKOS

LIMIT = 500
"""Claims, and statements in either direction, that one page shows; the data have them all."""

OUTGOING = "SELECT ?graph ?s ?p ?o WHERE { BIND(%IRI% AS ?s) GRAPH ?graph { %IRI% ?p ?o } } LIMIT %LIMIT%"
INCOMING = """
PREFIX ls: <https://w3id.org/lsgraph/ontology#>
SELECT ?graph ?s ?p ?o WHERE {
  BIND(%IRI% AS ?o)
  GRAPH ?graph { ?s ?p %IRI% }
  ?s ?p %IRI%
  FILTER NOT EXISTS { ?s ls:modality ?modality }
} LIMIT %LIMIT%
"""
"""What stands in the default graph too: administrative graphs, such as that of the questions, tell nothing of things."""
CLAIMS_ABOUT = """
PREFIX ls: <https://w3id.org/lsgraph/ontology#>
SELECT DISTINCT ?claim WHERE { ?claim ?link %IRI% ; ls:modality ?modality } ORDER BY ?claim LIMIT %LIMIT%
"""
CLAIMS_AROUND = """
PREFIX ls: <https://w3id.org/lsgraph/ontology#>
SELECT DISTINCT ?claim WHERE {
  ?whole ls:ofAgent|ls:ofPlace|ls:ofSector|ls:comprises %IRI% .
  ?claim ?link ?whole ; ls:modality ?modality
} ORDER BY ?claim LIMIT %LIMIT%
"""
"""Claims about perimeters and groups that cover the thing, by the editors' reading: the passage does not name it."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Everything a page tells of a thing.

    Attributes:
        claims: what passages say of it.
        around: what passages say of groups and perimeters that cover it by the editors' reading.
        facts: what is said of it outside claims.
        incoming: what is said of others and points to it.
        is_cut: whether there is more than a page shows.
    """

    iri: str
    name: Name
    names: tuple[Literal, ...]
    aliases: tuple[Literal, ...]
    types: tuple[Name, ...]
    kinds: tuple[Name, ...]
    notes: tuple[Literal, ...]
    claims: tuple[DocumentGroup, ...]
    around: tuple[DocumentGroup, ...]
    facts: tuple[Fact, ...]
    incoming: tuple[Fact, ...]
    mentions: tuple[Mention, ...]
    is_cut: bool = False

    @property
    def claim_count(self) -> int:
        """Return how many claims the page shows."""
        return sum(len(group.claims) for document in self.claims for group in document.passages)


async def read_thing(engine: Engine, node: NamedNode, base_iri: str, language: str) -> Thing:
    """Ask for everything that a page tells of a thing.

    Args:
        engine: who answers.
        node: the thing.
        base_iri: the workspace's namespace, by which graphs are told apart.
        language: the reader's.
    """
    outgoing = [statement_of(row) for row in await rows(engine, _text(OUTGOING, node))]
    incoming = [statement_of(row) for row in await rows(engine, _text(INCOMING, node))]
    about = [value(row, "claim") for row in await rows(engine, _text(CLAIMS_ABOUT, node))]
    around = [value(row, "claim") for row in await rows(engine, _text(CLAIMS_AROUND, node))]
    told = await read_claims(engine, about[:LIMIT] + around[:LIMIT], language)
    graphs = {source_of(statement.graph, base_iri) for statement in (*outgoing, *incoming)}
    names = await read_names(engine, iris_of(Statements([*outgoing, *incoming])) | graphs, language)
    said = _asserted(outgoing, base_iri)
    teller = await read_teller(engine, graphs, names, base_iri)
    return Thing(
        iri=node.value,
        name=names.name(node.value),
        names=tuple(said.literals(node.value, SKOS.prefLabel)),
        aliases=tuple(said.literals(node.value, SKOS.altLabel)),
        types=tuple(names.sorted(said.iris(node.value, RDF.type))),
        kinds=tuple(names.sorted(said.iris(node.value, LS.kind))),
        notes=in_language(said.literals(node.value, SKOS.note), language),
        claims=tuple(group_claims(told[iri] for iri in told if iri in about)),
        around=tuple(group_claims(told[iri] for iri in told if iri not in about)),
        facts=teller.facts([statement for statement in outgoing if statement.predicate not in NAMED_APART]),
        incoming=teller.facts(incoming, is_incoming=True),
        mentions=teller.mentions(outgoing),
        is_cut=max(len(outgoing), len(incoming), len(about), len(around)) > LIMIT,
    )


def _text(template: str, node: NamedNode) -> str:
    return template.replace("%IRI%", str(node)).replace("%LIMIT%", str(LIMIT + 1))


def _asserted(statements: list[Statement], base_iri: str) -> Statements:
    return Statements(found for found in statements if speaker_of(found.graph, base_iri) is not Speaker.INFERRED)
