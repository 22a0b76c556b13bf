"""Saved questions over HTTP: three formats of one answer, every row with who says so."""

from __future__ import annotations

import csv
from io import StringIO
from urllib.parse import quote

import pytest
from tests.web.small_graph import Client

VALLEY = "https://w3id.org/lsgraph/id/agent/valley"
NEWS = "https://w3id.org/lsgraph/source/news-2019/1-opening"


def field_of(page: str, name: str) -> str:
    """Return the part of a form that is for one parameter."""
    return next(part for part in page.split('<div class="field">') if f'id="field-{name}"' in part).split("</div>")[0]


def table(response_text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(response_text)))


@pytest.mark.parametrize(
    ("accept", "status", "what"),
    [
        ("text/html", 303, "/en/questions/members"),
        ("application/json", 200, "application/json"),
        ("text/csv", 200, "text/csv; charset=utf-8; header=present"),
        ("image/png", 406, "application/problem+json"),
    ],
)
def test_an_answer_goes_by_what_is_accepted(client: Client, accept: str, status: int, what: str) -> None:
    response = client.get("/questions/members", Accept=accept)
    assert response.status_code == status
    assert what in (response.headers.get("location"), response.headers.get("content-type"))
    assert "Accept" in response.headers["vary"]


def test_a_query_string_is_kept_on_the_way_to_the_page(client: Client) -> None:
    response = client.get(f"/questions/members?network={VALLEY}", Accept="text/html", Accept_Language="it")
    assert response.headers["location"] == f"/it/questions/members?network={VALLEY}"


def test_the_list_has_every_question_in_order(client: Client) -> None:
    listed = client.get("/questions", Accept="application/json").json()["questions"]
    assert [question["name"] for question in listed] == ["members", "organisations"]
    assert [parameter["name"] for parameter in listed[0]["parameters"]] == ["network", "year", "words"]
    page = client.get("/it/questions").text
    assert page.index("Membri") < page.index("Organizzazioni")


def test_every_row_of_json_says_who_says_so(client: Client) -> None:
    answer = client.get("/questions/members.json?lang=it").json()
    assert len(answer["rows"]) == 2
    first = next(row for row in answer["rows"] if row["evidence"][0]["claim"] == f"{NEWS}#kedrion-member")
    assert first["values"]["member"] == {"iri": "https://w3id.org/lsgraph/id/agent/kedrion", "name": "Kedrion"}
    assert first["values"]["sentence"] == "Kedrion è membro della Valle del farmaco."
    told = first["evidence"][0]
    assert told["says"] == "document"
    assert told["passage"] == {"iri": NEWS, "name": "1. L'apertura"}
    assert told["document"]["name"] == "The valley opens"
    assert told["as_printed"] == ["Kedrion is one of these companies"]
    assert told["modality"] == "affermato come fatto"
    assert told["document_date"] == {"not_before": "2019-03-26", "not_after": "2019-06-30"}
    assert told["reading_note"] == ["Letto con il titolo."]


def test_every_row_of_csv_says_who_says_so(client: Client) -> None:
    response = client.get("/questions/members.csv")
    assert response.text.count("\r\n") == 3
    rows = table(response.text)
    assert [row["evidence_document"] for row in rows] == ["The valley opens", "Rapporto 2021"]
    assert rows[0]["evidence_passage"] == NEWS
    assert rows[0]["evidence_phrase"] == "Kedrion is one of these companies"
    assert rows[0]["evidence_claim"] == f"{NEWS}#kedrion-member"
    assert (rows[0]["network"], rows[0]["network_iri"]) == ("Pharma Valley", VALLEY)


def test_every_row_of_the_page_says_who_says_so(browser: Client) -> None:
    text = browser.get("/it/questions/members").text
    assert text.count("Chi lo dice?") == 2
    assert f'href="/it{NEWS.removeprefix("https://w3id.org/lsgraph")}#kedrion-member"' in text
    assert '«<bdi lang="en">Kedrion is one of these companies</bdi>»' in text
    assert "Tutto il resto." in text
    assert "VALUES ?lang { &#34;it&#34; }" in text


