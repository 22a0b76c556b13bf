"""What an inferred statement follows from: the claims in the graph that its companion was derived from.

PROV-O, `prov:wasDerivedFrom`. A short cut has one claim as its premise, which names both things that it relates
(`docs/modelling.md`, "Short cuts"), so that the premises of a row are the claims which name two of its things.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lsgraph.engine.base import Engine
from lsgraph.resources.statements import read_in_chunks, value

DERIVED = """
PREFIX ls: <https://w3id.org/lsgraph/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?graph ?source ?claim ?thing WHERE {
  VALUES ?graph { %IRIS% }
  ?graph prov:wasDerivedFrom ?source
  OPTIONAL {
    GRAPH ?source { ?claim ls:modality ?modality ; ?link ?thing }
    FILTER(isIRI(?thing))
  }
}
"""
ENDS = 2
"""Things that a statement relates."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """Where an inferred graph comes from.

    Attributes:
        source: the graph it was derived from.
        claims: the claims there, each with the things it names.
    """

    source: str
    claims: dict[str, frozenset[str]]

    def premises(self, things: Iterable[str]) -> tuple[str, ...]:
        """Return the claims that what is inferred of some things follows from."""
        wanted = set(things)
        return tuple(claim for claim, named in sorted(self.claims.items()) if len(named & wanted) >= ENDS)


async def read_derivations(engine: Engine, graphs: Iterable[str]) -> dict[str, Derivation]:
    """Ask what inferred graphs were derived from; one that does not say is left out."""
    sources: dict[str, str] = {}
    claims: dict[str, dict[str, set[str]]] = {}
    for row in await read_in_chunks(engine, DERIVED, list(graphs)):
        graph = value(row, "graph")
        sources[graph] = value(row, "source")
        named = claims.setdefault(graph, {})
        if claim := value(row, "claim"):
            named.setdefault(claim, set()).add(value(row, "thing"))
    return {
        graph: Derivation(source, {claim: frozenset(things) for claim, things in claims[graph].items()})
        for graph, source in sources.items()
    }
