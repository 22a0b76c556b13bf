"""What one passage states: its claims, the things it names, and its place in the document."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lsgraph.engine.base import Engine, rows
from lsgraph.resources.claims import Claim, claims_of
from lsgraph.resources.facts import Fact, Teller, read_teller
from lsgraph.resources.groups import sort_claims
from lsgraph.resources.names import Name, iris_of, read_names
from lsgraph.resources.sources import PassageSource
from lsgraph.resources.statements import Statement, Statements, statement_of, value
from lsgraph.vocabulary import DCTERMS, LS, RDFS

PASSAGE = "SELECT ?graph ?s ?p ?o WHERE { BIND(%IRI% AS ?graph) GRAPH %IRI% { ?s ?p ?o } }"
SIBLINGS = """
PREFIX ls: <https://w3id.org/lsgraph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT DISTINCT ?passage ?order WHERE {
  %IRI% dcterms:isPartOf ?parent . ?passage dcterms:isPartOf ?parent ; a ls:Passage ; ls:order ?order
} ORDER BY ?order ?passage
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a passage speaks of, and the words it uses for it where they are its own."""

    name: Name
    mentions: tuple[Literal, ...] = ()


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """Words of a passage that nothing is claimed from, and why not."""

    anchor: str
    words: tuple[Literal, ...]
    why: Name


@dataclass(frozen=True, slots=True)
class Passage:
    """Everything a page tells of a passage.

    Attributes:
        source: its name, its document and its place there.
        headings: what it is headed, as printed.
        ranges: where it stands in the document's text (RFC 5147).
        claims: what it states, in the order of kinds.
        facts: timeless statements made without a claim, as subject, property and value.
        unclaimed: what of the text it does not claim, with the reason.
        things: whom and what it speaks of.
        before: the passage before it.
        after: the passage after it.
    """

    source: PassageSource
    headings: tuple[Literal, ...]
    ranges: tuple[Literal, ...]
    claims: tuple[Claim, ...]
    facts: tuple[tuple[Name, Fact], ...]
    unclaimed: tuple[Unclaimed, ...]
    things: tuple[Named, ...]
    before: Name | None = None
    after: Name | None = None


async def read_passage(engine: Engine, node: NamedNode, base_iri: str, language: str) -> Passage:
    """Ask for everything that a page tells of a passage."""
    found = [statement_of(row) for row in await rows(engine, PASSAGE.replace("%IRI%", str(node)))]
    statements = Statements(found)
    claimed = {statement.subject for statement in found if statement.predicate == LS.modality.value}
    claims = await claims_of(engine, [statement for statement in found if statement.subject in claimed], language)
    siblings = [value(row, "passage") for row in await rows(engine, SIBLINGS.replace("%IRI%", str(node)))]
    left = {statement.subject for statement in found if statement.predicate == LS.unclaimedWords.value}
    names = await read_names(engine, iris_of(statements) | set(siblings), language)
    place = siblings.index(node.value) if node.value in siblings else 0
    things = {iri for iri in iris_of(statements) if iri.startswith(f"{base_iri}id/")}
    teller = await read_teller(engine, [node.value], names, base_iri)
    return Passage(
        source=teller.sources[node.value],
        headings=tuple(statements.literals(node.value, LS.heading)),
        ranges=tuple(statements.literals(node.value, LS.range)),
        claims=tuple(sort_claims(claims.values())),
        facts=tuple(_facts(statements, claimed | left | {node.value, f"{node.value}#graph"}, teller)),
        unclaimed=tuple(
            Unclaimed(name.iri.rpartition("#")[2], tuple(statements.literals(name.iri, LS.unclaimedWords)), name)
            for name in names.sorted(left)
        ),
        things=tuple(Named(name, tuple(statements.literals(name.iri, LS.mention))) for name in names.sorted(things)),
        before=names.name(siblings[place - 1]) if place > 0 else None,
        after=names.name(siblings[place + 1]) if place + 1 < len(siblings) else None,
    )


def _facts(statements: Statements, apart: set[str], teller: Teller) -> list[tuple[Name, Fact]]:
    """Return what is said directly of things, leaving out claims, the passage itself and mentions."""
    found: list[tuple[Name, Fact]] = []
    for subject in statements.subjects():
        if subject not in apart:
            said = [statement for by in statements.of(subject).values() for statement in by if _is_fact(statement)]
            found += [(teller.names.name(subject), fact) for fact in teller.facts(said)]
    return sorted(found, key=lambda item: item[0].text)


def _is_fact(statement: Statement) -> bool:
    return statement.predicate not in {LS.mention.value, RDFS.label.value, DCTERMS.creator.value}
