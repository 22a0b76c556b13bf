r"""Counting the rows of a table in its bytes, as they pass.

SPARQL 1.1 Query Results JSON, XML and TSV Formats, as Oxigraph writes them: without spaces between the signs of JSON and
the tags of XML. No row is taken apart; each counter looks for what only the start or the end of a row can look like, however
hostile the values and wherever the chunks are cut.
"""

from __future__ import annotations

from typing import Protocol

from pyoxigraph import QueryResultsFormat

from lsgraph.errors import QueryLimitReached


class RowCounter(Protocol):
    """Counts the rows of one answer."""

    @property
    def rows(self) -> int:
        """How many rows have been seen: all of them, once the whole answer was fed."""
        ...

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the answer."""
        ...


class JsonRows:
    r"""Counts the rows of SPARQL results in JSON.

    Among the signs `"`, `,`, `{` and `}`, and outside of strings, a comma and an opening brace stand side by side before a
    row and nowhere else: a row's own members have a name in between. So only the signs are kept, with a comma put before the
    first row. `,{""` is then a row that binds something: inside a string it cannot be, as two quotes in a row are an
    empty string or the end of one value and the start of another, and a value's end is followed by a comma or a brace. Only
    a row that binds nothing, `,{}`, can also be spelt inside a string: where it shows, strings are taken out first.

    >>> counter = JsonRows()
    >>> counter.feed(b'{"head":{"vars":["a"]},"results":{"bindings":[{},{"a":{"type":"literal","value":"},{}"}}]}}')
    >>> counter.rows
    2
    """

    _START = b'"bindings":['
    _NOT_SIGNS = bytes(set(range(256)) - set(b'",{}'))
    _PATTERN_BYTES = 4

    def __init__(self) -> None:
        self.rows = 0
        self._head: bytes | None = b""
        self._escape = b""
        self._rest = b","
        self._is_in_string = False

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        signs = self._rest + self._signs(self._after_head(chunk))
        cut = signs.rfind(b",", max(0, len(signs) - self._PATTERN_BYTES + 1))
        cut = len(signs) if cut < 0 else cut
        signs, self._rest = signs[:cut], signs[cut:]
        if b"{}" in signs:
            outside = b'""'.join(signs.split(b'"')[self._is_in_string :: 2])
            self.rows += outside.count(b',{""') + outside.count(b",{}")
        else:
            self.rows += signs.count(b',{""')
        self._is_in_string ^= bool(signs.count(b'"') & 1)

    def _after_head(self, chunk: bytes) -> bytes:
        """Return what of a chunk lies behind the head, which holds names of variables only."""
        if self._head is None:
            return chunk
        self._head += chunk
        _, start, rows = self._head.partition(self._START)
        if not start:
            return b""
        self._head = None
        return rows

    def _signs(self, chunk: bytes) -> bytes:
        """Return the signs of a chunk without escaped quotes; a backslash at its end waits for the other half."""
        chunk = self._escape + chunk
        self._escape = b""
        if b"\\" in chunk:
            chunk = chunk.replace(b"\\\\", b"").replace(b'\\"', b"")
            self._escape = b"\\" if chunk.endswith(b"\\") else b""
        return chunk.translate(None, self._NOT_SIGNS)


class XmlRows:
    """Counts the rows of SPARQL results in XML: a `<` in a value is written `&lt;`.

    >>> counter = XmlRows()
    >>> counter.feed(b"<results><result></resu")
    >>> counter.feed(b"lt><result></result></results>")
    >>> counter.rows
    2
    """

    _ROW = b"<result>"

    def __init__(self) -> None:
        self.rows = 0
        self._rest = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        text = self._rest + chunk
        self.rows += text.count(self._ROW)
        self._rest = text[-len(self._ROW) + 1 :]


class TsvRows:
    r"""Counts the rows of SPARQL results in TSV: a line end in a value is written `\n`, and the first line is the head.

    >>> counter = TsvRows()
    >>> counter.feed(b'?a\t?b\n1\t"x\\ny"\n')
    >>> counter.rows
    1
    """

    def __init__(self) -> None:
        self._lines = 0

    @property
    def rows(self) -> int:
        """How many rows have been seen."""
        return max(0, self._lines - 1)

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self._lines += chunk.count(b"\n")


COUNTERS: dict[QueryResultsFormat, type[RowCounter]] = {
    QueryResultsFormat.JSON: JsonRows,
    QueryResultsFormat.XML: XmlRows,
    QueryResultsFormat.TSV: TsvRows,
}


class RowCeiling:
    """Lets the bytes of a table pass until it has too many rows.

    Args:
        table_format: what the table is written in: JSON, XML or TSV.
        limit: how many rows it may have.
    """

    def __init__(self, table_format: QueryResultsFormat, limit: int) -> None:
        self._counter = COUNTERS[table_format]()
        self._limit = limit

    def __call__(self, chunk: bytes) -> bytes:
        """Return the chunk.

        Raises:
            QueryLimitReached: the table has more rows than it may have.
        """
        self._counter.feed(chunk)
        if self._counter.rows > self._limit:
            raise QueryLimitReached("result_limit_rows", self._limit)
        return chunk
