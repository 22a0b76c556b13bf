"""An answer as a workbook for spreadsheets (Office Open XML, ISO/IEC 29500): the rows, and a sheet that says what they are.

Every text is written as a text, so that none is taken for a formula or a link, whatever it begins with. The same answer gives
the same bytes: no time of the making stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lsgraph.web.answers import About
from lsgraph.web.tables import Kind, TableColumn, Value

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TEXT_LIMIT = 32_767
"""Characters that a cell holds."""
FIRST_DAY = date(1900, 3, 1)
"""Spreadsheets count days from 1900 and take that year for a leap year; days before are written as texts."""
MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - a fixed moment, that the format wants
SHEETS = {"en": ("Answer", "About"), "it": ("Risposta", "Informazioni")}
ABOUT_LABELS = {
    "en": ("Question", "Wording", "Release", "Address", "What it adds up", "What it does not say", "Licence", "How to cite"),
    "it": ("Domanda", "In parole", "Versione", "Indirizzo", "Che cosa somma", "Che cosa non dice", "Licenza", "Come citare"),
}
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTHS = {Kind.TEXT: 32, Kind.NUMBER: 16, Kind.YEAR: 8, Kind.DATE: 12}


def workbook(about: About, table: tuple[TableColumn, ...]) -> bytes:
    """Return an answer as XLSX.

    Args:
        about: what it is an answer to.
        table: its columns.
    """
    # Read here: it takes a tenth of a second, which a server that nobody asks for workbooks need not spend.
    from xlsxwriter import Workbook

    written = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(written, options) as book:
        book.set_properties({"title": _text(about.title), "comments": _text(about.citation), "created": MADE})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {
            Kind.NUMBER: book.add_format({"num_format": "#,##0.############"}),
            Kind.YEAR: book.add_format({"num_format": "0"}),
            Kind.DATE: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        whole = book.add_format({"num_format": "#,##0"})
        answer_sheet, about_sheet = (book.add_worksheet(name) for name in SHEETS.get(about.language, SHEETS["en"]))
        _write_answer(answer_sheet, table, bold, formats, whole)
        _write_about(about_sheet, about, bold, book.add_format({"text_wrap": True, "valign": "top"}))
    return written.getvalue()


def _write_answer(
    sheet: Worksheet, table: tuple[TableColumn, ...], bold: Format, formats: dict[Kind, Format], whole: Format
) -> None:
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(table):
        sheet.set_column(number, number, _WIDTHS[column.kind])
        sheet.write_string(0, number, _text(f"{column.label} ({column.unit})" if column.unit else column.label), bold)
    for row, values in enumerate(zip(*(column.values for column in table), strict=True), start=1):
        for number, (column, value) in enumerate(zip(table, values, strict=True)):
            _write_value(sheet, row, number, value, formats.get(column.kind), whole)


def _write_value(sheet: Worksheet, row: int, number: int, value: Value, form: Format | None, whole: Format) -> None:
    match value:
        case None | "":
            return
        case str():
            sheet.write_string(row, number, _text(value))
        case date() if value >= FIRST_DAY:
            sheet.write_datetime(row, number, value, form)
        case date():
            sheet.write_string(row, number, value.isoformat())
        case Decimal():
            sheet.write_number(row, number, float(value), whole if value == value.to_integral_value() else form)
        case _:
            sheet.write_number(row, number, value, form)


def _write_about(sheet: Worksheet, about: About, bold: Format, wrapped: Format) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100)
    for row, (label, text) in enumerate(_about_rows(about)):
        sheet.write_string(row, 0, _text(label), bold)
        sheet.write_string(row, 1, _text(text), wrapped)


def _about_rows(about: About) -> Iterator[tuple[str, str]]:
    """Give what the second sheet says, line by line; what there is nothing of is left out."""
    header, language, manifest = about.question.header, about.language, about.manifest
    question, wording, release, address, sums, covers_not, licence, cite = ABOUT_LABELS.get(language, ABOUT_LABELS["en"])
    yield question, about.title
    yield wording, header.question.in_language(language)
    asked: dict[str, Any] = about.asked
    for parameter in header.parameters:
        if parameter.name in asked:
            said = asked[parameter.name]
            choice = next((choice.label.in_language(language) for choice in parameter.choices if choice.value == said), said)
            yield parameter.label.in_language(language), choice
    if header.sums:
        yield sums, header.sums.in_language(language)
    yield covers_not, header.covers_not.in_language(language)
    yield release, manifest.name
    yield address, about.iri
    if manifest.licence_iri:
        yield licence, manifest.licence_iri
    yield cite, about.citation


def _text(text: str) -> str:
    """Return a text that a cell can hold: XML has no place for some characters, and a cell has an end."""
    clean = _NOT_IN_XML.sub("\ufffd", text)
    return clean if len(clean) <= TEXT_LIMIT else f"{clean[: TEXT_LIMIT - 1]}…"
