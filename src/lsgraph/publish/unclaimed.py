"""Words that were read and carry no claim, with the curators' reason: `docs/modelling.md`, "What is not claimed".

An `ls:Unclaimed` in a passage's graph speaks of that passage; in any other graph, of a document's text between its passages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from lsgraph.errors import Finding
from lsgraph.publish.asserted import Asserted, tail
from lsgraph.publish.documents import Texts
from lsgraph.publish.ontology import instances
from lsgraph.publish.passages import Passage
from lsgraph.texts.text import MOST_WORDS, holds_phrase, readings, word_count
from lsgraph.vocabulary import DCTERMS, LS


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """Words without a claim.

    Attributes:
        node: its IRI.
        whole: the passage or document that has the words.
        graph_iri: the graph that says so.
        words: the words, some of each sentence.
        reason: why nothing is claimed, in English where it is said in English.
    """

    node: NamedNode
    whole: NamedNode | None
    graph_iri: str
    words: tuple[str, ...]
    reason: str


def read_unclaimed(asserted: Asserted) -> list[Unclaimed]:
    """Read every `ls:Unclaimed`, ordered by IRI."""
    nodes = sorted(instances(asserted.store, {LS.Unclaimed}), key=str)
    return [_read(asserted, node) for node in nodes]


def audit_unclaimed(asserted: Asserted, passages: list[Passage], texts: Texts | None) -> list[Finding]:
    """Check that unclaimed words are few, stand in the right graph and, given the texts, where they are said to.

    Args:
        asserted: what the sources state.
        passages: the passages of the documents.
        texts: the documents' texts, where they are at hand.
    """
    by_node = {passage.node: passage for passage in passages}
    findings = []
    for unclaimed in read_unclaimed(asserted):
        faults = [*_form_faults(unclaimed, by_node), *_missing_words(unclaimed, by_node, texts)]
        name = asserted.short(unclaimed.node)
        findings += [asserted.finding(unclaimed.node, f"{name}: {fault}", unclaimed.graph_iri) for fault in faults]
    return findings


def _read(asserted: Asserted, node: NamedNode) -> Unclaimed:
    wholes = [whole for whole in asserted.objects(node, DCTERMS.isPartOf) if isinstance(whole, NamedNode)]
    graph_iri = next(iter(asserted.graphs_about(node)), "")
    words = tuple(said.value for said in asserted.objects(node, LS.unclaimedWords))
    return Unclaimed(node, wholes[0] if wholes else None, graph_iri, words, asserted.label(node, "en"))


def _form_faults(unclaimed: Unclaimed, passages: dict[NamedNode, Passage]) -> Iterator[str]:
    home = NamedNode(unclaimed.graph_iri)
    if unclaimed.whole in passages and unclaimed.whole != home:
        yield f"must stand in the graph of its passage, {tail(unclaimed.whole)}"
    if home in passages and unclaimed.whole != home:
        yield "stands in a passage's graph; say that it is dcterms:isPartOf <>"
    for words in unclaimed.words:
        if (count := word_count(words)) > MOST_WORDS:
            yield f"“{words}” has {count} words; at most ten are quoted"


def _missing_words(unclaimed: Unclaimed, passages: dict[NamedNode, Passage], texts: Texts | None) -> Iterator[str]:
    passage = passages.get(unclaimed.whole) if unclaimed.whole else None
    document = passage.document if passage else unclaimed.whole
    if texts is None or document is None or document not in texts.by_document:
        return
    text = texts.by_document[document]
    found = readings(passage.text(text) if passage else text)
    for words in unclaimed.words:
        if not any(holds_phrase(reading, words) for reading in found):
            yield f"“{words}” is not in its {'passage' if passage else 'document'}"
