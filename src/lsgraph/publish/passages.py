"""The passages of the documents, as their graphs describe them: `docs/modelling.md`, "Passages"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pyoxigraph import Literal, NamedNode

from lsgraph.errors import Finding
from lsgraph.publish.asserted import Asserted, tail
from lsgraph.publish.ontology import Ontology, instances
from lsgraph.texts.ranges import CharacterRange, parse_range
from lsgraph.vocabulary import DCTERMS, LS
from lsgraph.workspace import GraphKind


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a document.

    Attributes:
        node: its IRI, which is also that of its graph.
        document: the document it is part of, where it says so.
        above: everything it is part of, nearest first.
        ranges: where its text stands in the document's.
        headings: the headings it stands under, as printed: its own, those of what it is part of, the document's title.
    """

    node: NamedNode
    document: NamedNode | None
    above: tuple[NamedNode, ...]
    ranges: tuple[CharacterRange, ...]
    headings: tuple[str, ...]

    def text(self, document_text: str) -> str:
        """Return the passage's own words; where ranges meet a line ends."""
        return "\n".join(document_text[stretch.start : stretch.end] for stretch in self.ranges)


def read_passages(asserted: Asserted, ontology: Ontology) -> tuple[list[Passage], list[Finding]]:
    """Read every passage, and say what is wrong with their ranges or where they belong to no document."""
    documents = instances(asserted.store, ontology.subclasses(LS.Document))
    passages: list[Passage] = []
    findings: list[Finding] = []
    for source in asserted.sources(GraphKind.PASSAGE):
        node = NamedNode(source.graph_iri)
        ranges, faults = _ranges(asserted, node)
        above = [node, *_ancestors(asserted, node)]
        document = next((part for part in above if part in documents), None)
        if document is None:
            faults.append("is part of no ls:Document; say which with dcterms:isPartOf")
        headings = tuple(_headings(asserted, above))
        passages.append(Passage(node, document, tuple(above[1:]), tuple(sorted(ranges)), headings))
        findings += [asserted.finding(node, f"the passage {tail(node)}: {fault}", node.value) for fault in faults]
    return passages, findings + _overlaps(asserted, passages)


def claims_of(asserted: Asserted, ontology: Ontology, passage: Passage) -> list[NamedNode]:
    """Return the claims of a passage's graph, ordered by IRI."""
    return sorted(instances(asserted.store, ontology.subclasses(LS.Claim), passage.node), key=str)


def _ranges(asserted: Asserted, node: NamedNode) -> tuple[list[CharacterRange], list[str]]:
    ranges, faults = [], []
    for said in asserted.objects(node, LS.range, node):
        try:
            ranges.append(parse_range(said.value))
        except ValueError as error:
            faults.append(str(error))
    return ranges, faults


def _ancestors(asserted: Asserted, node: NamedNode) -> list[NamedNode]:
    """Return everything a passage is part of, nearest first, each once even where parts go round in a circle."""
    seen = [node]
    for part in seen:
        wholes = asserted.objects(part, DCTERMS.isPartOf)
        seen += [whole for whole in wholes if isinstance(whole, NamedNode) and whole not in seen]
    return seen[1:]


def _headings(asserted: Asserted, parts: list[NamedNode]) -> Iterator[str]:
    for part in parts:
        for predicate in (LS.heading, DCTERMS.term("title")):
            yield from (said.value for said in asserted.objects(part, predicate) if isinstance(said, Literal))


def _overlaps(asserted: Asserted, passages: list[Passage]) -> list[Finding]:
    by_document: dict[NamedNode | None, list[tuple[CharacterRange, Passage]]] = defaultdict(list)
    for passage in passages:
        by_document[passage.document] += [(stretch, passage) for stretch in passage.ranges]
    findings = []
    for document, stretches in by_document.items():
        ordered = sorted(stretches, key=lambda pair: pair[0])
        for (stretch, passage), (following, other) in pairwise(ordered):
            if document is not None and following.start < stretch.end:
                message = f"the passage {tail(other.node)}: {following} overlaps {stretch} of {tail(passage.node)}"
                findings.append(asserted.finding(other.node, message, other.node.value))
    return findings
