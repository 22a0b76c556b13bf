"""Where a Turtle file speaks of what: enough of RDF 1.1 Turtle's grammar (section 6) to give every finding its line.

The parser proper says whether a file is Turtle; this tokeniser only finds places in one that is, and never fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import NamedNode, RdfFormat, parse

# The order matters: long strings before short ones, names before words, and a decimal's point before a full stop.
_TOKEN = re.compile(
    r"""
      (?P<space>[ \t\r\n]+ | \#[^\r\n]*)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
    | (?P<iri><(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    | (?P<blank>_:\w(?:[\w.\-·]*[\w\-·])? | \[ | \((?!\s*\)))
    | (?P<name>(?:[^\W\d_](?:[\w.\-·]*[\w\-·])?)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[^\w\s])
        (?:(?:[\w.:\-·]|%[0-9A-Fa-f]{2}|\\[^\w\s])*(?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\[^\w\s]))?)?)
    | (?P<number>[+-]?(?:\d+\.\d*[eE][+-]?\d+ | \.?\d+[eE][+-]?\d+ | \d*\.\d+ | \d+))
    | (?P<word>@?[A-Za-z][A-Za-z0-9\-]*)
    | (?P<stop>\.)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_UNICODE_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL_ESCAPE = re.compile(r"\\(.)")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a Turtle file that is neither white space nor a comment; lines count from 1."""

    kind: str
    text: str
    line: int


@dataclass(slots=True)
class Places:
    """What a file speaks of, and where.

    Attributes:
        subjects: IRI of a subject -> the first line on which a statement about it begins.
        blank_nodes: the lines on which blank nodes are written.
        bases: the lines of `@base` and `BASE`.
    """

    subjects: dict[str, int] = field(default_factory=dict)
    blank_nodes: list[int] = field(default_factory=list)
    bases: list[int] = field(default_factory=list)


def tokens(text: str) -> Iterator[Token]:
    """Split a Turtle text into tokens."""
    line = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "space":
            yield Token(kind, match.group(), line)
        line += match.group().count("\n")


def find_places(text: str, base_iri: str) -> Places:
    """Find where a Turtle text speaks of what.

    Args:
        text: a text that is Turtle; for any other the answer is incomplete.
        base_iri: what its relative IRIs are resolved against.
    """
    places, prefixes, base = Places(), dict[str, str](), base_iri
    for statement in _statements(text):
        places.blank_nodes += [token.line for token in statement if token.kind == "blank"]
        match statement:
            case [Token("word", word), Token("name", prefix), Token("iri", iri), *_] if word.lower().endswith("prefix"):
                prefixes[prefix] = _resolve(iri, base)
            case [Token("word", word, line), Token("iri", iri), *_] if word.lower().endswith("base"):
                places.bases.append(line)
                base = _resolve(iri, base)
            case [Token("iri", iri, line), *_]:
                places.subjects.setdefault(_resolve(iri, base), line)
            case [Token("name", name, line), *_]:
                places.subjects.setdefault(_expand(name, prefixes), line)
    return places


def _statements(text: str) -> Iterator[list[Token]]:
    """Part the tokens where statements end: at a full stop, and after SPARQL's PREFIX and BASE, which have none."""
    statement: list[Token] = []
    for token in tokens(text):
        if token.kind != "stop":
            statement.append(token)
        if token.kind == "stop" or _is_directive(statement):
            yield statement
            statement = []
    yield statement


def _is_directive(statement: list[Token]) -> bool:
    match statement:
        case [Token("word", word), Token("name"), Token("iri")]:
            return word.lower() == "prefix"
        case [Token("word", word), Token("iri")]:
            return word.lower() == "base"
    return False


def _expand(name: str, prefixes: dict[str, str]) -> str:
    prefix, _, local = name.partition(":")
    return prefixes.get(f"{prefix}:", "") + _LOCAL_ESCAPE.sub(r"\1", local)


@lru_cache(maxsize=4096)
def _resolve(reference: str, base_iri: str) -> str:
    """Return the IRI that `<…>` stands for (RFC 3986, section 5, as the parser itself does it)."""
    iri = _UNICODE_ESCAPE.sub(lambda escape: chr(int(escape[1] or escape[2], 16)), reference[1:-1])
    if _ABSOLUTE.match(iri):
        return iri
    try:
        quad = next(iter(parse(f"<{iri}> a <> .", format=RdfFormat.TURTLE, base_iri=base_iri)))
    except (SyntaxError, ValueError):
        return base_iri + iri
    return quad.subject.value if isinstance(quad.subject, NamedNode) else iri
