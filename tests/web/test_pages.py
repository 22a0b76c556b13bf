"""Pages tell who says what, show hostile texts as text, and load nothing from anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from tests.web.small_graph import Client, small_quads

from lsgraph.vocabulary import DCTERMS, LS, RDF, RDFS, SKOS

BASE = "https://w3id.org/lsgraph/"
PATHS = [
    "/",
    "/questions",
    "/questions/members",
    "/questions/organisations",
    "/id/agent/kedrion",
    "/id/agent/acme",
    "/id/agent/valley",
    "/id/place/toscana",
    "/source/news-2019",
    "/source/news-2019/1-opening",
    "/source/report-2021",
    "/ontology",
    "/ontology/modalities",
    "/register/agents",
    "/reference/ror",
    "/nowhere",
]
LOADING = {("link", "href"), ("script", "src"), ("img", "src"), ("iframe", "src"), ("object", "data"), ("form", "action")}
LOADING_RELS = {"stylesheet", "icon", "preload", "manifest"}


class Page(HTMLParser):
    """What the tests want to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.nested: list[str] = []
        self._is_in_summary = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._is_in_summary = self._is_in_summary or tag == "summary"
        if self._is_in_summary and tag in {"a", "button", "input", "select"}:
            self.nested.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._is_in_summary = self._is_in_summary and tag != "summary"

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.tags if found == tag]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.tags if "id" in attributes]


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_sound(browser: Client, language: str, path: str) -> None:
    response = browser.get(f"/{language}{path}")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-language"] == language
    page = Page(response.text)
    assert page.all("html") == [{"lang": language}]
    assert len(page.all("h1")) == 1
    assert not page.all("script")
    assert not page.all("style")
    assert not [
        tag for tag, attributes in page.tags if "style" in attributes or any(name.startswith("on") for name in attributes)
    ]
    assert len(page.ids) == len(set(page.ids))
    assert not page.nested, "a summary opens and closes: a link in it would take the click"
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(attributes.get("scope") in {"col", "row"} for attributes in page.all("th"))


@pytest.mark.parametrize("path", PATHS)
def test_a_page_loads_nothing_from_another_site(browser: Client, path: str) -> None:
    for tag, attributes in Page(browser.get(f"/en{path}").text).tags:
        for name in ("href", "src", "action", "data"):
            address = attributes.get(name)
            if address is None or (tag, name) not in LOADING:
                continue
            if tag == "link" and (attributes.get("rel") or "") not in LOADING_RELS:
                continue
            assert address.startswith("/")
            assert not address.startswith("//")


@pytest.mark.parametrize("path", PATHS)
def test_pages_carry_the_security_headers(browser: Client, path: str) -> None:
    headers = browser.get(f"/it{path}").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_the_style_is_served_by_this_site(browser: Client) -> None:
    address = next(link["href"] for link in Page(browser.get("/en/").text).all("link") if link["rel"] == "stylesheet")
    assert address is not None
    response = browser.get(address)
    assert response.headers["content-type"].startswith("text/css")
    assert "//" not in response.text.replace("*/", "")
    assert "@import" not in response.text


def test_hostile_names_stay_text_wherever_they_stand(browser: Client) -> None:
    for path in PATHS:
        for language in ("en", "it"):
            text = browser.get(f"/{language}{path}").text
            assert "<script>alert" not in text
            assert "<b>Acme" not in text
            assert not [tag for tag, attributes in Page(text).tags if "onmouseover" in attributes]
    shown = browser.get("/en/id/agent/acme").text
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&#34; onmouseover=&#34;alert(1)" in shown


def test_right_to_left_marks_are_kept_to_themselves(browser: Client) -> None:
    text = browser.get("/it/id/agent/acme").text
    assert "\N{RIGHT-TO-LEFT OVERRIDE}figli</bdi>" in text


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_only_web_addresses_become_links(make_client: Callable[..., Client], iri: str) -> None:
    quads = small_quads()
    kedrion = NamedNode(f"{BASE}id/agent/kedrion")
    quads.append(Quad(kedrion, RDFS.seeAlso, NamedNode(iri), NamedNode(f"{BASE}register/agents")))
    page = make_client(quads).get("/en/id/agent/kedrion")
    assert iri in page.text
    scheme = iri.split(":")[0]
    assert not [tag for tag in Page(page.text).tags if any((value or "").startswith(scheme) for value in tag[1].values())]


def test_links_to_our_things_stay_on_this_site(browser: Client) -> None:
    for path in ("/id/agent/kedrion", "/source/news-2019/1-opening", "/questions/members", "/ontology"):
        addresses = [link["href"] or "" for link in Page(browser.get(f"/en{path}").text).all("a")]
        assert not [address for address in addresses if address.startswith(BASE)]
        assert any(address.startswith("/en/") for address in addresses)


