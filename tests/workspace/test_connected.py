"""The network of organisations, agreements, centres and projects hangs together, but for what a page leaves alone."""

from __future__ import annotations

from collections import Counter

from pyoxigraph import NamedNode, QuerySolutions, Store

PREFIX = "PREFIX ls: <https://w3id.org/lsgraph/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
CLASSES = ("Agent", "Protocol", "Project", "Programme", "Infrastructure", "Investment", "Call", "Roadmap")
TIES = """SELECT ?a ?b WHERE {
  { ?claim ls:participant ?a ; ls:in ?b } UNION { ?claim ls:participant|ls:in ?a ; ls:representedBy|ls:concerns ?b }
  UNION { ?claim ls:subject|ls:about ?a ; ls:object|ls:concerns ?b } UNION { ?a ls:comprises|ls:partOf|ls:locatedIn ?b }
}"""


def named_pairs(store: Store, query: str) -> list[tuple[str, str]]:
    results = store.query(PREFIX + query)
    assert isinstance(results, QuerySolutions)
    pairs = [(solution[0], solution[1]) for solution in results]
    return [(a.value, b.value) for a, b in pairs if isinstance(a, NamedNode) and isinstance(b, NamedNode)]


def components(nodes: set[str], ties: list[tuple[str, str]]) -> Counter[str]:
    """The sizes of the connected components, by a representative."""
    above = {node: node for node in nodes}

    def top(node: str) -> str:
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    for one, other in ties:
        if one in nodes and other in nodes:
            above[top(one)] = top(other)
    return Counter(top(node) for node in nodes)


def test_components_are_counted() -> None:
    assert sorted(components({"a", "b", "c", "d"}, [("a", "b"), ("b", "c")]).values()) == [1, 3]


def test_most_of_the_network_hangs_together(store: Store) -> None:
    typed = " UNION ".join(f"{{ ?a a ls:{name} . BIND(?a AS ?b) }}" for name in CLASSES)
    nodes = {one for one, _ in named_pairs(store, f"SELECT ?a ?b WHERE {{ {typed} }}")}
    things = nodes | {end for pair in named_pairs(store, TIES) for end in pair if "/id/" in end}
    ties = named_pairs(store, TIES)
    sizes = components(things, ties)
    in_largest = sizes.most_common(1)[0][1] / len(things)
    print(f"{len(nodes)} agents, agreements, centres and projects; with what claims tie them to, {len(things)} things in "
          f"{len(sizes)} components; the largest holds {in_largest:.0%}")  # fmt: skip
    assert in_largest > 0.9
