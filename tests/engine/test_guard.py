from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from lsgraph.engine.guard import DEPTH_LIMIT, TOKENS_LIMIT, UPDATES, is_safe_at_a_glance, refuse_unsafe, refuse_unsafe_tokens
from lsgraph.errors import QueryRefused, QuerySyntaxError

PROLOGUE = "PREFIX ex: <http://127.0.0.1:1/> PREFIX : <http://127.0.0.1:1/> "


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?service ?p $SERVICE }",
        "ASK { ex:service ex:SERVICE ex:a.service }",
        "ASK { ?s ?p 'SERVICE', \"service\", '''SERVICE <a> {}''' }",
        "ASK { ?s ?p <http://x/SERVICE>, <http://x/service#a> }",
        "ASK { ?s ?p ?o } # SERVICE <http://x/> {}",
        "ASK { ?s ?p 'x'@service, _:service }",
        "SELECT * { VALUES (?a ?b) { (<http://x/service#a> <http://x/service#b>) } }",
        "ASK { FILTER(?insert < 1 && ?delete > 2) ?s ex:insert 'INSERT DATA' }",
    ],
)
def test_words_that_are_no_keywords_pass(text: str) -> None:
    refuse_unsafe(PROLOGUE + text)


SMUGGLED = [
    "ASK { SERVICE <http://127.0.0.1:1/> {} }",
    "ASK { service silent ?x {} }",
    "ASK { SERVICEex:s {} }",
    "ASK { SERVICE:s {} }",
    "ASK { SERVICE#\n:s {} }",
    "ASK { SERVICESILENTex:s {} }",
    "ASK { ?s ?p trueSERVICE:s {} }",
    "ASK { ?s ?p true.SERVICE:s {} }",
    "ASK { ?s ?p 1SERVICE ex:s {} }",
    "ASK { ?s ?p 'x'SERVICE ex:s {} }",
    "ASK { FILTER(1<2)SERVICE#>\n ex:s {} }",
    "ASK { FILTER(?a<ex:b#>'''\n) SERVICE ex:s {} #'''\n}",
    "ASK { FILTER(?a<'>'&&1<2) SERVICE ex:s {} #'\n}",
    'ASK { VALUES ?x { """a" } SERVICE ex:s {} #\\q""" }',
    'ASK { VALUES ?x { """a" } SERVICE ex:s {} #\\ud800""" }',
    r"ASK { \u0053ERVICE ex:s {} }",
    r"ASK { SER\u0056ICE ex:s {} }",
    r"ASK { ?s ?p '\u0027 SERVICE ex:s {} #' }",
    r"ASK { ?s ?p <http://x/\u003E> SERVICE ex:s {} }",
]


@pytest.mark.parametrize("text", SMUGGLED)
def test_service_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises((QueryRefused, QuerySyntaxError)):
        refuse_unsafe(PROLOGUE + text)


PIECES = [
    *(
        "SERVICE",
        "service ",
        " ex:s",
        ":s",
        " <http://127.0.0.1:1/>",
        "VALUES ?x {",
        "FILTER(",
        "EXISTS{",
        "OPTIONAL{",
        "ex:p ",
    ),
    *("{", "}", "(", ")", "?a", "<", ">", "1", "true", "a ", "@en", "_:b", "-", ".", ";", "&&", "#", "\n", " "),
    *("'", '"', "'''", '"""', "\\", "\\q"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("FILTER(1<2)SERVICE#>\n ex:s{}")
def test_no_text_that_passes_makes_oxigraph_call_another_server(pieces: str) -> None:
    text = f"{PROLOGUE} SELECT * {{ {{}} {pieces} }}"
    try:
        refuse_unsafe(text)
        results = Store().query(text)
    except (QueryRefused, SyntaxError, QuerySyntaxError):
        return
    list(results)  # type: ignore[arg-type]  # a call would raise: nothing answers at port 1


@pytest.mark.parametrize("word", sorted(UPDATES))
@pytest.mark.parametrize("prologue", ["", "PREFIX a: <http://a/> ", "# SELECT\nBASE <http://a/> PREFIX insert: <b> "])
def test_updates_are_refused_with_a_reason(word: str, prologue: str) -> None:
    with pytest.raises(QueryRefused, match="read-only"):
        refuse_unsafe(f"{prologue}{word.lower()} data {{}}")


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("{", "}"), ("[", "]"), ("<<", ">>"), ("{|", "|}")])
def test_nesting_is_allowed_up_to_a_depth(opening: str, closing: str) -> None:
    refuse_unsafe(f"ASK {opening * DEPTH_LIMIT} {closing * DEPTH_LIMIT}")
    with pytest.raises(QueryRefused, match="brackets"):
        refuse_unsafe(f"ASK {opening * (DEPTH_LIMIT + 1)}")


