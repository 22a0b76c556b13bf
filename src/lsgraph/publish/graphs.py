"""What the named graphs of a release are: SPARQL 1.1 Service Description (section 3.2, `sd:NamedGraph`) and VoID.

The descriptions stand in the administrative graph, `<base>release`, which is not merged into the default graph; neither are the
saved questions as examples (`questions/examples.py`), which have a graph of their own. A graph is
described at its IRI followed by `#graph`, because the IRI of a passage denotes the text; only where a companion comes from is
said of the graphs' own names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from lsgraph.questions.examples import examples_graph
from lsgraph.vocabulary import LS, PROV, RDF, SD, VOID, XSD
from lsgraph.workspace import GraphKind


@dataclass(frozen=True, slots=True)
class GraphFacts:
    """What is known of one named graph.

    Attributes:
        iri: its name.
        kind: who speaks in it.
        triples: how many statements it has, where they were counted.
        derived_from: the graph it was entailed from.
    """

    iri: str
    kind: GraphKind
    triples: int | None = None
    derived_from: str | None = None


def administrative_graph(base_iri: str) -> NamedNode:
    """Return the graph in which the software speaks."""
    return NamedNode(f"{base_iri}release")


def software_graphs(base_iri: str) -> frozenset[NamedNode]:
    """Return every graph in which the software speaks; none of them is merged into the default graph."""
    return frozenset({administrative_graph(base_iri), examples_graph(base_iri)})


def companion_graph(base_iri: str, graph_iri: str) -> str:
    """Return the graph of what is entailed from a source graph.

    >>> companion_graph("http://example.org/", "http://example.org/source/a/1")
    'http://example.org/inferred/source/a/1'
    """
    return f"{base_iri}inferred/{graph_iri.removeprefix(base_iri)}"


def describe_graphs(base_iri: str, graphs: Iterable[GraphFacts]) -> Iterator[Quad]:
    """Describe graphs, in the administrative graph."""
    home = administrative_graph(base_iri)
    for graph in graphs:
        name, description = NamedNode(graph.iri), NamedNode(f"{graph.iri}#graph")
        yield Quad(description, RDF.type, SD.NamedGraph, home)
        yield Quad(description, RDF.type, LS.term(graph.kind), home)
        yield Quad(description, SD.term("name"), name, home)
        if graph.triples is not None:
            yield Quad(description, VOID.triples, Literal(str(graph.triples), datatype=XSD.integer), home)
        if graph.derived_from is not None:
            yield Quad(name, PROV.wasDerivedFrom, NamedNode(graph.derived_from), home)
