"""The dataset of a query holds each triple once, wherever its graphs are named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse
from tests.engine.kept import Kept

from lsgraph.engine import dataset as datasets
from lsgraph.engine.base import Dataset, Limits, Query, ResultForm
from lsgraph.engine.dataset import stated_dataset
from lsgraph.engine.evaluation import evaluate
from lsgraph.errors import QueryLimitReached, QueryRefused, QuerySyntaxError

EX = "http://example.org/"
PROLOGUE = f"PREFIX ex: <{EX}> PREFIX from: <{EX}> BASE <{EX}> "
MEDIA_TYPES = {ResultForm.SOLUTIONS: "text/csv", ResultForm.BOOLEAN: "text/csv", ResultForm.GRAPH: "application/n-triples"}


def node(name: str) -> NamedNode:
    return NamedNode(EX + name)


@pytest.fixture(scope="module")
def store() -> Store:
    """One triple in the graphs a, b and c, a chain of ex:next over them, one more triple in c; their merge is the default."""
    made = Store()
    for graph in "abc":
        made.add(Quad(node("s"), node("p"), Literal("same"), node(graph)))
    for subject, value, graph in (("1", "2", "a"), ("2", "3", "b"), ("3", "4", "c"), ("1", "2", "b")):
        made.add(Quad(node(subject), node("next"), node(value), node(graph)))
    made.add(Quad(node("s"), node("p"), Literal("own"), node("c")))
    for graph in "ab":
        made.add(Quad(BlankNode("x"), node("q"), Literal(graph), node(graph)))
    made.extend([Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in made])
    return made


def ask(store: Store, text: str, dataset: Dataset = Dataset()) -> list[str]:  # noqa: B008 - it is frozen
    """Return the lines of the answer, a table's without its head."""
    output = Kept()
    evaluate(store, Query(PROLOGUE + text, MEDIA_TYPES, dataset), output)
    lines = output.content.decode().splitlines()
    return lines[1:] if output.form is ResultForm.SOLUTIONS else lines


SAME = "{ ?s ex:p ?o }"
CASES = [
    ("SELECT ?o {clauses} " + SAME, ["a"], [], 1),
    ("SELECT ?o {clauses} " + SAME, ["a", "a"], [], 1),
    ("SELECT ?o {clauses} " + SAME, ["a", "b"], [], 1),
    ("SELECT ?o {clauses} " + SAME, ["a", "b", "c"], [], 2),
    ("SELECT ?o {clauses} " + SAME, ["a", "unknown"], [], 1),
    ("SELECT ?o {clauses} " + SAME, ["unknown", "other"], [], 0),
    ("SELECT ?o {clauses} " + SAME, [], ["a", "b"], 0),
    ("SELECT ?o {clauses} { GRAPH ?g " + SAME + " }", ["a", "b"], [], 0),
    ("SELECT ?o {clauses} { GRAPH ?g " + SAME + " }", ["a", "b"], ["b", "c"], 3),
    ("SELECT ?o {clauses} { GRAPH ?g " + SAME + " }", ["a"], ["b", "b"], 1),
    ("SELECT ?o {clauses} { GRAPH ex:c " + SAME + " }", ["a", "b"], ["b", "c"], 2),
    ("SELECT ?o {clauses} { GRAPH ex:a " + SAME + " }", ["a", "b"], ["b", "c"], 0),
    ("SELECT ?o {clauses} { ?s ex:p ?o FILTER EXISTS { GRAPH ex:c { ?s ex:p ?o } } }", ["a", "b", "c"], ["c"], 2),
    ("SELECT ?g {clauses} { GRAPH ?g {} }", ["a", "b"], ["b", "c"], 2),
    ("SELECT ?e {clauses} { ex:1 ex:next+ ?e }", ["a", "b"], [], 2),
    ("SELECT ?e {clauses} { ex:1 ex:next+ ?e }", ["a", "b", "c"], [], 3),
    ("SELECT ?e {clauses} { ex:1 ex:next/ex:next ?e }", ["a", "b"], [], 1),
    ("SELECT ?e {clauses} { ex:1 ex:next|^ex:next ?e }", ["b", "a"], [], 1),
    ("SELECT ?e {clauses} { ex:1 !ex:p ?e }", ["b", "a"], [], 1),
    ("CONSTRUCT { ?s ex:p ?o } {clauses} WHERE " + SAME, ["a", "b", "c"], [], 2),
    ("CONSTRUCT {clauses} WHERE " + SAME, ["a", "b", "c"], [], 2),
    ("DESCRIBE ex:s {clauses}", ["a", "b"], [], 1),
    ("DESCRIBE from:s ?s {clauses} WHERE { ?s ex:p 'own' }", ["a", "b", "c"], [], 2),
    ("SELECT (?s AS ?from) {clauses} { ?s ex:q ?o }", ["a", "b"], [], 2),
]


