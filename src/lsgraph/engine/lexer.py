r"""The words of a SPARQL text, told apart without understanding it.

SPARQL 1.1 Query Language, section 19.8 (productions IRIREF to ANON) and 19.2 (codepoint escapes). Every quantifier over
text is possessive, so that the time taken grows with the length of the text and nothing recurses.

Strings take exactly the escapes the grammar has: an engine that meets another falls back to reading `\"\"\"a"` as two strings,
and then sees words where a laxer lexer sees none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lsgraph.errors import QuerySyntaxError


class TokenKind(StrEnum):
    """What a token is."""

    IRI = "iri"
    STRING = "string"
    BLANK = "blank"
    NAME = "name"
    VARIABLE = "variable"
    LANGUAGE = "language"
    NUMBER = "number"
    WORD = "word"
    SIGN = "sign"
    UNCLOSED = "unclosed"


@dataclass(frozen=True, slots=True)
class Token:
    """One token and where it starts, in characters from 0."""

    kind: TokenKind
    text: str
    start: int


_BASE = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_IN_VARIABLE = rf"{_BASE}_0-9\u00B7\u0300-\u036F\u203F\u2040"
_IN_NAME = rf"{_IN_VARIABLE}\-"
_CODEPOINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPE = rf"""\\[tbnrf\\"']|{_CODEPOINT}"""
_LOCAL_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = rf"[{_BASE}][{_IN_NAME}]*+(?:\.++[{_IN_NAME}]++)*+"
_LOCAL_PART = rf"(?:[{_IN_NAME}:]|{_LOCAL_ESCAPE})"
_LOCAL = rf"(?:[{_BASE}_:0-9]|{_LOCAL_ESCAPE}){_LOCAL_PART}*+(?:\.++{_LOCAL_PART}++)*+"

_PATTERNS = {
    "space": r"(?:[ \t\r\n]++|\#[^\r\n]*+)++",
    TokenKind.IRI: rf'<(?:[^\x00-\x20<>"{{}}|^`\\]|{_CODEPOINT})*+>',
    TokenKind.STRING: rf'"""(?:[^"\\]|{_ESCAPE}|"(?!""))*+"""'
    rf"|'''(?:[^'\\]|{_ESCAPE}|'(?!''))*+'''"
    rf'|"(?!"")(?:[^"\\\r\n]|{_ESCAPE})*+"'
    rf"|'(?!'')(?:[^'\\\r\n]|{_ESCAPE})*+'",
    TokenKind.UNCLOSED: r"[\"']",
    TokenKind.BLANK: rf"_:[{_BASE}_0-9][{_IN_NAME}]*+(?:\.++[{_IN_NAME}]++)*+",
    TokenKind.NAME: rf"(?:{_PREFIX})?+:(?:{_LOCAL})?+",
    TokenKind.VARIABLE: rf"[?$][{_BASE}_0-9][{_IN_VARIABLE}]*+",
    TokenKind.LANGUAGE: r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+",
    TokenKind.NUMBER: r"[0-9]++\.[0-9]*+[eE][+-]?[0-9]++|\.?[0-9]++[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++",
    "run": _PREFIX,
    TokenKind.SIGN: r"<<\(|\)>>|<<|>>|\^\^|&&|\|\||!=|<=|>=|\{\||\|\}|.",
}
_SPACE = rf"(?:{_PATTERNS['space']})?+"
_DECLARATION = rf"(?:PREFIX[ \t\r\n]++(?:[A-Za-z][A-Za-z0-9]*+)?+:|BASE)[ \t\r\n]*+{_PATTERNS[TokenKind.IRI]}"
_QUERY_START = re.compile(
    rf"{_SPACE}(?:{_DECLARATION}{_SPACE})*+(?:SELECT|ASK|CONSTRUCT|DESCRIBE)(?=[ \t\r\n{{*(?$<])", re.IGNORECASE | re.ASCII
)
_PLAIN = re.compile(rf"(?:[^\"'<#\\]++|\#[^\r\n]*+|{_PATTERNS[TokenKind.IRI]}|<<\(?|<|{_PATTERNS[TokenKind.STRING]})*+")
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items()), re.DOTALL)
_IN_RUN = re.compile(
    rf"(?P<{TokenKind.WORD}>[{_BASE}][{_BASE}_0-9]*+)|(?P<{TokenKind.NUMBER}>[0-9]++(?:\.[0-9]++)?+)|(?P<{TokenKind.SIGN}>.)",
    re.DOTALL,
)
"""What a run is made of: all that could have been a prefix, had a colon followed; found whole, so no part is read twice."""


def tokens(text: str) -> Iterator[Token]:
    """Give the tokens of a SPARQL text in order, without spaces and comments.

    A character that starts no token is a `SIGN` of its own: what is wrong with it is the parser's to say.

    Raises:
        QuerySyntaxError: a string is not closed, or holds an escape that SPARQL does not have.

    >>> [token.text for token in tokens('ASK { ?s ex:p "a # b" } # done')]
    ['ASK', '{', '?s', 'ex:p', '"a # b"', '}']
    """
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == TokenKind.UNCLOSED:
            line, column = place(text, match.start())
            raise QuerySyntaxError(
                f"The string that starts at line {line}, column {column} is not closed, or holds a backslash escape that "
                "SPARQL does not have.",
                line,
                column,
            )
        if kind == "run":
            yield from (_token(part) for part in _IN_RUN.finditer(text, match.start(), match.end()))
        elif kind != "space":
            yield _token(match)


def is_plain_query(text: str) -> bool:
    """Return whether a text is seen at a glance to begin as a query does and to hold no backslash and no unclosed string.

    Where this is true, `tokens` gives the tokens without an error, and SELECT, ASK, CONSTRUCT or DESCRIBE is the first word
    after the declarations of the prologue. Where it is false, all may be well too. Only what may begin a string, a comment or
    an IRI is told apart: no other token holds one of these characters, so this reading and that of `tokens` stay in step.
    """
    return "\\" not in text and _QUERY_START.match(text) is not None and _PLAIN.fullmatch(text) is not None


def _token(match: re.Match[str]) -> Token:
    return Token(TokenKind(str(match.lastgroup)), match.group(), match.start())


def place(text: str, offset: int) -> tuple[int, int]:
    r"""Return line and column, both from 1, of the character at `offset`.

    >>> place("ab\ncd", 4)
    (2, 2)
    """
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
