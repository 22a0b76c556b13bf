"""What the named graphs of a release hold: what the sources state, what follows from it, and what the software says of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Quad, RdfFormat, Store, parse

from lsgraph.publish.asserted import Asserted
from lsgraph.publish.describe import Names, Statistics, describe_dataset, in_administrative_graph, void_turtle
from lsgraph.publish.entail import Companion
from lsgraph.publish.graphs import GraphFacts, administrative_graph, describe_graphs, software_graphs
from lsgraph.publish.turtle import canonical_nquads
from lsgraph.questions.catalogue import Catalogue
from lsgraph.questions.examples import describe_examples, examples_graph
from lsgraph.workspace import GraphKind


@dataclass(frozen=True, slots=True)
class Content:
    """The statements of a release.

    Attributes:
        nquads: every named graph, as sorted N-Quads.
        void: the description of the dataset, as Turtle.
        graphs: how many named graphs there are.
    """

    nquads: bytes
    void: bytes
    graphs: int

    def quads(self) -> Iterator[Quad]:
        """Read the statements."""
        return parse(self.nquads, format=RdfFormat.N_QUADS)


def compose(names: Names, asserted: Asserted, companions: list[Companion], catalogue: Catalogue) -> Content:
    """Put together what a release says.

    Args:
        names: what it is called.
        asserted: what the sources state.
        companions: what follows from it.
        catalogue: the saved questions.
    """
    inferred = canonical_nquads(quad for companion in companions for quad in companion.quads())
    statistics = Statistics.count(_merged_store(asserted, companions), names.base_iri)
    described = describe_dataset(names, statistics)
    facts = [*_source_facts(asserted), *_companion_facts(companions)]
    examples = describe_examples(names.base_iri, catalogue)
    own = [
        GraphFacts(administrative_graph(names.base_iri).value, GraphKind.ADMINISTRATIVE),
        GraphFacts(examples_graph(names.base_iri).value, GraphKind.ADMINISTRATIVE, len(examples)),
    ]
    administrative = [
        *in_administrative_graph(names.base_iri, described),
        *describe_graphs(names.base_iri, [*facts, *own]),
        *examples,
    ]
    parts = [*(file.nquads for file in asserted.files.values()), inferred, canonical_nquads(administrative)]
    lines = sorted(line for part in parts for line in part.splitlines(keepends=True))
    return Content(b"".join(lines), void_turtle(described), len(facts) + len(own))


def merge(quads: Iterable[Quad], base_iri: str) -> Iterator[Quad]:
    """Return quads as they stand in the default graph: all but those of the software's own graphs."""
    own = software_graphs(base_iri)
    return (Quad(quad.subject, quad.predicate, quad.object) for quad in quads if quad.graph_name not in own)


def _merged_store(asserted: Asserted, companions: list[Companion]) -> Store:
    store = Store()
    for graph_iri in asserted.files:
        store.extend(merge(asserted.quads(graph_iri), asserted.base_iri))
    for companion in companions:
        store.extend(merge(companion.quads(), asserted.base_iri))
    return store


def _source_facts(asserted: Asserted) -> Iterator[GraphFacts]:
    for file in asserted.files.values():
        yield GraphFacts(file.source.graph_iri, file.source.kind, file.nquads.count(b"\n"))


def _companion_facts(companions: list[Companion]) -> Iterator[GraphFacts]:
    for companion in companions:
        yield GraphFacts(companion.graph_iri, GraphKind.INFERRED, len(companion.triples), companion.derived_from)