def in_text(graphs: list[str], named: list[str]) -> Iterator[str]:
    """Yield ways to write a dataset clause."""
    yield "".join(f"FROM <{EX}{graph}> " for graph in graphs) + "".join(f"FROM NAMED <{EX}{graph}> " for graph in named)
    yield "".join(f" from named ex:{graph}" for graph in named) + "".join(f" from ex:{graph}" for graph in graphs)
    yield "".join(f"FROM<{graph}>" for graph in graphs) + "".join(f"FROM NAMED<{graph}>" for graph in named)
    yield "".join(f"FROM # FROM ex:c 'FROM\n <{graph}>\n" for graph in graphs) + "".join(f"FROM NAMED from:{g} " for g in named)


@pytest.mark.parametrize(("text", "graphs", "named", "count"), CASES)
def test_a_dataset_holds_a_triple_once(store: Store, text: str, graphs: list[str], named: list[str], count: int) -> None:
    for clauses in in_text(graphs, named):
        assert len(ask(store, text.replace("{clauses}", clauses))) == count, clauses
    dataset = Dataset(tuple(EX + graph for graph in graphs), tuple(EX + graph for graph in named))
    assert len(ask(store, text.replace("{clauses}", ""), dataset)) == count
    assert len(ask(store, text.replace("{clauses}", "FROM ex:c FROM ex:b FROM NAMED ex:a"), dataset)) == count


@pytest.mark.parametrize("clauses", ["FROM ex:a FROM ex:b", "FROM ex:a FROM ex:a", "FROM ex:a FROM ex:b FROM NAMED ex:c"])
def test_a_count_over_a_merge_counts_triples(store: Store, clauses: str) -> None:
    assert ask(store, f"SELECT (COUNT(*) AS ?n) {clauses} {{ ?s ex:p ?o }}") == ["1"]
    assert ask(store, f"ASK {clauses} {{ ?s ex:p ?o }}") == ["true"]


def test_every_merge_is_the_set_of_its_triples(store: Store) -> None:
    named: list[NamedNode] = [node(name) for name in "abc"]
    union = {quad.triple for graph in named for quad in store.quads_for_pattern(None, None, None, graph)}
    read = parse("\n".join(ask(store, "CONSTRUCT FROM <a> FROM <b> FROM <c> WHERE { ?s ?p ?o }")), format=RdfFormat.N_TRIPLES)
    assert len(list(read)) == len(union)


def test_a_blank_node_of_two_graphs_stays_one(store: Store) -> None:
    for clauses in ("FROM ex:a FROM ex:b", ""):
        assert ask(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {clauses} {{ ?x ex:q ?o }}") == ["1"]
    joined = "SELECT ?g FROM <a> FROM <b> FROM NAMED <b> { ?x ex:q 'a' GRAPH ?g { ?x ex:q 'b' } }"
    assert ask(store, joined) == [EX + "b"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?from ex:p 'FROM <x> FROM <y>' }",
        "# FROM <x> FROM <y>\nASK { from:a from:FROM <FROM> }",
        'SELECT ?from { ?from ex:from """\nFROM <x>\n""" }',
    ],
)
def test_a_from_in_strings_names_and_comments_is_none(text: str) -> None:
    assert not stated_dataset(PROLOGUE + text)


