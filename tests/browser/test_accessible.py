"""Nothing that axe-core finds stands in a reader's way: WCAG 2, levels A and AA, in both languages, on a phone and a desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.browser.places import DRAWN, PAGES, QUESTIONS
from tests.browser.watching import DESKTOP, PHONE, Watched

RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}
DETAILS_OPENED = 3
OPEN_DETAILS = "most => [...document.querySelectorAll('main details')].slice(0, most).forEach(each => { each.open = true })"


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, which the package brings along and the protocol runs: the policy stays as it is."""
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}, {len(rule['nodes'])} times: {rule['nodes'][0]['failureSummary']} {rule['nodes'][0]['html']}"
        for rule in found
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    wide: int = page.evaluate("Math.max(0, document.documentElement.scrollWidth - window.innerWidth)")
    return wide


def test_the_pages_show_every_kind_of_drawing() -> None:
    kinds = {drawing.type if drawing else None for drawing in DRAWN.values()}
    shown = {name: drawing.type if drawing else None for name, drawing in DRAWN.items() if name in QUESTIONS}
    assert set(shown) == set(QUESTIONS)
    assert set(shown.values()) == kinds


@pytest.mark.parametrize(("language", "is_dark"), [("it", False), ("en", True)])
@pytest.mark.parametrize(("path", "status"), PAGES.values(), ids=PAGES)
def test_a_page_is_for_everybody(window: Callable[..., Watched], path: str, status: int, language: str, is_dark: bool) -> None:
    reader = window(language=language, is_dark=is_dark)
    assert reader.open(f"/{language}{path}").status == status
    for width, height in (DESKTOP, PHONE):
        reader.page.set_viewport_size({"width": width, "height": height})
        reader.page.evaluate(OPEN_DETAILS, DETAILS_OPENED)
        assert violations(reader.page) == [], f"{width} pixels wide"
        assert overflow(reader.page) == 0, f"{width} pixels wide"


def test_axe_would_say_so(window: Callable[..., Watched]) -> None:
    reader = window()
    reader.open("/it/")
    reader.page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [rule.split(",")[0] for rule in violations(reader.page)] == ["html-has-lang"]
