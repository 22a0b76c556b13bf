"""An answer as a table of typed values, which the file formats write each in its own way.

A column of things is two columns, its names and its IRIs; what rows rest on stands in columns of its own at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeAlias

from lsgraph.questions.answer import Answer, AnswerRow, Cell
from lsgraph.questions.evidence import Evidence
from lsgraph.questions.header import Column, ColumnType

Value: TypeAlias = str | int | Decimal | date | None
EVIDENCE_COLUMNS = {
    "evidence_document": {"en": "document it rests on", "it": "documento su cui si basa"},
    "evidence_passage": {"en": "passage", "it": "passo"},
    "evidence_phrase": {"en": "as printed", "it": "parole stampate"},
    "evidence_claim": {"en": "claim", "it": "affermazione"},
}
SEPARATOR = " | "
"""Between several reasons in one cell."""

EXPONENT_LIMIT = 300
"""Powers of ten that every format can say."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")


class Kind(StrEnum):
    """What the values of a column are in Python: `str`, `Decimal`, `int`, `date`."""

    TEXT = "text"
    NUMBER = "number"
    YEAR = "year"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table.

    Attributes:
        name: what programs call it; the same in every language.
        label: what people call it.
        kind: what its values are.
        unit: of every number in it.
        values: its values; None where a row has none.
    """

    name: str
    label: str
    kind: Kind
    unit: str | None
    values: tuple[Value, ...]


def table_of(answer: Answer, language: str) -> tuple[TableColumn, ...]:
    """Return an answer as columns; all of them have as many values as the answer has rows."""
    columns = [
        made
        for number, column in enumerate(answer.columns)
        for made in _columns(column, [row.cells[number] for row in answer.rows], language)
    ]
    return (*columns, *_evidence_columns(answer.rows, language))


def as_number(text: str) -> Decimal | None:
    """Return what a text says as a finite number, None where it is none."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < EXPONENT_LIMIT else None


def _columns(column: Column, cells: list[Cell], language: str) -> Iterator[TableColumn]:
    label = column.label.in_language(language)
    unit = column.unit.in_language(language) if column.unit else None
    texts = tuple(cell.text if cell.term is not None else None for cell in cells)
    yield TableColumn(column.name, label, *_typed(column.type, unit, texts))
    if column.type is ColumnType.THING:
        iris = tuple(cell.name.iri if cell.name else None for cell in cells)
        yield TableColumn(f"{column.name}_iri", f"{label} (IRI)", Kind.TEXT, None, iris)


def _typed(wanted: ColumnType, unit: str | None, texts: tuple[str | None, ...]) -> tuple[Kind, str | None, tuple[Value, ...]]:
    """Return the values of a column as what it holds; as texts, all of them, where one is something else."""
    if wanted in _READERS:
        kind, read = _READERS[wanted]
        values = tuple(read(text) if text is not None else None for text in texts)
        if not any(value is None and text is not None for value, text in zip(values, texts, strict=True)):
            return kind, unit, values
    return Kind.TEXT, unit, texts


def _year(text: str) -> int | None:
    return int(text) if _YEAR.fullmatch(text) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


_READERS: dict[ColumnType, tuple[Kind, Callable[[str], Value]]] = {
    ColumnType.NUMBER: (Kind.NUMBER, as_number),
    ColumnType.YEAR: (Kind.YEAR, _year),
    ColumnType.DATE: (Kind.DATE, _day),
}


def _evidence_columns(rows: tuple[AnswerRow, ...], language: str) -> Iterator[TableColumn]:
    texts = [_evidence_texts(row.evidence) for row in rows]
    for number, (name, labels) in enumerate(EVIDENCE_COLUMNS.items()):
        values = tuple(row[number] for row in texts)
        yield TableColumn(name, labels.get(language, labels["en"]), Kind.TEXT, None, values)


def _evidence_texts(evidence: tuple[Evidence, ...]) -> list[str]:
    """Return the four texts of evidence; several reasons stand in one cell, in the same order in each."""
    claims = [found.claim for found in evidence if found.claim]
    others = [found.source.text if found.source else found.speaker.value for found in evidence if not found.claim]
    documents = [claim.passage.document.name.text for claim in claims]
    phrases = [" … ".join(literal.value for literal in claim.printed) for claim in claims]
    columns = (documents + others, [claim.passage.name.iri for claim in claims], phrases, [claim.iri for claim in claims])
    return [SEPARATOR.join(column) for column in columns]
