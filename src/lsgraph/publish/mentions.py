"""Which things a passage's graph speaks of, and the names by which they can be found in its words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Self

from pyoxigraph import Literal, NamedNode

from lsgraph.publish.asserted import Asserted
from lsgraph.publish.ontology import Ontology, instances
from lsgraph.publish.passages import Passage
from lsgraph.vocabulary import LS, SKOS
from lsgraph.workspace import GraphKind

TIMELESS = (LS.kind, LS.partOf, LS.locatedIn, LS.sector)
"""What a passage's graph may state of things without a claim, besides how it mentions them."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """The names of things in the register, and what needs none.

    Attributes:
        asserted: what the sources state.
        perimeters: things that are the editors' own reading and stand in no text.
        register: thing -> its names outside the passages.
    """

    asserted: Asserted
    perimeters: frozenset[NamedNode]
    register: dict[NamedNode, list[str]]

    @classmethod
    def of(cls, asserted: Asserted, ontology: Ontology) -> Self:
        """Read the names of everything."""
        register: dict[NamedNode, list[str]] = defaultdict(list)
        passages = {source.graph_iri for source in asserted.sources(GraphKind.PASSAGE)}
        for predicate in (SKOS.prefLabel, SKOS.altLabel):
            for quad in asserted.store.quads_for_pattern(None, predicate, None):
                is_register = isinstance(quad.graph_name, NamedNode) and quad.graph_name.value not in passages
                if is_register and isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                    register[quad.subject].append(quad.object.value)
        perimeters = instances(asserted.store, ontology.subclasses(LS.Perimeter))
        return cls(asserted, frozenset(perimeters), dict(register))

    def things(self, passage: Passage) -> list[NamedNode]:
        """Return what a passage's graph speaks of and must mention: every thing but perimeters and the graph's own data."""
        metadata, prefix = NamedNode(f"{passage.node.value}#graph"), f"{self.asserted.base_iri}id/"
        quads = (quad for quad in self.asserted.quads(passage.node.value) if quad.subject != metadata)
        nodes = {node for quad in quads for node in (quad.subject, quad.object) if isinstance(node, NamedNode)}
        return sorted((node for node in nodes if node.value.startswith(prefix) and node not in self.perimeters), key=str)

    def said_in(self, passage: Passage) -> list[tuple[NamedNode, str]]:
        """Return the mentions of a passage's graph: the thing and the words."""
        quads = self.asserted.store.quads_for_pattern(None, LS.mention, None, passage.node)
        said = [(quad.subject, quad.object.value) for quad in quads if isinstance(quad.object, Literal)]
        return sorted(((thing, words) for thing, words in said if isinstance(thing, NamedNode)), key=str)

    def names(self, passage: Passage, thing: NamedNode) -> list[str]:
        """Return the names by which a passage may speak of a thing: those of the register, then its own mentions."""
        own = [words for mentioned, words in self.said_in(passage) if mentioned == thing]
        return [*sorted(set(self.register.get(thing, []))), *own]


def timeless_names(asserted: Asserted, mentions: Mentions, passage: Passage) -> dict[str, list[str]]:
    """Return the things of which a passage states something without a claim: label -> the names it may call them by."""
    quads = [quad for term in TIMELESS for quad in asserted.store.quads_for_pattern(None, term, None, passage.node)]
    things = sorted({quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}, key=str)
    return {asserted.label(thing, "en"): mentions.names(passage, thing) for thing in things}
