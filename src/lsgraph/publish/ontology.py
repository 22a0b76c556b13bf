"""What the asserted ontology says that checks and entailments need: RDF Schema 1.1 and OWL 2, our own terms only.

Both ends of a subclass, subproperty or inverse are in the namespace `ls:`: what an alignment says of another vocabulary's terms
is for others to entail.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Self, TypeAlias

from pyoxigraph import DefaultGraph, NamedNode, Store

from lsgraph.vocabulary import LS, OWL, RDF, RDFS

Relation: TypeAlias = dict[NamedNode, set[NamedNode]]


@dataclass(frozen=True, slots=True)
class Ontology:
    """Hierarchies of our own terms, closed under transitivity, without the term itself.

    Attributes:
        superclasses: class -> the classes over it.
        superproperties: property -> the properties over it.
        inverses: property -> its inverses, said either way round.
        implied: role -> the properties that holding the role implies (`ls:impliesProperty`).
    """

    superclasses: Relation
    superproperties: Relation
    inverses: Relation
    implied: Relation

    @classmethod
    def read(cls, store: Store) -> Self:
        """Read the ontology out of the merged statements."""
        inverses = _relation(store, OWL.inverseOf)
        for term, others in list(inverses.items()):
            for other in others:
                inverses[other] = inverses.get(other, set()) | {term}
        return cls(
            _closure(_relation(store, RDFS.subClassOf)),
            _closure(_relation(store, RDFS.subPropertyOf)),
            inverses,
            _relation(store, LS.impliesProperty, is_ours_only=False),
        )

    def subclasses(self, term: NamedNode) -> set[NamedNode]:
        """Return a class and all the classes under it."""
        return {term} | {narrower for narrower, wider in self.superclasses.items() if term in wider}


def instances(store: Store, classes: set[NamedNode], graph: NamedNode | None = None) -> set[NamedNode]:
    """Return the nodes that are said to be of one of some classes, in one graph or anywhere."""
    home = graph or DefaultGraph()
    found = (quad.subject for term in classes for quad in store.quads_for_pattern(None, RDF.type, term, home))
    return {node for node in found if isinstance(node, NamedNode)}


def _relation(store: Store, predicate: NamedNode, *, is_ours_only: bool = True) -> Relation:
    relation: Relation = defaultdict(set)
    for quad in store.quads_for_pattern(None, predicate, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            ours = quad.subject.value.startswith(LS) and quad.object.value.startswith(LS)
            if ours or not is_ours_only:
                relation[quad.subject].add(quad.object)
    return dict(relation)


def _closure(relation: Relation) -> Relation:
    return {term: _reachable(term, relation) - {term} for term in relation}


def _reachable(term: NamedNode, relation: Relation) -> set[NamedNode]:
    reached: set[NamedNode] = set()
    border = set(relation.get(term, ()))
    while border:
        reached |= border
        border = {further for node in border for further in relation.get(node, ())} - reached
    return reached
