"""Every SPARQL 1.1 query test of the W3C that is at hand, over HTTP: each dataset is a release that is served.

A query is sent with the base IRI its document has, since a request has none. Where a test has named graphs, its dataset is
named in the request, because a release's own default graph holds what its named graphs do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import rdflib
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse
from tests.conformance.reading import Table, is_same_graph, is_same_table, read_answer, read_result_set
from tests.conformance.serving import served
from tests.conformance.suite import EVALUATION, MISSING, NEGATIVE, POSITIVE, SUITE, Case, cases, path_of

SCOPE = "Oxigraph takes the variable of GRAPH into the pattern inside"
ZERO = "Oxigraph gives no path of length zero from a term that the graph does not hold"
LANGUAGE = "Oxigraph gives GROUP_CONCAT the language that all its values share"
KNOWN_FAILURES = {
    "aggregates/agg-empty-group-count-graph": SCOPE,
    "aggregates/agg-groupconcat-04": LANGUAGE,
    "aggregates/agg-groupconcat-06": LANGUAGE,
    "bindings/graph": SCOPE,
    "functions/bnode01": "Oxigraph gives BNODE of one text the same blank node in every solution",
    "negation/graph-minus": SCOPE,
    "property-path/zero_or_more_set_start": ZERO,
    "property-path/zero_or_more_set_end": ZERO,
    "property-path/zero_or_one_set_start": ZERO,
    "property-path/zero_or_one_set_end": ZERO,
    "syntax-query/test_4": "it calls a function that nobody has, which is told instead of left unbound",
}
"""test -> why it fails; a test that passes must not stand here."""
TURNED_AWAY = {httpx.codes.BAD_REQUEST, httpx.codes.FORBIDDEN}
"""What answers a text that is not SPARQL: the parser, or the guard before it."""

TABLES = ("application/sparql-results+json", "application/sparql-results+xml", "text/tab-separated-values")
GRAPHS = {"text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml"}
FORMATS = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES}

ALL = cases()
EVALUATED: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Case]] = defaultdict(list)
for _case in ALL:
    if _case.kind == EVALUATION:
        EVALUATED[_case.data, _case.graphs].append(_case)
SYNTAX = [case for case in ALL if case.kind != EVALUATION]
needs_suite = pytest.mark.skipif(not SUITE.is_dir(), reason=MISSING)


def quads_of(data: tuple[str, ...], graphs: tuple[str, ...]) -> list[Quad]:
    """Read the documents of a dataset into the default graph; where it has named graphs, each into the graph of its IRI."""
    found: list[Quad] = []
    for iri in dict.fromkeys(data + graphs):
        path = path_of(iri)
        target = NamedNode(iri) if graphs else DefaultGraph()
        quads = parse(path=str(path), format=FORMATS[path.suffix], base_iri=iri, rename_blank_nodes=True)
        found.extend(Quad(quad.subject, quad.predicate, quad.object, target) for quad in quads)
    return found


def ask(address: str, case: Case, accept: str) -> httpx.Response:
    parameters: list[tuple[str, str | int | float | bool | None]] = []
    if case.graphs and "FROM" not in case.text:
        parameters += [("default-graph-uri", iri) for iri in case.data]
        parameters += [("named-graph-uri", iri) for iri in case.graphs]
    body = case.text.encode("utf-8", "surrogatepass")
    headers = {"Accept": accept, "Content-Type": "application/sparql-query"}
    return httpx.post(address, params=parameters, content=body, headers=headers)


def fault_of(address: str, case: Case) -> str:
    """Return what is wrong with the answer to a test, or nothing; each test in turn is asked in another format."""
    turn = ALL.index(case)
    response = ask(address, case, f"{TABLES[turn % len(TABLES)]}, {list(GRAPHS)[turn % len(GRAPHS)]}")
    if response.status_code != httpx.codes.OK:
        return f"{response.status_code}: {response.text}"
    media_type = response.headers["Content-Type"].partition(";")[0]
    path = path_of(case.result)
    if media_type in GRAPHS:
        found = rdflib.Graph().parse(data=response.content, format=GRAPHS[media_type])
        return "" if is_same_graph(found, expected_graph(case)) else f"another graph: {response.text}"
    answer = read_answer(response.content, media_type)
    expected = expected_answer(path, case)
    if isinstance(answer, bool) or isinstance(expected, bool):
        return "" if answer is expected else f"{answer} instead of {expected}"
    is_ordered = "ORDER BY" in case.text.upper() and path.suffix != ".ttl"
    return "" if is_same_table(answer, expected, is_ordered=is_ordered) else f"{answer}\ninstead of\n{expected}"


def expected_graph(case: Case) -> rdflib.Graph:
    formats = {".ttl": "turtle", ".rdf": "xml", ".nt": "nt"}
    path = path_of(case.result)
    return rdflib.Graph().parse(data=path.read_bytes(), format=formats[path.suffix], publicID=case.result)


def expected_answer(path: Path, case: Case) -> Table | bool:
    if path.suffix == ".srx":
        return read_answer(path.read_bytes(), "application/sparql-results+xml")
    if path.suffix == ".srj":
        return read_answer(path.read_bytes(), "application/sparql-results+json")
    return read_result_set(expected_graph(case))


def verdict(faults: dict[str, str]) -> str:
    """Return what does not go as it is said to go: other failures than the known ones, and known ones that pass."""
    lines = [f"{name}: {fault}" for name, fault in faults.items() if fault and name not in KNOWN_FAILURES]
    passing = [name for name, fault in faults.items() if not fault]
    lines += [f"{name} passes: take it from KNOWN_FAILURES" for name in passing if name in KNOWN_FAILURES]
    return "\n".join(lines)


@needs_suite
@pytest.mark.parametrize("dataset", EVALUATED, ids=lambda dataset: EVALUATED[dataset][0].name)
def test_evaluation(dataset: tuple[tuple[str, ...], tuple[str, ...]], tmp_path: Path) -> None:
    with served(tmp_path, quads_of(*dataset)) as address:
        faults = {case.name: fault_of(address, case) for case in EVALUATED[dataset]}
    assert not verdict(faults)


@pytest.fixture(scope="module")
def anything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The endpoint of a release without data."""
    with served(tmp_path_factory.mktemp("anything"), []) as address:
        yield address


@needs_suite
def test_syntax(anything: str) -> None:
    faults = {}
    for case in SYNTAX:
        response = ask(anything, case, "*/*")
        expected = {httpx.codes.OK} if case.kind in POSITIVE else TURNED_AWAY
        faults[case.name] = "" if response.status_code in expected else f"{case.kind} {response.status_code}: {response.text}"
    assert not verdict(faults)


@needs_suite
def test_every_test_of_the_suite_is_asked() -> None:
    asked = [case for group in EVALUATED.values() for case in group] + SYNTAX
    assert {case.kind for case in SYNTAX} <= {*POSITIVE, *NEGATIVE}
    assert len(asked) == len(ALL) == len({case.iri for case in ALL})
    assert set(KNOWN_FAILURES) <= {case.name for case in ALL}
    print(f"{len(asked)} tests ({len(SYNTAX)} of syntax) over {len(EVALUATED)} datasets; {len(KNOWN_FAILURES)} known to fail")
