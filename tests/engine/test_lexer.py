from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsgraph.engine.lexer import TokenKind, is_plain_query, place, tokens
from lsgraph.errors import QuerySyntaxError


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind.value, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?s$o", [("variable", "?s"), ("variable", "$o")]),
        ("ex:a.b. :c ex:", [("name", "ex:a.b"), ("sign", "."), ("name", ":c"), ("name", "ex:")]),
        (r"ex:a\#b%20", [("name", r"ex:a\#b%20")]),
        ("_:b.c.", [("blank", "_:b.c"), ("sign", ".")]),
        ('"a\\"b"@it-IT', [("string", '"a\\"b"'), ("language", "@it-IT")]),
        ("'''a'b\n''c'''", [("string", "'''a'b\n''c'''")]),
        ('"""a"" b"""', [("string", '"""a"" b"""')]),
        ("\"\" ''", [("string", '""'), ("string", "''")]),
        ("<http://x/#a> # <b>\n<c", [("iri", "<http://x/#a>"), ("sign", "<"), ("word", "c")]),
        ("1 1.5 .5 1e3 1.e3 a1", [*[("number", n) for n in ("1", "1.5", ".5", "1e3", "1.e3")], ("word", "a1")]),
        ("true.false-1", [("word", "true"), ("sign", "."), ("word", "false"), ("sign", "-"), ("number", "1")]),
        ("&&!||^^", [("sign", sign) for sign in ("&&", "!", "||", "^^")]),
    ],
)
def test_tokens_are_those_of_the_grammar(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "text", ['SELECT "a', "'a\nb'", '"""a""', r'"a\q"', '"""', "'" * 4, r'"""a" } SERVICE ex:s {} #\q"""', r'"\u12"']
)
def test_a_string_that_is_not_closed_or_not_sparql_is_told_with_its_place(text: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        list(tokens(text))
    assert caught.value.line == 1
    assert caught.value.column == 1 + min(text.find(quote) for quote in "\"'" if quote in text)


@given(st.text(alphabet="<>\"'\\#?$:.@_^ab1 \n{}(-é", max_size=60))
def test_tokens_cover_the_text_in_order_and_leave_only_space_and_comments(text: str) -> None:
    try:
        found = list(tokens(text))
    except QuerySyntaxError:
        return
    end = 0
    for token in found:
        assert re.fullmatch(r"(?:\s|#[^\r\n]*(?=[\r\n]))*", text[end : token.start])
        assert text.startswith(token.text, token.start)
        end = token.start + len(token.text)
    assert re.fullmatch(r"(?:\s|#[^\r\n]*)*", text[end:])


SAFE = st.characters(blacklist_categories=["Cs"], blacklist_characters="\"'\\\r\n")


@given(st.text(SAFE), st.sampled_from(['"', "'", '"""', "'''"]))
def test_whatever_stands_between_quotes_is_one_string(content: str, quote: str) -> None:
    text = f"ASK {{ ?s ?p {quote}{content}{quote} }}"
    strings = [token.text for token in tokens(text) if token.kind is TokenKind.STRING]
    assert strings == [f"{quote}{content}{quote}"]


@given(st.text(SAFE))
def test_whatever_follows_a_hash_is_left_out(content: str) -> None:
    assert kinds(f"ASK #{content}\n{{}}") == [("word", "ASK"), ("sign", "{"), ("sign", "}")]


@given(st.text(alphabet="ab\n"), st.integers(min_value=0))
def test_a_place_is_where_splitting_the_lines_finds_it(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    line, column = place(text, offset)
    before = text[:offset].split("\n")
    assert (line, column) == (len(before), len(before[-1]) + 1)


LONG = "'" * 3


@given(st.text(), st.sampled_from(["SELECT ", "ask{"]))
def test_a_text_that_is_plain_has_tokens_and_its_first_word_is_that_of_a_query(content: str, start: str) -> None:
    text = start + content
    if is_plain_query(text):
        first, *_ = tokens(text)
        assert (first.kind, first.text) == (TokenKind.WORD, start[:-1])


@pytest.mark.parametrize(
    "hidden",
    [
        "'SERVICE'",
        '"""SERVICE "x" {}"""',
        f"{LONG}SERVICE 'x' {{}}{LONG}",
        "<http://x/SERVICE>",
        "# SERVICE\n",
        "?SERVICE",
        "ex:SERVICE",
    ],
)
def test_no_word_is_seen_where_none_stands(hidden: str) -> None:
    assert all(token.text != "SERVICE" for token in tokens(f"ASK {{ {hidden} }}"))


@pytest.mark.parametrize("escape", [r"\u0022", r"\U00000022", r"\'", r"\"", r"\\", r"\n"])
def test_an_escape_ends_no_string(escape: str) -> None:
    assert kinds(f'"a{escape}b"') == [("string", f'"a{escape}b"')]


STEPS = ["'", '"', "<", "a", "a.", "a-", "a:", ".", "#", "\\", "''", '""', "<<", "1", "1e", "_:a.", "%", "@a-", "\n", " "]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("before", ["", "'", '"', "<", "a", "#", "PREFIX "])
def test_a_pattern_that_went_back_over_what_it_read_would_not_end(before: str, step: str) -> None:
    text = before + step * 50_000
    with suppress(QuerySyntaxError):
        assert sum(len(token.text) for token in tokens(text)) <= len(text)
    assert not is_plain_query(text)
    is_plain_query(f"ASK {text}")
