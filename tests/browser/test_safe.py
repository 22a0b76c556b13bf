"""No page reaches for another site, carries a script or a style of its own, or does what a stranger's text says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from playwright.sync_api import expect
from pyoxigraph import Literal, NamedNode, Quad
from tests.browser.places import PAGES
from tests.browser.watching import Watched
from tests.web.conftest import QUESTIONS
from tests.web.small_graph import small_quads, small_release
from tests.web.test_swap import serving_active

from lsgraph.release.pointer import activate

HOSTILE = (
    """<script>document.title = "taken"</script><img src="https://evil.example/x.png" onerror="document.title = 'taken'">"""
)
NAME = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
KEDRION = NamedNode("https://w3id.org/lsgraph/id/agent/kedrion")
BARS = """#+ title: {en: "Bars", it: "Barre"}
#+ question: {en: "How long is each name?", it: "Quanto è lungo ciascun nome?"}
#+ topic: figures
#+ order: 2
#+ columns:
#+   - {name: name, type: text, label: {en: "name", it: "nome"}}
#+   - {name: length, type: number, label: {en: "length", it: "lunghezza"}}
#+ drawing: {type: bar, category: name, value: length}
#+ covers-not: {en: "The rest.", it: "Il resto."}
#+ expects: {rows: 1}
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?name (STRLEN(STR(?name)) AS ?length) WHERE {
  VALUES ?lang { "en" }
  <https://w3id.org/lsgraph/id/agent/kedrion> skos:prefLabel ?name
  FILTER(LANG(?name) = ?lang)
}
ORDER BY ?name
"""


class Inline(HTMLParser):
    """Collects what would be refused by the policy if it were in a page's own bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style", "iframe", "object", "embed", "base"}:
            self.found.append(f"<{tag}>")
        self.found += [f"<{tag} {name}>" for name, _ in attrs if name == "style" or name.startswith("on")]
        self.found += [f"<{tag} {name}={value}>" for name, value in attrs if (value or "").lower().startswith("javascript:")]


@pytest.mark.parametrize("language", ["it", "en"])
def test_pages_hold_neither_scripts_nor_styles(window: Callable[..., Watched], language: str) -> None:
    reader = window()
    for path, status in PAGES.values():
        response = reader.open(f"/{language}{path}")
        assert response.status == status
        inline = Inline()
        inline.feed(response.text())
        assert inline.found == [], path
        assert "'unsafe" not in response.headers["content-security-policy"]
    assert len(reader.policies) == len(PAGES)


def test_the_watch_sees_what_the_policy_refuses(window: Callable[..., Watched]) -> None:
    reader = window()
    reader.open("/it/")
    reader.page.evaluate("text => document.querySelector('main').insertAdjacentHTML('beforeend', text)", HOSTILE)
    reader.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
    expect(reader.page.locator("main > p[style]")).to_have_count(1)
    assert any("evil.example" in text for text in reader.refused)
    assert any("inline style" in text for text in reader.refused)
    reader.said.clear()
    reader.requested = [url for url in reader.requested if "evil.example" not in url]


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the small graph with markup for the name of an organisation and for what a claim says."""
    releases = tmp_path_factory.mktemp("hostile")
    activate(small_release(releases, [hostile(quad) for quad in small_quads()], {**QUESTIONS, "bars": BARS}, has_store=True))
    with serving_active(releases) as server:
        yield server.url.rstrip("/")


def hostile(quad: Quad) -> Quad:
    is_text = quad.predicate == LABEL or (quad.predicate == NAME and quad.subject == KEDRION)
    if not is_text or not isinstance(quad.object, Literal):
        return quad
    return Quad(quad.subject, quad.predicate, Literal(HOSTILE, language=quad.object.language), quad.graph_name)


@pytest.mark.parametrize(
    "path",
    ["/questions/members", "/questions/bars", "/id/agent/kedrion", "/source/news-2019/1-opening", f"/questions?q={HOSTILE}"],
)
def test_markup_in_what_is_said_is_text(window: Callable[..., Watched], hostile_site: str, path: str) -> None:
    reader = window(site=hostile_site)
    page = reader.page
    assert reader.open(f"/en{path}").status == 200
    for details in page.locator("main details > summary").all():
        if details.is_visible():
            details.click()
    expect(page.get_by_role("main").get_by_text("<script>document.title").filter(visible=True).first).to_be_visible()
    assert page.locator("script, img, [onerror]").count() == 0
    assert "taken" not in page.title().replace(HOSTILE, "")
    assert reader.said == []