def test_brackets_that_close_again_and_again_are_not_deep() -> None:
    refuse_unsafe("ASK {" + "()" * 1000 + "}")


def test_length_is_allowed_up_to_a_number_of_tokens() -> None:
    refuse_unsafe("a " * TOKENS_LIMIT)
    with pytest.raises(QueryRefused, match="words and signs"):
        refuse_unsafe("a " * (TOKENS_LIMIT + 1))


@pytest.mark.parametrize(
    "text", [r"ASK { ?s ?p 'citt\u00E0' }", r"ASK { ?s ?p <http://x/\u00E0> }", r"ASK { ?s ?p '\\u0027' }"]
)
def test_escapes_that_end_nothing_pass(text: str) -> None:
    refuse_unsafe(text)


@given(st.text())
def test_any_text_passes_or_is_refused(text: str) -> None:
    with suppress(QueryRefused, QuerySyntaxError):
        refuse_unsafe(text)


LONG = "'" * 3
LOOSE = [
    *PIECES,
    "<<",
    "<<(",
    ">>",
    ")>>",
    "<=",
    "<a'b>",
    "<a#b>",
    "<x",
    "it's",
    '"a"',
    f"{LONG}a'b{LONG}",
    '""',
    "\r",
    "é",
    "ex:é",
]
STARTS = [
    *("SELECT", "ask", "Select*", "DESCRIBE<", "construct{", "select:", "select-insert", "SELECTé", "\u017fELECT"),
    *("INSERT", "insert data", "WITH", "ADD", "delete:", "LOAD", "VERSION '1.2'"),
    *("PREFIX", "PREFIX ex:", "PREFIX :<a>", "PREFIX select:<a>", "base<b>", "BASE", "<c#d>", "ex.y:", ":"),
    *("# x\n", "#'", "\u00a0", "\ufeff", " ", "\n", "\x00", "\x0c"),
]


@settings(max_examples=1_000)
@given(
    st.lists(st.sampled_from(STARTS) | st.text(max_size=3), max_size=6),
    st.sampled_from(["", " "]),
    st.lists(st.sampled_from(LOOSE) | st.text(max_size=3), max_size=14).map("".join),
)
@example(["PREFIX a:<b>", "SELECT*{}"], "", "")
def test_what_passes_at_a_glance_passes_token_for_token(starts: list[str], between: str, rest: str) -> None:
    start = between.join(starts)
    for text in (start + rest, f"{start} SELECT * {{ {rest} }}"):
        if is_safe_at_a_glance(text):
            refuse_unsafe_tokens(text)


@pytest.mark.parametrize("text", SMUGGLED)
def test_nothing_smuggled_passes_at_a_glance(text: str) -> None:
    assert not is_safe_at_a_glance(PROLOGUE + text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER(?insert < 1 && ?delete > 2) ?s ex:insert 'INSERT DATA' }",
        '# what\'s this?\nSELECT ?a { GRAPH ?g { ?a <http://x/#y> \'lè\'@it, 1.5, """a "b" c""" } } # it\'s all',
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?a<?b) << ?s ?p ?o >> ?x <<( ?a ?b ?c )>> }",
        "DESCRIBE<http://x/>",
    ],
)
def test_usual_queries_pass_at_a_glance(text: str) -> None:
    assert is_safe_at_a_glance(PROLOGUE + text)


def test_what_is_large_is_looked_at_closely() -> None:
    assert not is_safe_at_a_glance("ASK {" + " " * TOKENS_LIMIT)
    assert not is_safe_at_a_glance("ASK " + "()" * (DEPTH_LIMIT + 1))