def test_a_thing_tells_who_says_what(browser: Client) -> None:
    text = browser.get("/it/id/agent/kedrion").text
    page = Page(text)
    anchors = [link["href"] for link in page.all("a")]
    assert "/it/source/news-2019/1-opening#kedrion-member" in anchors
    assert "/it/source/report-2021/1-rete#kedrion-membro" in anchors
    assert "Kedrion è membro della Valle del farmaco." in text
    assert '«<bdi lang="en">Kedrion is one of these companies</bdi>»' in text
    assert "affermato come fatto" in text
    assert "previsto" in text
    assert text.index("Rapporto 2021") < text.index("The valley opens"), "the newest document comes first"


def test_inferred_statements_are_marked_and_lead_to_their_passage(browser: Client) -> None:
    text = browser.get("/en/id/agent/kedrion").text
    row = next(part for part in text.split("<tr>")[1:] if "member of" in part)
    assert 'class="tag inferred"' in row
    assert "/en/source/news-2019/1-opening" in row


def test_what_an_authority_says_is_told_as_the_authoritys(browser: Client) -> None:
    text = browser.get("/en/id/agent/kedrion").text
    row = next(part for part in text.split("<tr>") if "0000 0004 1764 7265" in part)
    assert "/en/reference/ror" in row


def test_figures_reach_the_page_of_the_place_they_cover(browser: Client) -> None:
    text = browser.get("/it/id/place/toscana").text
    before, after = text.split("Di gruppi e perimetri che lo comprendono")
    assert "La farmaceutica toscana ha oltre 11.000 addetti." in after
    assert "11.000 addetti" not in before, "the passage does not name the place"
    assert ">oltre<" in text


def test_claims_have_anchors_and_everything_said_of_them(browser: Client) -> None:
    text = browser.get("/en/source/news-2019/1-opening").text
    assert {"kedrion-member", "hub-planned"} <= set(Page(text).ids)
    claim = text.split('id="hub-planned"')[1].split("</article>")[0]
    for expected in (
        "planned",
        "Anna Rossi",
        "26 March 2019, not certain",
        "Tuesday, March 26",
        "a hub for &#34;&lt;all&gt;&#34;",
    ):
        assert expected in claim
    assert "char=0,400" in text
    assert "the Valley" in text
    assert 'rel="next"' in text


def test_a_document_lists_its_passages_in_order_and_is_honest_about_its_date(browser: Client) -> None:
    text = browser.get("/it/source/news-2019").text
    assert text.index("L&#39;apertura") < text.index("2. Cifre")
    assert "non stampata; tra il 26 marzo 2019 e il 30 giugno 2019" in text


def test_the_ontology_has_anchors_and_both_languages(browser: Client) -> None:
    text = browser.get("/it/ontology").text
    assert {"Organisation", "memberOf"} <= set(Page(text).ids)
    assert "An agent made of people organised for a purpose." in text
    assert "Un agente fatto di persone organizzate per uno scopo." in text


def test_pages_lead_to_their_data(browser: Client) -> None:
    response = browser.get("/en/id/agent/kedrion")
    offered = {
        link["type"]: link["href"] for link in Page(response.text).all("link") if link["rel"] == "alternate" and "type" in link
    }
    assert offered["text/turtle"] == "/data/id/agent/kedrion.ttl"
    assert '</data/id/agent/kedrion.jsonld>; rel="alternate"; type="application/ld+json"' in response.headers["link"]
    assert f'<{BASE}id/agent/kedrion>; rel="describes"' in response.headers["link"]


def test_numbers_that_are_none_are_shown_as_they_are(make_client: Callable[..., Client]) -> None:
    quads = small_quads()
    kedrion, graph = NamedNode(f"{BASE}id/agent/kedrion"), NamedNode(f"{BASE}register/agents")
    for text in ("1E999999999", "NaN", "zero"):
        quads.append(
            Quad(kedrion, SKOS.notation, Literal(text, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")), graph)
        )
    shown = make_client(quads).get("/en/id/agent/kedrion")
    assert shown.status_code == 200
    assert all(f"<bdi>{text}</bdi>" in shown.text for text in ("1E999999999", "NaN", "zero"))


def test_words_left_unclaimed_are_told_with_the_reason_and_not_as_a_fact(make_client: Callable[..., Client]) -> None:
    passage = f"{BASE}source/news-2019/1-opening"
    node, graph = NamedNode(f"{passage}#greeting"), NamedNode(passage)
    left = [
        Quad(node, RDF.type, LS.Unclaimed, graph),
        Quad(node, DCTERMS.isPartOf, graph, graph),
        Quad(node, LS.unclaimedWords, Literal("Dear <b>reader</b>"), graph),
        Quad(node, RDFS.label, Literal("A greeting says nothing.", language="en"), graph),
    ]
    page = make_client([*small_quads(), *left]).get("/en/source/news-2019/1-opening").text
    assert (
        '<li id="greeting">«<bdi lang="en">Dear &lt;b&gt;reader&lt;/b&gt;</bdi>» — <bdi>A greeting says nothing.</bdi>' in page
    )
    assert page.count("A greeting says nothing.") == 1
