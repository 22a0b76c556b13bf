"""The home page tells what is in the graph, and health whether it can be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad
from tests.web.small_graph import Client, small_quads, small_release

from lsgraph.settings import Settings
from lsgraph.vocabulary import LS, RDF, XSD
from lsgraph.web.app import create_app

BASE = "https://w3id.org/lsgraph/"
REGISTER = NamedNode(f"{BASE}register/agents")


def counted(text: str, words: str) -> str:
    """Return the number that stands before some words in the list of counts."""
    entry = next(part for part in text.split("<li>") if f"</strong> {words}</li>" in part)
    return entry.split("<strong>")[1].split("</strong>")[0]


def test_counts_are_the_graphs(make_client: Callable[..., Client]) -> None:
    before = make_client().get("/en/").text
    assert counted(before, "organisations") == "3"
    assert counted(before, "of them a network") == "1"
    assert counted(before, "claims") == "4"
    assert counted(before, "passages") == "3"
    assert counted(before, "documents") == "2"
    more = [Quad(NamedNode(f"{BASE}id/agent/new-{n}"), RDF.type, LS.Organisation, REGISTER) for n in range(1200)]
    after = make_client(small_quads() + more)
    assert counted(after.get("/en/").text, "organisations") == "1,203"
    assert counted(after.get("/it/").text, "organizzazioni") == "1.203"


def test_the_reach_is_the_newest_documents_date(make_client: Callable[..., Client]) -> None:
    text = make_client().get("/it/").text
    assert "Il più recente è" in text
    told = text.split("Il più recente è")[1].split("</p>")[0]
    assert "Rapporto 2021" in told
    assert "14 maggio 2021" in told
    newer, graph = NamedNode(f"{BASE}source/later"), NamedNode(f"{BASE}register/documents")
    quads = small_quads()
    quads += [
        Quad(newer, RDF.type, LS.Document, graph),
        Quad(newer, LS.start, Literal("2024-01-01", datatype=XSD.date), graph),
        Quad(newer, LS.end, Literal("2024-12-31", datatype=XSD.date), graph),
        Quad(newer, LS.timePrecision, NamedNode(f"{BASE}ontology/precisions#notStated"), graph),
    ]
    told = make_client(quads).get("/it/").text.split("Il più recente è")[1].split("</p>")[0]
    assert "non stampata; tra il 1 gennaio 2024 e il 31 dicembre 2024" in told


def test_an_empty_graph_has_a_home(make_client: Callable[..., Client]) -> None:
    response = make_client([], queries={}).get("/en/")
    assert response.status_code == 200
    assert "No document is described yet." in response.text
    assert "This release has no saved questions." in response.text


def test_home_leads_on(client: Client) -> None:
    text = client.get("/en/").text
    for address in ("/en/questions/members", "/en/id/agent/valley", "/en/ontology", "/.well-known/void", "/health"):
        assert f'href="{address}"' in text
    assert "curl -H 'Accept: text/csv' http://lsgraph.test/sparql --data-urlencode" in text
    assert client.get("/.well-known/void").headers["location"] == "/data/void.ttl"
    assert client.get("/data/void.ttl").headers["content-type"].startswith("text/turtle")


def test_home_leads_to_a_first_question_to_topics_and_to_words(client: Client) -> None:
    text = client.get("/it/").text
    assert '<a href="/it/questions/members">Chi è membro di che cosa?</a>' in text.split('class="start"')[1].split("</p>")[0]
    assert 'href="/it/questions#topic-networks"' in text
    assert '<form method="get" action="/it/questions" role="search"' in text


def test_health_tells_the_release(client: Client) -> None:
    told = client.get("/health").json()
    assert told["status"] == "ok"
    assert told["is_checked"] is True
    assert (told["quads"], told["graphs"]) == (len(small_quads()), len({quad.graph_name for quad in small_quads()}))


def test_health_is_bad_when_nobody_answers(client: Client) -> None:
    client.engine.is_down = True
    response = client.get("/health")
    assert response.status_code == 503
    assert response.json()["engine"] == "not answering"


def test_when_nobody_answers_the_page_says_so_in_the_readers_language(browser: Client) -> None:
    browser.engine.is_down = True
    response = browser.get("/it/id/agent/kedrion")
    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert "Nessuno è libero per rispondere." in response.text


def test_an_unforeseen_error_is_a_page_that_gives_nothing_away(browser: Client) -> None:
    browser.engine.is_broken = True
    response = browser.get("/it/id/agent/kedrion")
    assert response.status_code == 500
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "Qui qualcosa è andato storto" in response.text
    assert "secret" not in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    "address", ["/health", "/en/", "/en/id/agent/kedrion", "/data/id/agent/kedrion.ttl", "/data/void.ttl", "/questions"]
)
def test_head_gives_the_headers_of_get(client: Client, address: str) -> None:
    got, head = client.get(address), client.request("HEAD", address)
    assert head.status_code == got.status_code
    assert head.headers.get("content-type") == got.headers.get("content-type")
    assert head.headers.get("link") == got.headers.get("link")


def test_the_openapi_description_has_the_addresses_for_programs(client: Client) -> None:
    described = client.get("/openapi.json").json()["paths"]
    assert {"/health", "/questions", "/questions/{name}", "/data/{path}"} <= set(described)
    assert not [path for path in described if "language" in path]


def test_other_sites_pages_may_read_the_data_and_not_the_pages(client: Client) -> None:
    assert client.get("/data/id/agent/kedrion.ttl").headers["access-control-allow-origin"] == "*"
    assert client.get("/questions/members.json").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.get("/en/").headers


@pytest.mark.parametrize("address", ["/docs", "/redoc"])
def test_there_are_no_pages_that_load_from_elsewhere(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_workers_answer_over_the_releases_own_store(tmp_path: Path) -> None:
    app = create_app(small_release(tmp_path, has_store=True), Settings(workers=1))

    async def ask() -> list[httpx.Response]:
        async with (
            app.running(),
            httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://lsgraph.test") as client,
        ):
            return [
                await client.get(address)
                for address in (
                    "/health",
                    "/en/id/agent/kedrion",
                    "/data/id/agent/kedrion.ttl",
                    "/it/ontology",
                    "/sparql?query=ASK{}",
                )
            ]

    answers = asyncio.run(ask())
    assert [answer.status_code for answer in answers] == [200] * 5
    assert "Kedrion is a member of the Pharma Valley." in answers[1].text
