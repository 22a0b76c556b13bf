"""The row counters against what readers of the formats count, for hostile values and any cut into chunks."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, Store, Triple, Variable

from lsgraph.engine.rows import COUNTERS, RowCeiling
from lsgraph.errors import QueryLimitReached

NAMESPACE = "{http://www.w3.org/2005/sparql-results#}"
Rows = list[tuple[str | None, str | None]]
XML_TEXT = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
PIECES = ["},{", ',{"', '"', '""', "\\", "\n", "\r\n", "\t", "<result>", "&lt;", "{}", ",{}", "]", ":", "a"]
hostile = st.lists(st.sampled_from(PIECES) | XML_TEXT).map("".join)
tables = st.lists(st.tuples(st.none() | hostile, st.none() | hostile), max_size=8)
HOSTILE: Rows = [(None, None), ("},{}", None), ('},{"', '\\"},{"'), ("\\", '""'), (None, None), (",{", '{},{"},{}')]


def table(results: object, table_format: QueryResultsFormat) -> bytes:
    assert isinstance(results, QuerySolutions)
    return results.serialize(format=table_format) or b""


def serialised(rows: Rows, table_format: QueryResultsFormat) -> bytes:
    """Return the rows as Oxigraph writes them, as the columns a and b."""
    data = " ".join(f"({' '.join('UNDEF' if cell is None else str(Literal(cell)) for cell in row)})" for row in rows)
    return table(Store().query(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {data} }} }}"), table_format)


def rows_read(content: bytes, table_format: QueryResultsFormat) -> int:
    """Count the rows with a reader of the format."""
    text = content.decode()
    if table_format == QueryResultsFormat.JSON:
        return len(json.loads(text)["results"]["bindings"])
    if table_format == QueryResultsFormat.XML:
        return len(ET.fromstring(text).findall(f".//{NAMESPACE}result"))
    return len(text.split("\n")) - 2


@pytest.mark.parametrize("table_format", COUNTERS, ids=lambda known: known.file_extension)
@settings(deadline=None)
@given(rows=tables, chunk_bytes=st.integers(1, 200))
@example(rows=[], chunk_bytes=1)
@example(rows=HOSTILE, chunk_bytes=1)
@example(rows=HOSTILE, chunk_bytes=2)
@example(rows=HOSTILE, chunk_bytes=3)
@example(rows=HOSTILE, chunk_bytes=5)
@example(rows=HOSTILE, chunk_bytes=10_000)
def test_a_counter_counts_what_a_reader_counts(table_format: QueryResultsFormat, rows: Rows, chunk_bytes: int) -> None:
    content = serialised(rows, table_format)
    counter = COUNTERS[table_format]()
    for start in range(0, len(content), chunk_bytes):
        counter.feed(content[start : start + chunk_bytes])
    assert counter.rows == rows_read(content, table_format) == len(rows)


@pytest.mark.parametrize("table_format", COUNTERS, ids=lambda known: known.file_extension)
@pytest.mark.parametrize(
    ("text", "rows"), [("SELECT * {}", 1), ("SELECT * { VALUES () { () () } }", 2), ("SELECT ?x { FILTER(false) }", 0)]
)
def test_tables_without_columns_and_without_rows(table_format: QueryResultsFormat, text: str, rows: int) -> None:
    counter = COUNTERS[table_format]()
    counter.feed(table(Store().query(text), table_format))
    assert counter.rows == rows


def triple_table(value: str, table_format: QueryResultsFormat) -> bytes:
    subject, predicate = NamedNode("http://example.org/s"), NamedNode("http://example.org/p")
    term = Triple(subject, predicate, Literal(value))
    return table(Store().query("SELECT ?t { VALUES ?x { 1 2 } }", substitutions={Variable("t"): term}), table_format)


@pytest.mark.parametrize("table_format", COUNTERS, ids=lambda known: known.file_extension)
@settings(deadline=None)
@given(value=hostile)
def test_triple_terms_are_counted_as_one_value(table_format: QueryResultsFormat, value: str) -> None:
    content = triple_table(value, table_format)
    counter = COUNTERS[table_format]()
    counter.feed(content)
    assert counter.rows == rows_read(content, table_format) == 2


@pytest.mark.parametrize("table_format", COUNTERS, ids=lambda known: known.file_extension)
def test_a_ceiling_lets_as_many_rows_pass_as_it_says(table_format: QueryResultsFormat) -> None:
    content = serialised([("a", None)] * 10, table_format)
    assert RowCeiling(table_format, 10)(content) == content
    with pytest.raises(QueryLimitReached, match="result_limit_rows = 9"):
        RowCeiling(table_format, 9)(content)
