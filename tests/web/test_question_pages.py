"""The pages of saved questions: found, asked, understood, taken along; in both languages and whatever is put into them."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from urllib.parse import quote

import pytest
from tests.web.conftest import QUESTIONS
from tests.web.small_graph import Client, StoreAnswer
from tests.web.test_pages import Page

from lsgraph.engine.base import Query
from lsgraph.errors import EngineBusy, QueryLimitReached
from lsgraph.questions.catalogue import Catalogue
from lsgraph.web.asking import Paging
from lsgraph.web.finding import near, search

FIGURES = """#+ title: {en: "Figures", it: "Cifre"}
#+ question: {en: "How many are there?", it: "Quante società ci sono?"}
#+ topic: figures
#+ order: 2
#+ parameters:
#+   - {name: least, type: number, minimum: 0, maximum: 1500000,
#+      label: {en: "at least", it: "almeno"}, hint: {en: "millions", it: "milioni"}}
#+   - {name: since, type: year, minimum: 1990, maximum: 2030, label: {en: "since", it: "dal"}}
#+   - {name: what, type: choice, default: few, label: {en: "what", it: "che cosa"},
#+      choices: [{value: few, label: {en: "few", it: "pochi"}}, {value: many, label: {en: "many", it: "molti"}}]}
#+ columns:
#+   - {name: name, type: text, label: {en: "name", it: "nome"}}
#+   - {name: amount, type: number, unit: {en: "million euro", it: "milioni di euro"}, label: {en: "amount", it: "importo"}}
#+   - {name: year, type: year, label: {en: "year", it: "anno"}}
#+   - {name: day, type: date, label: {en: "day", it: "giorno"}}
#+ drawing: {type: DRAWING}
#+ sums: {en: "Nothing is added up.", it: "Non si somma nulla."}
#+ covers-not: {en: "The rest.", it: "Il resto."}
#+ example: {least: "3"}
#+ keywords: [{en: "turnover", it: "fatturato"}]
#+ expects: {rows: 1}
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?name ?amount ?year ?day WHERE {
  VALUES ?lang { "en" }
  VALUES ?least { UNDEF }
  VALUES ?since { UNDEF }
  VALUES ?what { UNDEF }
  VALUES (?tens ?name) { TENS }
  VALUES ?ones { 0 1 2 3 4 5 6 7 8 9 }
  BIND(1234.5 + 10 * ?tens + ?ones AS ?amount) BIND(2019 AS ?year) BIND("2019-03-26"^^xsd:date AS ?day)
  FILTER(!BOUND(?least) || ?amount >= ?least)
}
ORDER BY ?amount
"""
NEEDED = """#+ title: {en: "Dossier", it: "Scheda"}
#+ question: {en: "What is said of one?", it: "Che cosa si dice di una?"}
#+ topic: networks
#+ order: 3
#+ parameters:
#+   - {name: one, type: thing, class: Organisation, required: true, label: {en: "organisation", it: "organizzazione"}}
#+ columns: [{name: one, type: thing, label: {en: "organisation", it: "organizzazione"}}]
#+ covers-not: {en: "The rest.", it: "Il resto."}
#+ example: {one: "https://w3id.org/lsgraph/id/agent/kedrion"}
#+ expects: {rows: 1}
SELECT ?one WHERE { VALUES ?lang { "en" } VALUES ?one { UNDEF } ?one a ?class } ORDER BY ?class
"""
HOSTILE = '<b>bold</b> \\"quoted\\" \N{RIGHT-TO-LEFT OVERRIDE}' + "x" * 300
BROWSER = "text/html"
KEDRION = "https://w3id.org/lsgraph/id/agent/kedrion"


def figures(rows: int = 10, drawing: str = "number, value: amount", name: str = "it") -> str:
    tens = " ".join(f'({number} "{name}")' for number in range(rows // 10))
    return FIGURES.replace("DRAWING", drawing).replace("TENS", tens)


@pytest.fixture
def ask(make_client: Callable[..., Client]) -> Callable[..., Client]:
    """Return a maker of browsers of the two small questions, one of figures, and one that needs a value."""

    def make(text: str = "") -> Client:
        client = make_client(queries={**QUESTIONS, "figures": text or figures(), "needed": NEEDED})
        client.headers["Accept"] = BROWSER
        return client

    return make


def found(ask: Callable[..., Client], words: str) -> list[str]:
    return [question.name for topic in search(catalogue(ask), words) for question in topic.questions]


def catalogue(ask: Callable[..., Client]) -> Catalogue:
    return ask().app.served.site.catalogue  # type: ignore[attr-defined, no-any-return]


def test_questions_stand_under_their_topics(ask: Callable[..., Client]) -> None:
    text = ask().get("/it/questions").text
    assert text.index('href="#topic-figures"') < text.index('id="topic-figures"') < text.index("/it/questions/figures")
    assert "tabella" in text
    assert "un numero e tabella" in text
    assert "Chi è membro di che cosa?" in text.split('class="start"')[1].split("</p>")[0], "the first is where to begin"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("membri", ["members"]),
        ("MEMBERS", ["members"]),
        ("societa", ["figures"]),
        ("società?", ["figures"]),
        ("fatturati", ["figures"]),
        ("turnover membri", ["figures", "members"]),
        ("quante fatturato", ["figures"]),
        ("zzzz", []),
        ("<script>", []),
        ("", ["figures", "members", "needed", "organisations"]),
    ],
)
def test_questions_are_found_by_words_of_either_language(ask: Callable[..., Client], words: str, names: list[str]) -> None:
    assert sorted(found(ask, words)) == names


def test_a_search_says_what_it_found(ask: Callable[..., Client]) -> None:
    browser = ask()
    page = browser.get(f"/it/questions?q={quote('Società')}").text
    assert "1 domanda per «<bdi>Società</bdi>»" in page
    assert "/it/questions/members" not in page
    assert 'value="Società"' in page
    assert f'href="/en/questions?q={quote("Società")}"' in page, "the other language keeps the words"
    nothing = browser.get("/it/questions?q=%3Cscript%3E%22").text
    assert "Nessuna domanda ha «<bdi>&lt;script&gt;&#34;</bdi>»" in nothing
    assert browser.get(f"/en/questions?q={'x ' * 3000}").status_code == 200


@pytest.mark.parametrize(("name", "meant"), [("member", "members"), ("figure", "figures"), ("turnover-by-year", "figures")])
def test_an_unknown_question_leads_to_those_near(ask: Callable[..., Client], name: str, meant: str) -> None:
    assert near(catalogue(ask), name)[0].name == meant
    response = ask().get(f"/it/questions/{name}")
    assert response.status_code == 404
    assert f'<a href="/it/questions/{meant}">' in response.text
    assert f'href="/en/questions/{name}"' in response.text, "the other language tells of the same error"


def test_what_nothing_is_near_to_is_a_plain_404(ask: Callable[..., Client]) -> None:
    response = ask().get("/en/questions/%3Cscript%3Ezzzz")
    assert response.status_code == 404
    assert "<script>" not in response.text
    assert "Perhaps" not in response.text


def test_a_field_is_of_its_kind_and_keeps_what_was_said(ask: Callable[..., Client]) -> None:
    page = Page(ask().get("/en/questions/figures?least=2.5&since=2019&what=many").text)
    inputs = {said["name"]: said for said in page.all("input")}
    assert (inputs["least"]["type"], inputs["least"]["min"], inputs["least"]["max"]) == ("number", "0", "1500000")
    assert (inputs["since"]["step"], inputs["since"]["value"]) == ("1", "2019")
    assert inputs["least"]["aria-describedby"] == "field-least-hint"
    assert "field-least-hint" in page.ids
    labelled = {label["for"] for label in page.all("label")}
    assert labelled >= {"field-least", "field-since", "field-what"}
    options = [option for option in page.all("option") if "selected" in option]
    assert [option["value"] for option in options] == ["many"]


def test_what_has_a_default_cannot_be_left_open(ask: Callable[..., Client]) -> None:
    page = Page(ask().get("/en/questions/figures").text)
    assert [option["value"] for option in page.all("option")] == ["few", "many"]
    assert {"value": "few", "selected": None} in page.all("option")


def test_a_question_that_needs_a_value_waits_for_it(ask: Callable[..., Client]) -> None:
    response = ask().get("/it/questions/needed")
    assert response.status_code == 200
    assert "la risposta compare qui" in response.text
    assert "aria-invalid" not in response.text
    select = next(found for found in Page(response.text).all("select"))
    assert "required" in select
    assert f'href="/it/questions/needed?one={quote(KEDRION, safe="")}">organizzazione: Kedrion</a>' in response.text
    assert "Kedrion</bdi>" in ask().get(f"/it/questions/needed?one={KEDRION}").text


@pytest.mark.parametrize(
    ("query", "field", "told"),
    [
        ("least=-1", "least", "Dare un valore da 0 a 1.500.000."),
        ("since=1066", "since", "Dare un valore da 1990 a 2030."),
        ("since=%3Cb%3E", "since", "Dare un anno di quattro cifre"),
        ("what=none", "what", "Scegliere dall"),
    ],
)
def test_a_fault_is_told_above_and_beside_its_field(ask: Callable[..., Client], query: str, field: str, told: str) -> None:
    response = ask().get(f"/it/questions/figures?{query}")
    assert response.status_code == 400
    page = Page(response.text)
    faulty = next(part for tag in ("input", "select") for part in page.all(tag) if part.get("id") == f"field-{field}")
    assert faulty["aria-invalid"] == "true"
    assert "autofocus" in faulty
    assert f"field-{field}-fault" in (faulty["aria-describedby"] or "").split()
    assert f'href="#field-{field}"' in response.text
    assert response.text.count(told) == 2
    assert "<b>" not in response.text


@pytest.mark.parametrize("query", ["zzz=1", "%3Cscript%3E=1", "format=csv"])
def test_what_is_no_parameter_is_told(ask: Callable[..., Client], query: str) -> None:
    response = ask().get(f"/en/questions/figures?{query}")
    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert "<script>" not in response.text


def test_numbers_years_and_days_are_the_readers(ask: Callable[..., Client]) -> None:
    text = ask().get("/it/questions/figures").text
    assert 'class="number" data-label="importo (milioni di euro)"><bdi>1.234,5</bdi>' in text
    assert "<bdi>2019</bdi>" in text
    assert "<bdi>26 marzo 2019</bdi>" in text
    assert '<span class="unit">(milioni di euro)</span>' in text
    assert "Non si somma nulla." in text
    assert "Il resto." in text
    assert "10 righe." in text


def test_hostile_texts_stay_texts(ask: Callable[..., Client]) -> None:
    text = ask(figures(name=HOSTILE, drawing="bar, category: name, value: amount")).get("/en/questions/figures").text
    assert "<b>" not in text
    assert "&lt;b&gt;bold&lt;/b&gt;" in text
    assert 'class="long"' in text, "what has no place to break is broken anywhere"
    assert not [tag for tag, attributes in Page(text).tags if "style" in attributes]


def test_a_long_answer_comes_in_pages_that_keep_what_was_said(ask: Callable[..., Client]) -> None:
    browser = ask(figures(250))
    first = browser.get("/en/questions/figures?what=many").text
    assert first.count('<tr class="evidence"') == 100
    assert "Rows 1 to 100 of 250." in first
    assert 'rel="next" href="/en/questions/figures?what=many&amp;page=2#answer"' in first
    last = browser.get("/en/questions/figures?what=many&page=3").text
    assert last.count('<tr class="evidence"') == 50
    assert 'rel="next"' not in last
    assert "page 3 of 3" in last
    assert 'href="/it/questions/figures?what=many&amp;page=3"' in last
    assert "<svg" in first
    assert "<svg" not in last


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "9" * 40, "1e3", "\N{ARABIC-INDIC DIGIT ONE}"])
def test_a_page_that_is_none_is_not_found(ask: Callable[..., Client], number: str) -> None:
    response = ask().get(f"/it/questions/figures?page={quote(number)}")
    assert response.status_code == 404
    assert "La risposta non ha questa pagina." in response.text


@pytest.mark.parametrize(("number", "rows", "last", "shown"), [(1, 0, 1, 0), (1, 100, 1, 100), (2, 101, 2, 101)])
def test_parts_of_an_answer_are_counted(number: int, rows: int, last: int, shown: int) -> None:
    paging = Paging(number, rows)
    assert (paging.last, paging.last_row) == (last, shown)


def test_an_empty_answer_says_so_and_what_to_change(ask: Callable[..., Client]) -> None:
    text = ask().get("/it/questions/figures?least=9999&what=many").text
    assert "I documenti letti finora non lo dicono." in text
    assert 'href="/it/questions/figures?what=many"' in text
    assert "senza «almeno: 9999»" in text
    assert "<svg" not in text


def test_a_drawing_stands_in_the_page_and_can_be_had_alone(ask: Callable[..., Client]) -> None:
    browser = ask(figures(20, "bar, category: amount, value: amount"))
    text = browser.get("/it/questions/figures?least=3").text
    assert text.count("<svg") == 1
    assert "<figcaption>20 barre" in text
    assert 'href="/it/questions/figures.svg?least=3"' in text
    alone = browser.get("/it/questions/figures.svg?least=3")
    assert alone.headers["content-type"] == "image/svg+xml"
    assert alone.text.startswith("<svg")
    assert browser.get("/it/questions/members.svg").status_code == 404


def test_an_answer_can_be_taken_along(ask: Callable[..., Client]) -> None:
    text = unescape(ask().get("/it/questions/figures?least=3").text)
    for extension in ("csv", "xlsx", "parquet", "json"):
        assert f'href="/api/questions/figures.{extension}?least=3&lang=it"' in text
    assert "/sparql?query=PREFIX%20xsd" in text
    assert '<link rel="canonical" href="http://lsgraph.test/it/questions/figures?least=3">' in text
    assert '<meta name="description" content="Quante società ci sono?">' in text


def test_what_goes_without_saying_is_no_other_page(ask: Callable[..., Client]) -> None:
    text = unescape(ask().get("/en/questions/figures?what=few&least=3&since=").text)
    assert '<link rel="canonical" href="http://lsgraph.test/en/questions/figures?least=3">' in text


def limited(client: Client, error: Exception) -> Client:
    """Have the question itself, and nothing beside it, end in an error."""
    answer = client.engine.query

    async def answer_or_raise(query: Query) -> StoreAnswer:
        if "?amount" in query.text:
            raise error
        return await answer(query)

    client.engine.query = answer_or_raise  # type: ignore[method-assign]
    return client


@pytest.mark.parametrize(
    ("limit", "status", "told"),
    [("query_timeout_s", 504, "richiedeva troppo tempo"), ("result_limit_bytes", 422, "era troppo grande")],
)
def test_an_answer_given_up_leaves_the_form(ask: Callable[..., Client], limit: str, status: int, told: str) -> None:
    response = limited(ask(), QueryLimitReached(limit, 30)).get("/it/questions/figures?least=3")
    assert response.status_code == status
    assert told in response.text
    assert 'name="least" value="3"' in response.text


def test_an_engine_without_time_is_told_with_when_to_come_back(ask: Callable[..., Client]) -> None:
    response = limited(ask(), EngineBusy("Too many wait.")).get("/it/questions/figures")
    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert "Troppo occupato" in response.text
    assert 'href="/en/questions/figures"' in response.text


@pytest.mark.parametrize("address", ["figures", "figures?least=3", "figures?since=1", "figures?page=2", "needed", "none"])
@pytest.mark.parametrize("language", ["en", "it"])
def test_a_page_is_sound(ask: Callable[..., Client], language: str, address: str) -> None:
    text = ask(figures(20)).get(f"/{language}/questions/{address}").text
    page = Page(text)
    assert page.all("html") == [{"lang": language}]
    assert len(page.all("h1")) == 1
    assert len(page.ids) == len(set(page.ids))
    assert not page.nested
    for attributes in (attributes for _, attributes in page.tags):
        for described in (attributes.get("aria-describedby") or "").split():
            assert described in page.ids
        assert not attributes.get("aria-labelledby") or set((attributes["aria-labelledby"] or "").split()) <= set(page.ids)
    assert not page.all("script")


def test_paper_unfolds_what_answers_rest_on_and_leaves_out_what_is_for_the_screen(ask: Callable[..., Client]) -> None:
    browser = ask()
    address = next(link["href"] or "" for link in Page(browser.get("/en/").text).all("link") if link["rel"] == "stylesheet")
    paper = browser.get(address).text.split("@media print")[1]
    assert "details::details-content { content-visibility: visible" in paper
    assert "nav.beside" in paper
    said = browser.get("/en/questions/figures?least=3").text.split('class="details said"')[1].split("</dl>")[0]
    assert "at least" in said, "paper has no form: what was asked for is told there too"
    assert "<bdi>3</bdi>" in said
