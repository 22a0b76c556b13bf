from __future__ import annotations

from random import Random

import pytest
from benchmarks.data import SHARES, Population, generate, passage_iri, scheme
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from lsgraph.vocabulary import LS, RDF, RDFS, SKOS

SIZE = 20_000


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    return list(parse("".join(generate(SIZE)), format=RdfFormat.N_QUADS))


def test_the_same_size_gives_the_same_bytes() -> None:
    assert "".join(generate(SIZE)) == "".join(generate(SIZE))


def test_a_graph_has_the_size_asked_for_and_less_than_a_passage_more(quads: list[Quad]) -> None:
    assert SIZE <= len(quads) < SIZE + 1500


def test_nearly_nothing_is_said_twice_in_a_graph(quads: list[Quad]) -> None:
    assert len(set(quads)) > 0.98 * len(quads)


def test_every_term_is_one_of_the_ontology(quads: list[Quad]) -> None:
    store = Store()
    store.extend(quads)
    used = {quad.predicate for quad in quads} | {quad.object for quad in quads if quad.predicate == RDF.type}
    terms = [term for term in used if isinstance(term, NamedNode) and term.value.startswith(LS)]
    undefined = [term for term in terms if not any(store.quads_for_pattern(term, RDFS.label, None))]
    assert len(terms) > 60
    assert undefined == []


@pytest.mark.parametrize("sort", SHARES)
def test_a_population_names_things_that_are_there(quads: list[Quad], sort: str) -> None:
    named = {quad.subject for quad in quads if quad.predicate == SKOS.prefLabel}
    random = Random(1)
    population = Population(SIZE)
    assert {NamedNode(draw(sort, random)) for draw in (population.any, population.known) for _ in range(200)} <= named


def test_a_population_counts_no_passage_that_is_not_there(quads: list[Quad]) -> None:
    graphs = {quad.graph_name for quad in quads}
    assert {NamedNode(passage_iri(number)) for number in range(Population(SIZE).passages)} <= graphs


def test_few_agents_are_spoken_of_often_and_most_hardly_ever() -> None:
    random, population = Random(1), Population(1_000_000)
    drawn = [population.known("agent", random) for _ in range(10_000)]
    counts = sorted((drawn.count(iri) for iri in set(drawn)), reverse=True)
    assert counts[0] > 100
    assert counts[len(counts) // 2] < 10


def test_a_scheme_has_its_concepts() -> None:
    assert f"{LS[:-1]}/units#euro" in scheme("units")
