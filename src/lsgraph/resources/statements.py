"""A handful of statements with the graph each stands in, held for one page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lsgraph.engine.base import Engine, Row, Term, rows

CHUNK = 150
"""IRIs in one VALUES block: well below what the engine's guard takes in one query."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One triple and the graph it stands in."""

    graph: str
    subject: str
    predicate: str
    object: Term


class Statements:
    """Statements, found by subject and predicate; IRIs are plain strings here, objects are terms."""

    def __init__(self, found: Iterable[Statement]) -> None:
        self._by_subject: dict[str, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
        for statement in found:
            self._by_subject[statement.subject][statement.predicate].append(statement)

    def __iter__(self) -> Iterator[Statement]:
        for by_predicate in self._by_subject.values():
            for found in by_predicate.values():
                yield from found

    def subjects(self) -> list[str]:
        """Return every subject, in the order they came."""
        return list(self._by_subject)

    def of(self, subject: str) -> dict[str, list[Statement]]:
        """Return what is said of a subject, by predicate."""
        return self._by_subject.get(subject, {})

    def objects(self, subject: str, predicate: NamedNode) -> list[Term]:
        """Return the objects of a predicate, each once."""
        found = self.of(subject).get(predicate.value, [])
        return list(dict.fromkeys(statement.object for statement in found))

    def iris(self, subject: str, predicate: NamedNode) -> list[str]:
        """Return the objects that are IRIs."""
        return [term.value for term in self.objects(subject, predicate) if isinstance(term, NamedNode)]

    def literals(self, subject: str, predicate: NamedNode) -> list[Literal]:
        """Return the objects that are literals, ordered by language and value."""
        found = [term for term in self.objects(subject, predicate) if isinstance(term, Literal)]
        return sorted(found, key=lambda literal: (literal.language or "", literal.value))

    def first(self, subject: str, predicate: NamedNode) -> str | None:
        """Return the value of some object, or None where there is none."""
        found = self.objects(subject, predicate)
        return getattr(found[0], "value", None) if found else None


def statement_of(row: Row) -> Statement:
    """Read a row with `graph`, `s`, `p` and `o`."""
    return Statement(value(row, "graph"), value(row, "s"), value(row, "p"), row["o"])


def value(row: Row, name: str) -> str:
    """Return the text of a variable, empty where it is unbound or a quoted triple."""
    return getattr(row.get(name), "value", "")


def iri_list(iris: Iterable[str]) -> str:
    """Return IRIs as SPARQL writes them in a VALUES block; whatever is no IRI raises `ValueError`."""
    return " ".join(str(NamedNode(iri)) for iri in iris)


async def read_in_chunks(engine: Engine, template: str, iris: Sequence[str]) -> list[Row]:
    """Ask one query for many IRIs, some at a time.

    Args:
        engine: who answers.
        template: SPARQL with `%IRIS%` where the IRIs go.
        iris: what to ask about; each is asked once.
    """
    wanted = sorted(set(iris))
    found: list[Row] = []
    for start in range(0, len(wanted), CHUNK):
        found += await rows(engine, template.replace("%IRIS%", iri_list(wanted[start : start + CHUNK])))
    return found
