"""Evidence as plain values, which JSON takes as they are and other formats pick from: one set of names for all of them."""

from __future__ import annotations

from typing import Any

from lsgraph.questions.disagreement import Disagreement
from lsgraph.questions.evidence import Evidence
from lsgraph.resources.claims import Claim
from lsgraph.resources.names import Name
from lsgraph.resources.perimeters import Perimeter
from lsgraph.resources.sources import Authority, PassageSource
from lsgraph.resources.times import Time
from lsgraph.resources.when import when_words

Facts = dict[str, Any]


def evidence_facts(evidence: Evidence, language: str) -> Facts:
    """Return one reason to believe a row as JSON's values; what is not known is left out.

    Args:
        evidence: the reason.
        language: the reader's.
    """
    told: Facts = {"says": evidence.speaker.value}
    if evidence.source:
        told["source"] = name_facts(evidence.source)
    if evidence.authority:
        told["authority"] = _authority_facts(evidence.authority)
    if evidence.passage:
        told |= _passage_facts(evidence.passage, language)
    if evidence.claim:
        told |= _claim_facts(evidence.claim)
    told["sentence"] = list(evidence.sentences)
    told["follows_from"] = [_briefly(premise, language) for premise in evidence.premises]
    told["disagreeing"] = [_beside_facts(beside, language) for beside in evidence.beside]
    return _known(told)


def name_facts(name: Name) -> dict[str, str]:
    """Return an IRI and what it is called."""
    return {"iri": name.iri, "name": name.text}


def _claim_facts(claim: Claim) -> Facts:
    return {
        "claim": claim.iri,
        "label": claim.label.value if claim.label else None,
        "as_printed": [literal.value for literal in claim.printed],
        "modality": claim.modality.text if claim.modality else None,
        "approximation": claim.approximation.text if claim.approximation else None,
        "said_in_words": claim.said.text,
        "attributed_to": [name_facts(name) for name in claim.attributed_to],
        "perimeter": [_perimeter_facts(whom) for whom in claim.perimeters],
        "period": _period_facts(claim.time, claim.said.when) if claim.time else None,
        "reading_note": [literal.value for literal in claim.notes],
    }


def _passage_facts(passage: PassageSource, language: str) -> Facts:
    document = passage.document
    return {
        "passage": name_facts(passage.name),
        "passage_path": [name.text for name in (*passage.above, passage.name)],
        "headings": list(passage.headings),
        "document": name_facts(document.name),
        "publisher": [name_facts(name) for name in document.publishers],
        "document_date": _bounds(document.date) if document.date else None,
        "document_date_in_words": when_words(document.date, language),
    }


def _period_facts(time: Time, words: str) -> Facts:
    printed = time.printed.value if time.printed else None
    told = {"edtf": time.edtf, "as_printed": printed, "in_words": words, "is_stated": time.is_stated}
    return _bounds(time) | _known(told)


def _bounds(time: Time) -> Facts:
    bounds = {"not_before": time.start, "not_after": time.end}
    return {name: day.isoformat() for name, day in bounds.items() if day}


def _perimeter_facts(perimeter: Perimeter) -> Facts:
    told = {
        **name_facts(perimeter.name),
        "boundary": perimeter.boundary.text if perimeter.boundary else None,
        "note": perimeter.note.value if perimeter.note else None,
    }
    return _known(told)


def _authority_facts(authority: Authority) -> Facts:
    told = {"publisher": authority.publisher, "record": list(authority.records), "date": list(authority.dates)}
    return _known(told)


def _beside_facts(beside: Disagreement, language: str) -> Facts:
    return {"verdict": beside.verdict.value, "verdict_in_words": beside.words, **_briefly(beside.claim, language)}


def _briefly(claim: Claim, language: str) -> Facts:
    """Return what identifies a claim that is shown beside another, and what it says."""
    facts = {**_claim_facts(claim), **_passage_facts(claim.passage, language)}
    wanted = ("claim", "label", "as_printed", "said_in_words", "perimeter", "period", "passage", "document")
    return _known({name: facts[name] for name in wanted})


def _known(told: Facts) -> Facts:
    return {name: value for name, value in told.items() if value not in (None, [], {}, "")}
