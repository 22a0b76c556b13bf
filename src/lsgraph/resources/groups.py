"""Claims under the passages and documents they stand in: the answer to "who says so?"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lsgraph.resources.claims import Claim
from lsgraph.resources.sources import DocumentSource, PassageSource


@dataclass(frozen=True, slots=True)
class PassageGroup:
    """A passage and some of its claims."""

    passage: PassageSource
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class DocumentGroup:
    """A document and some of its passages, in the order of reading."""

    document: DocumentSource
    passages: tuple[PassageGroup, ...]


def group_claims(claims: Iterable[Claim]) -> list[DocumentGroup]:
    """Put claims under their passages, and these under their documents: newest document first, then as the document goes."""
    by_passage: dict[str, list[Claim]] = {}
    for claim in claims:
        by_passage.setdefault(claim.passage.name.iri, []).append(claim)
    groups = [PassageGroup(found[0].passage, tuple(sort_claims(found))) for found in by_passage.values()]
    by_document: dict[str, list[PassageGroup]] = {}
    for group in sorted(groups, key=lambda group: (group.passage.order, group.passage.name.iri)):
        by_document.setdefault(group.passage.document.name.iri, []).append(group)
    documents = [DocumentGroup(found[0].passage.document, tuple(found)) for found in by_document.values()]
    by_name = sorted(documents, key=lambda group: group.document.name.text)
    return sorted(by_name, key=lambda group: newest_day(group.document), reverse=True)


def sort_claims(claims: Iterable[Claim]) -> list[Claim]:
    """Return claims by kind, then by their sentence."""

    def place(claim: Claim) -> tuple[str, str, str]:
        return claim.kinds[0].text if claim.kinds else "", claim.label.value if claim.label else "", claim.iri

    return sorted(claims, key=place)


def newest_day(document: DocumentSource) -> date:
    """Return the latest day a document may be from; one without a date goes last."""
    time = document.date
    return (time.end or time.start if time else None) or date.min
