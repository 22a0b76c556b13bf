"""The cases of the SPARQL 1.1 Protocol's test suite that an endpoint without updates can have, and some beside, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad
from tests.conformance.serving import served

EX = "http://example.org/"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
JSON = "application/sparql-results+json"
TURTLE = "text/turtle"
ONE, TWO, THREE = EX + "one", EX + "two", EX + "three"
ASK = "ASK {}"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Three graphs: each states one triple of its own, and one that is the same in all."""
    quads = []
    for graph in (ONE, TWO, THREE):
        quads += [Quad(NamedNode(EX + "s"), NamedNode(EX + "p"), Literal(word), NamedNode(graph)) for word in (graph, "same")]
    with served(tmp_path_factory.mktemp("protocol"), quads) as address:
        yield address


def count(response: httpx.Response) -> int:
    assert response.status_code == httpx.codes.OK, response.text
    (row,) = response.json()["results"]["bindings"]
    return int(row["n"]["value"])


def send(endpoint: str, way: str, query: str, *dataset: tuple[str, str], accept: str = "*/*") -> httpx.Response:
    """Send a query in one of the protocol's three ways (2.1.1 to 2.1.3)."""
    headers = {"Accept": accept}
    if way == "get":
        return httpx.get(f"{endpoint}?{urlencode([('query', query), *dataset])}", headers=headers)
    if way == "form":
        body = urlencode([("query", query), *dataset])
        return httpx.post(endpoint, content=body, headers=headers | {"Content-Type": FORM})
    return httpx.post(f"{endpoint}?{urlencode(dataset)}", content=query, headers=headers | {"Content-Type": QUERY})


WAYS = pytest.mark.parametrize("way", ["get", "form", "direct"])


@WAYS
@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        (ASK, JSON),
        ("SELECT ?s { ?s ?p ?o }", JSON),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", TURTLE),
        (f"DESCRIBE <{EX}s>", TURTLE),
    ],
)
def test_each_form_of_query_is_answered_in_a_format_of_its_kind(endpoint: str, way: str, query: str, media_type: str) -> None:
    response = send(endpoint, way, query)
    assert response.status_code == httpx.codes.OK
    assert response.headers["Content-Type"].partition(";")[0] == media_type
    for accept in (media_type, "text/html;q=0.5, " + media_type):
        assert send(endpoint, way, query, accept=accept).headers["Content-Type"].partition(";")[0] == media_type


def graphs(default: list[str], named: list[str]) -> list[tuple[str, str]]:
    return [("default-graph-uri", iri) for iri in default] + [("named-graph-uri", iri) for iri in named]


@WAYS
@pytest.mark.parametrize(
    ("query", "default", "named", "expected"),
    [
        (COUNT, [], [], 4),
        (COUNT, [ONE], [], 2),
        (COUNT, [ONE, TWO], [], 3),
        (COUNT, [ONE, TWO, THREE], [], 4),
        (COUNT, [ONE, ONE], [], 2),
        (COUNT, [ONE, EX + "unknown"], [], 2),
        (COUNT, [EX + "unknown"], [], 0),
        (COUNT, [], [ONE], 0),
        (NAMED, [], [], 6),
        (NAMED, [], [ONE], 2),
        (NAMED, [], [ONE, TWO], 4),
        (NAMED, [ONE], [], 0),
        (NAMED, [ONE, TWO], [TWO, THREE], 4),
        (COUNT.replace("{", f"FROM <{ONE}> FROM <{TWO}> {{", 1), [], [], 3),
        (COUNT.replace("{", f"FROM <{ONE}> FROM <{ONE}> {{", 1), [], [], 2),
        (NAMED.replace("{", f"FROM <{ONE}> FROM <{TWO}> FROM NAMED <{THREE}> {{", 1), [], [], 2),
        (COUNT.replace("{", f"FROM <{ONE}> FROM <{TWO}> {{", 1), [THREE], [], 2),
        (NAMED.replace("{", f"FROM NAMED <{ONE}> {{", 1), [], [TWO, THREE], 4),
    ],
)
def test_a_dataset_is_named_in_the_request_or_in_the_text_and_the_request_prevails(
    endpoint: str, way: str, query: str, default: list[str], named: list[str], expected: int
) -> None:
    assert count(send(endpoint, way, query, *graphs(default, named))) == expected


