r"""What Oxigraph says of a text that is not SPARQL, told to the person who wrote it.

Oxigraph tries a keyword by reading as many characters as it has, so the place it reports lies up to 14 characters behind the
fault, and its list of what it expected is that of the longest keyword. Setting the tokens far apart and asking again makes
the place plain: it then falls in the gap behind the token that could not be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lsgraph.engine.lexer import Token, TokenKind, place, tokens
from lsgraph.errors import QuerySyntaxError

GAP = " " * 40
"""Wider than any keyword."""
TOKENS_LIMIT = 5_000
"""Longer texts are not read a second time: Oxigraph's own place has to do."""
SHOWN_CHARACTERS = 40

_REPORT = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_REASONS = {
    "IRI parsing failed": "is not an absolute IRI, and the query has no BASE",
    "Prefix not found": "has a prefix that the query does not declare",
}


def explain(text: str, report: str, parse: Callable[[str], object]) -> QuerySyntaxError:
    """Return the error to raise for a text that Oxigraph does not take.

    Args:
        text: the query.
        report: what Oxigraph said, `error at LINE:COLUMN: expected …`.
        parse: reads a text as SPARQL and raises SyntaxError where it is not.
    """
    match = _REPORT.match(report)
    if match is None:
        return QuerySyntaxError(f"This is not SPARQL: {report}")
    found = list(tokens(text))
    spread = _REPORT.match(_report_of(found, parse)) if len(found) <= TOKENS_LIMIT else None
    if spread is None:
        line, column = int(match[1]), int(match[2])
        return QuerySyntaxError(f"This is not SPARQL at or just before line {line}, column {column}.", line, column)
    return _located(text, found, int(spread[2]) - 1, spread[3])


def _report_of(found: list[Token], parse: Callable[[str], object]) -> str:
    try:
        parse("".join(_on_one_line(token.text) + GAP for token in found))
    except SyntaxError as error:
        return str(error)
    return ""


def _on_one_line(text: str) -> str:
    """Return a token of the same length without line ends, which only strings can hold."""
    return text.replace("\n", " ").replace("\r", " ")


def _located(text: str, found: list[Token], offset: int, expected: str) -> QuerySyntaxError:
    """Return the error for a fault at `offset` of the text that was spread over one line."""
    sentence = _sentence(expected)
    culprit = _culprit(found, offset)
    if culprit is None:
        line, column = place(text, len(text.rstrip()))
        return QuerySyntaxError(f"{sentence or 'The query ends too early'}, at line {line}, column {column}.", line, column)
    line, column = place(text, culprit.start)
    where = f"at line {line}, column {column}"
    shown = culprit.text if len(culprit.text) <= SHOWN_CHARACTERS else f"{culprit.text[:SHOWN_CHARACTERS]}…"
    for start, reason in _REASONS.items():
        if expected.startswith(start) and culprit.kind in {TokenKind.NAME, TokenKind.IRI}:
            return QuerySyntaxError(f'"{shown}" {where} {reason}.', line, column)
    return QuerySyntaxError(f"{sentence}, {where}." if sentence else f'Unexpected "{shown}" {where}.', line, column)


def _culprit(found: list[Token], offset: int) -> Token | None:
    """Return the token at or before `offset`, or None when it lies behind all of them."""
    end = 0
    for token in found:
        end += len(token.text) + len(GAP)
        if offset < end:
            return token
    return None


def _sentence(expected: str) -> str:
    """Return the sentence among the things expected, such as `The SELECT contains a variable that is unbound`."""
    sentences = re.findall(r"(?:^|, )([A-Z][A-Za-z]* [A-Za-z ]{8,})(?=,|$)", expected)
    return next((sentence for sentence in sentences if sentence not in _REASONS), "")
