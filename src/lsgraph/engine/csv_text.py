r"""SPARQL results in CSV, made from those in TSV.

SPARQL 1.1 Query Results CSV and TSV Formats, section 3; RFC 4180. Oxigraph writes the IRIs of CSV without quotes, so that one
with a comma in it becomes two fields; in its TSV no sign has two meanings. What stands between literals is turned over as a
whole, literals one by one.
"""

from __future__ import annotations

import re
from itertools import chain, zip_longest

from lsgraph.errors import NotExpressible

_LITERAL = re.compile(rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)"(?:@[A-Za-z0-9-]++|\^\^<[^>]*+>)?+')
_IRI_WITH_COMMA = re.compile(rb"<([^<>,]*+,[^<>]*+)>")
_ESCAPE = re.compile(rb"\\(.)")
_ESCAPED = {b"t": b"\t", b"n": b"\n", b"r": b"\r", b'"': b'"', b"\\": b"\\"}
_NEEDS_QUOTES = re.compile(rb'[",\r\n]')
_TABS_TO_COMMAS = bytes.maketrans(b"\t\x00", b',"')


class CsvFromTsv:
    r"""Turns the bytes of a table in TSV into CSV, line by line.

    >>> CsvFromTsv()(b'?a\t?b\n<http://x/a,b>\t"say \\"no\\" twice"@en\n1.5\t\n')
    b'a,b\r\n"http://x/a,b","say ""no"" twice"\r\n1.5,\r\n'
    """

    def __init__(self) -> None:
        self._unfinished: list[bytes] = []
        self._is_head = True

    def __call__(self, chunk: bytes) -> bytes:
        """Return the lines that a chunk completes.

        Raises:
            NotExpressible: a value is a triple term.
        """
        lines, end, rest = chunk.rpartition(b"\n")
        if not end:
            self._unfinished.append(chunk)
            return b""
        whole = b"".join([*self._unfinished, lines, end])
        self._unfinished = [rest]
        if self._is_head:
            self._is_head = False
            head, end, whole = whole.partition(b"\n")
            return _between(head.replace(b"?", b"") + end) + _lines(whole)
        return _lines(whole)


def _lines(lines: bytes) -> bytes:
    parts = _LITERAL.split(lines)
    # No quote stands between literals: one may mark where each was while all of it is turned over at once.
    between = _between(b"\x01".join(parts[::2])).split(b"\x01")
    return b"".join(chain.from_iterable(zip_longest(between, _fields(parts[1::2]), fillvalue=b"")))


def _between(text: bytes) -> bytes:
    """Turn over what has no literals; it has no control characters but tabs and line feeds either."""
    if b"<<(" in text:
        raise NotExpressible("CSV cannot express a triple term of this answer. Ask for JSON, XML or TSV.")
    if b"," in text:
        text = _IRI_WITH_COMMA.sub(b"\x00\\1\x00", text)
    return text.replace(b"\n", b"\r\n").translate(_TABS_TO_COMMAS, b"<>")


def _fields(texts: list[bytes]) -> list[bytes]:
    """Return the fields for the texts of literals."""
    if not any(b"\\" in text for text in texts):
        return [b'"%b"' % text if b"," in text else text for text in texts]
    return [_field(_ESCAPE.sub(lambda match: _ESCAPED[match[1]], text)) for text in texts]


def _field(text: bytes) -> bytes:
    return b'"' + text.replace(b'"', b'""') + b'"' if _NEEDS_QUOTES.search(text) else text