@pytest.mark.parametrize(
    ("text", "graphs", "named"),
    [
        ("BASE <http://x/y/> SELECT * FROM <../a> FROM <> {}", ("http://x/a", "http://x/y/"), ()),
        ("PREFIX : <http://x/> SELECT((1<2)AS?x)FROM :a FROM NAMED :b{}", ("http://x/a",), ("http://x/b",)),
        ("SELECT * FROM <http://x/\\u0061> FROM <http://x/b#c> {}", ("http://x/a", "http://x/b#c"), ()),
        ("PREFIX x: <http://x/> ASK FROM x:a\\,b FROM x:%20 {}", ("http://x/a,b", "http://x/%20"), ()),
        ("CONSTRUCT{<a:from><b:from><c:from>}FROM<http://x/a>FROM<http://x/b>{}", ("http://x/a", "http://x/b"), ()),
        ("SELECT (STR('FROM') AS ?f) FROM <a:1> FROM <a:1> {}", ("a:1", "a:1"), ()),
    ],
)
def test_graphs_are_named_as_oxigraph_reads_them(text: str, graphs: tuple[str, ...], named: tuple[str, ...]) -> None:
    assert stated_dataset(text) == Dataset(graphs, named)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROMex:a FROMex:b {}",
        "SELECT * FROMNAMEDex:a FROMex:b {}",
        "SELECT * FROM NAMEDex:a FROM ex:b {}",
        "ASKFROM ex:a FROM ex:b {}",
        "ASKFROMex:a FROM ex:b {}",
        "SELECTDISTINCT * FROM ex:a FROM ex:b {}",
    ],
)
def test_words_that_are_not_apart_are_refused_where_oxigraph_takes_them(store: Store, text: str) -> None:
    assert store.query(PROLOGUE + text) is not None
    with pytest.raises(QuerySyntaxError, match="with a space behind each word"):
        ask(store, text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <a> FROM <b> { ?s ?p ",
        "SELECT * FROM none:a FROM <b> {}",
        "SELECT * FROM NAMED NAMED <a> FROM <b> {}",
        "SELECT * FROM 'a' FROM <b> {}",
        "SELECT * {} FROM <a> FROM <b>",
        "SELECT * FROM FROM {}",
        "FROM <a> FROM <b>",
        "<from:> <from:>",
    ],
)
def test_what_is_not_sparql_is_a_syntax_error(store: Store, text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        ask(store, text)


def test_a_merge_beyond_its_bound_is_refused_before_it_is_made(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "SELECT ?o FROM ex:a FROM ex:b {} "
    monkeypatch.setattr(datasets, "MERGE_LIMIT_TRIPLES", 7)
    assert ask(store, text)
    monkeypatch.setattr(datasets, "MERGE_LIMIT_TRIPLES", 6)
    with pytest.raises(QueryLimitReached, match=r"merge_limit_triples = 6.*Name fewer graphs"):
        ask(store, text)
    assert ask(store, "SELECT ?o FROM ex:a FROM ex:a FROM ex:unknown { ?s ex:p ?o }") == ["same"]
    with pytest.raises(QueryLimitReached):
        ask(store, "SELECT ?o FROM ex:a FROM ex:c FROM NAMED ex:b { GRAPH ?g {} }")


def test_named_graphs_that_the_query_does_not_look_into_are_not_copied(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "MERGE_LIMIT_TRIPLES", 7)
    assert ask(store, "SELECT ?o FROM ex:a FROM ex:b FROM NAMED ex:c { ?s ex:p ?o }") == ["same"]


def test_a_graph_without_an_absolute_iri_is_refused(store: Store) -> None:
    with pytest.raises(QueryRefused, match="absolute IRI"):
        ask(store, "ASK {}", Dataset(("a b",)))


def test_a_table_over_its_rows_is_stopped(store: Store) -> None:
    query = Query("SELECT * { VALUES ?x { 1 2 3 } }", limits=Limits(result_rows=2))
    with pytest.raises(QueryLimitReached, match="result_limit_rows = 2"):
        evaluate(store, query, Kept())
    evaluate(store, Query(query.text, limits=Limits(result_rows=3)), Kept())


def test_oxigraph_alone_would_count_a_triple_for_each_graph(store: Store) -> None:
    """The reason for all of this: when it fails, Oxigraph has learnt to merge."""
    results = store.query(PROLOGUE + "SELECT * FROM ex:a FROM ex:b { ?s ex:p ?o }")
    assert isinstance(results, QuerySolutions)
    assert len(list(results)) == 2
