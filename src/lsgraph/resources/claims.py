"""Claims as pages and answers tell them: what, how sure, when, in which words, who said it, in which passage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode

from lsgraph.engine.base import Engine, Term
from lsgraph.resources.names import Name, Names, best_text, iris_in, iris_of, language_rank, read_names
from lsgraph.resources.perimeters import Perimeter, read_perimeters
from lsgraph.resources.saying import Figure, Saying, say
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
        figure: its numbers, where it is a figure.
        perimeters: whom exactly the figure counts.
        said: how much, how sure and when, in words.
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
    figure: Figure | None = None
    perimeters: tuple[Perimeter, ...] = ()
    said: Saying = field(default_factory=Saying)

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
    """Make claims of the statements their passages make of them, asking for names, sources and perimeters."""
    statements = Statements(found)
    graphs = {statement.subject: statement.graph for statement in found}
    spoken_of = iris_in(statement.object for statement in found)
    names = await read_names(engine, iris_of(statements) - (graphs.keys() - spoken_of), language)
    sources = await read_sources(engine, graphs.values(), language)
    whom = {iri for claim in graphs for iri in statements.iris(claim, LS.perimeter)}
    perimeters = await read_perimeters(engine, whom, language) if whom else {}
    return {iri: claim_of(iri, statements, names, sources[graphs[iri]], perimeters) for iri in statements.subjects()}


def claim_of(
    iri: str, statements: Statements, names: Names, passage: PassageSource, perimeters: Mapping[str, Perimeter]
) -> Claim:
    """Make one claim."""
    modality = _first_name(iri, LS.modality, statements, names)
    approximation = _first_name(iri, LS.approximation, statements, names)
    time = time_of(iri, statements, names)
    figure = _figure(iri, statements, names)
    return Claim(
        iri=iri,
        passage=passage,
        label=best_text(statements.literals(iri, RDFS.label), names.language),
        kinds=tuple(names.sorted(statements.iris(iri, RDF.type))),
        modality=modality,
        approximation=approximation,
        attributed_to=tuple(names.sorted(statements.iris(iri, LS.attributedTo))),
        printed=tuple(statements.literals(iri, LS.asPrinted)),
        time=time,
        notes=in_language(statements.literals(iri, LS.readingNote), names.language),
        details=tuple(details_of(iri, statements, names)),
        figure=figure,
        perimeters=tuple(perimeters[whom] for whom in sorted(statements.iris(iri, LS.perimeter))),
        said=say(modality, approximation, time, figure, names.language),
    )


def _first_name(iri: str, predicate: NamedNode, statements: Statements, names: Names) -> Name | None:
    found = statements.iris(iri, predicate)
    return names.name(found[0]) if found else None


def _figure(iri: str, statements: Statements, names: Names) -> Figure | None:
    """Return the numbers of a claim, or None where it has none; what is no number is left out."""
    value, least, most = (_number(statements.first(iri, term)) for term in (LS.value, LS.minValue, LS.maxValue))
    if value is None and least is None and most is None:
        return None
    measure, unit = (_first_name(iri, term, statements, names) for term in (LS.measure, LS.unit))
    return Figure(measure, unit, value, least, most)


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


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
