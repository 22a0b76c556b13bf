"""Where an answer comes from: the cache, somebody who is being answered the same, or the engine."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from lsgraph.engine.base import Answer, Engine, Limits, Query, ResultForm
from lsgraph.errors import EngineError, LsgraphError
from lsgraph.protocol.cache import AnswerCache, Asked
from lsgraph.protocol.codings import StreamEncoder
from lsgraph.protocol.flights import Flight, Flights
from lsgraph.protocol.formats import content_type
from lsgraph.protocol.negotiation import no_media_type
from lsgraph.protocol.representation import (
    DO_NOT_STORE,
    REVALIDATE,
    VARY,
    Representation,
    content_coding,
    represent,
    representation_of,
)
from lsgraph.protocol.volatile import is_volatile
from lsgraph.web.observe import CacheUse
from lsgraph.web.sparql.client import ClientWatch
from lsgraph.web.sparql.exchange import PIECE_BYTES, Exchange

GATHER_S = 0.25
"""How long after its first bytes an answer is gathered before it is sent as it is made."""
GATHER_BYTES = 1 << 16
"""As much of an answer is gathered even where the cache would not keep it."""

logger = logging.getLogger(__name__)


class Answering:
    """Answers what is asked of one release.

    Args:
        engine: who answers.
        cache: where answers are kept.
        limits: what a query may cost.
        prefixes: put into graph answers that can carry them.
    """

    def __init__(self, engine: Engine, cache: AnswerCache, limits: Limits, prefixes: dict[str, str]) -> None:
        self._engine = engine
        self._cache = cache
        self._limits = limits
        self._prefixes = prefixes
        self._flights: Flights[Representation] = Flights()
        self._held_bytes = 0

    async def answer(self, exchange: Exchange, client: ClientWatch, asked: Asked) -> None:
        """Answer one request.

        Raises:
            EngineError: there is no answer, and nothing was sent.
            NotAcceptable: there is one in a form that the client takes in no format; nothing was sent.
        """
        if is_volatile(asked.text):
            exchange.cache = CacheUse.BYPASS
            await self._evaluate(exchange, client, asked, None)
        elif (kept := self._cache.get(asked)) is not None:
            exchange.cache = CacheUse.HIT
            await self.send(exchange, kept)
        elif (flight := self._flights.get(asked)) is not None:
            await self._follow(exchange, client, asked, flight)
        else:
            await self._lead(exchange, client, asked)

    async def send(self, exchange: Exchange, answer: Representation) -> None:
        """Send a whole answer, and count what it holds in memory while it is sent."""
        if len(answer.body) <= PIECE_BYTES:
            await exchange.send_representation(answer)
            return
        with self._holding(len(answer.body)):
            await exchange.send_representation(answer)

    async def warm(self, asked: Asked) -> bool:
        """Ask so that the answer is kept; return whether it is kept now, and was not before.

        Raises:
            EngineError: there is no answer.
        """
        if is_volatile(asked.text) or self._cache.get(asked) is not None or self._flights.get(asked) is not None:
            return False
        async with await self._engine.query(self._query(asked)) as answer:
            gathered = _Gathered(answer)
            if not await gathered.is_whole(self._cache.largest_bytes, self._limits.timeout_s):
                return False
        return self._cache.keep(asked, await represent(answer.form, answer.media_type, gathered.content, asked.codings))

    async def _follow(self, exchange: Exchange, client: ClientWatch, asked: Asked, flight: Flight[Representation]) -> None:
        """Wait for what comes of the same question asked by somebody else; ask where that is not to be shared."""
        exchange.cache = CacheUse.SHARED
        outcome = await flight.outcome()
        if isinstance(outcome, LsgraphError):
            raise outcome
        if outcome is not None:
            await self.send(exchange, outcome)
            return
        exchange.cache = CacheUse.MISS
        await self._evaluate(exchange, client, asked, None)

    async def _lead(self, exchange: Exchange, client: ClientWatch, asked: Asked) -> None:
        """Ask for everybody who asks the same before the answer is here."""
        exchange.cache = CacheUse.MISS
        flight = self._flights.start(asked, client.give_up)
        client.on_leave = flight.lose_leader
        try:
            await self._evaluate(exchange, client, asked, flight)
        except LsgraphError as error:
            self._flights.end(asked, flight, error)
            raise
        finally:
            self._flights.end(asked, flight, None)

    async def _evaluate(
        self, exchange: Exchange, client: ClientWatch, asked: Asked, flight: Flight[Representation] | None
    ) -> None:
        """Ask the engine, and send its answer whole or as it is made."""
        is_kept = exchange.cache is not CacheUse.BYPASS
        async with await self._engine.query(self._query(asked)) as answer:
            exchange.note_answer(answer)
            if asked.media_type(answer.form) is None:
                raise no_media_type(answer.form)
            gathered = _Gathered(answer)
            if not await gathered.is_whole(self._room(), GATHER_S):
                self._land(asked, flight, None)
                client.depend()
                with self._holding(gathered.size):
                    await self._stream(exchange, asked, gathered, is_kept=is_kept)
                return
        form, media_type = answer.form, answer.media_type
        whole = await represent(form, media_type, gathered.content, asked.codings, is_volatile=not is_kept)
        if is_kept:
            self._cache.keep(asked, whole)
        self._land(asked, flight, whole)
        client.depend()
        await self.send(exchange, whole)

    def _land(self, asked: Asked, flight: Flight[Representation] | None, outcome: Representation | None) -> None:
        if flight is not None:
            self._flights.end(asked, flight, outcome)

    async def _stream(self, exchange: Exchange, asked: Asked, gathered: _Gathered, *, is_kept: bool) -> None:
        """Send an answer as it is made, and keep it where it turns out to be small enough."""
        answer = gathered.answer
        coding = asked.codings[0]
        encoder = StreamEncoder(coding)
        copy = _Copy(self._cache.largest_bytes if is_kept else 0)
        kind = (b"content-type", content_type(answer.media_type).encode())
        await exchange.start_stream([kind, *content_coding(coding), VARY, REVALIDATE if is_kept else DO_NOT_STORE])
        if exchange.method == "HEAD":
            await exchange.end_stream(b"")
            return
        try:
            async for chunk in gathered:
                encoded = await encoder.encode(chunk)
                copy.add(encoded)
                await exchange.send_chunk(encoded)
        except EngineError as error:
            # Returning without the end of the transfer makes the server close the connection.
            exchange.note_error(error)
            logger.warning("The answer to query %s was broken off: %s", exchange.query_id, error)
            return
        rest = encoder.finish()
        copy.add(rest)
        await exchange.end_stream(rest)
        if copy.content is not None:
            self._cache.keep(asked, representation_of(answer.form, answer.media_type, copy.content, coding))

    def _query(self, asked: Asked) -> Query:
        media_types = {form: chosen for form in ResultForm if (chosen := asked.media_type(form)) is not None}
        return Query(asked.text, media_types, asked.dataset, self._prefixes, self._limits)

    def _room(self) -> int:
        """Return how much of an answer may be gathered: little while slow clients hold much."""
        is_full = self._held_bytes > self._cache.budget_bytes
        return GATHER_BYTES if is_full else max(GATHER_BYTES, self._cache.largest_bytes)

    @contextmanager
    def _holding(self, size: int) -> Iterator[None]:
        self._held_bytes += size
        try:
            yield
        finally:
            self._held_bytes -= size


class _Gathered:
    """The beginning of an answer; iterating gives it and then what follows."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.size = 0
        self._chunks: deque[bytes] = deque()

    @property
    def content(self) -> bytes:
        """The bytes gathered."""
        return self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)

    async def is_whole(self, limit_bytes: int, limit_s: float) -> bool:
        """Gather until a limit is reached; return whether the answer came to its end before."""
        clock = asyncio.get_running_loop().time
        end = clock() + limit_s
        async for chunk in self.answer:
            self._chunks.append(chunk)
            self.size += len(chunk)
            if self.size > limit_bytes or clock() > end:
                return False
        return True

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self._chunks:
            yield self._chunks.popleft()
        async for chunk in self.answer:
            yield chunk


class _Copy:
    """A copy of what is sent, as long as it is small enough to keep."""

    def __init__(self, limit_bytes: int) -> None:
        self._room = limit_bytes
        self._chunks: list[bytes] | None = [] if limit_bytes else None

    def add(self, chunk: bytes) -> None:
        """Copy what is sent next."""
        self._room -= len(chunk)
        if self._room < 0:
            self._chunks = None
        if self._chunks is not None:
            self._chunks.append(chunk)

    @property
    def content(self) -> bytes | None:
        """All that was sent; None where it was too much."""
        return None if self._chunks is None else b"".join(self._chunks)
