"""CSV against what Oxigraph writes, where that is right, and against Python's reader of CSV everywhere."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store, Triple

from lsgraph.engine.csv_text import CsvFromTsv
from lsgraph.errors import NotExpressible

Term = NamedNode | BlankNode | Literal | Triple
P = NamedNode("http://example.org/p")

texts = st.text(st.sampled_from(',"\\\r\n\t<>?tnr@^: \x00\x01') | st.characters(codec="utf-8"), max_size=12)
literals = (
    texts.map(Literal)
    | texts.map(lambda text: Literal(text, language="zh-hant"))
    | texts.map(lambda text: Literal(text, datatype=NamedNode("http://example.org/a,b")))
    | st.builds(Literal, st.integers() | st.booleans())
)
plain = literals | st.just(NamedNode("http://example.org/a?b='c'&d=(e)")) | st.just(BlankNode("b0"))
commas = plain | st.text(",a", max_size=4).map(lambda text: NamedNode("http://example.org/" + text))


def serialised(terms: list[Term], table_format: QueryResultsFormat) -> bytes:
    store = Store()
    store.extend([Quad(NamedNode(f"http://example.org/{n:03}"), P, term) for n, term in enumerate(terms)])
    results = store.query("SELECT ?a ?none ?s { ?s ?p ?a } ORDER BY ?s")
    assert isinstance(results, QuerySolutions)
    return results.serialize(format=table_format) or b""


def turned_over(terms: list[Term], chunk_bytes: int) -> bytes:
    content = serialised(terms, QueryResultsFormat.TSV)
    step = CsvFromTsv()
    return b"".join(step(content[start : start + chunk_bytes]) for start in range(0, len(content), chunk_bytes))


@settings(deadline=None)
@given(terms=st.lists(plain, max_size=5), chunk_bytes=st.integers(1, 200))
@example(terms=[], chunk_bytes=1)
@example(terms=[Literal("\x01"), Literal('\\"'), Literal("\\n\n")], chunk_bytes=1000)
def test_csv_is_what_oxigraph_writes_where_no_iri_has_a_comma(terms: list[Term], chunk_bytes: int) -> None:
    assert turned_over(terms, chunk_bytes) == serialised(terms, QueryResultsFormat.CSV)


@settings(deadline=None)
@given(terms=st.lists(commas, max_size=5), chunk_bytes=st.integers(1, 200))
@example(terms=[NamedNode("http://example.org/a,b"), NamedNode("http://example.org/,")], chunk_bytes=1000)
def test_csv_is_read_back(terms: list[Term], chunk_bytes: int) -> None:
    content = turned_over(terms, chunk_bytes)
    head, *rows = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
    assert head == ["a", "none", "s"]
    told = [str(term) if isinstance(term, BlankNode | Triple) else term.value for term in terms]
    assert rows == [[text, "", f"http://example.org/{n:03}"] for n, text in enumerate(told)]


def test_oxigraph_alone_would_make_two_fields_of_an_iri_with_a_comma() -> None:
    """The reason for all of this: when it fails, Oxigraph quotes IRIs."""
    content = serialised([NamedNode("http://example.org/a,b")], QueryResultsFormat.CSV)
    assert b"http://example.org/a,b,," in content


@pytest.mark.parametrize("value", ["a", 'a,"b"'])
def test_a_triple_term_is_refused(value: str) -> None:
    with pytest.raises(NotExpressible, match="triple term"):
        turned_over([Triple(P, P, Literal(value))], 1000)


def test_a_literal_that_looks_like_a_triple_term_is_none() -> None:
    assert b"<<( a )>>" in turned_over([Literal("<<( a )>>")], 1000)
