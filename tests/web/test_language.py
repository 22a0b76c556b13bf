"""Every message has its Italian, no translation is left over, and the reader's language is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from pyoxigraph import Literal
from tests.web.small_graph import Client

import lsgraph.web
from lsgraph.resources.times import Time
from lsgraph.vocabulary import XSD
from lsgraph.web.language import LOCALE, choose_language, load_language
from lsgraph.web.wording import time_words, value_words

WEB = Path(lsgraph.web.__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]


def used() -> Iterator[str]:
    """Return every message of the templates and the code, singular and plural apart."""
    for _, _, message, _, _ in extract_from_dir(WEB, METHODS):
        yield from message[:2] if isinstance(message, tuple) else [message]


def test_every_message_is_translated_and_none_is_left_over() -> None:
    with (LOCALE / "it" / "LC_MESSAGES" / "lsgraph.po").open("rb") as source:
        catalogue = read_po(source, locale="it")
    translated: set[str] = set()
    for entry in catalogue:
        if entry.id:
            assert not entry.fuzzy, entry.id
            strings = entry.string if isinstance(entry.string, tuple | list) else [entry.string]
            assert all(strings), f"no Italian for {entry.id!r}"
            translated |= set(entry.id if isinstance(entry.id, tuple | list) else [entry.id])
    assert set(used()) == translated
    assert not catalogue.obsolete
    assert len(translated) > 100, "the messages were looked for in the right place"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("it", "it"),
        ("it-IT,it;q=0.9,en;q=0.8", "it"),
        ("en-GB,en;q=0.9,it;q=0.8", "en"),
        ("fr,de;q=0.9", "en"),
        ("fr, it;q=0.1", "it"),
        ("it;q=0, en;q=0.1", "en"),
        ("*", "en"),
        ("\x00;;;q=,,", "en"),
    ],
)
def test_the_language_is_the_readers(accepted: str | None, language: str) -> None:
    assert choose_language(accepted) == language


def test_home_goes_by_language(client: Client) -> None:
    response = client.get("/", Accept_Language="it")
    assert (response.status_code, response.headers["location"]) == (303, "/it/")
    assert response.headers["vary"] == "Accept-Language"
    assert client.get("/it").headers["location"] == "/it/"


def test_the_path_goes_over_the_header(client: Client) -> None:
    assert "Che cosa dicono i documenti" in client.get("/it/id/agent/kedrion", Accept_Language="en").text
    assert "What documents say" in client.get("/en/id/agent/kedrion", Accept_Language="it").text


def test_a_page_leads_to_itself_in_the_other_language(make_client: Callable[..., Client]) -> None:
    text = make_client().get("/en/questions/members?words=Kedrion&year=2019").text
    assert '<link rel="alternate" hreflang="it" href="/it/questions/members?words=Kedrion&amp;year=2019">' in text


@pytest.mark.parametrize(
    ("time", "english", "italian"),
    [
        (Time(date(2019, 3, 26), date(2019, 3, 26)), "26 March 2019", "26 marzo 2019"),
        (Time(date(2018, 3, 1), date(2018, 3, 31)), "March 2018", "marzo 2018"),
        (Time(date(2014, 1, 1), date(2014, 12, 31)), "2014", "2014"),
        (Time(date(2014, 1, 1), date(2020, 12, 31)), "2014\N{EN DASH}2020", "2014\N{EN DASH}2020"),
        (Time(date(2016, 1, 1)), "since 2016", "dal 2016"),
        (Time(None, date(2020, 1, 16)), "until 16 January 2020", "fino al 16 gennaio 2020"),
        (Time(edtf="2019?", start=date(2019, 1, 1), end=date(2019, 12, 31)), "2019, not certain", "2019, non certo"),
        (Time(is_stated=False), "not printed", "non stampata"),
        (
            Time(date(2021, 1, 1), date(2021, 12, 31), is_stated=False),
            "not printed; between 1 January 2021 and 31 December 2021",
            "non stampata; tra il 1 gennaio 2021 e il 31 dicembre 2021",
        ),
        (Time(printed=Literal("ieri")), "ieri", "ieri"),
    ],
)
def test_times_are_told_as_precisely_as_they_are_known(time: Time, english: str, italian: str) -> None:
    assert time_words(time, load_language("en")) == english
    assert time_words(time, load_language("it")) == italian


@pytest.mark.parametrize(
    ("literal", "italian"),
    [
        (Literal("11000.0", datatype=XSD.decimal), "11.000"),
        (Literal("16.75", datatype=XSD.decimal), "16,75"),
        (Literal("6000000000", datatype=XSD.integer), "6.000.000.000"),
        (Literal("2019-03-26", datatype=XSD.date), "26 marzo 2019"),
        (Literal("P2Y", datatype=XSD.duration), "2 anni"),
        (Literal("P1Y6M", datatype=XSD.duration), "1 anno, 6 mesi"),
        (Literal("PT5S", datatype=XSD.duration), "PT5S"),
        (Literal("true", datatype=XSD.boolean), "sì"),
        (Literal("2019", datatype=XSD.gYear), "2019"),
        (Literal("11000"), "11000"),
    ],
)
def test_values_are_written_as_the_reader_writes_them(literal: Literal, italian: str) -> None:
    assert value_words(literal, load_language("it")) == italian
