"""What of the documents' texts became claims, sentence by sentence, and what did not, and why.

A sentence is claimed when a claim's printed words lie in it. Of the others the curators may say why not (`ls:Unclaimed`); some
are headings, and some name things of which the passage says, without a claim, what is always so.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import NamedNode

from lsgraph.publish.asserted import Asserted
from lsgraph.publish.documents import read_documents
from lsgraph.publish.mentions import Mentions, timeless_names
from lsgraph.publish.ontology import Ontology, instances
from lsgraph.publish.passages import Passage, claims_of, read_passages
from lsgraph.publish.unclaimed import read_unclaimed
from lsgraph.texts.spans import Sentence, find_sentences, gaps, read_sentences
from lsgraph.texts.text import normalise
from lsgraph.vocabulary import LS

NUMBERS_ALONE = "numbers and signs alone"
HEADING = "a heading"
TIMELESS = "without a claim, what is always so of"
Reasons: TypeAlias = dict[NamedNode | None, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence, the number of claims that were read from it, and why there is none where somebody said so."""

    sentence: Sentence
    claims: int
    reason: str | None

    @property
    def is_explained(self) -> bool:
        """Whether it carries a claim, or a reason why not."""
        return self.claims > 0 or self.reason is not None


@dataclass(frozen=True, slots=True)
class DocumentCoverage:
    """How a document was read.

    Attributes:
        node: the document.
        name: what it is called.
        passages: its passages in the order of the text, each with its sentences.
        outside: the sentences in no passage, gap by gap; None where the text is not at hand.
    """

    node: NamedNode
    name: str
    passages: tuple[tuple[Passage, tuple[Read, ...]], ...]
    outside: tuple[tuple[Read, ...], ...] | None

    def inside(self) -> list[Read]:
        """Return the sentences of all passages."""
        return [read for _, reads in self.passages for read in reads]


def measure_coverage(asserted: Asserted, ontology: Ontology, folder: Path) -> list[DocumentCoverage]:
    """Find out which sentences of the documents have claims.

    Args:
        asserted: what the sources state.
        ontology: which classes are documents and claims.
        folder: the documents' texts; a document without its text is told with none.
    """
    passages, _ = read_passages(asserted, ontology)
    documents = sorted(instances(asserted.store, ontology.subclasses(LS.Document)), key=str)
    texts = read_documents(asserted, documents, folder).by_document
    reasons: Reasons = defaultdict(list)
    for unclaimed in read_unclaimed(asserted):
        reasons[unclaimed.whole] += [(words, unclaimed.reason) for words in unclaimed.words]
    found = []
    for document in documents:
        own = [passage for passage in passages if passage.document == document and document in texts]
        inside = _inside(asserted, ontology, own, texts.get(document, ""), reasons)
        outside = _outside(texts[document], own, reasons[document]) if document in texts else None
        found.append(DocumentCoverage(document, asserted.label(document, "en"), inside, outside))
    return found


def _inside(
    asserted: Asserted, ontology: Ontology, passages: list[Passage], text: str, reasons: Reasons
) -> tuple[tuple[Passage, tuple[Read, ...]], ...]:
    sentences = {passage.node: read_sentences(text, passage.ranges, passage.headings) for passage in passages}
    claims = _count_claims(asserted, ontology, passages, sentences)
    mentions = Mentions.of(asserted, ontology)
    told = []
    for passage in sorted(passages, key=lambda passage: (passage.ranges, str(passage.node))):
        reads = _explain(sentences[passage.node], claims[passage.node], reasons[passage.node])
        timeless = timeless_names(asserted, mentions, passage)
        told.append((passage, tuple(_explain_plain(read, passage, timeless) for read in reads)))
    return tuple(told)


def _outside(text: str, passages: list[Passage], reasons: list[tuple[str, str]]) -> tuple[tuple[Read, ...], ...]:
    """Return the sentences in no passage, gap by gap; numbers and signs alone, such as those of pages, need no reason."""
    ranges = [stretch for passage in passages for stretch in passage.ranges]
    between = [_explain(read_sentences(text, [gap]), {}, reasons) for gap in gaps(len(text), ranges)]
    return tuple(tuple(map(_explain_number, reads)) for reads in between if reads)


def _explain_number(read: Read) -> Read:
    return read if read.sentence.has_letters() else replace(read, reason=NUMBERS_ALONE)


def _count_claims(
    asserted: Asserted, ontology: Ontology, passages: list[Passage], sentences: dict[NamedNode, list[Sentence]]
) -> dict[NamedNode, dict[int, int]]:
    """Return how many claims were read from each sentence, by passage and number; headings lie in the passages above."""
    counts: dict[NamedNode, dict[int, int]] = {passage.node: defaultdict(int) for passage in passages}
    for passage in passages:
        for claim in claims_of(asserted, ontology, passage):
            phrases = [said.value for said in asserted.objects(claim, LS.asPrinted, passage.node)]
            for home in (passage.node, *passage.above):
                places = {phrase: find_sentences(sentences.get(home, []), phrase) for phrase in phrases}
                for number in _evidence(list(places.values())):
                    counts[home][number] += 1
                phrases = [phrase for phrase, found in places.items() if not found]
    return counts


def _evidence(places: list[set[int]]) -> set[int]:
    """Return the sentences that a claim's phrases lie in; a phrase that several have is the one beside the others."""
    sure = {number for found in places if len(found) == 1 for number in found}
    return {number for found in places for number in (found & sure or found)}


def _explain_plain(read: Read, passage: Passage, names: dict[str, list[str]]) -> Read:
    """Explain a sentence that nobody explained: a heading, or words on things of which something is stated without a claim."""
    if read.is_explained:
        return read
    if any(normalise(heading) in read.sentence.words for heading in passage.headings):
        return replace(read, reason=HEADING)
    named = [label for label, own in names.items() if any(map(read.sentence.names, own))]
    return replace(read, reason=f"{TIMELESS} {', '.join(named)}") if named else read


def _explain(sentences: list[Sentence], claims: dict[int, int], reasons: list[tuple[str, str]]) -> tuple[Read, ...]:
    why: dict[int, str] = {}
    for words, reason in reasons:
        for number in find_sentences(sentences, words):
            why.setdefault(number, reason)
    return tuple(Read(sentence, claims.get(number, 0), why.get(number)) for number, sentence in enumerate(sentences))
