"""What a drawing reads out of rows: texts, numbers with their units and hedges, days."""

from __future__ import annotations

import math
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import NamedNode

from lsgraph.drawings.text import clean
from lsgraph.drawings.wording import Wording
from lsgraph.questions.answer import Answer, AnswerRow, Cell
from lsgraph.questions.header import Column

UNIT: Final = "unit"
"""The column that holds units where they differ by row."""
APPROXIMATION: Final = "approximation"
"""The column that holds how near a number is: over, about."""
NOTHING: Final = Cell()
DIGITS_LIMIT: Final = 400
DAY_MS: Final = 86_400_000


class Table:
    """An answer's rows by the names of their columns."""

    def __init__(self, answer: Answer) -> None:
        self.columns: dict[str, Column] = {column.name: column for column in answer.columns}
        self._places = {column.name: place for place, column in enumerate(answer.columns)}

    def cell(self, row: AnswerRow, name: str | None) -> Cell:
        """Return a row's cell; an empty one where there is no such column."""
        place = self._places.get(name or "")
        return NOTHING if place is None else row.cells[place]

    def text(self, row: AnswerRow, name: str | None) -> str:
        """Return a cell's text as a drawing shows it."""
        return clean(self.cell(row, name).text)

    def label(self, name: str, wording: Wording) -> str:
        """Return what stands above a column."""
        return clean(self.columns[name].label.in_language(wording.code)) if name in self.columns else ""

    def is_of(self, row: AnswerRow, where: Mapping[str, str]) -> bool:
        """Return whether a row's cells are these, by their texts or IRIs."""
        return all(
            wanted in {self.cell(row, name).text, getattr(self.cell(row, name).term, "value", None)}
            for name, wanted in where.items()
        )

    def figure(self, row: AnswerRow, name: str, wording: Wording) -> Figure | None:
        """Return the number in a cell, or None where there is none that can be drawn."""
        value = number(self.cell(row, name))
        if value is None:
            return None
        column = self.columns[name]
        unit = clean(column.unit.in_language(wording.code)) if column.unit else self.text(row, UNIT)
        return Figure(value, unit, self.text(row, APPROXIMATION))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it must not be read without.

    Attributes:
        value: the number.
        unit: what it counts, in the reader's language.
        hedge: how near it is, such as `over`.
    """

    value: Decimal
    unit: str
    hedge: str

    def short(self, wording: Wording) -> str:
        """Return it as it stands beside a bar."""
        return f"{self.hedge} {wording.number(self.value)}".strip()

    def long(self, wording: Wording) -> str:
        """Return it with its unit."""
        return f"{self.short(wording)} {self.unit}".strip()


def number(cell: Cell) -> Decimal | None:
    """Return a cell's number, or None where it has none that could stand on an axis."""
    text = "" if cell.name or cell.term is None else cell.text
    try:
        value = Decimal(text) if len(text) <= DIGITS_LIMIT else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() and math.isfinite(float(value)) else None


def days(cell: Cell) -> tuple[date, date] | None:
    """Return the first and the last day of a cell's date, month or year, or None where it has none.

    A year alone (`xsd:gYear`) is all of its days; so is a month (`xsd:gYearMonth`).
    """
    text = "" if cell.name or cell.term is None else cell.text
    try:
        if len(text) == len("2019"):
            return date(int(text), 1, 1), date(int(text), 12, 31)
        if len(text) == len("2019-03"):
            first = date.fromisoformat(f"{text}-01")
            return first, first.replace(day=monthrange(first.year, first.month)[1])
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day, day


def milliseconds(day: date) -> int:
    """Return the start of a day in milliseconds of Unix time."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def iri(cell: Cell) -> str | None:
    """Return a cell's IRI."""
    return cell.term.value if isinstance(cell.term, NamedNode) else None


def commonest(values: Iterable[str]) -> str:
    """Return what comes most often, the first of several."""
    counted = Counter(values)
    return max(counted, key=lambda value: counted[value], default="")


class LeftOut:
    """Counts the rows that are not drawn, by reason."""

    def __init__(self) -> None:
        self._rows: Counter[str] = Counter()

    def add(self, reason: str, rows: int = 1) -> None:
        """Count rows; the reason is a message of `wording.MESSAGES`."""
        if rows > 0:
            self._rows[reason] += rows

    def words(self, wording: Wording) -> str:
        """Return all that is left out, a sentence for each reason."""
        return " ".join(wording.say(reason, count) for reason, count in self._rows.items())


def series_of(names: Iterable[str], most: int, rest: str) -> dict[str, str]:
    """Return what stands for each series: itself, or the rest where there are more than colours.

    Args:
        names: the series of each row.
        most: how many there may be.
        rest: what the others are called together.
    """
    counted = Counter(names)
    if len(counted) <= most:
        return {name: name for name in counted}
    own = {name for name, _ in counted.most_common(most - 1)}
    return {name: name if name in own else rest for name in counted}
