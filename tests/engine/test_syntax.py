from __future__ import annotations

import pytest
from pyoxigraph import Store

from lsgraph.engine.syntax import explain
from lsgraph.errors import QuerySyntaxError


def fault(text: str) -> QuerySyntaxError:
    try:
        Store().query(text)
    except SyntaxError as error:
        return explain(text, str(error), Store().query)
    raise AssertionError(f"{text} is SPARQL")


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("SELECT * {\n  ?s ?p }", 'Unexpected "}" at line 2, column 9.', 2, 9),
        ("SELECT * { ?s ?p ?o }\n}", 'Unexpected "}" at line 2, column 1.', 2, 1),
        ("SELEKT * { ?s ?p ?o }", 'Unexpected "SELEKT" at line 1, column 1.', 1, 1),
        ("ASK { ?s ?p 'è\n' }", "The string that starts at line 1, column 13", 1, 13),
        ("ASK { ?s ?p '''è\n''' FILTERR(1) }", 'Unexpected "FILTERR" at line 2, column 5.', 2, 5),
        ("ASK { # } \n ?s ?é ex:a }", '"ex:a" at line 2, column 8 has a prefix that the query does not declare.', 2, 8),
        ("ASK { ?s <p> ?o }", '"<p>" at line 1, column 10 is not an absolute IRI, and the query has no BASE.', 1, 10),
        ("ASK { ?s ?p ?o ", "The query ends too early, at line 1, column 15.", 1, 15),
        ("", "The query ends too early, at line 1, column 1.", 1, 1),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?p", "The SELECT contains a variable that is unbound, at line 1, column 35.", 1, 35),
        ("ASK { ?s ?p " + "a" * 90 + "}", f'Unexpected "{"a" * 40}…" at line 1, column 13.', 1, 13),
        ("SELECT * { FILTER(?a = ) }", 'Unexpected ")" at line 1, column 24.', 1, 24),
    ],
)
def test_a_fault_is_told_where_it_is(text: str, message: str, line: int, column: int) -> None:
    try:
        error = fault(text)
    except QuerySyntaxError as unclosed:
        error = unclosed
    assert str(error).startswith(message)
    assert (error.line, error.column) == (line, column)


def test_a_long_text_is_not_read_twice() -> None:
    def parse(text: str) -> object:
        raise AssertionError("read again")

    error = explain("a " * 6000, "error at 3:4: expected CONSTRUCT", parse)
    assert (error.line, error.column) == (3, 4)


def test_a_report_of_another_kind_is_passed_on() -> None:
    error = explain("ASK {}", "something else", lambda _: None)
    assert "something else" in str(error)
    assert error.line is None


def test_a_text_that_is_taken_when_spread_keeps_the_first_place() -> None:
    error = explain("ASK {}", "error at 1:5: expected CONSTRUCT", lambda _: None)
    assert (error.line, error.column) == (1, 5)
