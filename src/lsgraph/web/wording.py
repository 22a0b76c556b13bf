"""Times, values and speakers in the words of the reader's language."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal

from lsgraph.resources.sources import Speaker
from lsgraph.resources.times import Time, day
from lsgraph.vocabulary import XSD
from lsgraph.web.language import Language

NUMBERS = {XSD.decimal, XSD.integer, XSD.double, XSD.float, XSD.int, XSD.long, XSD.nonNegativeInteger, XSD.positiveInteger}
DURATION = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?")
DIGITS_LIMIT = 40


def value_words(literal: Literal, language: Language) -> str:
    """Return a literal as the reader writes it; one whose text does not fit its datatype stays as it is."""
    if literal.datatype in NUMBERS:
        return _number_words(literal.value, language)
    if literal.datatype == XSD.date:
        found = day(literal.value)
        return language.day(found) if found else literal.value
    if literal.datatype == XSD.boolean and literal.value in {"true", "false"}:
        return language.gettext("yes") if literal.value == "true" else language.gettext("no")
    if literal.datatype == XSD.duration:
        return _duration_words(literal.value, language)
    return literal.value


def is_number(literal: object) -> bool:
    """Return whether a term is a number, which a table sets flush right."""
    return isinstance(literal, Literal) and literal.datatype in NUMBERS


def time_words(time: Time, language: Language) -> str:
    """Return when, honestly: what is not printed in the source is said to be not printed."""
    words = _span_words(time.start, time.end, language)
    if not time.is_stated:
        if not words:
            return language.gettext("not printed")
        return language.gettext("not printed; %(span)s") % {"span": _bounds_words(time.start, time.end, language) or words}
    if time.edtf and "?" in time.edtf:
        return language.gettext("%(time)s, not certain") % {"time": words}
    return words or (time.printed.value if time.printed else "")


def speaker_words(speaker: Speaker, language: Language) -> str:
    """Return who speaks, where it is not a passage that can be linked."""
    return {
        Speaker.DOCUMENT: language.gettext("a document"),
        Speaker.EDITORS: language.gettext("the editors of the register"),
        Speaker.AUTHORITY: language.gettext("an outside authority"),
        Speaker.INFERRED: language.gettext("inferred"),
        Speaker.SOFTWARE: language.gettext("the software"),
    }[speaker]


def _number_words(text: str, language: Language) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > DIGITS_LIMIT:
        return text
    return language.number(int(number) if number == number.to_integral_value() else number)


def _duration_words(text: str, language: Language) -> str:
    found = DURATION.fullmatch(text)
    if not found or not any(found.groups()):
        return text
    years, months, days = (int(part or 0) for part in found.groups())
    parts = [
        language.ngettext("%(num)d year", "%(num)d years", years) % {"num": years} if years else "",
        language.ngettext("%(num)d month", "%(num)d months", months) % {"num": months} if months else "",
        language.ngettext("%(num)d day", "%(num)d days", days) % {"num": days} if days else "",
    ]
    return ", ".join(filter(None, parts))


def _span_words(start: date | None, end: date | None, language: Language) -> str:
    """Return a span of days: one day, a month, a year, or its bounds."""
    if start and end and start == end:
        return language.day(start)
    if start and end and start.day == 1 and end.day == monthrange(end.year, end.month)[1]:
        if (start.year, start.month) == (end.year, end.month):
            return language.month(start)
        if (start.month, end.month) == (1, 12):
            return str(start.year) if start.year == end.year else f"{start.year}\N{EN DASH}{end.year}"
    return _bounds_words(start, end, language)


def _bounds_words(start: date | None, end: date | None, language: Language) -> str:
    if start and end:
        return language.gettext("between %(start)s and %(end)s") % {"start": language.day(start), "end": language.day(end)}
    if start:
        since = str(start.year) if (start.month, start.day) == (1, 1) else language.day(start)
        return language.gettext("since %(start)s") % {"start": since}
    if end:
        return language.gettext("until %(end)s") % {"end": language.day(end)}
    return ""
