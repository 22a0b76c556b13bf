"""Answers of saved questions as JSON and CSV; every row carries who says so.

CSV is as RFC 4180 has it, in UTF-8, with a header. Its texts are strangers' and people open it in spreadsheets, which take a
cell that begins with `=`, `+`, `-` or `@` for a formula and may obey it: such texts get an apostrophe in front (numbers do not
need one). JSON gives every text exactly as it is.
"""

from __future__ import annotations

import csv
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Any

from pyoxigraph import Literal

from lsgraph.questions.answer import Answer, AnswerRow, Cell
from lsgraph.questions.catalogue import Question
from lsgraph.questions.evidence import Evidence
from lsgraph.questions.header import Column, ColumnType
from lsgraph.resources.names import Name

EVIDENCE_COLUMNS = ("evidence_document", "evidence_passage", "evidence_phrase", "evidence_claim")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
SEPARATOR = " | "


def answer_json(question: Question, answer: Answer, language: str) -> dict[str, Any]:
    """Return an answer as JSON's values."""
    return {
        "question": question.name,
        "title": question.header.title.in_language(language),
        "wording": question.header.question.in_language(language),
        "covers_not": question.header.covers_not.in_language(language),
        "language": language,
        "columns": [
            {"name": column.name, "type": column.type.value, "label": column.label.in_language(language)}
            for column in answer.columns
        ],
        "rows": [_row_json(row, answer.columns) for row in answer.rows],
        "query": answer.query,
    }


def answer_csv(answer: Answer) -> str:
    """Return an answer as CSV."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow([name for column in answer.columns for name in _csv_names(column)] + [*EVIDENCE_COLUMNS])
    for row in answer.rows:
        cells = [text for column, cell in zip(answer.columns, row.cells, strict=True) for text in _csv_texts(column, cell)]
        writer.writerow(cells + _csv_evidence(row.evidence))
    return written.getvalue()


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("Kedrion")
    ("'=1+1", 'Kedrion')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    """Return one reason to believe a row as JSON's values; what is not known is left out."""
    claim = evidence.claim
    told: dict[str, Any] = {"says": evidence.speaker.value}
    if evidence.source:
        told["source"] = _name_json(evidence.source)
    if claim:
        document = claim.passage.document
        told |= {
            "claim": claim.iri,
            "label": claim.label.value if claim.label else None,
            "passage": _name_json(claim.passage.name),
            "document": _name_json(document.name),
            "publisher": [_name_json(name) for name in document.publishers],
            "document_date": _bounds(document.date.start, document.date.end) if document.date else None,
            "as_printed": [literal.value for literal in claim.printed],
            "modality": claim.modality.text if claim.modality else None,
            "approximation": claim.approximation.text if claim.approximation else None,
            "attributed_to": [_name_json(name) for name in claim.attributed_to],
            "reading_note": [literal.value for literal in claim.notes],
        }
    return {key: value for key, value in told.items() if value not in (None, [])}


def _bounds(start: object, end: object) -> dict[str, str]:
    return {key: str(value) for key, value in (("not_before", start), ("not_after", end)) if value}


def _name_json(name: Name) -> dict[str, str]:
    return {"iri": name.iri, "name": name.text}


def _row_json(row: AnswerRow, columns: tuple[Column, ...]) -> dict[str, Any]:
    values = {column.name: _value_json(cell) for column, cell in zip(columns, row.cells, strict=True)}
    return {"values": values, "evidence": [evidence_json(evidence) for evidence in row.evidence]}


def _value_json(cell: Cell) -> Any:  # noqa: ANN401 - JSON's values
    if cell.name:
        return _name_json(cell.name)
    if isinstance(cell.term, Literal) and cell.term.datatype.value.endswith(("#decimal", "#integer", "#double")):
        try:
            number = Decimal(cell.term.value)
        except InvalidOperation:
            return cell.term.value
        if number.is_finite():
            return int(number) if number == number.to_integral_value() else float(number)
    return cell.text if cell.term is not None else None


def _csv_names(column: Column) -> list[str]:
    return [column.name, f"{column.name}_iri"] if column.type is ColumnType.THING else [column.name]


def _csv_texts(column: Column, cell: Cell) -> list[str]:
    if column.type is ColumnType.THING:
        return [guarded(cell.text), guarded(cell.name.iri if cell.name else "")]
    return [cell.text if column.type is ColumnType.NUMBER and _is_number(cell.text) else guarded(cell.text)]


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _csv_evidence(evidence: tuple[Evidence, ...]) -> list[str]:
    """Return the four columns of evidence; several reasons stand in one cell, in the same order in each."""
    claims = [found.claim for found in evidence if found.claim]
    others = [found.source.text if found.source else found.speaker.value for found in evidence if not found.claim]
    documents = [claim.passage.document.name.text for claim in claims]
    phrases = [" … ".join(literal.value for literal in claim.printed) for claim in claims]
    columns = (documents + others, [claim.passage.name.iri for claim in claims], phrases, [claim.iri for claim in claims])
    return [guarded(SEPARATOR.join(column)) for column in columns]
