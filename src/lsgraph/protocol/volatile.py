"""Whether a query may be answered differently each time.

SPARQL 1.1 Query Language, 17.4.5.1 (NOW), 17.4.4.5 (RAND), 17.4.2.12 (UUID), 17.4.2.13 (STRUUID) and 17.4.2.9 (BNODE): such a
query is evaluated for everyone who asks it. The blank nodes that a CONSTRUCT template makes are new in each answer too, but
their labels mean nothing beyond the document they stand in, so that the same document again is as right as another.
"""

from __future__ import annotations

from lsgraph.engine.lexer import TokenKind, tokens
from lsgraph.errors import QuerySyntaxError

FUNCTIONS = ("now", "rand", "uuid", "bnode")
"""`uuid` stands for `struuid` too."""


def is_volatile(text: str) -> bool:
    """Return whether a query calls one of the functions; also where a parser could see a call in a longer word.

    >>> is_volatile("SELECT (NOW() AS ?now) {}"), is_volatile("ASK { ?brand rdfs:label 'now' }")
    (True, False)
    """
    lowered = text.lower()
    if not any(name in lowered for name in FUNCTIONS):
        return False
    try:
        return any(_calls(token.kind, token.text.lower()) for token in tokens(text))
    except QuerySyntaxError:
        return True


def _calls(kind: TokenKind, text: str) -> bool:
    word = text if kind is TokenKind.WORD else text.partition(":")[0] if kind is TokenKind.NAME else ""
    return any(name in word for name in FUNCTIONS)
