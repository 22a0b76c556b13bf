"""The audit of evidence: `docs/modelling.md`, "Evidence".

Without the documents only what can be seen in the graph is checked: ranges that can be read, one to three phrases a claim, each
of at most ten words. With them every phrase, mention and thing must be found in the passage that speaks of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from lsgraph.errors import Finding
from lsgraph.publish.asserted import Asserted, tail
from lsgraph.publish.documents import Texts, read_texts
from lsgraph.publish.mentions import Mentions
from lsgraph.publish.ontology import Ontology
from lsgraph.publish.passages import Passage, claims_of, read_passages
from lsgraph.publish.unclaimed import audit_unclaimed
from lsgraph.texts.text import MOST_WORDS, holds_name, holds_phrase, readings, word_count
from lsgraph.vocabulary import LS

MOST_PHRASES = 3


@dataclass(frozen=True, slots=True)
class Words:
    """Where a passage's evidence is looked for, normalised both ways: its own words and headings, and its whole document."""

    passage: tuple[str, ...]
    document: tuple[str, ...]

    @classmethod
    def of(cls, passage: Passage, document_text: str) -> Words:
        """Normalise what a passage can be read from."""
        own = [passage.text(document_text), *passage.headings]
        return cls(tuple(reading for text in own for reading in readings(text)), readings(document_text))

    def has_phrase(self, phrase: str) -> bool:
        """Tell whether a phrase stands there as printed."""
        return any(holds_phrase(text, phrase) for text in self.passage)

    def has_name(self, name: str) -> bool:
        """Tell whether a name stands there, in whatever case."""
        return any(holds_name(text, name) for text in self.passage)

    def near_miss(self, phrase: str) -> str:
        """Return what is nearly right about a phrase that is not there, as the end of a sentence."""
        if self.has_name(phrase):
            return ", only with other capitals"
        if any(holds_phrase(text, phrase) for text in self.document):
            return ", but stands elsewhere in the document"
        return ""


def audit_evidence(asserted: Asserted, ontology: Ontology, documents: Path | None) -> list[Finding]:
    """Check that every claim and thing leads back to words.

    Args:
        asserted: what the sources state.
        ontology: which classes are claims and perimeters.
        documents: the folder of the documents' texts, where they are at hand.
    """
    passages, findings = read_passages(asserted, ontology)
    claims = {passage.node: claims_of(asserted, ontology, passage) for passage in passages}
    for passage in passages:
        for claim in claims[passage.node]:
            findings += _phrase_faults(asserted, passage, claim)
    texts = None if documents is None else read_texts(asserted, passages, documents)
    findings += audit_unclaimed(asserted, passages, texts)
    if texts is not None:
        findings += texts.findings
        mentions = Mentions.of(asserted, ontology)
        for passage in passages:
            findings += _audit(asserted, passage, claims[passage.node], texts, mentions)
    return findings


def _phrase_faults(asserted: Asserted, passage: Passage, claim: NamedNode) -> Iterator[Finding]:
    phrases = asserted.objects(claim, LS.asPrinted, passage.node)
    if not 1 <= len(phrases) <= MOST_PHRASES:
        yield _fault(asserted, passage, claim, f"has {len(phrases)} ls:asPrinted phrases; give one to three")
    for phrase in phrases:
        if (count := word_count(phrase.value)) > MOST_WORDS:
            yield _fault(asserted, passage, claim, f"“{phrase.value}” has {count} words; at most ten are quoted")


def _audit(
    asserted: Asserted, passage: Passage, claims: list[NamedNode], texts: Texts, mentions: Mentions
) -> Iterator[Finding]:
    if passage.ranges and passage.document not in texts.by_document:
        return  # the document's own finding says why
    text = texts.by_document[passage.document] if passage.document and passage.ranges else ""
    for stretch in passage.ranges:
        if stretch.end > len(text):
            message = f"the passage {tail(passage.node)}: {stretch} ends after the text, which has {len(text)} characters"
            yield asserted.finding(passage.node, message, passage.node.value)
    words = Words.of(passage, text)
    for claim in claims:
        for phrase in asserted.objects(claim, LS.asPrinted, passage.node):
            if not words.has_phrase(phrase.value):
                message = f"“{phrase.value}” is not in its passage{words.near_miss(phrase.value)}"
                yield _fault(asserted, passage, claim, message)
    yield from _mention_faults(asserted, passage, words, mentions)


def _mention_faults(asserted: Asserted, passage: Passage, words: Words, mentions: Mentions) -> Iterator[Finding]:
    for thing, mention in mentions.said_in(passage):
        if not words.has_name(mention):
            near = words.near_miss(mention)
            yield _fault(asserted, passage, thing, f"the mention “{mention}” is not in its passage{near}")
    for thing in mentions.things(passage):
        names = mentions.names(passage, thing)
        if not any(words.has_name(name) for name in names):
            tried = ", ".join(f"“{name}”" for name in names[:3]) or "it has none"
            message = f"is not mentioned in this passage by any of its names ({tried}); give an ls:mention"
            yield _fault(asserted, passage, thing, message)


def _fault(asserted: Asserted, passage: Passage, node: NamedNode, message: str) -> Finding:
    return asserted.finding(node, f"{asserted.short(node)}: {message}", passage.node.value)
