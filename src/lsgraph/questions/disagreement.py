"""What is said otherwise: claims that stand beside the claims of an answer and do not say the same.

Figures: the same perimeter or thing measured alike, or the same sector and place counted by another document, as the saved
question on figures that differ has it (`docs/modelling.md`, "Perimeters"). Participations: the same participant in the same
thing, in another role. States and relations: the same one, with another modality. Two claims that differ need not contradict
each other; `Verdict` says how they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pyoxigraph import NamedNode

from lsgraph.engine.base import Engine
from lsgraph.resources.claims import Claim, read_claims
from lsgraph.resources.links import local_name
from lsgraph.resources.names import Name
from lsgraph.resources.saying import Figure
from lsgraph.resources.statements import read_in_chunks, value
from lsgraph.resources.times import Time
from lsgraph.vocabulary import LS

MOST_BESIDE = 40
"""Claims that are read to be set beside one claim."""
MOST_READ = 3000
"""Claims that are read to be set beside all claims of an answer."""

FIGURES = """
PREFIX ls: <https://w3id.org/lsgraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?claim ?other WHERE {
  VALUES ?claim { %IRIS% }
  ?claim ls:measure ?m1 .
  {
    ?claim ls:perimeter|ls:about ?whole .
    ?other ls:perimeter|ls:about ?whole ; ls:measure ?m1 .
  }
  UNION
  {
    ?claim ls:perimeter ?w1 . ?w1 ls:ofPlace ?place ; ls:ofSector ?sector .
    ?w2 ls:ofPlace ?place ; ls:ofSector ?sector . ?other ls:perimeter ?w2 ; ls:measure ?m2 .
    ?m1 skos:broader? ?family . ?m2 skos:broader? ?family .
    FILTER NOT EXISTS { ?family skos:broader ?wider }
  }
  FILTER(?other != ?claim)
}
"""
ROLES = """
PREFIX ls: <https://w3id.org/lsgraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?claim ?other WHERE {
  VALUES ?claim { %IRIS% }
  ?claim ls:participant ?who ; ls:in ?what ; ls:role ?role .
  ?other ls:participant ?who ; ls:in ?what ; ls:role ?otherRole .
  FILTER(?role != ?otherRole)
  FILTER NOT EXISTS { ?role skos:broader+ ?otherRole }
  FILTER NOT EXISTS { ?otherRole skos:broader+ ?role }
  GRAPH ?g1 { ?claim ls:role ?role }
  GRAPH ?g2 { ?other ls:role ?otherRole }
  ?g1 <http://purl.org/dc/terms/isPartOf>+ ?d1 . ?d1 a ls:Document .
  ?g2 <http://purl.org/dc/terms/isPartOf>+ ?d2 . ?d2 a ls:Document .
  FILTER(?d1 != ?d2)
  FILTER NOT EXISTS {
    ?same ls:participant ?who ; ls:in ?what ; ls:role ?role . GRAPH ?g3 { ?same ls:role ?role }
    ?g3 <http://purl.org/dc/terms/isPartOf>+ ?d2
  }
}
"""
"""Roles that differ between two documents; one that gives the other's role too does not differ from it."""
MODALITIES = """
PREFIX ls: <https://w3id.org/lsgraph/ontology#>
SELECT DISTINCT ?claim ?other WHERE {
  VALUES ?claim { %IRIS% }
  ?claim ls:modality ?modality .
  {
    ?claim ls:participant ?who ; ls:in ?what ; ls:role ?role .
    ?other ls:participant ?who ; ls:in ?what ; ls:role ?role .
  }
  UNION
  { ?claim ls:about ?what ; ls:state ?state . ?other ls:about ?what ; ls:state ?state }
  UNION
  {
    ?claim ls:subject ?who ; ls:relation ?how ; ls:object ?what .
    ?other ls:subject ?who ; ls:relation ?how ; ls:object ?what .
  }
  ?other ls:modality ?otherModality
  FILTER(?modality != ?otherModality)
}
"""


class Verdict(StrEnum):
    """How a claim stands to another; the names are those of the scheme of comparisons, as far as it has them."""

    CONTRADICTION = "contradiction"
    CANNOT_TELL = "cannotTell"
    OTHER_ROLE = "differentRole"
    OTHER_MODALITY = "differentModality"
    OTHER_TIME = "differentTime"
    OTHER_DEFINITION = "differentDefinition"
    ROUNDED = "rounded"


_WORDS = {
    "en": {
        Verdict.CONTRADICTION: "contradiction",
        Verdict.CANNOT_TELL: "whether they contradict each other cannot be told",
        Verdict.OTHER_ROLE: "another role",
        Verdict.OTHER_MODALITY: "said with another certainty",
        Verdict.OTHER_TIME: "another time",
        Verdict.OTHER_DEFINITION: "another definition",
        Verdict.ROUNDED: "the same, rounded",
    },
    "it": {
        Verdict.CONTRADICTION: "contraddizione",
        Verdict.CANNOT_TELL: "non si può dire se si contraddicano",
        Verdict.OTHER_ROLE: "un altro ruolo",
        Verdict.OTHER_MODALITY: "detto con un'altra certezza",
        Verdict.OTHER_TIME: "un altro tempo",
        Verdict.OTHER_DEFINITION: "un'altra definizione",
        Verdict.ROUNDED: "la stessa, arrotondata",
    },
}
_ORDER = list(Verdict)
QUALIFIERS = (LS.rankedBy, LS.rankedAmong, LS.shareOf)
"""What a rank or a share means nothing without."""
UNKNOWN_BOUNDARIES = frozenset({"", "notDefined"})
ROUNDING = 100
"""Figures that differ by at most one part in so many, and in how near they are said to be, are one figure, rounded."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A claim that says otherwise, and how it stands to the one it is shown beside, in words too."""

    claim: Claim
    verdict: Verdict
    words: str


