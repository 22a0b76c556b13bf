"""The few entailments: `docs/modelling.md`, "Short cuts". RDF Schema 1.1's rdfs9 and rdfs7, and OWL 2's inverse properties.

What follows from a source graph stands in its companion graph. Every rule has one statement of the source graph as its premise,
together with the ontology; never domain or range, never SKOS's axioms, and never before the shapes were checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from lsgraph.publish.asserted import Asserted
from lsgraph.publish.graphs import companion_graph
from lsgraph.publish.ontology import Ontology
from lsgraph.vocabulary import LS, RDF, workspace_prefixes


@dataclass(frozen=True, slots=True)
class Companion:
    """What is entailed from one source graph."""

    graph_iri: str
    derived_from: str
    triples: tuple[Triple, ...]

    def quads(self) -> Iterator[Quad]:
        """Return the triples in the companion's graph."""
        home = NamedNode(self.graph_iri)
        return (Quad(triple.subject, triple.predicate, triple.object, home) for triple in self.triples)


def entail(asserted: Asserted, ontology: Ontology) -> list[Companion]:
    """Return the companion of every source graph from which something new follows, ordered by graph."""
    rules = _Rules.of(asserted.base_iri, ontology)
    companions = []
    for graph_iri in sorted(asserted.files):
        stated = {quad.triple for quad in asserted.quads(graph_iri)}
        if entailed := rules.closure(stated) - stated:
            ordered = tuple(sorted(entailed, key=str))
            companions.append(Companion(companion_graph(asserted.base_iri, graph_iri), graph_iri, ordered))
    return companions


@dataclass(frozen=True, slots=True)
class _Rules:
    ontology: Ontology
    done: NamedNode
    exact: NamedNode

    @classmethod
    def of(cls, base_iri: str, ontology: Ontology) -> _Rules:
        prefixes = workspace_prefixes(base_iri)
        return cls(ontology, NamedNode(f"{prefixes['modality']}done"), NamedNode(f"{prefixes['approximation']}exact"))

    def closure(self, stated: set[Triple]) -> set[Triple]:
        """Return what some triples say once every rule was applied as often as it can be."""
        known: set[Triple] = set()
        border = stated | set(self._short_cuts(stated))
        while border:
            known |= border
            border = {triple for premise in border for triple in self._follows(premise)} - known
        return known

    def _follows(self, premise: Triple) -> Iterator[Triple]:
        """Return what one statement says directly, the ontology given."""
        subject, predicate, target = premise
        for wider in self.ontology.superproperties.get(predicate, ()):
            yield Triple(subject, wider, target)
        if isinstance(target, NamedNode) and predicate == RDF.type:
            for wider in self.ontology.superclasses.get(target, ()):
                yield Triple(subject, RDF.type, wider)
        elif isinstance(target, NamedNode):
            for inverse in self.ontology.inverses.get(predicate, ()):
                yield Triple(target, inverse, subject)

    def _short_cuts(self, stated: Iterable[Triple]) -> Iterator[Triple]:
        said: dict[NamedNode, dict[NamedNode, list[NamedNode]]] = {}
        for triple in stated:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
                said.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
        for facts in said.values():
            if self._is_plain(facts):
                yield from self._participation(facts)
                yield from self._relation(facts)

    def _is_plain(self, facts: dict[NamedNode, list[NamedNode]]) -> bool:
        """Tell whether a claim is done, not approximated and in nobody's mouth."""
        is_exact = all(approximation == self.exact for approximation in facts.get(LS.approximation, []))
        return facts.get(LS.modality) == [self.done] and is_exact and LS.attributedTo not in facts

    def _participation(self, facts: dict[NamedNode, list[NamedNode]]) -> Iterator[Triple]:
        for role in facts.get(LS.role, []):
            for implied in self.ontology.implied.get(role, ()):
                for participant in facts.get(LS.participant, []):
                    for target in facts.get(LS.term("in"), []):
                        yield Triple(participant, implied, target)

    def _relation(self, facts: dict[NamedNode, list[NamedNode]]) -> Iterator[Triple]:
        for relation in facts.get(LS.relation, []):
            for subject in facts.get(LS.subject, []):
                for target in facts.get(LS.object, []):
                    yield Triple(subject, relation, target)
