"""Who says so: for each row of an answer, the passages its claims stand in, or whoever else speaks there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from lsgraph.engine.base import Engine, Row
from lsgraph.questions.disagreement import Disagreement, read_disagreements
from lsgraph.questions.premises import Derivation, read_derivations
from lsgraph.resources.claims import Claim, read_claims
from lsgraph.resources.links import IRI_LENGTH_LIMIT, is_web_address
from lsgraph.resources.names import Name, Names, read_names
from lsgraph.resources.sources import Authority, PassageSource, Speaker, read_authorities, read_sources, source_of, speaker_of
from lsgraph.texts.documents import DocumentTexts

NO_TEXTS = DocumentTexts()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to believe a row.

    Attributes:
        speaker: who speaks.
        claim: what the passage says, where a document speaks.
        source: the graph, where the row names no claim; what an inferred graph follows from in its place.
        passage: the passage, where the row names it or what was inferred from it.
        authority: whose words a reference graph holds, with record and date.
        sentences: the sentences that the claim's words stand in, where the documents' texts are at hand.
        premises: the claims that what was inferred follows from.
        beside: claims that say otherwise.
    """

    speaker: Speaker
    claim: Claim | None = None
    source: Name | None = None
    passage: PassageSource | None = None
    authority: Authority | None = None
    sentences: tuple[str, ...] = ()
    premises: tuple[Claim, ...] = ()
    beside: tuple[Disagreement, ...] = ()


async def read_evidence(
    engine: Engine,
    found: list[Row],
    variables: tuple[str, ...],
    base_iri: str,
    language: str,
    texts: DocumentTexts = NO_TEXTS,
) -> list[tuple[Evidence, ...]]:
    """Return the evidence of every row, at least one for each.

    Args:
        engine: who answers; everything is asked for all rows together.
        found: the rows.
        variables: those that hold claims, passages, or graphs of the register, of an authority, or inferred ones; one IRI, or
            several in a text. What else they hold is passed over.
        base_iri: the workspace's namespace.
        language: the reader's.
        texts: the documents' texts.
    """
    pointers = [_pointers(row, variables) for row in found]
    wanted = {iri for row in pointers for iri in row}
    derivations = await read_derivations(engine, [iri for iri in wanted if speaker_of(iri, base_iri) is Speaker.INFERRED])
    premises = [_premises(row, by, derivations) for row, by in zip(found, pointers, strict=True)]
    inferred_from = {claim for row in premises for claims in row.values() for claim in claims}
    claims = await read_claims(engine, wanted | inferred_from, language)
    beside = await read_disagreements(engine, {iri: claims[iri] for iri in wanted & claims.keys()}, language)
    graphs = await _read_graphs(engine, wanted - claims.keys(), base_iri, language)
    by_claim = {iri: _claim_evidence(claims[iri], beside.get(iri, ()), texts) for iri in wanted & claims.keys()}
    told = []
    for row, by in zip(premises, pointers, strict=True):
        reasons = [
            by_claim.get(iri) or graphs.evidence(iri, [claims[one] for one in row.get(iri, ()) if one in claims]) for iri in by
        ]
        # What no claim carries stands in the register, where the editors speak.
        told.append(tuple(reasons) or (Evidence(Speaker.EDITORS),))
    return told


@dataclass(frozen=True, slots=True)
class _Graphs:
    """Whoever speaks in graphs that are named in the place of claims."""

    base_iri: str
    names: Names
    passages: Mapping[str, PassageSource] = field(default_factory=dict)
    authorities: Mapping[str, Authority] = field(default_factory=dict)

    def evidence(self, iri: str, premises: Iterable[Claim]) -> Evidence:
        source = source_of(iri, self.base_iri)
        return Evidence(
            speaker_of(iri, self.base_iri),
            source=self.names.name(source),
            passage=self.passages.get(source),
            authority=self.authorities.get(source),
            premises=tuple(premises),
        )


async def _read_graphs(engine: Engine, iris: Iterable[str], base_iri: str, language: str) -> _Graphs:
    sources = {source_of(iri, base_iri) for iri in iris}
    passages = [iri for iri in sources if speaker_of(iri, base_iri) is Speaker.DOCUMENT]
    references = [iri for iri in sources if speaker_of(iri, base_iri) is Speaker.AUTHORITY]
    return _Graphs(
        base_iri,
        await read_names(engine, sources, language),
        await read_sources(engine, passages, language),
        await read_authorities(engine, references, language),
    )


def _pointers(row: Row, variables: Iterable[str]) -> list[str]:
    """Return the claims and graphs that a row points to: an IRI, or (where rows were grouped) a text of IRIs with spaces."""
    terms = [row[variable] for variable in variables if variable in row]
    iris = [term.value for term in terms if isinstance(term, NamedNode)]
    iris += [iri for term in terms if isinstance(term, Literal) for iri in term.value.split() if _is_iri(iri)]
    return list(dict.fromkeys(iris))


def _is_iri(text: str) -> bool:
    """Tell whether a word of a text can be asked about; whatever else stands there is not evidence."""
    if not is_web_address(text) or len(text) > IRI_LENGTH_LIMIT:
        return False
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _premises(row: Row, pointers: list[str], derivations: Mapping[str, Derivation]) -> dict[str, tuple[str, ...]]:
    """Return the claims that each inferred graph of a row follows from, as far as they speak of what the row has."""
    things = [term.value for term in row.values() if isinstance(term, NamedNode)]
    return {iri: derivations[iri].premises(things) for iri in pointers if iri in derivations}


def _claim_evidence(claim: Claim, beside: tuple[Disagreement, ...], texts: DocumentTexts) -> Evidence:
    passage = claim.passage
    phrases = [printed.value for printed in claim.printed]
    sentences = texts.sentences(passage.document.name.iri, passage.ranges, passage.headings, phrases)
    return Evidence(Speaker.DOCUMENT, claim, passage=passage, sentences=sentences, beside=beside)