async def read_disagreements(engine: Engine, claims: Mapping[str, Claim], language: str) -> dict[str, tuple[Disagreement, ...]]:
    """Ask what is said otherwise than some claims say.

    Args:
        engine: who answers; each sort of claim is asked for together.
        claims: the claims of an answer, by IRI.
        language: the reader's.

    Returns:
        For every claim that is not alone, what stands beside it: contradictions first, by document.
    """
    figures = [iri for iri, claim in claims.items() if claim.figure]
    others = [iri for iri, claim in claims.items() if not claim.figure]
    pairs: list[tuple[str, str, Verdict | None]] = [(*pair, None) for pair in await _pairs(engine, FIGURES, figures)]
    pairs += [(*pair, Verdict.OTHER_ROLE) for pair in await _pairs(engine, ROLES, others)]
    pairs += [(*pair, Verdict.OTHER_MODALITY) for pair in await _pairs(engine, MODALITIES, others)]
    unread = sorted({other for _, other, _ in pairs} - claims.keys())
    told = {**claims, **await read_claims(engine, unread[:MOST_READ], language)}
    words = _WORDS["it" if language == "it" else "en"]
    found: dict[str, list[Disagreement]] = {}
    for claim, other, known in pairs:
        verdict = known or (compare(told[claim], told[other]) if other in told else None)
        if other in told and verdict:
            found.setdefault(claim, []).append(Disagreement(told[other], verdict, words[verdict]))
    return {iri: _ordered(beside) for iri, beside in found.items()}


async def _pairs(engine: Engine, query: str, claims: list[str]) -> list[tuple[str, str]]:
    """Return which claims stand beside which, no more than are read for each."""
    found: dict[str, set[str]] = {}
    for row in await read_in_chunks(engine, query, claims):
        found.setdefault(value(row, "claim"), set()).add(value(row, "other"))
    return [(claim, other) for claim, others in found.items() for other in sorted(others)[:MOST_BESIDE]]


def compare(one: Claim, other: Claim) -> Verdict | None:
    """Return how two figures stand to each other, or None where they say the same, or are not of one kind.

    Two figures of one document are compared only where they are of the same perimeter or thing: what one document says of
    several wholes it says on purpose.
    """
    first, second = one.figure, other.figure
    if first is None or second is None or not _is_comparable(one, other):
        return None
    is_same_measure = _term(first.measure) == _term(second.measure)
    if _numbers(first) == _numbers(second) and is_same_measure and _term(one.approximation) == _term(other.approximation):
        return None
    is_same_whole = _whole(one) == _whole(other)
    if not is_same_whole and one.passage.document.name.iri == other.passage.document.name.iri:
        return None
    boundaries = {_boundary(one), _boundary(other)}
    if not is_same_whole and not boundaries.isdisjoint(UNKNOWN_BOUNDARIES):
        return Verdict.CANNOT_TELL
    if not is_same_measure or len(boundaries) > 1:
        return Verdict.OTHER_DEFINITION
    if _is_rounding(one, other):
        return Verdict.ROUNDED
    return Verdict.CONTRADICTION if _overlap(one.time, other.time) else Verdict.OTHER_TIME


def _is_comparable(one: Claim, other: Claim) -> bool:
    """Tell whether two figures are in one unit and of one modality, and shares or ranks of and among the same."""
    assert one.figure is not None
    assert other.figure is not None
    return (
        _term(one.figure.unit) == _term(other.figure.unit)
        and _term(one.modality) == _term(other.modality)
        and all(_named(one, qualifier) == _named(other, qualifier) for qualifier in QUALIFIERS)
    )


def _numbers(figure: Figure) -> tuple[Decimal | None, ...]:
    return figure.value, figure.least, figure.most


def _whole(claim: Claim) -> tuple[str, ...]:
    """Return what a figure is of: its perimeters, or what it is about."""
    return _named(claim, LS.perimeter) or _named(claim, LS.about)


def _named(claim: Claim, predicate: NamedNode) -> tuple[str, ...]:
    """Return the IRIs that a claim has for a property."""
    values = (shown for detail in claim.details if detail.property.iri == predicate.value for shown in detail.values)
    return tuple(sorted(shown.iri for shown in values if isinstance(shown, Name)))


def _boundary(claim: Claim) -> str:
    return _term(claim.perimeters[0].boundary) if claim.perimeters else ""


def _term(name: Name | None) -> str:
    return local_name(name.iri) if name else ""


def _overlap(first: Time | None, second: Time | None) -> bool:
    """Tell whether two times have a day in common; one that is not known may be any."""
    if first is None or second is None:
        return True
    is_before = first.end and second.start and first.end < second.start
    is_after = second.end and first.start and second.end < first.start
    return not (is_before or is_after)


def _is_rounding(one: Claim, other: Claim) -> bool:
    first, second = (claim.figure.value if claim.figure else None for claim in (one, other))
    if first is None or second is None or _term(one.approximation) == _term(other.approximation):
        return False
    return abs(first - second) * ROUNDING <= max(abs(first), abs(second))


def _ordered(found: Iterable[Disagreement]) -> tuple[Disagreement, ...]:
    """Return each other claim once, with its gravest verdict, the gravest first."""
    by_claim: dict[str, Disagreement] = {}
    for beside in sorted(found, key=lambda beside: _ORDER.index(beside.verdict)):
        by_claim.setdefault(beside.claim.iri, beside)

    def place(beside: Disagreement) -> tuple[int, str, str]:
        return _ORDER.index(beside.verdict), beside.claim.passage.document.name.text, beside.claim.iri

    return tuple(sorted(by_claim.values(), key=place))
