"""When, in words: with the preposition that goes with it, and with what is open, approximate or uncertain said to be so."""

from __future__ import annotations

from babel import Locale
from babel.dates import format_date

from lsgraph.resources.edtf import Moment, Span, last_day, parse_span, span_of_days
from lsgraph.resources.links import local_name
from lsgraph.resources.names import Name
from lsgraph.resources.times import Time

LOCALES = {"en": Locale.parse("en_GB"), "it": Locale.parse("it_IT")}
YEAR, MONTH, DAY = 1, 2, 3
TO_COME = frozenset({"planned", "expected", "possible", "recommended"})
DOUBTS = {
    "en": {"year": "the year is not certain", "month": "the month is not certain", "day": "the day is not certain"},
    "it": {"year": "l'anno non è certo", "month": "il mese non è certo", "day": "il giorno non è certo"},
}


def when_words(time: Time | None, language: str, modality: Name | None = None) -> str:
    """Return when, with the preposition that goes with it; the bounds of what is not printed are said to be the editors'."""
    if time is None:
        return ""
    language = language if language in LOCALES else "en"
    span = (parse_span(time.edtf) if time.edtf else None) or span_of_days(time.start, time.end)
    is_to_come = modality is not None and local_name(modality.iri) in TO_COME
    is_going_on = modality is not None and local_name(modality.iri) == "underWay"
    words = _span_words(span, language, is_to_come=is_to_come, is_going_on=is_going_on) if span else ""
    if not time.is_stated:
        unsaid, read = (
            ("quando non è detto", "nella lettura dei curatori")
            if language == "it"
            else ("when is not said", "as the editors read it")
        )
        return f"{unsaid} ({words}, {read})" if words else unsaid
    return words or (f"«{time.printed.value}»" if time.printed else "")


def _span_words(span: Span, language: str, *, is_to_come: bool, is_going_on: bool) -> str:
    is_italian = language == "it"
    start, end = span.start, span.end
    if start and end and start == end:
        words = _at(start, language)
    elif start and end and span.is_one_of:
        pattern = "in un giorno tra {} e {}" if is_italian else "on a day between {} and {}"
        words = pattern.format(*(_plain(moment, language, article=True) for moment in (start, end)))
    elif start and end:
        words = f"{_from(start, language)} {_to(end, language)}"
    elif start:
        if is_italian:
            words = _from(start, language) + (" in poi" if is_to_come else "")
        else:
            words = f"from {_plain(start, language)} on" if is_to_come else f"since {_plain(start, language)}"
    else:
        assert end is not None
        words = _until(end, language) if is_going_on else _by(end, language)
    doubts = list(dict.fromkeys(doubt for moment in (start, end) if moment for doubt in moment.doubts))
    return f"{words} ({', '.join(DOUBTS[language][doubt] for doubt in doubts)})" if doubts else words


def _plain(moment: Moment, language: str, *, article: bool = False) -> str:
    """Return a moment without preposition: "about 2018", "March 2018", in Italian with its article where asked for."""
    day = moment.first
    if moment.depth == YEAR:
        words = f"il {day.year}" if language == "it" and article else str(day.year)
    elif moment.depth == MONTH:
        words = format_date(day, format="MMMM y", locale=LOCALES[language])
    else:
        words = format_date(day, format="long", locale=LOCALES[language])
        if language == "it":
            words = f"1º{words[1:]}" if day.day == 1 else words
            words = _article(day.day) + words if article else words
    if not moment.is_about:
        return words
    return f"{words} circa" if language == "it" else f"about {words}"


def _article(day: int) -> str:
    return "l'" if day in {8, 11} else "il "


def _at(moment: Moment, language: str) -> str:
    plain = _plain(moment, language)
    if language == "en":
        words = f"{'on' if moment.depth == DAY else 'in'} {plain}"
        return f"{words} at {moment.clock}" if moment.clock else words
    if moment.depth == YEAR:
        return f"nel {plain}"
    if moment.depth == MONTH:
        return f"{'ad' if plain.startswith('a') else 'a'} {plain}"
    words = _plain(moment, language, article=True)
    return f"{words} alle {moment.clock}" if moment.clock else words


def _from(moment: Moment, language: str) -> str:
    if language == "en":
        return f"from {_plain(moment, language)}"
    return _joined("da", moment)


def _to(moment: Moment, language: str) -> str:
    if language == "en":
        return f"to {_plain(moment, language)}"
    return _joined("a", moment)


def _until(moment: Moment, language: str) -> str:
    if language == "en":
        return f"until {_plain(moment, language)}"
    return f"fino {_joined('a', moment)}"


def _joined(preposition: str, moment: Moment) -> str:
    """Return an Italian moment after *a* or *da*, which melt into the article of years and days."""
    plain = _plain(moment, "it")
    if moment.depth == MONTH:
        return f"{'ad' if preposition == 'a' and plain.startswith('a') else preposition} {plain}"
    return f"{preposition}ll'{plain}" if moment.depth == DAY and moment.first.day in {8, 11} else f"{preposition}l {plain}"


def _by(moment: Moment, language: str) -> str:
    """Return a deadline: a year or month is over when it ends, and that is said."""
    plain = _plain(moment, language)
    if moment.depth == DAY or last_day(moment) == moment.first:
        return f"entro {_plain(moment, language, article=True)}" if language == "it" else f"by {plain}"
    if language == "en":
        return f"by the end of {plain}"
    return f"entro la fine del {plain}" if moment.depth == YEAR else f"entro la fine di {plain}"
