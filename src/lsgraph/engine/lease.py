"""A worker while it works for one query: the ceilings are kept here, and the worker goes back exactly once."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from lsgraph.engine.answer import StreamedAnswer, WholeAnswer
from lsgraph.engine.base import Answer, Query, Timing
from lsgraph.engine.connection import READ_AHEAD_BYTES, WorkerConnection, may_restore_priority
from lsgraph.engine.frames import Frame, FrameKind, Head, decode_end, decode_head, encode_query
from lsgraph.engine.lanes import LONG_AFTER_S, SLOW_AFTER_S, Lane, Lanes
from lsgraph.errors import EngineBusy, EngineError, EngineUnavailable, QueryLimitReached

ENDING_LIMIT_S = 2.0
"""How long a worker's ending may take to become known."""

GiveBack = Callable[[WorkerConnection, Lane | None, bool], None]
"""Takes a worker back, with the lane whose place is given back too, and whether it can take another query."""


class Displaced(Exception):
    """The query has to start again.

    Args:
        lane: where: in the long lane once there is room, since it has had its moment, or in the short one, since it stood
            behind another that turned out to be long.
    """

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        super().__init__(lane)


class Lease:
    """One worker lent to one query until its answer has ended, whoever ends it.

    Args:
        worker: who works.
        lane: where the query runs.
        lanes: where it may move.
        query: what is asked, and what it may cost.
        deadline: the loop's time at which it is over, which holds even when nobody reads the answer.
        memory_bytes: the worker's ceiling, to be named when it is met.
        give_back: called once.
    """

    def __init__(
        self,
        worker: WorkerConnection,
        lane: Lane,
        lanes: Lanes,
        query: Query,
        deadline: float,
        memory_bytes: int,
        give_back: GiveBack,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._worker = worker
        self._lane = lane
        self._lanes = lanes
        self._limits = query.limits
        self._memory_bytes = memory_bytes
        self._give_back: GiveBack | None = give_back
        self._head: Head | None = None
        self._chunks: deque[bytes] = deque()
        self._held_bytes = 0
        self._received_bytes = 0
        self._is_paused = False
        self._is_complete = False
        self._is_lost = False
        self._error: EngineError | Displaced | None = None
        self._news: asyncio.Future[None] | None = None
        self._began = time.perf_counter()
        self._deadline = deadline
        self._is_begun = False
        self._timer: asyncio.TimerHandle | None = None
        worker.ask(self, encode_query(query))
        if not self._is_begun:
            self._timer = self._loop.call_at(deadline, self._expire)

    def begin(self) -> None:
        """The worker has turned to this query."""
        self._is_begun = True
        self._began = time.perf_counter()
        if self._timer is not None:
            self._timer.cancel()
        if self._lane is Lane.LONG:
            self._worker.is_used = self._worker.is_long = True
            self._worker.lower_priority()
            self._timer = self._loop.call_at(self._deadline, self._expire)
        else:
            self._worker.is_slow = False
            self._timer = self._loop.call_at(min(self._deadline, self._loop.time() + SLOW_AFTER_S), self._turn_slow)

    async def answer(self, waited_s: float) -> Answer:
        """Return the answer once its first bytes are there.

        Args:
            waited_s: how long the query has waited for its worker.

        Raises:
            EngineError: as `Engine.query`.
            Displaced: it has to start again.
        """
        first = await self.next_chunk() or b""
        timing = Timing(waited_s, time.perf_counter() - self._began)
        if self._head is None:
            raise EngineUnavailable("A query worker gave no answer. Ask again.")
        if self._is_complete and not self._chunks:
            return WholeAnswer(self._head.form, self._head.media_type, [first], timing)
        return StreamedAnswer(self._head.form, self._head.media_type, first, self, timing)

    async def next_chunk(self) -> bytes | None:
        """Return the next bytes of the answer, or None at its end.

        Raises:
            EngineError: the answer breaks off here: a limit, a lost worker, a fault met on the way.
        """
        while not self._chunks:
            if self._error is not None:
                raise self._error
            if self._is_complete:
                return None
            if self._is_lost:
                raise await self._loss()
            self._news = self._loop.create_future()
            await self._news
        chunk = self._chunks.popleft()
        self._held_bytes -= len(chunk)
        if self._is_paused and self._held_bytes < READ_AHEAD_BYTES // 2:
            self._is_paused = False
            self._worker.resume()
        return chunk

    def end(self, *, is_reusable: bool) -> None:
        """Give the worker back; only the first call counts."""
        give_back, self._give_back = self._give_back, None
        if give_back is None:
            return
        if self._timer is not None:
            self._timer.cancel()
        if not self._is_begun and self._worker.is_open:
            Cancelled(self, self._worker, partial(give_back, self._worker, None))
            self._lanes.leave(self._lane)
            return
        self._worker.forget(self)
        if self._is_paused:
            self._worker.resume()
        give_back(self._worker, self._lane, is_reusable)

    def evict(self) -> None:
        """Start again with another worker."""
        self._fail(Displaced(Lane.SHORT))

    def take(self, frame: Frame | None) -> None:
        """Take a frame from the worker, or None: it is gone."""
        if frame is None and not self._is_begun:
            self.evict()
            return
        if frame is None:
            self._is_lost = True
            self.end(is_reusable=False)
        elif frame.kind is FrameKind.DATA:
            self._hold(frame.payload)
            if self._head is not None and self._head.is_whole:
                return  # the end is right behind: one awakening for both
        elif frame.kind is FrameKind.HEAD:
            self._head = decode_head(frame.payload)
            return
        else:
            end = decode_end(frame.payload)
            self._error = end.error
            self._is_complete = end.error is None
            self.end(is_reusable=not end.is_worn)
        self._wake()

    def _hold(self, chunk: bytes) -> None:
        self._received_bytes += len(chunk)
        if self._received_bytes > self._limits.result_bytes:
            self._fail(QueryLimitReached("result_limit_bytes", self._limits.result_bytes))
            return
        self._chunks.append(chunk)
        self._held_bytes += len(chunk)
        if self._held_bytes > READ_AHEAD_BYTES and not self._is_paused:
            self._is_paused = True
            self._worker.pause()

    def _fail(self, error: EngineError | Displaced) -> None:
        if self._give_back is not None:
            self._error = error
            self.end(is_reusable=False)
            self._wake()

    def _wake(self) -> None:
        news, self._news = self._news, None
        if news is not None and not news.done():
            news.set_result(None)

    def _turn_slow(self) -> None:
        """Let nobody wait behind this query: it is no look-up."""
        self._worker.is_slow = True
        self._worker.evict_followers()
        if may_restore_priority():
            self._worker.lower_priority()
        left_s = LONG_AFTER_S - SLOW_AFTER_S
        self._timer = self._loop.call_at(min(self._deadline, self._loop.time() + left_s), self._move_to_long)

    def _move_to_long(self) -> None:
        """Make way for shorter queries: this one has had its moment."""
        is_begun = self._head is not None
        now = self._loop.time()
        if now >= self._deadline:
            self._expire()
        elif self._lanes.move_to_long(is_begun=is_begun):
            self._lane = Lane.LONG
            self._worker.is_used = self._worker.is_long = True
            self._worker.lower_priority()
            self._timer = self._loop.call_at(self._deadline, self._expire)
        elif is_begun:
            self._timer = self._loop.call_at(min(self._deadline, now + LONG_AFTER_S), self._move_to_long)
        else:
            self._fail(Displaced(Lane.LONG))

    def _expire(self) -> None:
        if not self._is_begun:
            self._fail(EngineBusy("No query worker came free in time. Try again in a moment."))
        self._fail(QueryLimitReached("query_timeout_s", self._limits.timeout_s))

    async def _loss(self) -> EngineError:
        code, said = -9, ""
        with suppress(TimeoutError):
            async with asyncio.timeout(ENDING_LIMIT_S):
                code, said = await asyncio.shield(self._worker.ended)
        return describe_loss(code, said, self._memory_bytes)


class Cancelled:
    """Takes what a worker still says of a query that nobody waits for, and gives the worker back then.

    Args:
        lease: who waited.
        worker: who has the query.
        give_back: called once, with whether the worker can take another query.
    """

    def __init__(self, lease: Lease, worker: WorkerConnection, give_back: Callable[[bool], None]) -> None:
        self._worker = worker
        self._give_back = give_back
        self._timer: asyncio.TimerHandle | None = None
        worker.cancel(lease, self)

    def begin(self) -> None:
        """The worker has turned to the query: it says at once that it was cancelled, or had begun it and is stopped soon."""
        self._timer = asyncio.get_running_loop().call_later(LONG_AFTER_S, self._worker.stop)

    def evict(self) -> None:
        """Stay: nobody waits."""

    def take(self, frame: Frame | None) -> None:
        """Pass over a frame."""
        if frame is not None and frame.kind is not FrameKind.END:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._give_back(frame is not None)


def describe_loss(code: int, said: str, memory_bytes: int) -> EngineError:
    """Return what to tell of a worker that ended on its own while it worked.

    Args:
        code: its exit code, negative for a signal.
        said: what it wrote last.
        memory_bytes: its ceiling.
    """
    if "memory allocation" in said or "bad_alloc" in said:
        return QueryLimitReached("query_memory_bytes", memory_bytes)
    name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    if -code in {signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL}:
        return EngineError(f"The query ended the worker that evaluated it ({name}): it nests too deep. Make it simpler.")
    return EngineUnavailable(f"The worker that answered this query was lost ({name}). Ask again.")
