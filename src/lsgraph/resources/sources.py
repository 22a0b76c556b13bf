"""Where claims come from: passages, their documents, and who speaks in a graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import NamedNode

from lsgraph.engine.base import Engine, Row
from lsgraph.resources.names import Name, Names, best_text, iris_in, iris_of, read_names
from lsgraph.resources.statements import Statements, read_in_chunks, statement_of, value
from lsgraph.resources.times import Time, time_of
from lsgraph.vocabulary import DCTERMS, LS

LAST = 1_000_000
"""The place of a passage that has no order."""

PASSAGES = """
SELECT DISTINCT ?graph ?s ?p ?o WHERE {
  VALUES ?passage { %IRIS% }
  ?passage <http://purl.org/dc/terms/isPartOf>* ?s .
  GRAPH ?graph { ?s ?p ?o }
}
"""

AUTHORITIES = """
SELECT ?graph ?publisher ?record ?date WHERE {
  VALUES ?graph { %IRIS% }
  ?graph <http://purl.org/dc/terms/publisher> ?publisher
  OPTIONAL { ?graph <http://purl.org/dc/terms/source> ?record }
  OPTIONAL { ?graph <http://purl.org/dc/terms/date> ?date }
}
"""


class Speaker(StrEnum):
    """Who speaks in a graph."""

    DOCUMENT = "document"
    EDITORS = "editors"
    AUTHORITY = "authority"
    INFERRED = "inferred"
    SOFTWARE = "software"


def speaker_of(graph: str, base_iri: str) -> Speaker:
    """Return who speaks in a graph, by its IRI.

    >>> speaker_of("https://example.org/source/report/2", "https://example.org/")
    <Speaker.DOCUMENT: 'document'>
    """
    step = graph.removeprefix(base_iri).split("/")[0]
    speakers = {
        "source": Speaker.DOCUMENT,
        "register": Speaker.EDITORS,
        "ontology": Speaker.EDITORS,
        "reference": Speaker.AUTHORITY,
        "inferred": Speaker.INFERRED,
    }
    return speakers.get(step, Speaker.SOFTWARE) if graph.startswith(base_iri) else Speaker.AUTHORITY


def source_of(graph: str, base_iri: str) -> str:
    """Return the graph that an inferred companion follows from; other graphs are their own source.

    >>> source_of("https://example.org/inferred/source/report/2", "https://example.org/")
    'https://example.org/source/report/2'
    """
    prefix = f"{base_iri}inferred/"
    return base_iri + graph.removeprefix(prefix) if graph.startswith(prefix) else graph


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """A document as a source: what to say of it in one line.

    Attributes:
        name: its title, in the language it was printed in.
        publishers: who published it.
        date: when, as far as is known.
        language: the language it is written in.
    """

    name: Name
    publishers: tuple[Name, ...] = ()
    date: Time | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PassageSource:
    """A passage and the document it belongs to.

    Attributes:
        order: the places of the passage and of those it is part of, outermost first.
        above: the passages it is part of, outermost first.
        headings: the headings it stands under, as printed, outermost first; the document's title is none of them.
        ranges: where its text stands in the document's (RFC 5147).
    """

    name: Name
    document: DocumentSource
    order: tuple[int, ...] = ()
    above: tuple[Name, ...] = ()
    headings: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()


async def read_sources(engine: Engine, passages: Iterable[str], language: str) -> dict[str, PassageSource]:
    """Ask which documents passages belong to.

    Args:
        engine: who answers.
        passages: IRIs of passages (which are the graphs of claims).
        language: the reader's.

    Returns:
        A source for every IRI given; one that nothing describes is named by its IRI and is its own document.
    """
    wanted = sorted(set(passages))
    found = await read_in_chunks(engine, PASSAGES, wanted)
    statements = Statements(statement_of(row) for row in found)
    names = await read_names(engine, iris_of(statements), language)
    return {passage: passage_source(passage, statements, names) for passage in wanted}


def passage_source(passage: str, statements: Statements, names: Names) -> PassageSource:
    """Return a passage's source from what was read of it and of everything it is part of."""
    parts = [passage]
    while (wholes := statements.iris(parts[-1], DCTERMS.isPartOf)) and wholes[0] not in parts:
        parts.append(wholes[0])
    document, sections = parts[-1], parts[-2::-1]
    return PassageSource(
        names.name(passage),
        document_source(document, statements, names),
        order=tuple(order_of(section, statements) for section in sections),
        above=tuple(names.name(section) for section in sections[:-1]),
        headings=tuple(said.value for section in sections for said in statements.literals(section, LS.heading)),
        ranges=tuple(said.value for said in statements.literals(passage, LS.range)),
    )


def document_source(document: str, statements: Statements, names: Names) -> DocumentSource:
    """Return what to say of a document in one line."""
    title = best_text(statements.literals(document, DCTERMS.term("title")), names.language)
    return DocumentSource(
        name=Name(document, title.value, title.language) if title else names.name(document),
        publishers=tuple(names.sorted(statements.iris(document, DCTERMS.publisher))),
        date=time_of(document, statements, names),
        language=statements.first(document, LS.language),
    )


def order_of(passage: str, statements: Statements) -> int:
    """Return the place of a passage among its siblings."""
    text = statements.first(passage, LS.order) or ""
    return int(text) if text.isdecimal() else LAST


@dataclass(frozen=True, slots=True)
class Authority:
    """Whose words a reference graph holds.

    Attributes:
        graph: the graph.
        publisher: who publishes what was read.
        records: where it was read, as addresses.
        dates: of when it is, as written.
    """

    graph: str
    publisher: str
    records: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()

    @property
    def name(self) -> Name:
        """The graph, called by its publisher."""
        return Name(self.graph, self.publisher)


async def read_authorities(engine: Engine, graphs: Iterable[str], language: str) -> dict[str, Authority]:
    """Ask whose the words of reference graphs are; one that does not say is left out."""
    found = await read_in_chunks(engine, AUTHORITIES, list(graphs))
    names = await read_names(engine, iris_in(row["publisher"] for row in found), language)
    by_graph: dict[str, list[Row]] = {}
    for row in found:
        by_graph.setdefault(value(row, "graph"), []).append(row)
    return {graph: _authority(graph, told, names) for graph, told in by_graph.items()}


def _authority(graph: str, told: list[Row], names: Names) -> Authority:
    publishers = [row["publisher"] for row in told]
    called = {names.name(term.value).text if isinstance(term, NamedNode) else getattr(term, "value", "") for term in publishers}
    records, dates = ({value(row, name) for row in told} - {""} for name in ("record", "date"))
    return Authority(graph, ", ".join(sorted(called)), tuple(sorted(records)), tuple(sorted(dates)))
