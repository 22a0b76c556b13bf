"""What the sources of a workspace state, all together, with the way back from every node to its file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeAlias

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from lsgraph.errors import Finding
from lsgraph.publish.graphs import GraphFacts, describe_graphs
from lsgraph.publish.lines import Places, find_places
from lsgraph.publish.turtle import ParsedFile
from lsgraph.vocabulary import RDF, RDFS, SKOS, workspace_prefixes
from lsgraph.workspace import GraphKind, SourceFile

LABELS = (SKOS.prefLabel, RDFS.label)
Place: TypeAlias = tuple[Path | None, int | None]


@dataclass(slots=True)
class Asserted:
    """Every asserted statement, in a store in memory.

    Attributes:
        base_iri: the workspace's namespace.
        files: the parsed files by graph IRI.
        store: each file's statements in its graph, all of them merged in the default graph, and in the administrative
            graph what kind each graph is.
    """

    base_iri: str
    files: dict[str, ParsedFile]
    store: Store
    _places: dict[str, Places] = field(default_factory=dict)

    @classmethod
    def gather(cls, base_iri: str, files: Iterable[ParsedFile]) -> Self:
        """Put parsed files together."""
        by_graph = {file.source.graph_iri: file for file in files}
        store = Store()
        for file in by_graph.values():
            quads = list(file.quads())
            store.extend(quads)
            store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
        facts = [GraphFacts(file.source.graph_iri, file.source.kind) for file in by_graph.values()]
        store.extend(describe_graphs(base_iri, facts))
        return cls(base_iri, by_graph, store)

    def sources(self, kind: GraphKind) -> Iterator[SourceFile]:
        """Return the source files of one kind, ordered by graph IRI."""
        return (file.source for _, file in sorted(self.files.items()) if file.source.kind == kind)

    def quads(self, graph_iri: str) -> list[Quad]:
        """Return the statements of one file."""
        return list(self.store.quads_for_pattern(None, None, None, NamedNode(graph_iri)))

    def objects(self, subject: NamedNode, predicate: NamedNode, graph: NamedNode | None = None) -> list[NamedNode | Literal]:
        """Return the objects of a subject and predicate, in one graph or anywhere, in a stable order."""
        quads = self.store.quads_for_pattern(subject, predicate, None, graph or DefaultGraph())
        return sorted((quad.object for quad in quads if isinstance(quad.object, NamedNode | Literal)), key=str)

    def graphs_about(self, subject: NamedNode) -> list[str]:
        """Return the graphs that describe a subject, those that give its type first."""
        typed = self._graphs(subject, RDF.type)
        return sorted(self._graphs(subject, None), key=lambda graph: (graph not in typed, graph))

    def place(self, node: NamedNode, graph_iri: str | None = None) -> Place:
        """Return the file and line on which a node is first described, or the line 1 of the file of a graph's own IRI.

        Args:
            node: a subject, or the IRI of a graph.
            graph_iri: the graph whose file is meant; otherwise the one that gives the node's type is preferred.
        """
        for graph in [graph_iri] if graph_iri else self.graphs_about(node) or [node.value]:
            if graph in self.files:
                return self.files[graph].source.path, self._places_in(graph).subjects.get(node.value)
        return None, None

    def finding(self, node: NamedNode, message: str, graph_iri: str | None = None) -> Finding:
        """Make a finding about a node."""
        path, line = self.place(node, graph_iri)
        return Finding(path, line, None, message)

    def label(self, node: NamedNode, language: str) -> str:
        """Return a node's label in a language, else in any, else the tail of its IRI."""
        labels = [label for name in LABELS for label in self.objects(node, name) if isinstance(label, Literal)]
        ranked = sorted(labels, key=lambda label: (label.language != language, label.language != "en"))
        return ranked[0].value if ranked else tail(node)

    def short(self, node: NamedNode) -> str:
        """Return an IRI as `prefix:name` where a prefix fits, as `<#name>` where its file is among ours, else as `<IRI>`."""
        for prefix, namespace in workspace_prefixes(self.base_iri).items():
            local = node.value.removeprefix(namespace)
            if local != node.value and "/" not in local and "#" not in local:
                return f"{prefix}:{local}"
        graph, mark, local = node.value.partition("#")
        return f"<#{local}>" if mark and graph in self.files else f"<{node.value}>"

    def _graphs(self, subject: NamedNode, predicate: NamedNode | None) -> set[str]:
        quads = self.store.quads_for_pattern(subject, predicate, None)
        return {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)} & self.files.keys()

    def _places_in(self, graph_iri: str) -> Places:
        if graph_iri not in self._places:
            self._places[graph_iri] = find_places(self.files[graph_iri].text, graph_iri)
        return self._places[graph_iri]


def tail(node: NamedNode) -> str:
    """Return the last part of an IRI.

    >>> tail(NamedNode("http://example.org/source/a#b"))
    'b'
    """
    return node.value.rstrip("/#").replace("#", "/").rpartition("/")[2]
