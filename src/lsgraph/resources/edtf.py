"""The Extended Date/Time Format (ISO 8601-2) as far as `docs/modelling.md`, "Time", uses it: dates, intervals, one-of sets."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_MARK = r"([?~%]?)"
_MOMENT = re.compile(rf"(\d{{4}}){_MARK}(?:-(\d{{2}}){_MARK}(?:-(\d{{2}}){_MARK}(?:T(\d{{2}}:\d{{2}})(?::\d{{2}})?)?)?)?")
_SET = re.compile(r"\[(.+)\.\.(.+)\]")
_OPEN = frozenset({"", ".."})


@dataclass(frozen=True, slots=True)
class Moment:
    """A year, a month, a day or a time of day, and how sure it is.

    Attributes:
        first: its first day.
        depth: 1 for a year, 2 for a month, 3 for a day.
        clock: hours and minutes, where they are given.
        is_about: whether it is approximate (`~`).
        doubts: which parts are uncertain (`?`): of `year`, `month`, `day`.
    """

    first: date
    depth: int
    clock: str = ""
    is_about: bool = False
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A time: one moment, or from one to another, either of which may be open.

    Attributes:
        start: where it begins; None where that is open.
        end: where it ends; None where that is open.
        is_one_of: whether it is some moment between the two, and not all the time between them.
    """

    start: Moment | None
    end: Moment | None
    is_one_of: bool = False


def parse_span(text: str) -> Span | None:
    """Read a time, or return None for what is none of the forms that are used.

    >>> parse_span("2016/..").start.first.year, parse_span("2016/..").end, parse_span("about 2016")
    (2016, None, None)
    """
    if one_of := _SET.fullmatch(text):
        first, last = _moment(one_of[1]), _moment(one_of[2])
        return Span(first, last, is_one_of=True) if first and last else None
    start, slash, end = text.partition("/")
    if slash:
        return _between(start, end)
    moment = _moment(text)
    return Span(moment, moment) if moment else None


def span_of_days(start: date | None, end: date | None) -> Span | None:
    """Return the plainest time that has these bounds, or None where there are none.

    >>> span_of_days(date(2019, 1, 1), date(2019, 12, 31)).start.depth
    1
    """
    if start and end:
        for depth in (1, 2):
            moment = Moment(start, depth)
            if start == _first(moment) and end == last_day(moment):
                return Span(moment, moment)
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return Span(Moment(start, 1), Moment(end.replace(month=1, day=1), 1))
    began = _bound(start, is_start=True)
    ended = began if start == end else _bound(end, is_start=False)
    return Span(began, ended) if began or ended else None


def last_day(moment: Moment) -> date:
    """Return the last day of a moment."""
    day = moment.first
    month = 12 if moment.depth == 1 else day.month
    return day if moment.depth > 2 else date(day.year, month, monthrange(day.year, month)[1])


def _first(moment: Moment) -> date:
    return moment.first.replace(month=1, day=1) if moment.depth == 1 else moment.first.replace(day=1)


def _bound(day: date | None, *, is_start: bool) -> Moment | None:
    """Return a bound as a year where it is the first or last day of one, else as the day it is."""
    if day is None:
        return None
    is_year = (day.month, day.day) == ((1, 1) if is_start else (12, 31))
    return Moment(date(day.year, 1, 1), 1) if is_year else Moment(day, 3)


def _between(start: str, end: str) -> Span | None:
    began, ended = _moment(start), _moment(end)
    if (began is None and start not in _OPEN) or (ended is None and end not in _OPEN) or not (began or ended):
        return None
    return Span(began, ended)


def _moment(text: str) -> Moment | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    year, year_mark, month, month_mark, day, day_mark, clock = found.groups(default="")
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    marks = dict(zip(("year", "month", "day"), (year_mark, month_mark, day_mark), strict=True))
    doubts = tuple(part for part, mark in marks.items() if mark in {"?", "%"})
    is_about = any(mark in {"~", "%"} for mark in marks.values())
    return Moment(first, 1 + bool(month) + bool(day), clock, is_about, doubts)
