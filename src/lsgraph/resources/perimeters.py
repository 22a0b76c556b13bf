"""Of whom exactly: the perimeters of figures, as `docs/modelling.md` has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal

from lsgraph.engine.base import Engine
from lsgraph.resources.names import Name, Names, best_text, read_names
from lsgraph.resources.statements import Statements, read_in_chunks, statement_of
from lsgraph.vocabulary import LS, SKOS

PERIMETERS = """
SELECT ?graph ?s ?p ?o WHERE {
  VALUES ?s { %IRIS% }
  ?s ?p ?o
  FILTER(?p IN (<https://w3id.org/lsgraph/ontology#boundary>, <http://www.w3.org/2004/02/skos/core#note>,
    <http://www.w3.org/2004/02/skos/core#scopeNote>))
}
"""


@dataclass(frozen=True, slots=True)
class Perimeter:
    """Whom a figure counts.

    Attributes:
        name: what the editors call them.
        boundary: how far it reaches: a company, a group, a sector, a supply chain; None where nothing says.
        note: what the source includes, and what it does not say.
    """

    name: Name
    boundary: Name | None = None
    note: Literal | None = None


async def read_perimeters(engine: Engine, iris: Iterable[str], language: str) -> dict[str, Perimeter]:
    """Ask what perimeters are; one that nothing describes is named by its IRI."""
    wanted = set(iris)
    statements = Statements(statement_of(row) for row in await read_in_chunks(engine, PERIMETERS, sorted(wanted)))
    boundaries = {boundary for iri in wanted for boundary in statements.iris(iri, LS.boundary)}
    names = await read_names(engine, wanted | boundaries, language)
    return {iri: _perimeter(iri, statements, names) for iri in wanted}


def _perimeter(iri: str, statements: Statements, names: Names) -> Perimeter:
    boundaries = statements.iris(iri, LS.boundary)
    notes = [*statements.literals(iri, SKOS.note), *statements.literals(iri, SKOS.scopeNote)]
    boundary = names.name(boundaries[0]) if boundaries else None
    return Perimeter(names.name(iri), boundary, best_text(notes, names.language))
