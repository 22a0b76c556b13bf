"""Who says so, as a reader sees it: sentences, hedges, perimeters, premises, what is said otherwise, and nothing that runs."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from tests.web.conftest import BROWSER
from tests.web.small_graph import BASE, Client, small_quads

from lsgraph.texts.documents import DocumentTexts, read_document_texts

NEWS = f"{BASE}source/news-2019"
REPORT = f"{BASE}source/report-2021"
HEADER = """#+ title: {en: "Test", it: "Prova"}
#+ question: {en: "What is tested?", it: "Che cosa si prova?"}
#+ topic: tests
#+ order: 1
#+ columns:
#+   - {name: thing, type: thing, label: {en: "thing", it: "cosa"}}
#+ evidence: [claims]
#+ covers-not: {en: "Nothing.", it: "Nulla."}
#+ expects: {rows: 1}
"""
PREFIXES = f"""@prefix ls: <https://w3id.org/lsgraph/ontology#> .
@prefix agent: <{BASE}id/agent/> .
@prefix concept: <{BASE}id/concept/> .
@prefix modality: <{BASE}ontology/modalities#> .
@prefix approximation: <{BASE}ontology/approximations#> .
@prefix role: <{BASE}ontology/roles#> .
@prefix measure: <{BASE}ontology/measures#> .
@prefix unit: <{BASE}ontology/units#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
HOSTILE = '</script><img src=x onerror="alert(1)"> \u202etxet\u202c ' + "a" * 4000


def in_graph(graph: str, turtle: str) -> list[Quad]:
    found = parse((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE, base_iri=graph)
    return [Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph)) for quad in found]


def question(claims: str, thing: str = f"{BASE}id/agent/kedrion") -> dict[str, str]:
    """Return a question of one row whose evidence is an expression."""
    row = f'SELECT ?thing ?claims WHERE {{ VALUES ?lang {{ "en" }} BIND(<{thing}> AS ?thing) BIND({claims} AS ?claims) }}'
    return {"test": HEADER + row}


@pytest.fixture
def ask(make_client: Callable[..., Client]) -> Callable[..., list[dict[str, Any]]]:
    def asked(claims: str, *, quads: list[Quad] | None = None, language: str = "en") -> list[dict[str, Any]]:
        client = make_client(quads, question(claims))
        page = client.get(f"/{language}/questions/test", Accept=BROWSER)
        assert page.status_code == 200, page.text
        sober(page)
        answer = client.get(f"/questions/test.json?lang={language}")
        assert answer.status_code == 200, answer.text
        assert client.get("/questions/test.csv").status_code == 200
        evidence: list[dict[str, Any]] = answer.json()["rows"][0]["evidence"]
        return evidence

    return asked


def sober(page: httpx.Response) -> None:
    """See that no text of the graph became markup."""
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert 'href="javascript:' not in page.text


def test_hedges_and_time_are_told_in_words(ask: Callable[..., list[dict[str, Any]]]) -> None:
    (told,) = ask(f"<{NEWS}/1-opening#hub-planned>")
    assert told["said_in_words"] == "planned for 26 March 2019 (the year is not certain)"
    assert told["period"]["edtf"] == "2019?-03-26"
    assert told["period"]["as_printed"] == "Tuesday, March 26"
    (told,) = ask(f"<{NEWS}/1-opening#hub-planned>", language="it")
    assert told["said_in_words"] == "in programma per il 26 marzo 2019 (l'anno non è certo)"


def test_a_figure_says_whom_it_counts(ask: Callable[..., list[dict[str, Any]]]) -> None:
    note = in_graph(f"{BASE}register/agents", 'concept:tuscan-pharma skos:scopeNote "Of the <b>pharma</b> only."@en .')
    (told,) = ask(f"<{NEWS}/2-figures#employees>", quads=[*small_quads(), *note])
    assert told["perimeter"] == [
        {"iri": f"{BASE}id/concept/tuscan-pharma", "name": "Tuscan pharma", "note": "Of the <b>pharma</b> only."}
    ]
    assert told["said_in_words"] == "over 11,000; stated as fact"
    assert told["passage_path"] == ["2. Figures"]


def test_claims_that_say_otherwise_stand_beside(ask: Callable[..., list[dict[str, Any]]]) -> None:
    (told,) = ask(f"<{NEWS}/1-opening#kedrion-member>")
    (beside,) = told["disagreeing"]
    assert beside["claim"] == f"{REPORT}/1-rete#kedrion-membro"
    assert beside["verdict"] == "differentModality"
    assert beside["document"]["name"] == "Rapporto 2021"


