"""Hedges in words: approximation, modality and time together, as an English and an Italian reader would say them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lsgraph.resources.edtf import last_day, parse_span, span_of_days
from lsgraph.resources.names import Name
from lsgraph.resources.saying import Figure, say
from lsgraph.resources.times import Time
from lsgraph.resources.when import when_words

BASE = "https://example.org/ontology"
PRINTED_YEAR = Name(f"{BASE}/precisions#year", "year")


def term(scheme: str, name: str) -> Name:
    return Name(f"{BASE}/{scheme}#{name}", name)


def said(modality: str, edtf: str, language: str) -> str:
    return say(term("modalities", modality), None, Time(edtf=edtf, precision=PRINTED_YEAR), None, language).text


def amount(value: str, language: str, unit: str, approximation: str = "exact") -> str:
    figure = Figure(unit=term("units", unit), value=Decimal(value))
    return say(None, term("approximations", approximation), None, figure, language).text


@pytest.mark.parametrize(
    ("modality", "edtf", "english", "italian"),
    [
        ("done", "2019", "stated as fact, in 2019", "dato come fatto, nel 2019"),
        ("done", "2020-01-16", "stated as fact, on 16 January 2020", "dato come fatto, il 16 gennaio 2020"),
        ("done", "2020-11-08", "stated as fact, on 8 November 2020", "dato come fatto, l'8 novembre 2020"),
        ("done", "2020-03-01", "stated as fact, on 1 March 2020", "dato come fatto, il 1º marzo 2020"),
        ("done", "2016/..", "stated as fact, since 2016", "dato come fatto, dal 2016"),
        ("done", "../2020-01-16", "stated as fact, by 16 January 2020", "dato come fatto, entro il 16 gennaio 2020"),
        ("done", "2018~/2021", "stated as fact, from about 2018 to 2021", "dato come fatto, dal 2018 circa al 2021"),
        (
            "done",
            "2019-05~/2021-05~",
            "stated as fact, from about May 2019 to about May 2021",
            "dato come fatto, da maggio 2019 circa a maggio 2021 circa",
        ),
        (
            "done",
            "2019?-03-26",
            "stated as fact, on 26 March 2019 (the year is not certain)",
            "dato come fatto, il 26 marzo 2019 (l'anno non è certo)",
        ),
        (
            "done",
            "[2021-05-21..2021-05-31]",
            "stated as fact, on a day between 21 May 2021 and 31 May 2021",
            "dato come fatto, in un giorno tra il 21 maggio 2021 e il 31 maggio 2021",
        ),
        ("expected", "../2021", "expected by the end of 2021", "secondo le previsioni entro la fine del 2021"),
        ("expected", "../2021-08", "expected by the end of August 2021", "secondo le previsioni entro la fine di agosto 2021"),
        ("expected", "2030", "expected in 2030", "secondo le previsioni nel 2030"),
        ("expected", "2022/..", "expected from 2022 on", "secondo le previsioni dal 2022 in poi"),
        ("planned", "2020", "planned for 2020", "in programma per il 2020"),
        ("planned", "2021-04", "planned for April 2021", "in programma per aprile 2021"),
        ("planned", "2021-05", "planned for May 2021", "in programma per maggio 2021"),
        ("planned", "2021-05-25", "planned for 25 May 2021", "in programma per il 25 maggio 2021"),
        ("planned", "2021-05-11", "planned for 11 May 2021", "in programma per l'11 maggio 2021"),
        (
            "planned",
            "2021-04-21T10:00:00",
            "planned for 21 April 2021 at 10:00",
            "in programma per il 21 aprile 2021 alle 10:00",
        ),
        ("planned", "../2021-12-31", "planned by 31 December 2021", "in programma entro il 31 dicembre 2021"),
        ("underWay", "2021-05", "under way in May 2021", "in corso a maggio 2021"),
        ("underWay", "../2021-05", "under way until May 2021", "in corso fino a maggio 2021"),
        ("underWay", "2018-08/2019-04", "under way from August 2018 to April 2019", "in corso da agosto 2018 ad aprile 2019"),
        ("possible", "2030", "possible, in 2030", "come possibilità, nel 2030"),
        ("recommended", "2021", "recommended, in 2021", "come raccomandazione, nel 2021"),
        ("believed", "2021", "held as an opinion, in 2021", "come opinione, nel 2021"),
    ],
)
def test_modality_and_time(modality: str, edtf: str, english: str, italian: str) -> None:
    assert said(modality, edtf, "en") == english
    assert said(modality, edtf, "it") == italian


@pytest.mark.parametrize(
    ("value", "unit", "approximation", "english", "italian"),
    [
        ("8000000000.0", "euro", "over", "over 8 billion euro", "oltre 8 miliardi di euro"),
        ("15600000000", "euro", "exact", "15.6 billion euro", "15,6 miliardi di euro"),
        ("1000000", "euro", "about", "about 1 million euro", "circa 1 milione di euro"),
        ("150000000", "euro", "almost", "almost 150 million euro", "quasi 150 milioni di euro"),
        ("117461", "person", "exact", "117,461", "117.461"),
        ("400.0", "organisation", "over", "over 400", "oltre 400"),
        ("2.5", "percent", "atLeast", "at least 2.5%", "almeno 2,5%"),
        ("350", "dose", "upTo", "up to 350 doses", "fino a 350 dosi"),
        ("2", "position", "exact", "2nd place", "2º posto"),
        ("1234567", "euro", "exact", "1,234,567 euro", "1.234.567 euro"),
        ("1e400", "euro", "exact", "1E+400 euro", "1E+400 euro"),
        ("NaN", "unit", "exact", "NaN", "NaN"),
    ],
)
def test_figures(value: str, unit: str, approximation: str, english: str, italian: str) -> None:
    assert amount(value, "en", unit, approximation) == english
    assert amount(value, "it", unit, approximation) == italian


def test_a_range_has_both_bounds_or_one() -> None:
    euro = term("units", "euro")
    both = Figure(unit=euro, least=Decimal(5), most=Decimal(10))
    assert say(None, None, None, both, "en").figure == "between 5 and 10 euro"
    assert say(None, None, None, both, "it").figure == "tra 5 e 10 euro"
    assert say(None, None, None, Figure(least=Decimal(5)), "it").figure == "almeno 5"
    assert say(None, None, None, Figure(most=Decimal(5)), "en").figure == "up to 5"


def test_a_figure_whose_time_is_not_printed_says_so() -> None:
    unsaid = Time(is_stated=False, precision=term("precisions", "notStated"))
    figure = Figure(unit=term("units", "euro"), value=Decimal(8_000_000_000))
    told = say(term("modalities", "done"), term("approximations", "over"), unsaid, figure, "en")
    assert told.text == "over 8 billion euro; stated as fact, when is not said"
    inferred = Time(start=date(2019, 3, 1), edtf="2019-03/..", is_stated=False)
    assert when_words(inferred, "en") == "when is not said (since March 2019, as the editors read it)"
    assert when_words(inferred, "it") == "quando non è detto (da marzo 2019, nella lettura dei curatori)"


def test_terms_of_another_workspace_are_told_by_their_names() -> None:
    figure = Figure(unit=Name("https://example.org/units#bed", "beds"), value=Decimal(12))
    told = say(
        Name("https://example.org/m#rumoured", "rumoured"), Name("https://example.org/a#nearly", "nearly"), None, figure, "it"
    )
    assert told.text == "nearly 12 beds; rumoured"


@pytest.mark.parametrize(
    "junk", ["", "soon", "2019-13", "2019-02-30", "/", "../..", "[2019..]", "0000", "\u202e2019", "<b>2019</b>"]
)
def test_junk_in_place_of_a_time_is_no_time(junk: str) -> None:
    assert parse_span(junk) is None
    assert when_words(Time(edtf=junk, start=date(2019, 1, 1), end=date(2019, 12, 31)), "en") == "in 2019"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2019, 3, 26), date(2019, 3, 26), "on 26 March 2019"),
        (date(2019, 2, 1), date(2019, 2, 28), "in February 2019"),
        (date(2014, 1, 1), date(2020, 12, 31), "from 2014 to 2020"),
        (date(2019, 3, 26), date(2019, 6, 30), "from 26 March 2019 to 30 June 2019"),
        (None, date(2021, 12, 31), "by the end of 2021"),
        (date(2016, 1, 1), None, "since 2016"),
        (None, None, ""),
    ],
)
def test_bounds_alone_give_the_plainest_words(start: date | None, end: date | None, words: str) -> None:
    assert when_words(Time(start=start, end=end), "en") == words


def test_the_last_day_of_the_last_month_there_is() -> None:
    span = parse_span("9999-12")
    assert span is not None
    assert span.start is not None
    assert last_day(span.start) == date(9999, 12, 31)
    assert span_of_days(None, None) is None
