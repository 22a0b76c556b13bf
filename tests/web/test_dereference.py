"""Cool URIs: 303 by what is accepted, in the reader's language, and no path that breaks anything."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from tests.web.small_graph import Client, small_quads

from lsgraph.vocabulary import OWL

BASE = "https://w3id.org/lsgraph/"
KEDRION = "/id/agent/kedrion"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "address"),
    [
        (BROWSER, "/en/id/agent/kedrion"),
        ("*/*", "/en/id/agent/kedrion"),
        ("text/turtle", "/data/id/agent/kedrion.ttl"),
        ("text/turtle;charset=utf-8", "/data/id/agent/kedrion.ttl"),
        ("application/n-triples", "/data/id/agent/kedrion.nt"),
        ("application/ld+json", "/data/id/agent/kedrion.jsonld"),
        ("application/rdf+xml, text/html;q=0.3, */*;q=0.1", "/data/id/agent/kedrion.rdf"),
        ("text/html;q=0.2, text/turtle;q=0.9", "/data/id/agent/kedrion.ttl"),
        ("text/html;q=0, */*", "/data/id/agent/kedrion.ttl"),
    ],
)
def test_a_thing_sends_to_its_page_or_its_data(client: Client, accept: str, address: str) -> None:
    response = client.get(KEDRION, Accept=accept)
    assert response.status_code == 303
    assert response.headers["location"] == address
    assert {part.strip() for part in response.headers["vary"].split(",")} == {"Accept", "Accept-Language"}


@pytest.mark.parametrize(
    "path",
    [
        "/source/news-2019",
        "/source/news-2019/1-opening",
        "/ontology",
        "/ontology/modalities",
        "/register/agents",
        "/reference/ror",
        "/inferred/source/news-2019/1-opening",
    ],
)
def test_every_sort_of_iri_has_a_page_and_data(client: Client, path: str) -> None:
    page = client.get(path, Accept=BROWSER, Accept_Language="it")
    assert page.headers["location"] == f"/it{path}"
    assert client.get(page.headers["location"]).status_code == 200
    data = client.get(path, Accept="application/n-triples")
    triples = list(parse(client.get(data.headers["location"]).content, format=RdfFormat.N_TRIPLES))
    assert triples


def test_what_cannot_be_had_is_told_with_what_can(client: Client) -> None:
    response = client.get(KEDRION, Accept="image/png")
    assert response.status_code == 406
    for media_type in ("text/html", "text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"):
        assert media_type in response.json()["detail"]


def test_a_question_sends_to_its_page_or_its_answer(client: Client) -> None:
    addresses = {
        accept: client.get("/question/members", Accept=accept).headers["location"]
        for accept in (BROWSER, "text/csv", "application/json")
    }
    assert list(addresses.values()) == ["/en/questions/members", "/questions/members.csv", "/questions/members.json"]


def test_a_retired_iri_moves_to_what_took_its_place(client: Client) -> None:
    response = client.get("/id/agent/old-kedrion")
    assert (response.status_code, response.headers["location"]) == (301, KEDRION)
    page = client.get("/it/id/agent/old-kedrion")
    assert (page.status_code, page.headers["location"]) == (301, f"/it{KEDRION}")


@pytest.mark.parametrize("path", ["/id/agent/gone", "/it/id/agent/gone", "/data/id/agent/gone.ttl"])
def test_a_withdrawn_iri_is_gone(make_client: Callable[..., Client], path: str) -> None:
    gone, graph = NamedNode(f"{BASE}id/agent/gone"), NamedNode(f"{BASE}register/retired")
    response = make_client([*small_quads(), Quad(gone, OWL.deprecated, Literal(value=True), graph)]).get(path)
    assert response.status_code == 410
    assert gone.value in response.json()["detail"]


def test_the_iri_of_a_version_sends_to_what_it_is_a_version_of(make_client: Callable[..., Client]) -> None:
    ontology = NamedNode(f"{BASE}ontology")
    client = make_client([*small_quads(), Quad(ontology, OWL.versionIRI, NamedNode(f"{BASE}ontology/0.1.0"), ontology)])
    for path, address in (("/ontology/0.1.0", "/ontology"), ("/it/ontology/0.1.0", "/it/ontology")):
        response = client.get(path)
        assert (response.status_code, response.headers["location"]) == (303, address)


def test_an_unknown_iri_is_named(client: Client) -> None:
    response = client.get("/id/agent/nobody")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert f"{BASE}id/agent/nobody" in response.json()["detail"]


def test_an_unknown_iri_is_named_on_a_page_in_the_readers_language(browser: Client) -> None:
    response = browser.get("/id/agent/nobody", Accept_Language="it-IT,it;q=0.9")
    assert response.status_code == 404
    assert '<html lang="it">' in response.text
    assert f"Il grafo non descrive {BASE}id/agent/nobody." in response.text


@pytest.mark.parametrize(
    "hostile",
    [
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "kedrion%3E%20%3Fp%20%3Fo%20%7D%20%23",
        "a%20b",
        "%22%7B%7D%7C%5C%5E%60",
        "%00",
        "%0A%0D",
        "..%2F..%2Fetc%2Fpasswd",
        "%2e%2e/%2e%2e",
        "%C3%28",
        "%ED%A0%80",
        "%E2%80%AEkedrion",
        "%zz",
        "kedrion%23x",
        "kedrion%3Fx",
        "a" * 5000,
    ],
)
@pytest.mark.parametrize(
    "before", ["/id/agent/", "/en/id/agent/", "/it/source/", "/data/id/agent/", "/question/", "/it/questions/"]
)
def test_hostile_paths_are_not_found_and_break_nothing(browser: Client, before: str, hostile: str) -> None:
    suffix = ".ttl" if before.startswith("/data") else ""
    response = browser.get(before + hostile + suffix)
    assert response.status_code == 404
    assert "<script>alert" not in response.text or response.headers["content-type"] == "application/problem+json"
    for text in browser.engine.asked:
        assert "?p ?o } #" not in text
        assert "<script>" not in text


def test_the_iri_of_a_path_is_never_more_than_one_iri(browser: Client) -> None:
    browser.get(f"/id/{quote('agent/à-b')}")
    asked = browser.engine.asked[-1]
    assert str(NamedNode(f"{BASE}id/agent/à-b")) in asked
