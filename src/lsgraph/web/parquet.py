"""An answer as Apache Parquet: typed columns, and what they are in the file's metadata, under one key, as JSON.

Numbers are decimals with as many digits after the point as the column needs, so that none changes on the way. The same answer
gives the same bytes: there is one key for each thing that has metadata, because several have no order.
"""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from lsgraph.web.answers import About
from lsgraph.web.tables import Kind, TableColumn, Value

if TYPE_CHECKING:
    from arro3.core import Array, DataType

KEY = "lsgraph"
DIGITS = 38
"""Digits that a decimal has at most."""


def parquet(about: About, table: tuple[TableColumn, ...]) -> bytes:
    """Return an answer as Parquet.

    Args:
        about: what it is an answer to.
        table: its columns.
    """
    # Read here, so that a server that nobody asks for Parquet does not carry it.
    from arro3.core import Field, RecordBatch, Schema
    from arro3.io import write_parquet

    arrays = [_array(column) for column in table]
    fields = [
        Field(column.name, array.type, nullable=True, metadata={KEY: _json(_of_column(column))})
        for column, array in zip(table, arrays, strict=True)
    ]
    # Both in the file's metadata and in the schema's: readers look at the one or the other.
    metadata = {KEY: _json(_of_answer(about, table))}
    batch = RecordBatch(arrays, schema=Schema(fields, metadata=metadata))
    written = BytesIO()
    write_parquet(batch, written, key_value_metadata=metadata, compression="zstd(3)", created_by=KEY)
    return written.getvalue()


def _array(column: TableColumn) -> Array:
    from arro3.core import Array, DataType

    match column.kind:
        case Kind.YEAR:
            return Array(column.values, type=DataType.int32())
        case Kind.DATE:
            return _cast([None if value is None else str(value) for value in column.values], DataType.date32())
        case Kind.NUMBER if (scale := _scale(column.values)) is not None:
            texts = [f"{value:f}" if isinstance(value, Decimal) else None for value in column.values]
            return _cast(texts, DataType.decimal128(DIGITS, scale))
    texts = [None if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value) for value in column.values]
    return Array(texts, type=DataType.string())


def _cast(texts: list[str | None], to: DataType) -> Array:
    """Return texts as another type; the constructor does not make decimals and dates from Python's."""
    from arro3.core import Array, DataType

    return Array(texts, type=DataType.string()).cast(to)


def _scale(values: tuple[Value, ...]) -> int | None:
    """Return how many digits after the point a column of decimals needs, None where some need more digits than there are."""
    numbers = [value for value in values if isinstance(value, Decimal)]
    after = max((-int(number.as_tuple().exponent) for number in numbers), default=0)
    scale = max(after, 0)
    before = max((number.adjusted() + 1 for number in numbers), default=0)
    return scale if scale + max(before, 1) <= DIGITS else None


def _of_column(column: TableColumn) -> dict[str, str]:
    return {"label": column.label} | ({"unit": column.unit} if column.unit else {})


def _of_answer(about: About, table: tuple[TableColumn, ...]) -> dict[str, object]:
    header, language = about.question.header, about.language
    return {
        "question": about.question.name,
        "iri": about.iri,
        "title": about.title,
        "wording": header.question.in_language(language),
        "parameters": about.asked,
        "covers_not": header.covers_not.in_language(language),
        "language": language,
        "release": about.manifest.name,
        "licence": about.manifest.licence_iri,
        "citation": about.citation,
        "columns": {column.name: _of_column(column) for column in table},
    }


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False)
