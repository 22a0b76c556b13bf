"""Admission: whose turn it is, so that cheap queries are not starved by dear ones.

Nobody knows what a query costs before it has run. So every query starts in the short lane, and one that is still at work after
`LONG_AFTER_S` moves to the long lane, where it runs on at low priority; its place goes to the next in the queue. Whoever waits
behind it in the same worker's hands goes to another after `SLOW_AFTER_S`. When the long
lane is full, it is stopped and starts again once there is room: only its first moments are lost. An answer whose first bytes
have gone out cannot start again; it may overfill the long lane, up to twice its size, and else stays where it is.
"""

from __future__ import annotations

import asyncio
from collections import deque
from enum import StrEnum

from lsgraph.engine.patience import wait_until
from lsgraph.errors import EngineBusy, EngineUnavailable

SLOW_AFTER_S = 0.02
"""A query that takes longer than this is no look-up: nobody is to wait behind it."""
LONG_AFTER_S = 0.05
OVERFILL = 2


class Lane(StrEnum):
    """Where a query runs."""

    SHORT = "short"
    LONG = "long"


class Lanes:
    """The places in both lanes, and the queues for them.

    Args:
        short: how many queries may run in the short lane.
        long: how many may run in the long lane.
        queue_limit: how many more may wait.
    """

    def __init__(self, short: int, long: int, queue_limit: int) -> None:
        self._size = {Lane.SHORT: short, Lane.LONG: long}
        self._used = {Lane.SHORT: 0, Lane.LONG: 0}
        self._queues: dict[Lane, deque[asyncio.Future[None]]] = {Lane.SHORT: deque(), Lane.LONG: deque()}
        self._queue_limit = queue_limit
        self._is_open = True

    @property
    def busy(self) -> int:
        """How many queries run now."""
        return sum(self._used.values())

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._queues[Lane.SHORT]) + len(self._queues[Lane.LONG])

    def close(self) -> None:
        """Turn away whoever waits, and whoever comes."""
        self._is_open = False
        for queue in self._queues.values():
            while queue:
                place = queue.popleft()
                if not place.done():
                    place.set_exception(_not_running())

    async def enter(self, lane: Lane, deadline: float, *, is_new: bool = True) -> None:
        """Take a place, waiting for one until `deadline` (the loop's time); give it back with `leave`.

        Args:
            lane: where.
            deadline: how long to wait.
            is_new: whether the query has not been admitted before; only new ones can find the queue full.

        Raises:
            EngineUnavailable: too many wait already, no place came free in time, or the engine is closed.
        """
        if not self._is_open:
            raise _not_running()
        if self._used[lane] < self._size[lane] and not self._queues[lane]:
            self._used[lane] += 1
            return
        if is_new and self.waiting >= self._queue_limit:
            raise EngineBusy("Every query worker is busy and the queue is full. Try again in a moment.")
        await self._wait(lane, deadline)

    async def _wait(self, lane: Lane, deadline: float) -> None:
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue = self._queues[lane]
        queue.append(place)
        try:
            await wait_until(place, deadline)
        except BaseException as error:
            if place.done() and not place.cancelled() and place.exception() is None:
                self.leave(lane)  # it was given in the same moment
            elif place in queue:
                queue.remove(place)
            if isinstance(error, TimeoutError):
                raise EngineBusy("No query worker came free in time. Try again in a moment.") from None
            raise

    def leave(self, lane: Lane) -> None:
        """Give a place back; whoever waits longest has it next."""
        self._used[lane] -= 1
        queue = self._queues[lane]
        while queue and self._used[lane] < self._size[lane]:
            place = queue.popleft()
            if not place.done():
                self._used[lane] += 1
                place.set_result(None)

    def move_to_long(self, *, is_begun: bool) -> bool:
        """Move one running query from the short lane to the long one, if there is room.

        Args:
            is_begun: whether its first bytes have gone out.
        """
        room = self._size[Lane.LONG] * (OVERFILL if is_begun else 1)
        if self._used[Lane.LONG] >= room:
            return False
        self._used[Lane.LONG] += 1
        self.leave(Lane.SHORT)
        return True


def _not_running() -> EngineUnavailable:
    return EngineUnavailable("The query engine is not running.")
