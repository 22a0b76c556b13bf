"""A worker while it works for one query: the ceilings are kept here, and the worker goes back exactly once."""

from __future__ import annotations

import asyncio
from typing import Protocol

from lsgraph.engine.answer import StreamedAnswer, WholeAnswer
from lsgraph.engine.base import Answer, Limits, Query
from lsgraph.engine.frames import Frame, FrameKind, decode_end, decode_head, encode_query
from lsgraph.engine.process import WorkerProcess
from lsgraph.errors import EngineUnavailable, QueryLimitReached


class GiveBack(Protocol):
    """Takes a worker back."""

    def __call__(self, worker: WorkerProcess, *, is_reusable: bool) -> None:
        """Take `worker` back for another query, or for another in its place."""
        ...


class Lease:
    """One worker lent to one query until its answer has ended, whoever ends it.

    Args:
        worker: who works.
        limits: what the query may cost.
        deadline: the loop's time at which it is over, which holds even when nobody reads the answer.
        give_back: called once, with whether the worker can take another query.
    """

    def __init__(self, worker: WorkerProcess, limits: Limits, deadline: float, give_back: GiveBack) -> None:
        self._worker = worker
        self._limits = limits
        self._give_back: GiveBack | None = give_back
        self._is_expired = False
        self._received_bytes = 0
        self._timer = asyncio.get_running_loop().call_at(deadline, self._expire)

    async def answer(self, query: Query) -> Answer:
        """Send the query and return its answer once the first bytes are there.

        Raises:
            EngineError: as `Engine.query`.
        """
        await self._worker.send(FrameKind.QUERY, encode_query(query))
        frame = await self._receive()
        if frame.kind is FrameKind.END:
            self.end(is_reusable=True)
            raise decode_end(frame.payload) or EngineUnavailable("A query worker gave no answer.")
        head = decode_head(frame.payload)
        first = await self.next_chunk() or b""
        if not head.is_whole:
            return StreamedAnswer(head.form, head.media_type, first, self)
        await self.next_chunk()
        return WholeAnswer(head.form, head.media_type, [first])

    async def next_chunk(self) -> bytes | None:
        """Return the next bytes of the answer, or None at its end.

        Raises:
            EngineError: the answer breaks off here: a limit, a lost worker, a fault met on the way.
        """
        if self._give_back is None and not self._is_expired:
            return None
        frame = await self._receive()
        if frame.kind is FrameKind.END:
            self.end(is_reusable=True)
            if (error := decode_end(frame.payload)) is not None:
                raise error
            return None
        self._received_bytes += len(frame.payload)
        if self._received_bytes > self._limits.result_bytes:
            self.end(is_reusable=False)
            raise QueryLimitReached("result_limit_bytes", self._limits.result_bytes)
        return frame.payload

    def end(self, *, is_reusable: bool) -> None:
        """Give the worker back; only the first call counts."""
        give_back, self._give_back = self._give_back, None
        if give_back is not None:
            self._timer.cancel()
            give_back(self._worker, is_reusable=is_reusable)

    def _expire(self) -> None:
        self._is_expired = True
        self.end(is_reusable=False)

    async def _receive(self) -> Frame:
        frame = await self._worker.receive()
        if frame is not None:
            return frame
        self.end(is_reusable=False)
        if self._is_expired:
            raise QueryLimitReached("query_timeout_s", self._limits.timeout_s)
        ending = await self._worker.ending()
        raise EngineUnavailable(
            f"The worker that answered this query was lost ({ending}): the query may nest too deep or need too much memory. "
            "Make it simpler, or ask again."
        )