def test_a_form_takes_its_dataset_from_the_address_too(endpoint: str) -> None:
    address = f"{endpoint}?{urlencode(graphs([ONE], []))}"
    assert count(httpx.post(address, data={"query": COUNT})) == 2


@WAYS
@pytest.mark.parametrize("graph", ["not absolute", "relative", "http://example.org/<>", ""])
def test_a_graph_that_is_no_iri_is_a_bad_request(endpoint: str, way: str, graph: str) -> None:
    assert send(endpoint, way, ASK, ("default-graph-uri", graph)).is_client_error


@WAYS
@pytest.mark.parametrize(
    "query", ["", "ASK", "SELECT * { ?s ?p }", "ASK {} ASK {}", "ASK { <a> <b> <c> }", "nonsense", "ASK {\x00}"]
)
def test_what_is_not_sparql_is_a_bad_request(endpoint: str, way: str, query: str) -> None:
    assert send(endpoint, way, query).status_code == httpx.codes.BAD_REQUEST


ENCODED = f"query={quote(ASK)}"
BAD: list[tuple[str, str, dict[str, Any], int]] = [
    ("another method", "PUT", {"content": ENCODED, "headers": {"Content-Type": FORM}}, 405),
    ("another method", "DELETE", {}, 405),
    ("two queries in a form", "POST", {"content": f"{ENCODED}&{ENCODED}", "headers": {"Content-Type": FORM}}, 400),
    ("two queries in an address", "GET", {"params": [("query", ASK), ("query", COUNT)]}, 400),
    ("a query in the address and one in the body", "POST", {"params": {"query": ASK}, "data": {"query": ASK}}, 400),
    ("another type", "POST", {"content": ASK, "headers": {"Content-Type": "text/plain"}}, 415),
    ("a form without its type", "POST", {"content": ENCODED}, 415),
    ("a query without its type", "POST", {"content": ASK}, 415),
    (
        "another charset",
        "POST",
        {"content": ASK.encode("utf-16"), "headers": {"Content-Type": f"{QUERY}; charset=utf-16"}},
        415,
    ),
    ("bytes that are not UTF-8", "POST", {"content": b"ASK { ?s ?p '\xff' }", "headers": {"Content-Type": QUERY}}, 400),
    ("no query in a form", "POST", {"data": {"default-graph-uri": ONE}}, 400),
    ("an update in a form", "POST", {"data": {"update": "CLEAR ALL"}}, 403),
    ("an update", "POST", {"content": "CLEAR ALL", "headers": {"Content-Type": UPDATE}}, 403),
    ("an update in an address", "GET", {"params": {"update": "CLEAR ALL"}}, 403),
    ("an update as a query", "GET", {"params": {"query": "CLEAR ALL"}}, 403),
    ("a query that calls others", "GET", {"params": {"query": "ASK { SERVICE <http://127.0.0.1:1/> {} }"}}, 403),
    ("no format that there is", "GET", {"params": {"query": ASK}, "headers": {"Accept": "image/png"}}, 406),
]


@pytest.mark.parametrize(("method", "said", "status"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_what_the_protocol_does_not_have_is_turned_away(endpoint: str, method: str, said: dict[str, Any], status: int) -> None:
    response = httpx.request(method, endpoint, **said)
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"


def test_an_address_that_is_not_utf_8_is_a_bad_request(endpoint: str) -> None:
    assert httpx.get(f"{endpoint}?query=ASK%20%7B%20%3Fs%20%3Fp%20%27%FF%27%20%7D").status_code == httpx.codes.BAD_REQUEST


@pytest.mark.parametrize("content_type", [f"{QUERY}; charset=UTF-8", f'{QUERY};charset="utf-8"', QUERY])
def test_the_content_type_is_read_as_http_writes_it(endpoint: str, content_type: str) -> None:
    answer = httpx.post(endpoint, content="SELECT ('è' AS ?x) {}".encode(), headers={"Content-Type": content_type})
    assert answer.json()["results"]["bindings"][0]["x"]["value"] == "è"


def test_an_answer_that_a_format_cannot_say_is_not_acceptable(endpoint: str) -> None:
    control = "SELECT ('a\\u0001' AS ?x) {}"
    response = httpx.get(endpoint, params={"query": control}, headers={"Accept": "application/sparql-results+xml"})
    assert response.status_code == httpx.codes.NOT_ACCEPTABLE
    assert "U+0001" in response.json()["detail"]
    assert httpx.get(endpoint, params={"query": control}).json()["results"]["bindings"][0]["x"]["value"] == "a\x01"
