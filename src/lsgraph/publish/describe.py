"""The description of a release's dataset: VoID, sections 2 (metadata), 4.5 (partitions) and 4.6 (statistics).

It counts each triple once, as the default graph has it, over what documents, editors and authorities say and what is entailed
from that; the software's own graph is left out. It holds no time and no address, so that the same sources give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple

from lsgraph.publish.graphs import administrative_graph
from lsgraph.publish.serial import to_bytes
from lsgraph.vocabulary import COMMON_PREFIXES, DCTERMS, RDF, VOID, XSD, workspace_prefixes


@dataclass(frozen=True, slots=True)
class Names:
    """What a dataset is called, by language, its licence, and the namespace of its own IRIs."""

    base_iri: str
    title: dict[str, str]
    description: dict[str, str]
    licence_iri: str


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a default graph holds.

    Attributes:
        triples: different triples.
        entities: subjects in the workspace's own namespace.
        subjects: different subjects.
        objects: different objects.
        classes: class -> instances.
        properties: property -> triples.
    """

    triples: int
    entities: int
    subjects: int
    objects: int
    classes: dict[NamedNode, int]
    properties: dict[NamedNode, int]

    @classmethod
    def count(cls, store: Store, base_iri: str) -> Self:
        """Count over the default graph of a store."""
        own = f'FILTER(STRSTARTS(STR(?s), "{base_iri}"))'
        return cls(
            _number(store, "(COUNT(*) AS ?n) { ?s ?p ?o }"),
            _number(store, f"(COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o {own} }}"),
            _number(store, "(COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
            _number(store, "(COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
            _numbers(store, "?term (COUNT(*) AS ?n) { ?s a ?term } GROUP BY ?term"),
            _numbers(store, "?term (COUNT(*) AS ?n) { ?s ?term ?o } GROUP BY ?term"),
        )


def describe_dataset(names: Names, statistics: Statistics) -> list[Triple]:
    """Describe a dataset, with one partition for each class and property."""
    dataset = NamedNode(f"{names.base_iri}release#dataset")
    described = [*_metadata(names, dataset), *_totals(dataset, statistics)]
    for term, size in statistics.classes.items():
        part = _partition(names, "class", term)
        described += [Triple(dataset, VOID.classPartition, part), Triple(part, VOID.term("class"), term)]
        described.append(_count(part, VOID.entities, size))
    for term, size in statistics.properties.items():
        part = _partition(names, "property", term)
        described += [Triple(dataset, VOID.propertyPartition, part), Triple(part, VOID.property, term)]
        described.append(_count(part, VOID.triples, size))
    return sorted(described, key=str)


def in_administrative_graph(base_iri: str, triples: Iterable[Triple]) -> Iterator[Quad]:
    """Put triples where the software speaks."""
    home = administrative_graph(base_iri)
    return (Quad(triple.subject, triple.predicate, triple.object, home) for triple in triples)


def void_turtle(triples: list[Triple]) -> bytes:
    """Return a description as Turtle."""
    return to_bytes(triples, RdfFormat.TURTLE, COMMON_PREFIXES)


def _metadata(names: Names, dataset: NamedNode) -> Iterator[Triple]:
    yield Triple(dataset, RDF.type, VOID.Dataset)
    for predicate, texts in ((DCTERMS.term("title"), names.title), (DCTERMS.description, names.description)):
        for language, text in texts.items():
            yield Triple(dataset, predicate, Literal(text, language=language))
    if names.licence_iri:
        yield Triple(dataset, DCTERMS.license, NamedNode(names.licence_iri))
    yield Triple(dataset, VOID.uriSpace, Literal(names.base_iri))


def _totals(dataset: NamedNode, statistics: Statistics) -> Iterator[Triple]:
    yield _count(dataset, VOID.triples, statistics.triples)
    yield _count(dataset, VOID.entities, statistics.entities)
    yield _count(dataset, VOID.classes, len(statistics.classes))
    yield _count(dataset, VOID.properties, len(statistics.properties))
    yield _count(dataset, VOID.distinctSubjects, statistics.subjects)
    yield _count(dataset, VOID.distinctObjects, statistics.objects)


def _partition(names: Names, kind: str, term: NamedNode) -> NamedNode:
    """Name a partition after its term: no blank nodes here either."""
    for prefix, namespace in workspace_prefixes(names.base_iri).items():
        local = term.value.removeprefix(namespace)
        if local != term.value and local.isalnum():
            return NamedNode(f"{names.base_iri}release#{kind}-{prefix}-{local}")
    short = hashlib.sha256(term.value.encode()).hexdigest()[:12]
    return NamedNode(f"{names.base_iri}release#{kind}-{short}")


def _count(subject: NamedNode, predicate: NamedNode, number: int) -> Triple:
    return Triple(subject, predicate, Literal(str(number), datatype=XSD.integer))


def _number(store: Store, selection: str) -> int:
    rows = store.query(f"SELECT {selection}")
    assert isinstance(rows, QuerySolutions)
    return int(next(rows)["n"].value)


def _numbers(store: Store, selection: str) -> dict[NamedNode, int]:
    rows = store.query(f"SELECT {selection}")
    assert isinstance(rows, QuerySolutions)
    return {row["term"]: int(row["n"].value) for row in rows if isinstance(row["term"], NamedNode)}
