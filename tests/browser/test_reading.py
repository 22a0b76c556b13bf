"""A reader finds a question, asks it otherwise, looks at the drawing and at who says so, and takes the answer along."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.watching import Watched

from lsgraph.questions.catalogue import read_catalogue

ROOT = Path(__file__).parents[2]
NAME = "organisations-by-kind"
HEADER = read_catalogue(ROOT / "queries").question(NAME).header


def answer_rows(page: Page) -> list[list[str]]:
    """Return what the cells of the answer say, without the rows that hold its evidence."""
    rows = page.get_by_role("table", name=HEADER.question.it).locator("tbody tr").filter(has_not=page.locator("details"))
    return [[text.strip() for text in row.get_by_role("cell").all_inner_texts()] for row in rows.all()]


def ask_of_another_document(page: Page) -> str:
    """Choose the last document that the form offers, and ask; returns what was chosen."""
    choice = page.get_by_role("combobox", name="documento")
    last = choice.get_by_role("option").last.inner_text()
    choice.select_option(label=last)
    with page.expect_navigation():
        page.get_by_role("button", name="Chiedi").click()
    expect(page.get_by_role("combobox", name="documento").locator("option:checked")).to_have_text(last)
    return last


def marks(drawing: Locator) -> Locator:
    """Return the names of a drawing's marks: every title but its own."""
    return drawing.locator(":scope :not(svg) > title")


@pytest.fixture
def reader(window: Callable[..., Watched]) -> Watched:
    """Return a window in which the list of questions was searched, and one of them opened."""
    reader = window()
    page = reader.page
    reader.open("/it/")
    page.get_by_role("navigation", name="Principale").get_by_role("link", name="Domande").click()
    box = page.get_by_role("search").get_by_role("searchbox", name="Cerca una domanda")
    box.fill("quante organizzazioni, per tipo")
    box.press("Enter")
    page.get_by_role("main").get_by_role("link", name=HEADER.title.it, exact=True).click()
    page.wait_for_url(f"**/it/questions/{NAME}")
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADER.title.it)
    return reader


def test_another_parameter_brings_another_answer(reader: Watched) -> None:
    before = answer_rows(reader.page)
    ask_of_another_document(reader.page)
    after = answer_rows(reader.page)
    assert after
    assert after != before
    assert len(after) < len(before)
    expect(reader.page.get_by_role("status")).to_contain_text(str(len(after)))


def test_the_drawing_says_what_the_table_says(reader: Watched) -> None:
    ask_of_another_document(reader.page)
    rows = answer_rows(reader.page)
    drawing = reader.page.get_by_role("figure").get_by_role("img", name=HEADER.title.it)
    expect(drawing).to_be_visible()
    expect(drawing).to_have_accessible_description(re.compile(rf"^{len(rows)} "))
    told = [re.split(r":\s| organizzazion", words)[:2] for words in marks(drawing).all_text_contents()]
    assert sorted(told) == sorted(rows)


def test_every_row_says_who_says_so(reader: Watched) -> None:
    ask_of_another_document(reader.page)
    evidence = reader.page.get_by_role("table").locator("details").filter(has_text="Chi lo dice?")
    assert evidence.count() == len(answer_rows(reader.page))
    first = evidence.first
    document = first.get_by_role("link").and_(reader.page.locator("[href*='/source/']:not([href*='#'])")).first
    phrase = first.get_by_text(re.compile(r"^«.+»")).first
    expect(document).to_be_hidden()
    expect(phrase).to_be_hidden()
    first.locator("summary").first.click()
    expect(document).to_be_visible()
    expect(phrase).to_be_visible()
    printed = phrase.locator("bdi").first.inner_text()
    first.get_by_role("link").first.click()
    expect(reader.page.get_by_role("main")).to_contain_text(printed)


def test_the_csv_is_the_table(reader: Watched) -> None:
    ask_of_another_document(reader.page)
    with reader.page.expect_download() as loading:
        reader.page.get_by_role("link", name="CSV", exact=True).click()
    assert loading.value.suggested_filename == f"{NAME}.csv"
    with loading.value.path().open(encoding="utf-8", newline="") as file:
        taken = list(csv.DictReader(file))
    assert [[row[column.name] for column in HEADER.columns] for row in taken] == answer_rows(reader.page)


def test_the_other_language_keeps_question_and_parameter(reader: Watched) -> None:
    page = reader.page
    ask_of_another_document(page)
    numbers, asked = [row[-1] for row in answer_rows(page)], urlsplit(page.url)
    with page.expect_navigation():
        page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADER.title.en)
    there = urlsplit(page.url)
    assert (there.path, parse_qs(there.query)) == (f"/en/questions/{NAME}", parse_qs(asked.query))
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.get_by_role("combobox", name="document")).to_have_value(parse_qs(asked.query)["document"][0])
    cells = page.get_by_role("table", name=HEADER.question.en).locator("tbody tr:not(:has(details)) td:last-child")
    assert sorted(cells.all_inner_texts()) == sorted(numbers)


def test_it_all_goes_without_scripts(window: Callable[..., Watched]) -> None:
    reader = window(has_scripts=False)
    page = reader.page
    reader.open(f"/it/questions/{NAME}")
    before = page.get_by_role("figure").get_by_role("img").count()
    rows = answer_rows(page)
    ask_of_another_document(page)
    assert before == page.get_by_role("figure").get_by_role("img").count() == 1
    assert answer_rows(page) != rows
    phrase = page.get_by_role("table").locator("details").first.get_by_text(re.compile(r"^«.+»")).first
    expect(phrase).to_be_hidden()
    page.get_by_role("table").locator("summary").first.click()
    expect(phrase).to_be_visible()