FIGURE = """<#other> a ls:Observation ; ls:perimeter concept:tuscan-pharma ; ls:measure measure:employees ;
  ls:unit unit:person ; ls:value {value} ; ls:approximation approximation:{hedge} ; ls:modality modality:{modality} ; {when}
  rdfs:label "Other."@en .
<{news}> ls:measure measure:employees ; ls:unit unit:person ;
  ls:start "2018-01-01"^^xsd:date ; ls:end "2018-12-31"^^xsd:date ."""


@pytest.mark.parametrize(
    ("value", "hedge", "modality", "when", "verdict"),
    [
        ("12000.0", "exact", "done", "", "contradiction"),
        ("12000.0", "over", "done", 'ls:start "2018-06-01"^^xsd:date ;', "contradiction"),
        ("11005.0", "exact", "done", "", "rounded"),
        ("12000.0", "exact", "done", 'ls:start "2020-01-01"^^xsd:date ;', "differentTime"),
        ("11000.0", "over", "done", "", None),
        ("12000.0", "exact", "planned", "", None),
    ],
)
def test_how_two_figures_of_one_perimeter_stand(
    ask: Callable[..., list[dict[str, Any]]], value: str, hedge: str, modality: str, when: str, verdict: str | None
) -> None:
    turtle = FIGURE.format(value=value, hedge=hedge, modality=modality, when=when, news=f"{NEWS}/2-figures#employees")
    stated = in_graph(f"{REPORT}/1-rete", turtle)
    # What the test says of the first figure belongs to its own passage.
    moved = [
        Quad(quad.subject, quad.predicate, quad.object, NamedNode(f"{NEWS}/2-figures"))
        if "#employees" in str(quad.subject)
        else quad
        for quad in stated
    ]
    (told,) = ask(f"<{NEWS}/2-figures#employees>", quads=[*small_quads(), *moved])
    assert [beside["verdict"] for beside in told.get("disagreeing", [])] == ([verdict] if verdict else [])


def test_another_role_in_another_document_stands_beside(ask: Callable[..., list[dict[str, Any]]]) -> None:
    documents = [
        Quad(
            NamedNode(iri),
            NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            NamedNode("https://w3id.org/lsgraph/ontology#Document"),
            NamedNode(f"{BASE}register/documents"),
        )
        for iri in (NEWS, REPORT)
    ]
    other = in_graph(
        f"{REPORT}/1-rete",
        "<#supporter> ls:participant agent:kedrion ; ls:in agent:valley ; ls:role role:supporter ; ls:modality modality:done .",
    )
    alone = [quad for quad in small_quads() if "kedrion-membro" not in str(quad.subject)]
    (told,) = ask(f"<{NEWS}/1-opening#kedrion-member>", quads=[*alone, *documents, *other])
    assert [beside["verdict"] for beside in told["disagreeing"]] == ["differentRole"]
    # A document that gives the same role too does not differ.
    (told,) = ask(f"<{NEWS}/1-opening#kedrion-member>", quads=[*small_quads(), *documents, *other])
    assert [beside["verdict"] for beside in told["disagreeing"]] == ["differentModality"]


def test_what_was_inferred_shows_what_it_follows_from(make_client: Callable[..., Client]) -> None:
    row = """SELECT ?thing ?other ?claims WHERE { VALUES ?lang { "en" }
      GRAPH ?claims { ?thing <https://w3id.org/lsgraph/ontology#memberOf> ?other } }"""
    client = make_client(None, {"test": HEADER + row})
    (told,) = client.get("/questions/test.json").json()["rows"][0]["evidence"]
    assert told["says"] == "inferred"
    assert told["passage"]["iri"] == f"{NEWS}/1-opening"
    assert [premise["claim"] for premise in told["follows_from"]] == [f"{NEWS}/1-opening#kedrion-member"]
    page = client.get("/en/questions/test", Accept=BROWSER).text
    assert "It follows from:" in page
    assert "Kedrion is one of these companies" in page


def test_an_authority_is_named_with_record_and_date(ask: Callable[..., list[dict[str, Any]]]) -> None:
    reference = in_graph(
        f"{BASE}reference/ror",
        """<> <http://purl.org/dc/terms/source> "javascript:alert(1)" , "https://ror.example/data" ;
           <http://purl.org/dc/terms/date> "2026-06"^^xsd:gYearMonth .""",
    )
    (told,) = ask(f"<{BASE}reference/ror>", quads=[*small_quads(), *reference])
    assert told["says"] == "authority"
    assert told["authority"]["record"] == ["https://ror.example/data", "javascript:alert(1)"]
    assert told["authority"]["date"] == ["2026-06"]


