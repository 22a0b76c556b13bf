r"""What is turned away before any engine sees it.

Nothing a reader asks may change the data or make the server call another one (SPARQL 1.1 Update; SPARQL 1.1 Federated
Query), nor end the parser by its depth. The guard reads tokens and never parses, and where a parser could see a keyword in
what looks like something else it refuses rather than trusts:

- Oxigraph reads `SERVICEex:a {}` and `true` + `SERVICE` without a space between, so a bare word or a prefix that holds the
  word counts as the word. Variables, strings, IRIs and the local part of a name do not: no parser splits those.
- `?a<ex:b#>` is a comparison and a comment to a parser that stands in an expression, and an IRI to a lexer. In a text that
  says SERVICE anywhere, such a spot is refused.
- A codepoint escape (19.2) may spell anything: outside strings and IRIs it is refused, inside when it spells what ends them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lsgraph.engine.lexer import Token, TokenKind, is_plain_query, tokens
from lsgraph.errors import QueryRefused

DEPTH_LIMIT = 200
TOKENS_LIMIT = 100_000
LONG_CHARACTERS = 20_000
UPDATES = frozenset({"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH"})

_OPENING = frozenset({"(", "{", "[", "<<", "<<(", "{|"})
_CLOSING = frozenset({")", "}", "]", ">>", ")>>", "|}"})
_OPERANDS = frozenset({TokenKind.VARIABLE, TokenKind.STRING, TokenKind.LANGUAGE, TokenKind.NUMBER, TokenKind.NAME,
                       TokenKind.IRI, TokenKind.WORD})  # fmt: skip
_CODEPOINT = re.compile(r"(?<!\\)(?:\\\\)*+\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_ENDINGS = frozenset("\"'\\<>{}|^`\r\n")
_LAST_CODEPOINT = 0x10FFFF


def is_long(text: str) -> bool:
    """Return whether reading a text takes so long that it must not be done where others wait."""
    return len(text) > LONG_CHARACTERS


def refuse_unsafe(text: str) -> None:
    """Let a query pass, or refuse it.

    Args:
        text: what was sent as a query.

    Raises:
        QueryRefused: it is an update, calls SERVICE, or is too long or too deep to parse safely.
        QuerySyntaxError: a string in it is not closed.
    """
    if not is_safe_at_a_glance(text):
        refuse_unsafe_tokens(text)


def is_safe_at_a_glance(text: str) -> bool:
    """Return whether a text passes for reasons that need no tokens; most queries do.

    It has no more characters than tokens are allowed, it opens no more brackets than may nest, and no word in it can be
    SERVICE, an update or an escape.
    """
    return (
        len(text) <= TOKENS_LIMIT
        and sum(map(text.count, ("(", "{", "[", "<<"))) <= DEPTH_LIMIT
        and "service" not in text.lower()
        and is_plain_query(text)
    )


def refuse_unsafe_tokens(text: str) -> None:
    """Do what `refuse_unsafe` does, token for token."""
    names_service = "service" in text.lower()
    depth = 0
    previous: Token | None = None
    for token in _counted(_without_update(tokens(text))):
        _check_escapes(token)
        if names_service:
            _check_service(token, previous, depth)
        depth += _step(token)
        if depth > DEPTH_LIMIT:
            raise QueryRefused(f"The query nests more than {DEPTH_LIMIT} brackets. Write it flatter.")
        previous = token


def _counted(found: Iterator[Token]) -> Iterator[Token]:
    for count, token in enumerate(found):
        if count >= TOKENS_LIMIT:
            raise QueryRefused(f"The query has more than {TOKENS_LIMIT:,} words and signs. Split it.")
        yield token


def _without_update(found: Iterator[Token]) -> Iterator[Token]:
    """Pass tokens on; an update shows in the first word after the prologue."""
    is_prologue = True
    for token in found:
        word = token.text.upper()
        if is_prologue and token.kind is TokenKind.WORD and word not in {"BASE", "PREFIX", "VERSION"}:
            is_prologue = False
            if word in UPDATES:
                raise QueryRefused(f"Updates are not accepted ({word}): this endpoint is read-only.")
        yield token


def _step(token: Token) -> int:
    if token.kind is not TokenKind.SIGN:
        return 0
    return (token.text in _OPENING) - (token.text in _CLOSING)


def _check_service(token: Token, previous: Token | None, depth: int) -> None:
    prefix = token.text.partition(":")[0] if token.kind is TokenKind.NAME else token.text
    if token.kind in {TokenKind.WORD, TokenKind.NAME} and "service" in prefix.lower():
        raise QueryRefused(
            "SERVICE is not accepted: queries here do not call other servers. Names of yours that hold the word need "
            "another prefix."
        )
    if depth and previous is not None and _could_be_comparison(token, previous):
        raise QueryRefused("The query says SERVICE, and a '<' in it can be read in two ways. Put a space behind the '<'.")


def _could_be_comparison(token: Token, previous: Token) -> bool:
    """Return whether a parser inside an expression could read this IRI as `<` and then a comment or a string."""
    is_operand = previous.kind in _OPERANDS or previous.text in {")", "]", ")>>", ">>"}
    is_loose = token.kind is TokenKind.IRI and ("#" in token.text or "'" in token.text)
    return is_operand and is_loose and "://" not in token.text.partition("#")[0].partition("'")[0]


def _check_escapes(token: Token) -> None:
    if token.text == "\\":
        raise QueryRefused("A backslash stands outside strings and IRIs. Write the character itself.")
    if "\\" not in token.text or token.kind not in {TokenKind.STRING, TokenKind.IRI}:
        return
    for match in _CODEPOINT.finditer(token.text):
        codepoint = int(match[1] or match[2], 16)
        if codepoint > _LAST_CODEPOINT or 0xD800 <= codepoint <= 0xDFFF or chr(codepoint) in _ENDINGS:
            raise QueryRefused(f"The escape {match[0]} cannot be read safely. Write the character itself.")
