"""Where claims come from: passages, their documents, and who speaks in a graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import NamedNode

from lsgraph.engine.base import Engine
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
SELECT ?graph ?publisher WHERE { VALUES ?graph { %IRIS% } ?graph <http://purl.org/dc/terms/publisher> ?publisher }
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
    """

    name: Name
    document: DocumentSource
    order: tuple[int, ...] = ()


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
    document, order = passage, []
    for _ in range(len(statements.subjects()) + 1):
        order.append(order_of(document, statements))
        parents = statements.iris(document, DCTERMS.isPartOf)
        if not parents:
            break
        document = parents[0]
    return PassageSource(names.name(passage), document_source(document, statements, names), tuple(reversed(order[:-1])))


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


async def read_authorities(engine: Engine, graphs: Iterable[str], language: str) -> dict[str, Name]:
    """Ask whose the words of reference graphs are; one that does not say is left out."""
    found = await read_in_chunks(engine, AUTHORITIES, list(graphs))
    names = await read_names(engine, iris_in(row["publisher"] for row in found), language)
    told = {}
    for row in found:
        publisher = row["publisher"]
        text = names.name(publisher.value).text if isinstance(publisher, NamedNode) else value(row, "publisher")
        told[value(row, "graph")] = Name(value(row, "graph"), text)
    return told
