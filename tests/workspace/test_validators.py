"""The quick validator says what the reference says, of every example of every shape and of the whole shipped graph."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from lsgraph.publish.gate import GateOptions
from lsgraph.publish.release import check
from lsgraph.publish.validators import outcomes, require_well_formed, validate_by_reference, validate_quickly
from lsgraph.workspace import Workspace

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "shapes" / "examples").glob("*.ttl"))


def triples(path: Path, base: str) -> list[Triple]:
    return [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE, base_iri=base)]


def n_triples(*parts: list[Triple]) -> bytes:
    content = serialize({triple for part in parts for triple in part}, format=RdfFormat.N_TRIPLES)
    assert content is not None
    return content


@cache
def shapes() -> bytes:
    return n_triples(*(triples(path, "https://w3id.org/lsgraph/shapes") for path in (ROOT / "shapes").glob("*.ttl")))


@cache
def ontology() -> list[Triple]:
    return [
        triple
        for path in (ROOT / "ontology").glob("*.ttl")
        for triple in triples(path, f"https://w3id.org/lsgraph/ontology/{path.stem}")
        if not triple.predicate.value.endswith(("#label", "#prefLabel", "#definition"))
    ]


def needed(example: list[Triple]) -> list[Triple]:
    """The class tree, and what the ontology says of the terms that an example names."""
    named = {triple.object for triple in example}
    return [triple for triple in ontology() if triple.subject in named or triple.predicate.value.endswith("#subClassOf")]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_both_say_the_same_of_an_example(path: Path) -> None:
    example = triples(path, "https://example.org/source/report/1")
    data = n_triples(example, needed(example))
    quick = outcomes(validate_quickly(data, shapes()))
    assert quick == outcomes(validate_by_reference(data, shapes()))
    assert bool(quick) or path.stem.endswith(".pass")


def test_both_say_the_same_of_the_whole_graph() -> None:
    """The gate refuses when they differ."""
    assert check(Workspace.open(ROOT), GateOptions(is_reference=True)).facts.triples > 0


def test_both_say_the_same_of_the_whole_graph_with_faults() -> None:
    """Every tenth statement taken out of what the passages say: hundreds of faults, of many kinds."""
    workspace = Workspace.open(ROOT)
    quads: list[Quad] = [
        quad
        for source in workspace.source_files()
        for quad in parse(path=source.path, format=RdfFormat.TURTLE, base_iri=source.graph_iri)
    ]
    kept = [quad.triple for number, quad in enumerate(quads) if number % 10]
    data = n_triples(kept)
    quick = outcomes(validate_quickly(data, shapes()))
    assert len(quick) > 100
    assert quick == outcomes(validate_by_reference(data, shapes()))


SH = "http://www.w3.org/ns/shacl#"


@pytest.mark.parametrize(
    "faulty",
    [
        f"<http://x/s> <{SH}property> <http://x/p> .",
        f'<http://x/p> <{SH}path> <http://x/q> .\n<http://x/p> <{SH}minCount> "a" .',
    ],
    ids=["no path", "no number"],
)
def test_shapes_that_are_none_are_refused(faulty: str) -> None:
    a_shape = "<http://x/{}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/shacl#{}> .\n"
    text = a_shape.format("s", "NodeShape") + a_shape.format("p", "PropertyShape") + faulty
    with pytest.raises(ValueError, match=r"\w"):
        require_well_formed(text.encode())


def test_the_shipped_shapes_are_well_formed() -> None:
    require_well_formed(shapes())
