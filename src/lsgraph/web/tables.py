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
from lsgraph.questions.evidence_facts import Facts, evidence_facts
from lsgraph.questions.header import Column, ColumnType

Value: TypeAlias = str | int | Decimal | date | None
EVIDENCE_COLUMNS = {
    "evidence_document": {"en": "document it rests on", "it": "documento su cui si basa"},
    "evidence_document_date": {"en": "date of the document", "it": "data del documento"},
    "evidence_passage": {"en": "passage", "it": "passo"},
    "evidence_phrase": {"en": "as printed", "it": "parole stampate"},
    "evidence_sentence": {"en": "whole sentence", "it": "frase intera"},
    "evidence_modality": {"en": "how it stands to fact", "it": "in che rapporto sta con i fatti"},
    "evidence_approximation": {"en": "how near", "it": "quanto vicino"},
    "evidence_said": {"en": "said in words", "it": "detto a parole"},
    "evidence_perimeter": {"en": "of whom exactly", "it": "di chi esattamente"},
    "evidence_period": {"en": "period", "it": "periodo"},
    "evidence_claim": {"en": "claim", "it": "affermazione"},
    "evidence_disagreeing": {"en": "said otherwise", "it": "detto altrimenti"},
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
    reasons = [[_evidence_texts(evidence_facts(evidence, language)) for evidence in row.evidence] for row in rows]
    for name, labels in EVIDENCE_COLUMNS.items():
        values = tuple(_joined([texts.get(name, "") for texts in of_row]) for of_row in reasons)
        yield TableColumn(name, labels.get(language, labels["en"]), Kind.TEXT, None, values)


def _joined(texts: list[str]) -> str:
    """Return several reasons in one cell, each in its place; nothing where none has anything to say."""
    return SEPARATOR.join(texts) if any(texts) else ""


def _evidence_texts(facts: Facts) -> dict[str, str]:
    """Return the texts of one reason, by column."""
    source = facts.get("document") or facts.get("source")
    date = facts.get("document_date", {})
    return {
        "evidence_document": source["name"] if source else facts["says"],
        "evidence_document_date": "/".join(
            dict.fromkeys(date[bound] for bound in ("not_before", "not_after") if bound in date)
        ),
        "evidence_passage": facts["passage"]["iri"] if "passage" in facts else "",
        "evidence_phrase": " … ".join(facts.get("as_printed", [])),
        "evidence_sentence": " … ".join(facts.get("sentence", [])),
        "evidence_modality": facts.get("modality", ""),
        "evidence_approximation": facts.get("approximation", ""),
        "evidence_said": facts.get("said_in_words", ""),
        "evidence_perimeter": "; ".join(whom["name"] for whom in facts.get("perimeter", [])),
        "evidence_period": facts.get("period", {}).get("edtf", ""),
        "evidence_claim": facts.get("claim", ""),
        "evidence_disagreeing": " ".join(beside["claim"] for beside in facts.get("disagreeing", [])),
    }
