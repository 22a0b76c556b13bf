"""One request to the endpoint, and what is sent for it.

HTTP Semantics (RFC 9110), 13.1.2 (a condition holds for GET and HEAD: what is posted is asked, not fetched); Server Timing
(W3C); CORS as in the Fetch standard, so that pages elsewhere may ask and read everything that is answered, errors too.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
from time import perf_counter

from starlette.responses import Response
from starlette.types import Scope, Send

from lsgraph.engine.base import Answer, ResultForm, Timing
from lsgraph.errors import EngineBusy, EngineUnavailable, LsgraphError, QueryLimitReached
from lsgraph.protocol.representation import DO_NOT_STORE, VARY, Headers, Representation
from lsgraph.web.observe import CacheUse, Outcome, QueryRecord
from lsgraph.web.sparql.head import Head, read_head, text_of

EXPOSED = "Accept-Post, Allow, Content-Encoding, ETag, LSGraph-Release, Retry-After, Server-Timing, X-Query-Id"
EVERYWHERE: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", EXPOSED.encode()),
    (b"x-content-type-options", b"nosniff"),
]
"""Headers of every answer."""
HIT = (b"server-timing", b"cache;desc=hit")
PIECE_BYTES = 1 << 17
"""A body goes to the server in pieces of this size, so that a client that reads slowly holds no more of it than that."""
PIECE_S = 60.0
"""A client that takes longer over a piece is taken to have left."""
CLIENT_GONE = 499
"""Told of a client that left before it was answered; nobody receives it."""

_process = secrets.token_hex(3)
_numbers = itertools.count(1)
_NOT_TIMED = Timing()


def new_query_id() -> str:
    """Return a name for one request: short, and no other's, in this process or another.

    >>> new_query_id() == new_query_id()
    False
    """
    return f"{_process}-{next(_numbers):x}"


class Exchange:
    """One request being answered.

    Args:
        scope: the request (ASGI).
        send: takes what is sent (ASGI).

    Attributes:
        query_id: its name.
        method: GET, for example.
        head: what its headers say.
        text: the query, once one is known.
        status: what was sent; `CLIENT_GONE` before anything was.
        outcome: how it ended; a failure of ours until it is known to be something else.
        cache: what the answer cache did.
        is_started: whether anything was sent.
    """

    __slots__ = (
        "_form", "_limit", "_media_type", "_send", "_sent_bytes", "_started", "_timing", "cache", "head", "is_started",
        "method", "outcome", "query_id", "status", "text",
    )  # fmt: skip

    def __init__(self, scope: Scope, send: Send) -> None:
        self._started = perf_counter()
        self.query_id = new_query_id()
        self.method: str = scope["method"]
        self.head: Head = read_head(scope)
        self.text: str | None = None
        self.status = CLIENT_GONE
        self.outcome = Outcome.FAILED
        self.cache = CacheUse.NONE
        self.is_started = False
        self._form: ResultForm | None = None
        self._media_type: str | None = None
        self._timing = _NOT_TIMED
        self._limit: str | None = None
        self._sent_bytes = 0
        self._send = send

    def note_answer(self, answer: Answer) -> None:
        """Take note of an answer whose first bytes are here."""
        self._form, self._media_type, self._timing = answer.form, answer.media_type, answer.timing

    def note_error(self, error: Exception) -> None:
        """Take note of why there is no answer, or not the whole of one."""
        self._limit = error.limit if isinstance(error, QueryLimitReached) else None
        if self.is_started:
            self.outcome = Outcome.CUT
        elif isinstance(error, EngineBusy):
            self.outcome = Outcome.BUSY
        elif isinstance(error, LsgraphError) and not isinstance(error, EngineUnavailable):
            self.outcome = Outcome.REFUSED
        else:
            self.outcome = Outcome.FAILED

    async def send_representation(self, answer: Representation) -> None:
        """Send a whole answer, or 304 where the client says that it has it."""
        self._form, self._media_type = answer.form, answer.media_type
        timing = HIT if self.cache is CacheUse.HIT else self._server_timing()
        condition = self.head.if_none_match
        if condition is not None and self.method != "POST" and answer.is_known_to(text_of(condition) or ""):
            await self._start(304, [*answer.short_headers, timing])
            await self._end(b"")
        else:
            await self._start(200, [*answer.headers, timing])
            await self._send_body(answer.body)
        self.outcome = Outcome.COMPLETE

    async def send_response(self, response: Response) -> None:
        """Send what is no answer, such as a problem: caches may keep some of those for as long as they please otherwise."""
        await self._start(response.status_code, [*response.raw_headers, VARY, DO_NOT_STORE, self._server_timing()])
        await self._send_body(bytes(response.body))

    async def start_stream(self, headers: Headers) -> None:
        """Begin an answer whose end is not known yet."""
        await self._start(200, [*headers, self._server_timing()])

    async def send_chunk(self, chunk: bytes) -> None:
        """Send the next bytes of such an answer."""
        if chunk:
            await self._send({"type": "http.response.body", "body": chunk, "more_body": True})
            self._sent_bytes += len(chunk)
            # A server takes everything, and at once, for a client that has left: this is when it is told of.
            await asyncio.sleep(0)

    async def end_stream(self, rest: bytes) -> None:
        """Send what is left of it, and that it is complete."""
        await self._end(rest)
        self.outcome = Outcome.COMPLETE

    def record(self) -> QueryRecord | None:
        """Return what is told of it once it is over, None where no query was asked."""
        if self.text is None:
            return None
        return QueryRecord(
            query_id=self.query_id,
            text=self.text,
            status=self.status,
            outcome=self.outcome,
            form=self._form,
            media_type=self._media_type,
            sent_bytes=self._sent_bytes,
            cache=self.cache,
            waited_s=self._timing.waited_s,
            worked_s=self._timing.worked_s,
            total_s=perf_counter() - self._started,
            limit=self._limit,
        )

    async def _start(self, status: int, headers: Headers) -> None:
        headers += EVERYWHERE
        headers.append((b"x-query-id", self.query_id.encode()))
        self.status = status
        self.is_started = True
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def _send_body(self, body: bytes) -> None:
        if self.method == "HEAD":
            body = b""
        start = 0
        while len(body) - start > PIECE_BYTES:
            async with asyncio.timeout(PIECE_S):
                await self.send_chunk(body[start : start + PIECE_BYTES])
            start += PIECE_BYTES
        await self._end(body[start:] if start else body)

    async def _end(self, rest: bytes) -> None:
        await self._send({"type": "http.response.body", "body": rest, "more_body": False})
        self._sent_bytes += len(rest)

    def _server_timing(self) -> tuple[bytes, bytes]:
        """Return where the time up to the first byte went, in milliseconds."""
        used = f"cache;desc={self.cache.value}, " if self.cache is not CacheUse.NONE else ""
        took = self._timing
        waited, worked, total = (took.waited_s * 1000, took.worked_s * 1000, (perf_counter() - self._started) * 1000)
        return (b"server-timing", f"{used}queue;dur={waited:.2f}, engine;dur={worked:.2f}, total;dur={total:.2f}".encode())
