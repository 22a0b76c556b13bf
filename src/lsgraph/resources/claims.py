"""Claims as pages and answers tell them: what, how sure, when, in which words, who said it, in which passage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lsgraph.engine.base import Engine, Term
from lsgraph.resources.names import Name, Names, best_text, iris_of, language_rank, read_names
from lsgraph.resources.sources import PassageSource, read_sources
from lsgraph.resources.statements import Statement, Statements, read_in_chunks, statement_of
from lsgraph.resources.times import Time, time_of
from lsgraph.vocabulary import LS, RDF, RDFS

CLAIMS = """
PREFIX ls: <https://w3id.org/lsgraph/ontology#>
SELECT ?graph ?s ?p ?o WHERE {
  VALUES ?s { %IRIS% }
  GRAPH ?graph { ?s ls:modality ?modality ; ?p ?o }
}
"""

IN_PLACE = (RDF.type, RDFS.label, LS.modality, LS.approximation, LS.asPrinted, LS.attributedTo, LS.readingNote)
IN_TIME = (LS.start, LS.end, LS.edtf, LS.datePrinted, LS.timePrecision)
TOLD_APART = frozenset(term.value for term in (*IN_PLACE, *IN_TIME))
"""Properties that have a place of their own in a claim; the others are its details."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One property and its values, as a page shows them."""

    property: Name
    values: tuple[Name | Literal, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What one passage says.

    Attributes:
        iri: the claim.
        passage: where it stands, and in which document.
        label: the editors' sentence, in the reader's language where there is one.
        kinds: its classes.
        modality: how it stands to fact.
        approximation: how near a figure is.
        attributed_to: whom the passage quotes.
        printed: the words as printed.
        time: when it holds or happened.
        notes: how a doubtful place was read.
        details: everything else that is said of it.
    """

    iri: str
    passage: PassageSource
    label: Literal | None
    kinds: tuple[Name, ...] = ()
    modality: Name | None = None
    approximation: Name | None = None
    attributed_to: tuple[Name, ...] = ()
    printed: tuple[Literal, ...] = ()
    time: Time | None = None
    notes: tuple[Literal, ...] = ()
    details: tuple[Detail, ...] = ()

    @property
    def anchor(self) -> str:
        """Its place on the page of its passage."""
        return self.iri.partition("#")[2]


async def read_claims(engine: Engine, iris: Iterable[str], language: str) -> dict[str, Claim]:
    """Ask for claims with their sources.

    Args:
        engine: who answers.
        iris: claims; what is no claim is left out of the answer.
        language: the reader's.
    """
    found = [statement_of(row) for row in await read_in_chunks(engine, CLAIMS, list(iris))]
    return await claims_of(engine, found, language)


async def claims_of(engine: Engine, found: list[Statement], language: str) -> dict[str, Claim]:
    """Make claims of the statements their passages make of them, asking for names and sources."""
    statements = Statements(found)
    graphs = {statement.subject: statement.graph for statement in found}
    names = await read_names(engine, iris_of(statements), language)
    sources = await read_sources(engine, graphs.values(), language)
    return {iri: claim_of(iri, statements, names, sources[graphs[iri]]) for iri in statements.subjects()}


def claim_of(iri: str, statements: Statements, names: Names, passage: PassageSource) -> Claim:
    """Make one claim."""
    modality = statements.iris(iri, LS.modality)
    approximation = statements.iris(iri, LS.approximation)
    return Claim(
        iri=iri,
        passage=passage,
        label=best_text(statements.literals(iri, RDFS.label), names.language),
        kinds=tuple(names.sorted(statements.iris(iri, RDF.type))),
        modality=names.name(modality[0]) if modality else None,
        approximation=names.name(approximation[0]) if approximation else None,
        attributed_to=tuple(names.sorted(statements.iris(iri, LS.attributedTo))),
        printed=tuple(statements.literals(iri, LS.asPrinted)),
        time=time_of(iri, statements, names),
        notes=in_language(statements.literals(iri, LS.readingNote), names.language),
        details=tuple(details_of(iri, statements, names)),
    )


def details_of(iri: str, statements: Statements, names: Names) -> list[Detail]:
    """Return what is said of a claim beyond what every claim has, by the property's name."""
    found = []
    for predicate in statements.of(iri):
        if predicate not in TOLD_APART:
            values = shown(statements.objects(iri, NamedNode(predicate)), names)
            found.append(Detail(names.name(predicate), tuple(values)))
    return sorted(found, key=lambda detail: detail.property.text)


def shown(terms: Iterable[Term], names: Names) -> list[Name | Literal]:
    """Return terms as pages show them: IRIs by name, texts in the reader's language only where they are translated."""
    listed = list(terms)
    iris = names.sorted(term.value for term in listed if isinstance(term, NamedNode))
    return [*iris, *in_language((term for term in listed if isinstance(term, Literal)), names.language)]


def in_language(literals: Iterable[Literal], language: str) -> tuple[Literal, ...]:
    """Return the texts in the best language there is, and every literal that has no language."""
    listed = sorted(literals, key=lambda literal: (language_rank(literal, language), literal.value))
    tagged = [literal for literal in listed if literal.language]
    best = {literal for literal in tagged if literal.language == tagged[0].language}
    return tuple(literal for literal in listed if not literal.language or literal in best)
