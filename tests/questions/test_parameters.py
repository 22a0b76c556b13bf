"""Values become terms: whatever is typed, the query keeps its shape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, QuerySolutions, Store

from lsgraph.errors import ParameterError
from lsgraph.questions.header import Choice, Parameter, ParameterType, Words
from lsgraph.questions.parameters import bind

WORDS = Words(en="x", it="x")
TEXT = Parameter(name="words", type=ParameterType.TEXT, label=WORDS)
OTHER = Parameter(name="other", type=ParameterType.TEXT, label=WORDS)
YEAR = Parameter(name="year", type=ParameterType.YEAR, label=WORDS, default="2019")
THING = Parameter(name="thing", type=ParameterType.THING, label=WORDS)
CHOICES = (Choice(value="done", iri="https://example.org/done", label=WORDS), Choice(value="open", label=WORDS))
CHOICE = Parameter(name="choice", type=ParameterType.CHOICE, label=WORDS, choices=CHOICES)
EVERY = (TEXT, OTHER, YEAR, THING, CHOICE)
QUERY = "SELECT * WHERE { VALUES ?lang {} " + " ".join(f"VALUES ?{parameter.name} {{ UNDEF }}" for parameter in EVERY) + " }"


def asked(values: dict[str, str]) -> dict[str, object]:
    """Return the one row that a query with nothing but its parameters gives."""
    found = Store().query(bind(QUERY, EVERY, values))
    assert isinstance(found, QuerySolutions)
    (row,) = found
    return {name: row[name] for name in ("lang", "words", "other", "year", "thing", "choice")}


def test_what_is_not_said_takes_its_default_or_stays_open() -> None:
    bound = bind(QUERY, EVERY, {"words": "", "thing": "  "})
    assert "VALUES ?words { UNDEF }" in bound
    assert "VALUES ?thing { UNDEF }" in bound
    assert 'VALUES ?lang { "en" }' in bound
    assert "VALUES ?year { 2019 }" in bound or '"2019"^^' in bound


def test_values_are_bound_as_terms() -> None:
    row = asked({"lang": "it", "year": "2020", "thing": "https://example.org/à", "choice": "done", "words": "x"})
    assert str(row["thing"]) == "<https://example.org/à>"
    assert str(row["choice"]) == "<https://example.org/done>"
    assert row["lang"] == Literal("it")
    assert row["year"] == Literal(2020)
    assert asked({"choice": "open"})["choice"] == Literal("open")


@given(st.text(min_size=1, max_size=200).filter(str.strip), st.text(min_size=1, max_size=200).filter(str.strip))
def test_any_text_stays_one_literal(first: str, second: str) -> None:
    row = asked({"words": first, "other": second})
    assert row["words"] == Literal(first.strip())
    assert row["other"] == Literal(second.strip())


def test_a_text_that_looks_like_a_block_is_not_read_again() -> None:
    row = asked({"words": "VALUES ?other { UNDEF }", "other": '" } UNION { ?s ?p ?o } #'})
    assert row["words"] == Literal("VALUES ?other { UNDEF }")
    assert row["other"] == Literal('" } UNION { ?s ?p ?o } #')


@pytest.mark.parametrize(
    ("values", "parameter"),
    [
        ({"thing": "kedrion"}, "thing"),
        ({"thing": "javascript:alert(1)"}, "thing"),
        ({"thing": "https://example.org/> } SELECT"}, "thing"),
        ({"thing": "https://example.org/" + "a" * 3000}, "thing"),
        ({"year": "19"}, "year"),
        ({"year": "\N{ARABIC-INDIC DIGIT TWO}019"}, "year"),
        ({"choice": "DONE"}, "choice"),
        ({"words": "a" * 201}, "words"),
        ({"words": "\ud800"}, "words"),
        ({"lang": "de"}, "lang"),
        ({"nothing": "x"}, "nothing"),
    ],
)
def test_what_a_parameter_does_not_take_is_refused_by_name(values: dict[str, str], parameter: str) -> None:
    with pytest.raises(ParameterError) as raised:
        bind(QUERY, EVERY, values)
    assert raised.value.parameter == parameter


NUMBER = Parameter(name="least", type=ParameterType.NUMBER, label=WORDS, minimum=0, maximum=10)
RANGED = Parameter(name="since", type=ParameterType.YEAR, label=WORDS, minimum=2000, maximum=2030, required=True)
MEASURED = "SELECT * WHERE { VALUES ?lang {} VALUES ?least { UNDEF } VALUES ?since { UNDEF } }"


def test_numbers_and_years_are_bound_within_their_range() -> None:
    text = bind(MEASURED, (NUMBER, RANGED), {"least": "2.5", "since": "2019"})
    assert '"2.5"^^<http://www.w3.org/2001/XMLSchema#decimal>' in text
    assert '"2019"^^<http://www.w3.org/2001/XMLSchema#integer>' in text


@pytest.mark.parametrize(
    ("values", "parameter", "told"),
    [
        ({"least": "11", "since": "2019"}, "least", "most"),
        ({"least": "-1", "since": "2019"}, "least", "least"),
        ({"least": "1e9", "since": "2019"}, "least", "digits"),
        ({"least": "1", "since": "1999"}, "since", "least"),
        ({"least": "1"}, "since", "needs a value"),
    ],
)
def test_what_is_out_of_range_or_missing_is_told(values: dict[str, str], parameter: str, told: str) -> None:
    with pytest.raises(ParameterError, match=told) as raised:
        bind(MEASURED, (NUMBER, RANGED), values)
    assert raised.value.parameter == parameter
