"""Answers of saved questions as JSON and CSV; every row carries who says so.

CSV is as RFC 4180 has it, in UTF-8, with a header and nothing above it: what its columns are called by people, their types and
units are told by the description that goes with it (`csvw_json`: Metadata Vocabulary for Tabular Data, W3C). Its texts are
strangers' and people open it in spreadsheets, which take a cell that begins with `=`, `+`, `-` or `@` for a formula and may
obey it: such texts get an apostrophe in front (numbers do not need one). JSON gives every text exactly as it is.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any

from pyoxigraph import Literal

from lsgraph.questions.answer import Answer, AnswerRow, Cell
from lsgraph.questions.catalogue import Question
from lsgraph.questions.evidence_facts import evidence_facts, name_facts
from lsgraph.questions.header import Column, ColumnType
from lsgraph.release.manifest import Manifest
from lsgraph.web.tables import EVIDENCE_COLUMNS, Value, as_number, table_of

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMERIC_DATATYPES = ("#decimal", "#integer", "#double", "#float")
CSVW_DATATYPES = {
    ColumnType.NUMBER: "decimal",
    ColumnType.YEAR: "gYear",
    ColumnType.DATE: "date",
    ColumnType.IRI: "anyURI",
}


@dataclass(frozen=True, slots=True)
class About:
    """What an answer is an answer to.

    Attributes:
        question: what was asked.
        values: the parameters that were said, by name.
        language: the reader's.
        manifest: of the release that answered.
    """

    question: Question
    values: Mapping[str, str]
    language: str
    manifest: Manifest

    @property
    def iri(self) -> str:
        """The IRI of the question."""
        return f"{self.manifest.base_iri}question/{self.question.name}"

    @property
    def title(self) -> str:
        """The question's title."""
        return self.question.header.title.in_language(self.language)

    @property
    def asked(self) -> dict[str, str]:
        """The values the question was asked with, defaults among them."""
        known = {parameter.name: parameter.default for parameter in self.question.header.parameters}
        said = {name: self.values.get(name, "").strip() or default for name, default in known.items()}
        return {name: value for name, value in said.items() if value}

    @property
    def citation(self) -> str:
        """One line to cite the answer by: whose it is, its title, the release and the IRI."""
        dataset = self.manifest.title.get(self.language) or self.manifest.title.get("en", "")
        release = {"it": "versione"}.get(self.language, "release")
        return f"{dataset}. {self.title}. {release.capitalize()} {self.manifest.name}. {self.iri}"


def answer_json(about: About, answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON's values."""
    header, language = about.question.header, about.language
    told = {
        "question": about.question.name,
        "iri": about.iri,
        "title": about.title,
        "wording": header.question.in_language(language),
        "topic": header.topic,
        "parameters": about.asked,
        "covers_not": header.covers_not.in_language(language),
        "sums": header.sums.in_language(language) if header.sums else None,
        "language": language,
        "release": about.manifest.name,
        "licence": about.manifest.licence_iri or None,
        "citation": about.citation,
        "columns": [column_json(column, language) for column in answer.columns],
        "drawing": header.drawing.model_dump(by_alias=True, exclude_none=True) if header.drawing else None,
        "rows": [_row_json(row, answer.columns, language) for row in answer.rows],
        "query": answer.query,
    }
    return {key: value for key, value in told.items() if value is not None}


def column_json(column: Column, language: str) -> dict[str, str]:
    """Return what a column is as JSON's values."""
    told = {"name": column.name, "type": column.type.value, "label": column.label.in_language(language)}
    return told | ({"unit": column.unit.in_language(language)} if column.unit else {})


def answer_csv(answer: Answer) -> str:
    """Return an answer as CSV."""
    table = table_of(answer, "en")
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(column.name for column in table)
    writer.writerows(zip(*([_csv_text(value) for value in column.values] for column in table), strict=True))
    return written.getvalue()


def csvw_json(about: About, url: str) -> dict[str, Any]:
    """Return the description of the CSV at an address (Metadata Vocabulary for Tabular Data, section 5)."""
    header, language = about.question.header, about.language
    columns: list[dict[str, Any]] = []
    for column in header.columns:
        told = _csvw_column(column.name, column.label.in_language(language), CSVW_DATATYPES.get(column.type, "string"))
        if column.unit:
            told["schema:unitText"] = column.unit.in_language(language)
        columns.append(told)
        if column.type is ColumnType.THING:
            columns.append(_csvw_column(f"{column.name}_iri", f"{told['dc:description']} (IRI)", "anyURI"))
    columns += [_csvw_column(name, labels.get(language, labels["en"]), "string") for name, labels in EVIDENCE_COLUMNS.items()]
    licence = {"dc:license": {"@id": about.manifest.licence_iri}} if about.manifest.licence_iri else {}
    return licence | {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "url": url,
        "dc:title": about.title,
        "dc:description": header.question.in_language(language),
        "dc:source": {"@id": about.iri},
        "dc:bibliographicCitation": about.citation,
        "tableSchema": {"columns": columns},
    }


def _csvw_column(name: str, description: str, datatype: str) -> dict[str, Any]:
    return {"name": name, "titles": name, "dc:description": description, "datatype": datatype}


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("Kedrion")
    ("'=1+1", 'Kedrion')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _row_json(row: AnswerRow, columns: tuple[Column, ...], language: str) -> dict[str, Any]:
    values = {column.name: _value_json(cell) for column, cell in zip(columns, row.cells, strict=True)}
    return {"values": values, "evidence": [evidence_facts(evidence, language) for evidence in row.evidence]}


def _value_json(cell: Cell) -> Any:  # noqa: ANN401 - JSON's values
    if cell.name:
        return name_facts(cell.name)
    if isinstance(cell.term, Literal) and cell.term.datatype.value.endswith(NUMERIC_DATATYPES):
        number = as_number(cell.term.value)
        if number is not None:
            return int(number) if number == number.to_integral_value() else float(number)
    return cell.text if cell.term is not None else None


def _csv_text(value: Value) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:f}"
        case str():
            return guarded(value)
    return str(value)
