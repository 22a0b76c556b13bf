"""What to call an IRI in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lsgraph.engine.base import Engine, Term
from lsgraph.resources.borrowed import borrowed_labels
from lsgraph.resources.links import short_iri
from lsgraph.resources.statements import Statements, read_in_chunks, value
from lsgraph.vocabulary import DCTERMS, RDFS, SKOS

NAMING = (SKOS.prefLabel, RDFS.label, DCTERMS.term("title"))
"""Properties that name a thing, the best first."""

NAMES = """
SELECT ?iri ?property ?name WHERE {
  VALUES ?iri { %IRIS% }
  ?iri ?property ?name
  FILTER(?property IN (<http://www.w3.org/2004/02/skos/core#prefLabel>, <http://www.w3.org/2000/01/rdf-schema#label>,
    <http://purl.org/dc/terms/title>))
}
"""
"""A filter, since two VALUES blocks are multiplied before they are looked up, which takes fifteen times as long."""


@dataclass(frozen=True, slots=True)
class Name:
    """An IRI and what it is called.

    Attributes:
        iri: what is named.
        text: its name, or the short form of the IRI where nothing names it.
        language: the name's language where it is known.
    """

    iri: str
    text: str
    language: str | None = None


class Names:
    """Names of the IRIs that one page speaks of."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._found: dict[str, list[tuple[int, Literal]]] = {}

    def add(self, iri: str, rank: int, name: Literal) -> None:
        """Remember a name; a lower rank goes first."""
        self._found.setdefault(iri, []).append((rank, name))

    def name(self, iri: str) -> Name:
        """Return the best name of an IRI: in the page's language, then by property, then by language."""
        found = self._found.get(iri) or [(0, label) for label in borrowed_labels(iri)]
        if not found:
            return Name(iri, short_iri(iri))
        best = min(found, key=lambda item: (language_rank(item[1], self.language), item[0], item[1].value))[1]
        return Name(iri, best.value, best.language)

    def sorted(self, iris: Iterable[str]) -> list[Name]:
        """Return the names of IRIs in alphabetical order, each once."""
        return sorted((self.name(iri) for iri in set(iris)), key=lambda name: (name.text.casefold(), name.iri))


def language_rank(literal: Literal, language: str) -> tuple[int, str]:
    """Return how far a literal is from what the reader reads: their language, none, English, others."""
    if literal.language is None:
        return 1, ""
    short = literal.language.split("-")[0].lower()
    return {language: 0, "en": 2}.get(short, 3), short


def best_text(literals: Iterable[Literal], language: str) -> Literal | None:
    """Return the literal to show, or None where there is none."""
    return min(literals, key=lambda literal: (*language_rank(literal, language), literal.value), default=None)


def iris_in(terms: Iterable[Term]) -> set[str]:
    """Return the IRIs among terms."""
    return {term.value for term in terms if isinstance(term, NamedNode)}


def iris_of(statements: Statements) -> set[str]:
    """Return every IRI that some statements speak of, graphs left out."""
    found: set[str] = set()
    for statement in statements:
        found |= {statement.subject, statement.predicate} | iris_in([statement.object])
    return found


async def read_names(engine: Engine, iris: Iterable[str], language: str) -> Names:
    """Ask for the names of IRIs.

    Args:
        engine: who answers.
        iris: what to name; web addresses and others alike.
        language: the reader's, `it` or `en`.
    """
    names = Names(language)
    for row in await read_in_chunks(engine, NAMES, list(iris)):
        name = row["name"]
        if isinstance(name, Literal):
            names.add(value(row, "iri"), NAMING.index(NamedNode(value(row, "property"))), name)
    return names