def test_rows_without_claims_are_the_editors_or_the_authoritys(client: Client) -> None:
    rows = client.get("/questions/organisations.json").json()["rows"]
    speakers = {row["values"]["organisation"]["iri"].rpartition("/")[2]: row["evidence"] for row in rows}
    assert speakers["acme"] == [{"says": "editors"}]
    assert speakers["kedrion"][0]["says"] == "authority"
    assert speakers["kedrion"][0]["source"]["iri"] == "https://w3id.org/lsgraph/reference/ror"
    page = client.get("/en/questions/organisations").text
    assert "the editors of the register" in page
    assert "an outside authority" in page
    assert {row["evidence_document"] for row in table(client.get("/questions/organisations.csv").text)} == {
        "editors",
        "ROR, 2026-06",
    }


def test_no_cell_of_csv_is_a_formula(client: Client) -> None:
    rows = table(client.get("/questions/organisations.csv").text)
    assert {row["formula"] for row in rows} == {"'=HYPERLINK(1)"}
    exact = client.get("/questions/organisations.json").json()["rows"]
    assert {row["values"]["formula"] for row in exact} == {"=HYPERLINK(1)"}


def test_a_parameter_narrows_the_answer(client: Client) -> None:
    assert len(client.get(f"/questions/members.json?network={VALLEY}").json()["rows"]) == 2
    assert len(client.get("/questions/members.json?words=means").json()["rows"]) == 1
    assert "The documents read so far do not say." in client.get("/en/questions/members?words=zzz").text


@pytest.mark.parametrize(
    ("thing", "told"),
    [("https://example.org/none", "does not describe"), ("https://w3id.org/lsgraph/id/agent/kedrion", "no Network")],
)
def test_a_thing_that_the_question_cannot_be_asked_of_is_told(client: Client, browser: Client, thing: str, told: str) -> None:
    response = client.get(f"/questions/members.json?network={thing}")
    assert response.status_code == 400
    assert response.json()["parameter"] == "network"
    assert told in response.json()["detail"]
    field = field_of(browser.get(f"/it/questions/members?network={thing}").text, "network")
    assert 'aria-invalid="true"' in field
    assert "rafo" in field


@pytest.mark.parametrize("value", ['"} SELECT * WHERE {?s ?p ?o} #', "\\", "VALUES ?year { 1 }", "' OR 1=1", "}" * 200])
def test_a_text_is_never_more_than_a_text(client: Client, value: str) -> None:
    response = client.get(f"/questions/members.json?words={quote(value)}")
    assert response.status_code == 200
    assert response.json()["rows"] == []


@pytest.mark.parametrize(
    "query", ["network=kedrion", "network=https://x/%3E%20%7D", "year=19", "year=20199", "other=1", "lang=xx"]
)
def test_a_value_that_is_not_taken_is_a_problem(client: Client, query: str) -> None:
    response = client.get(f"/questions/members.json?{query}")
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["parameter"] == query.split("=")[0]


def test_the_form_tells_what_is_wrong_beside_the_field(browser: Client) -> None:
    response = browser.get("/it/questions/members?year=19&words=%22%3E%3Cb%3E")
    assert response.status_code == 400
    field = field_of(response.text, "year")
    assert 'aria-invalid="true"' in field
    assert "Dare un anno di quattro cifre, per esempio 2019." in field
    assert 'value="&#34;&gt;&lt;b&gt;"' in response.text
    assert "<b>" not in response.text


def test_the_form_offers_the_things_of_its_class(browser: Client) -> None:
    text = browser.get(f"/it/questions/members?network={VALLEY}").text
    assert f'<option value="{VALLEY}" selected>Valle del farmaco</option>' in text


def test_an_unknown_question_is_told(client: Client, browser: Client) -> None:
    assert client.get("/questions/nothing").status_code == 404
    page = browser.get("/it/questions/nothing")
    assert page.status_code == 404
    assert "una domanda salvata con questo nome" in page.text
