"""The worked examples of docs/modelling.md are real: every triple shown stands in a passage's graph."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from lsgraph.vocabulary import workspace_prefixes

BASE = "https://w3id.org/lsgraph/"
PAGE = (Path(__file__).parents[2] / "docs" / "modelling.md").read_text("utf-8")
EXAMPLES = re.findall(r"```turtle\n(.*?)```", PAGE[PAGE.index("## Worked examples") :], flags=re.DOTALL)


def passage_of(slug: str, store: Store) -> NamedNode:
    """The passage whose graph describes the claim of this name."""
    named = (graph for graph in store.named_graphs() if isinstance(graph, NamedNode) and f"{BASE}source/" in graph.value)
    found = [graph for graph in named if any(store.quads_for_pattern(NamedNode(f"{graph.value}#{slug}"), None, None, graph))]
    assert len(found) == 1, f"{slug} is a claim of {len(found)} passages"
    return found[0]


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize("turtle", EXAMPLES, ids=lambda turtle: turtle.split(">")[0].removeprefix("<#"))
def test_an_example_stands_in_its_passage(turtle: str, store: Store) -> None:
    graph = passage_of(turtle.split(">")[0].removeprefix("<#"), store)
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in workspace_prefixes(BASE).items())
    for quad in parse(prefixes + turtle, format=RdfFormat.TURTLE, base_iri=graph.value):
        assert Quad(quad.subject, quad.predicate, quad.object, graph) in store, quad
