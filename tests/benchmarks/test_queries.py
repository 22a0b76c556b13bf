from __future__ import annotations

import pytest
from benchmarks.data import Population, generate
from benchmarks.queries import GRAPH, KINDS, Kind, Weight
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store

SIZE = 20_000
NUMBER = 5
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.bulk_load("".join(generate(SIZE)), format=RdfFormat.N_QUADS)
    return store


def answers(store: Store, kind: Kind) -> list[int]:
    """Return how many rows or triples the instances give; of ASK, whether they are true."""
    sizes = []
    for text in kind.instances(Population(SIZE), NUMBER, 1):
        results = store.query(text, use_default_graph_as_union=True)
        if isinstance(results, QueryBoolean):
            sizes.append(int(bool(results)))
        else:
            assert isinstance(results, QueryTriples if kind.media_type == GRAPH else QuerySolutions)
            sizes.append(sum(1 for _ in results))
    return sizes


@kinds
def test_every_kind_answers_something_on_small_data(store: Store, kind: Kind) -> None:
    if kind.name == "an IRI that does not exist":
        assert set(answers(store, kind)) == {0}
    else:
        assert max(answers(store, kind)) > 0


@kinds
def test_instances_differ_and_are_the_same_for_the_same_seed(kind: Kind) -> None:
    population = Population(SIZE)
    texts = kind.instances(population, 300, 1)
    assert len(set(texts)) == 300
    assert texts == kind.instances(population, 300, 1)
    assert texts[:50] == kind.instances(population, 50, 1)
    assert len(set(texts) & set(kind.instances(population, 300, 2))) < 150


def test_there_are_look_ups_and_heavy_ones() -> None:
    weights = [kind.weight for kind in KINDS]
    assert weights.count(Weight.LOOKUP) == 6
    assert weights.count(Weight.HEAVY) == 8
