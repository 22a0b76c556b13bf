"""The clients that people use, against a real server."""

from __future__ import annotations

import http.client
import itertools
import json
import socket
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import rdflib
from pyoxigraph import Literal, RdfFormat, parse
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

NAMES = "SELECT ?n { ?s <http://example.org/name> ?n }"
CONSTRUCT = "CONSTRUCT { ?s <http://example.org/called> ?n } WHERE { ?s <http://example.org/name> ?n }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
RUNAWAY = ENDLESS.replace("*", "(COUNT(*) AS ?n)")
LARGE_ROWS = 501**2

unasked = itertools.count()


def wrapper(served: Any, text: str, wanted: str, method: str = GET, how: str = URLENCODED) -> Any:
    """Return a SPARQLWrapper; its answers' types depend on the format, which the checker cannot follow."""
    client = SPARQLWrapper(served.url)
    client.setQuery(text)
    client.setReturnFormat(wanted)
    client.setMethod(method)
    client.setRequestMethod(how)
    return client


@pytest.mark.parametrize(("method", "how"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_asks_by_every_method(served: Any, method: str, how: str) -> None:
    result = wrapper(served, NAMES, JSON, method, how).queryAndConvert()
    assert [row["n"]["value"] for row in result["results"]["bindings"]] == ["Università"]


@pytest.mark.parametrize(("wanted", "start"), [(CSV, b"n\r\nUnivers"), (TSV, b"?n\n")])
def test_sparqlwrapper_reads_tables(served: Any, wanted: str, start: bytes) -> None:
    assert wrapper(served, NAMES, wanted).queryAndConvert().startswith(start)


def test_sparqlwrapper_reads_xml(served: Any) -> None:
    document = wrapper(served, NAMES, XML).queryAndConvert()
    assert document.getElementsByTagName("literal")[0].firstChild.data == "Università"


@pytest.mark.parametrize("wanted", [RDFXML, XML, TURTLE, N3, JSONLD])
def test_sparqlwrapper_reads_graphs(served: Any, wanted: str) -> None:
    client = wrapper(served, CONSTRUCT, wanted)
    response = client.query()
    content = response.response.read()
    media_type = response.response.headers["Content-Type"].partition(";")[0]
    (quad,) = parse(content, format=RdfFormat.from_media_type(media_type))
    assert quad.object == Literal("Università", language="it")


def test_sparqlwrapper_reads_a_boolean(served: Any) -> None:
    assert wrapper(served, "ASK { ?s ?p 7 }", JSON).queryAndConvert()["boolean"] is True


def test_sparqlwrapper_tells_a_syntax_error(served: Any) -> None:
    with pytest.raises(QueryBadFormed, match="line 1, column 18"):
        wrapper(served, "SELECT * { ?s ?p }", JSON).query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("wanted", ["xml", "json", "csv", "tsv"])
def test_rdflib_reads_rows(served: Any, method: str, wanted: str) -> None:
    store = SPARQLStore(served.url, method=method, returnFormat=wanted)
    (row,) = rdflib.Graph(store).query(NAMES)
    assert str(row[0]) == "Università"  # type: ignore[index]


def test_rdflib_reads_a_graph_and_a_boolean(served: Any) -> None:
    graph = rdflib.Graph(SPARQLStore(served.url))
    constructed = graph.query(CONSTRUCT).graph
    assert constructed is not None
    assert len(constructed) == 1
    assert graph.query("ASK { ?s ?p 7 }").askAnswer is True


def test_a_large_answer_arrives_whole(served: Any) -> None:
    content = wrapper(served, LARGE, CSV).queryAndConvert()
    assert content.count(b"\r\n") == LARGE_ROWS + 1


def test_an_answer_over_its_size_breaks_the_connection(served: Any) -> None:
    client = http.client.HTTPConnection("127.0.0.1", served.port)
    client.request("GET", f"/sparql?format=json&query={quote(ENDLESS)}")
    response = client.getresponse()
    assert response.status == 200
    with pytest.raises(http.client.IncompleteRead):
        response.read()
    client.close()
    assert asks_well(served)


def asks_well(served: Any) -> bool:
    answer = httpx.get(served.url, params={"query": f"ASK {{}} # {next(unasked)}"})  # so that a worker must answer
    return bool(answer.json() == {"head": {}, "boolean": True})


def test_a_query_over_its_time_is_a_problem_and_the_next_is_answered(served: Any) -> None:
    answer = httpx.get(served.url, params={"query": RUNAWAY}, timeout=60)
    assert answer.status_code == 504
    assert (answer.json()["limit"], answer.json()["value"]) == ("query_timeout_s", 2)
    assert asks_well(served)


@pytest.mark.parametrize("text", [RUNAWAY, ENDLESS])
def test_a_client_that_leaves_frees_its_worker(served: Any, text: str) -> None:
    before = served.engine.status.stopped
    with socket.create_connection(("127.0.0.1", served.port)) as client:
        client.sendall(f"GET /sparql?query={quote(text)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        if text is ENDLESS:
            assert client.recv(12) == b"HTTP/1.1 200"
        else:
            wait_until(lambda: served.engine.status.busy == 1)
    wait_until(lambda: served.engine.status.busy == 0)
    assert served.engine.status.stopped == before + 1
    assert asks_well(served)


def wait_until(is_so: Callable[[], bool]) -> None:
    while not is_so():
        time.sleep(0.005)


def test_a_form_and_a_body_may_be_utf8(served: Any) -> None:
    text = "SELECT ('città' AS ?è) {}"
    for request in (
        {"params": {"query": text}},
        {"data": {"query": text}},
        {"content": text.encode(), "headers": {"Content-Type": "application/sparql-query"}},
    ):
        method = "GET" if "params" in request else "POST"
        answer = httpx.request(method, served.url, **request)
        assert answer.json()["results"]["bindings"][0]["è"]["value"] == "città"


def test_curl_like_requests_get_json(served: Any) -> None:
    answer = httpx.get(served.url, params={"query": NAMES}, headers={"Accept": "*/*"})
    assert answer.headers["Content-Type"] == "application/sparql-results+json"
    assert json.loads(answer.content)["head"] == {"vars": ["n"]}