def test_the_register_is_the_editors(ask: Callable[..., list[dict[str, Any]]]) -> None:
    (told,) = ask(f"<{BASE}register/agents>")
    assert told["says"] == "editors"


@pytest.mark.parametrize(
    "junk",
    [
        '""',
        '"no iri at all"',
        '"http://[ https:// http://exa mple.org/<b> javascript:alert(1)"',
        '"https://w3id.org/lsgraph/source/none/none#none"',
        "<https://w3id.org/lsgraph/source/none>",
        "<https://w3id.org/lsgraph/inferred/source/none>",
        "<https://w3id.org/lsgraph/reference/none>",
        "<urn:x:y>",
        "42",
        f'"https://e.org/{"a" * 3000}"',
        '"https://e.org/\\u202e \\u0000"',
    ],
)
def test_whatever_stands_in_the_place_of_evidence_is_shown_or_passed_over(
    ask: Callable[..., list[dict[str, Any]]], junk: str
) -> None:
    assert ask(junk)


def test_hostile_texts_are_shown_and_not_obeyed(ask: Callable[..., list[dict[str, Any]]]) -> None:
    graph = f"{BASE}source/news-2019/3-hostile"
    said = Literal(HOSTILE)
    claim = NamedNode(f'{graph}#"><b>'.replace('"', "%22").replace("<", "%3C").replace(">", "%3E"))
    terms = ("asPrinted", "readingNote", "datePrinted", "edtf", "value", "modality", "start")
    quads = [Quad(claim, NamedNode(f"https://w3id.org/lsgraph/ontology#{term}"), said, NamedNode(graph)) for term in terms]
    quads.append(Quad(claim, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), said, NamedNode(graph)))
    (told,) = ask(str(claim), quads=[*small_quads(), *quads])
    assert told["label"] == HOSTILE
    assert told["as_printed"] == [HOSTILE]


def test_a_claim_without_passage_label_or_words_is_still_evidence(ask: Callable[..., list[dict[str, Any]]]) -> None:
    bare = in_graph("urn:x:somewhere", "<https://e.org/bare> ls:modality modality:done .")
    (told,) = ask("<https://e.org/bare>", quads=[*small_quads(), *bare])
    assert told["claim"] == "https://e.org/bare"
    assert told["says"] == "document"


def test_many_claims_are_counted_and_the_first_are_open(make_client: Callable[..., Client]) -> None:
    graph = f"{NEWS}/1-opening"
    names = [f"one-{number:03}" for number in range(75)]
    quads = [
        quad for name in names for quad in in_graph(graph, f'<#{name}> ls:modality modality:done ; rdfs:label "{name}"@en .')
    ]
    every = " ".join(f"{graph}#{name}" for name in names)
    client = make_client([*small_quads(), *quads], question(f'"{every}"'))
    page = client.get("/en/questions/test", Accept=BROWSER).text
    assert "75 statements" in page
    assert "15 more" in page
    assert "55 more are in the data." in page
    assert page.count('class="sentence"') == 20
    assert len(client.get("/questions/test.json").json()["rows"][0]["evidence"]) == 75
    (row,) = csv.DictReader(StringIO(client.get("/questions/test.csv").text))
    assert len(row["evidence_claim"].split(" | ")) == 75


def test_the_whole_sentence_is_shown_where_the_text_is_at_hand(make_client: Callable[..., Client], tmp_path: Path) -> None:
    text = "The Valley. Kedrion is one of these companies, <em>they</em> say.\n\nNot of this passage."
    client = make_client(None, question(f"<{NEWS}/1-opening#kedrion-member>"))
    client.app.served.site.texts = DocumentTexts({NEWS: text.ljust(400)})  # type: ignore[attr-defined]
    (told,) = client.get("/questions/test.json").json()["rows"][0]["evidence"]
    assert told["sentence"] == ["Kedrion is one of these companies, <em>they</em> say."]
    page = client.get("/en/questions/test", Accept=BROWSER).text
    assert "Kedrion is one of these companies, &lt;em&gt;they&lt;/em&gt; say." in page
    (row,) = csv.DictReader(StringIO(client.get("/questions/test.csv").text))
    assert row["evidence_sentence"] == told["sentence"][0]
    assert row["evidence_said"] == "stated as fact"
    (tmp_path / "news-2019.txt").write_text(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert read_document_texts(tmp_path, {NEWS: [digest]}).texts == {NEWS: text}
