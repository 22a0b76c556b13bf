"""The few words a drawing says of itself, and its numbers and dates, in the reader's language.

A drawing stands below the web and has its own small table of messages: a sentence for each language, for one and for many.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Final

from babel import Locale
from babel.dates import format_date, get_month_names
from babel.numbers import format_decimal, format_scientific

LOCALES: Final = {"en": "en_GB", "it": "it_IT"}
DEFAULT: Final = "en"
EN_DASH: Final = "\N{EN DASH}"
PLAIN_DIGITS: Final = 15
"""Numbers with more digits before the point are written with a power of ten, and so are those as small."""
SMALLEST_PLAIN: Final = Decimal("1e-6")

Sentences = dict[str, tuple[str, str]]

MESSAGES: Final[dict[str, Sentences]] = {
    "bars": {
        "en": ("One bar: {high}.", "{count} bars; the longest: {high}; the shortest: {low}."),
        "it": ("Una barra: {high}.", "{count} barre; la più lunga: {high}; la più corta: {low}."),
    },
    "series": {
        "en": ("All of {names}.", "In {count} colours: {names}."),
        "it": ("Tutto di {names}.", "In {count} colori: {names}."),
    },
    "points": {
        "en": ("One point: {high}.", "{count} points from {first} to {last}; the highest: {high}; the lowest: {low}."),
        "it": ("Un punto: {high}.", "{count} punti, da {first} a {last}; il più alto: {high}; il più basso: {low}."),
    },
    "entries": {
        "en": ("One entry: {first}.", "{count} entries; the earliest: {first}; the latest: {last}."),
        "it": ("Una voce: {first}.", "{count} voci; la prima nel tempo: {first}; l'ultima: {last}."),
    },
    "things": {
        "en": ("One thing, tied to itself: {most}.", "{count} things and {ties} ties between them; the most ties has {most}."),
        "it": ("Una cosa, legata a se stessa: {most}.", "{count} cose e {ties} legami fra loro; ne ha di più {most}."),
    },
    "regions": {
        "en": (
            "One region on a map of Italy: {high}.",
            "{count} regions on a map of Italy; the most: {high}; the least: {low}.",
        ),
        "it": (
            "Una regione su una carta d'Italia: {high}.",
            "{count} regioni su una carta d'Italia; il massimo: {high}; il minimo: {low}.",
        ),
    },
    "spots": {
        "en": ("One place on a map: {high}.", "{count} places on a map; the most: {high}; the least: {low}."),
        "it": ("Un luogo su una carta: {high}.", "{count} luoghi su una carta; il massimo: {high}; il minimo: {low}."),
    },
    "no-number": {
        "en": ("One row has no number.", "{count} rows have no number."),
        "it": ("Una riga non ha un numero.", "{count} righe non hanno un numero."),
    },
    "other-unit": {
        "en": ("One row is in another unit.", "{count} rows are in other units."),
        "it": ("Una riga è in un'altra unità.", "{count} righe sono in altre unità."),
    },
    "other-kind": {
        "en": ("One row is of another kind.", "{count} rows are of another kind."),
        "it": ("Una riga è di un altro tipo.", "{count} righe sono di un altro tipo."),
    },
    "no-date": {
        "en": ("One row has no date.", "{count} rows have no date."),
        "it": ("Una riga non ha una data.", "{count} righe non hanno una data."),
    },
    "no-thing": {
        "en": ("One row lacks one of the two things it would tie.", "{count} rows lack one of the two things they would tie."),
        "it": ("A una riga manca una delle due cose da legare.", "A {count} righe manca una delle due cose da legare."),
    },
    "no-place": {
        "en": ("One row is of no place that the map has.", "{count} rows are of no place that the map has."),
        "it": ("Una riga non è di un luogo che la carta abbia.", "{count} righe non sono di un luogo che la carta abbia."),
    },
    "second-figure": {
        "en": (
            "One row is a second figure of a place; the map shows the first.",
            "{count} rows are further figures of a place; the map shows the first.",
        ),
        "it": (
            "Una riga è una seconda cifra di un luogo; la carta mostra la prima.",
            "{count} righe sono altre cifre di un luogo; la carta mostra la prima.",
        ),
    },
    "too-many": {
        "en": ("One row is left out for want of room.", "{count} rows are left out for want of room."),
        "it": ("Una riga è omessa per mancanza di spazio.", "{count} righe sono omesse per mancanza di spazio."),
    },
    "first-row": {
        "en": ("One more row is in the table only.", "{count} more rows are in the table only."),
        "it": ("Un'altra riga è solo nella tabella.", "Altre {count} righe sono solo nella tabella."),
    },
    "rest": {
        "en": ("another", "others"),
        "it": ("altro", "altri"),
    },
    "ties": {
        "en": ("{count} tie", "{count} ties"),
        "it": ("{count} legame", "{count} legami"),
    },
    "rows": {
        "en": ("{count} row", "{count} rows"),
        "it": ("{count} riga", "{count} righe"),
    },
    "not-said": {
        "en": ("nothing said", "nothing said"),
        "it": ("nulla di detto", "nulla di detto"),
    },
    "somewhere": {
        "en": ("somewhere in the region or province", "somewhere in the region or province"),
        "it": ("in un punto della regione o della provincia", "in un punto della regione o della provincia"),
    },
    "since": {
        "en": ("from {date}", "from {date}"),
        "it": ("dal {date}", "dal {date}"),
    },
    "until": {
        "en": ("until {date}", "until {date}"),
        "it": ("fino al {date}", "fino al {date}"),
    },
}


class Wording:
    """What a drawing says, in one language.

    Args:
        code: the language; English where it is an unknown one.
    """

    def __init__(self, code: str) -> None:
        self.code = code if code in LOCALES else DEFAULT
        self.locale = Locale.parse(LOCALES[self.code])

    def say(self, message: str, count: int = 1, **parts: str) -> str:
        """Return a message of the table for a number of things."""
        sentence = MESSAGES[message][self.code][count != 1]
        return sentence.format(count=self.number(Decimal(count)), **parts)

    def number(self, value: Decimal) -> str:
        """Return a number as the reader writes it.

        >>> Wording("it").number(Decimal("1234567.8")), Wording("en").number(Decimal("3e40"))
        ('1.234.567,8', '3E40')
        """
        if value and (abs(value) < SMALLEST_PLAIN or value.adjusted() >= PLAIN_DIGITS):
            return format_scientific(value, format="0.###E0", locale=self.locale)
        plain = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
        return format_decimal(plain, locale=self.locale, decimal_quantization=False)

    def span(self, start: date | None, end: date | None) -> str:
        """Return a span of days, as short as it can be said: a year, a month, a day, or its bounds.

        >>> Wording("en").span(date(2018, 3, 1), date(2018, 3, 31)), Wording("it").span(None, date(2021, 12, 31))
        ('Mar 2018', 'fino al 2021')
        >>> Wording("it").span(date(2018, 3, 8), None)
        "dall'8 mar 2018"
        """
        if start is None or end is None:
            return self._open(start, end)
        if start == end:
            return self._day(start)
        if start.day == 1 and end.day == monthrange(end.year, end.month)[1]:
            if (start.month, end.month) == (1, 12):
                return str(start.year) if start.year == end.year else f"{start.year}{EN_DASH}{end.year}"
            first, last = self._month(start), self._month(end)
            return first if first == last else f"{first} {EN_DASH} {last}"
        return f"{self._day(start)} {EN_DASH} {self._day(end)}"

    def _open(self, start: date | None, end: date | None) -> str:
        if start:
            day = str(start.year) if (start.month, start.day) == (1, 1) else self._day(start)
            return _elided(self.say("since", date=day))
        if end:
            day = str(end.year) if (end.month, end.day) == (12, 31) else self._day(end)
            return _elided(self.say("until", date=day))
        return ""

    @property
    def for_axes(self) -> dict[str, dict[str, object]]:
        """How Vega writes the numbers and months of axes (d3-format and d3-time-format locales)."""
        symbols = self.locale.number_symbols["latn"]
        months = get_month_names("abbreviated", context="stand-alone", locale=self.locale)
        short = [months[month] for month in range(1, 13)]
        days = ["-"] * 7
        return {
            "number": {"decimal": symbols["decimal"], "thousands": symbols["group"], "grouping": [3], "currency": ["", ""]},
            "time": {
                "dateTime": "%d/%m/%Y %H:%M", "date": "%d/%m/%Y", "time": "%H:%M", "periods": ["-", "-"],
                "days": days, "shortDays": days, "months": short, "shortMonths": short,
            },
        }  # fmt: skip

    def _day(self, value: date) -> str:
        return format_date(value, format="d MMM y", locale=self.locale)

    def _month(self, value: date) -> str:
        return format_date(value, format="MMM y", locale=self.locale)


def _elided(words: str) -> str:
    """Return Italian words with the article that the days called «otto» and «undici» ask for; others stay as they are."""
    return re.sub(r"\b(d?al) (8|11) ", r"\1l'\2 ", words)
