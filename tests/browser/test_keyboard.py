"""Everything can be done with the keys alone, and whoever does sees where they are."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.watching import PHONE, Watched

MOST_STOPS = 80
FOCUS = """() => {
  const focused = document.activeElement, style = getComputedStyle(focused), box = focused.getBoundingClientRect();
  return {
    tells: focused.outerHTML.slice(0, 200),
    isMarked: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none",
    isInView: box.width > 0 && box.height > 0
      && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
  };
}"""


def press_tab(page: Page) -> None:
    """Go one stop further, and see that the stop can be seen."""
    page.keyboard.press("Tab")
    focus = page.evaluate(FOCUS)
    assert focus["isMarked"], focus["tells"]
    assert focus["isInView"], focus["tells"]


def tab_to(page: Page, target: Locator) -> None:
    """Press the tabulator until a target has the focus."""
    for _ in range(MOST_STOPS):
        press_tab(page)
        if target.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"the tabulator never comes to {target}")


def test_the_way_from_the_top_to_the_evidence(window: Callable[..., Watched]) -> None:
    reader = window()
    page = reader.page
    reader.open("/it/questions/organisations-by-kind")
    press_tab(page)
    expect(page.get_by_role("link", name="Vai al contenuto")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    choice = page.get_by_role("combobox", name="documento")
    tab_to(page, choice)
    page.keyboard.press("ArrowDown")
    chosen = choice.input_value()
    assert chosen
    tab_to(page, page.get_by_role("button", name="Chiedi"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert parse_qs(urlsplit(page.url).query) == {"document": [chosen]}

    evidence = page.get_by_role("table").locator("details").first
    tab_to(page, evidence.locator("summary").first)
    page.keyboard.press("Enter")
    expect(evidence).to_have_attribute("open", "")
    page.keyboard.press("Space")
    expect(evidence).not_to_have_attribute("open", "")
    page.keyboard.press("Space")
    tab_to(page, evidence.get_by_role("link").first)


def test_the_search_box_is_submitted_with_enter(window: Callable[..., Watched]) -> None:
    reader = window(size=PHONE, is_dark=True)
    page = reader.page
    reader.open("/it/")
    tab_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("fatturato")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert urlsplit(page.url).path == "/it/questions"
    tab_to(page, page.get_by_role("main").get_by_role("listitem").get_by_role("heading").get_by_role("link").first)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert urlsplit(page.url).path.startswith("/it/questions/")


def test_a_fault_is_where_the_focus_is(window: Callable[..., Watched]) -> None:
    reader = window()
    reader.open("/it/questions/company-turnover?year=soon")
    expect(reader.page.get_by_role("alert")).to_be_visible()
    field = reader.page.get_by_role("textbox", name="anno")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")


def test_a_stop_without_a_mark_would_be_told(window: Callable[..., Watched]) -> None:
    reader = window()
    reader.open("/it/")
    reader.page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(":focus-visible { outline: none !important }");
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    with pytest.raises(AssertionError, match="Vai al contenuto"):
        press_tab(reader.page)
