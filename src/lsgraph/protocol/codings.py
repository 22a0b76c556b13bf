"""Whether an answer goes out compressed.

HTTP Semantics (RFC 9110), 8.4 (content codings) and 12.5.3 (Accept-Encoding). One coding is offered beside none, gzip, which
every client knows. What a client does not mention it takes uncompressed, unless it forbids that too.
"""

from __future__ import annotations

import asyncio
import zlib
from functools import lru_cache

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

GZIP = "gzip"
IDENTITY = "identity"
CODINGS = (GZIP, IDENTITY)
LEVEL = 6
WORTH_BYTES = 1_400
"""A shorter answer fills one packet either way."""
ASIDE_BYTES = 32_768
"""What is longer is compressed in a thread, so that nobody else waits for it."""

_GZIP_WINDOW = 31
"""zlib's sign for a gzip header and trailer around its largest window; the header holds no time, so equal bytes stay equal."""


def choose_codings(header: str | None) -> tuple[str, ...]:
    """Return the codings a client takes, the one it should be sent first; empty where it takes neither.

    >>> choose_codings("gzip, br"), choose_codings(None), choose_codings("identity;q=0, *;q=0.5")
    (('gzip', 'identity'), ('identity',), ('gzip',))
    """
    if header is None:
        return (IDENTITY,)
    return _remembered(header) if len(header) <= 1_000 else _read(header)


def _read(header: str) -> tuple[str, ...]:
    wishes = parse_accept_header(header, Accept)
    said = {value.lower() for value, _ in wishes}
    zipped = max(wishes.quality(GZIP), wishes.quality("x-gzip") if "x-gzip" in said else 0.0)
    plain = wishes.quality(IDENTITY) if said & {IDENTITY, "*"} else None
    if zipped <= 0:
        return () if plain == 0 else (IDENTITY,)
    if plain is None:
        return (GZIP, IDENTITY)
    if plain == 0:
        return (GZIP,)
    return (GZIP, IDENTITY) if zipped >= plain else (IDENTITY,)


_remembered = lru_cache(512)(_read)


async def encode(content: bytes, codings: tuple[str, ...]) -> tuple[bytes, str]:
    """Return a whole answer as it is sent, and its coding.

    Args:
        content: the answer.
        codings: what the client takes, from `choose_codings`; not empty.
    """
    if codings[0] == IDENTITY or (len(content) < WORTH_BYTES and IDENTITY in codings):
        return content, IDENTITY
    if len(content) <= ASIDE_BYTES:
        return _zipped(content), GZIP
    return await asyncio.to_thread(_zipped, content), GZIP


def _zipped(content: bytes) -> bytes:
    return zlib.compress(content, LEVEL, _GZIP_WINDOW)


class StreamEncoder:
    """Encodes an answer as it flows: whatever went in has come out, so no row waits for the next.

    Args:
        coding: `GZIP` or `IDENTITY`.
    """

    def __init__(self, coding: str) -> None:
        self._compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP_WINDOW) if coding == GZIP else None

    async def encode(self, chunk: bytes) -> bytes:
        """Return what to send for the next bytes of the answer."""
        if self._compressor is None:
            return chunk
        if len(chunk) <= ASIDE_BYTES:
            return self._flushed(chunk)
        return await asyncio.to_thread(self._flushed, chunk)

    def finish(self) -> bytes:
        """Return what to send when the answer has come to its end, and only then."""
        return self._compressor.flush() if self._compressor is not None else b""

    def _flushed(self, chunk: bytes) -> bytes:
        assert self._compressor is not None
        return self._compressor.compress(chunk) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
