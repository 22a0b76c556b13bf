"""The workers that wait for a query: always some warm ones more than are needed, and none longer than it is of use."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import cast

from lsgraph.engine.connection import WorkerConnection
from lsgraph.engine.patience import wait_until
from lsgraph.errors import EngineBusy, EngineUnavailable

RETRY_FIRST_S = 0.1
RETRY_LAST_S = 30.0
IDLE_S = 10.0
"""How long workers beyond those kept warm, and those that ran long queries, stay for the next burst."""

DEPTH = 2
"""How many short queries a worker has at once: the one it works on, and one that waits in its hands and not in ours, so that it
need not sleep in between."""

Fork = Callable[[], Awaitable[WorkerConnection]]

logger = logging.getLogger(__name__)


class WorkerPool:
    """Warm workers, made as they are needed.

    Args:
        fork: makes one.
        keep: how many are kept warm beside those at work.
    """

    def __init__(self, fork: Fork, keep: int) -> None:
        self._fork = fork
        self._keep = keep
        self._idle: list[WorkerConnection] = []
        self._busy: set[WorkerConnection] = set()
        self._takers: deque[asyncio.Future[WorkerConnection]] = deque()
        self._forks: set[asyncio.Task[None]] = set()
        self._tidying: asyncio.TimerHandle | None = None
        self._generation = 0
        self._is_open = False
        self.lost = 0
        self.stopped = 0

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes that are running now."""
        return sorted(worker.pid for worker in (*self._idle, *self._busy) if worker.pid)

    def is_busy(self, generation: int) -> bool:
        """Return whether a worker of a generation is at work."""
        return any(worker.generation == generation for worker in self._busy)

    async def open(self, generation: int) -> None:
        """Make the workers that are kept warm.

        Raises:
            EngineUnavailable: one of them did not start.
        """
        self._is_open = True
        self._generation = generation
        for worker in await asyncio.gather(*(self._fork() for _ in range(self._keep))):
            self._offer(worker)

    def renew(self, generation: int) -> None:
        """Let workers of this generation take the place of all others, each as it comes free."""
        self._generation = generation
        for worker in list(self._idle):
            self._drop(worker)
        self._top_up(self._keep)

    async def close(self) -> None:
        """Stop every worker."""
        self._is_open = False
        if self._tidying is not None:
            self._tidying.cancel()
        for fork in self._forks:
            fork.cancel()
        await asyncio.gather(*self._forks, return_exceptions=True)
        for worker in (*self._idle, *self._busy):
            worker.stop()
        self._idle.clear()
        while self._takers:
            taker = self._takers.popleft()
            if not taker.done():
                taker.set_exception(EngineUnavailable("The query engine is not running."))

    async def take(self, deadline: float, *, may_follow: bool = False) -> WorkerConnection:
        """Take a worker, waiting for one until `deadline` (the loop's time); give it back with `give_back`.

        Args:
            deadline: how long to wait.
            may_follow: whether a worker will do that is at work on a short query.

        Raises:
            EngineUnavailable: none came in time, or the pool is closed.
        """
        if not self._is_open:
            raise EngineUnavailable("The query engine is not running.")
        if may_follow and (worker := self._short_worker()) is not None:
            return worker
        worker = self._idle.pop() if self._idle else await self._next(deadline)
        worker.on_gone = None
        self._busy.add(worker)
        self._top_up(self._keep)
        return worker

    def _short_worker(self) -> WorkerConnection | None:
        """Return a worker to follow on, once as many as are kept warm are at work on short queries."""
        short = [worker for worker in self._busy if not worker.is_long]
        if len(short) < self._keep:
            return None
        return next((worker for worker in short if worker.load < DEPTH and worker.is_open and not worker.is_slow), None)

    async def _next(self, deadline: float) -> WorkerConnection:
        taker: asyncio.Future[WorkerConnection] = asyncio.get_running_loop().create_future()
        self._takers.append(taker)
        self._top_up(len(self._takers))
        try:
            return await wait_until(taker, deadline)
        except BaseException as error:
            if taker.done() and not taker.cancelled() and taker.exception() is None:
                self._offer(taker.result())  # it came in the same moment
            elif taker in self._takers:
                self._takers.remove(taker)
            if isinstance(error, TimeoutError):
                raise EngineBusy("No query worker came free in time. Try again in a moment.") from None
            raise

    def give_back(self, worker: WorkerConnection, *, is_reusable: bool) -> None:
        """Take back a worker; one that is not reusable is stopped, and another takes its place."""
        if is_reusable and worker.load and worker.is_open:
            return
        self._busy.discard(worker)
        if not self._is_open:
            worker.stop()
            return
        if is_reusable and worker.generation == self._generation and worker.restore_priority():
            self._offer(worker)
        else:
            self.lost += not worker.is_open and not worker.is_stopped
            self.stopped += worker.is_open and not is_reusable
            worker.stop()
        self._top_up(self._keep)
        self._tidy_later()

    def _offer(self, worker: WorkerConnection) -> None:
        if not self._is_open or not worker.is_open or worker.generation != self._generation:
            worker.stop()
            self._top_up(len(self._takers))
            return
        worker.is_slow = worker.is_long = False
        worker.on_gone = partial(self._on_idle, worker)
        while self._takers:
            taker = self._takers.popleft()
            if not taker.done():
                taker.set_result(worker)
                return
        worker.idle_since = asyncio.get_running_loop().time()
        self._idle.append(worker)
        if len(self._idle) > self._keep:
            self._tidy_later()

    def _on_idle(self, worker: WorkerConnection) -> None:
        """A worker that nobody works with has nothing to say: it is gone, or must go."""
        self.lost += not worker.is_open and not worker.is_stopped
        self._drop(worker)
        self._top_up(self._keep)

    def _drop(self, worker: WorkerConnection) -> None:
        worker.on_gone = None
        if worker in self._idle:
            self._idle.remove(worker)
        worker.stop()

    def _top_up(self, wanted: int) -> None:
        """Begin to make workers until `wanted` are idle or on their way."""
        missing = wanted - len(self._idle) - len(self._forks)
        if missing > 0 and self._is_open:
            for _ in range(missing):
                task = asyncio.get_running_loop().create_task(self._add())
                self._forks.add(task)
                task.add_done_callback(self._forks.discard)

    async def _add(self) -> None:
        pause_s = RETRY_FIRST_S
        while True:
            try:
                worker = await self._fork()
            except EngineUnavailable as error:
                logger.error("A query worker could not be made: %s", error)  # noqa: TRY400 - the sentence says it
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, RETRY_LAST_S)
            else:
                # Now, and not when the task is over: whoever takes this worker counts who else is on the way.
                self._forks.discard(cast("asyncio.Task[None]", asyncio.current_task()))
                self._offer(worker)
                return

    def _tidy_later(self) -> None:
        if self._tidying is None:
            self._tidying = asyncio.get_running_loop().call_later(IDLE_S, self._tidy)

    def _tidy(self) -> None:
        """Stop workers that have been idle for long and are too many, or hold pages of their own since a long query."""
        self._tidying = None
        now = asyncio.get_running_loop().time()
        rested = [worker for worker in self._idle if now - worker.idle_since >= IDLE_S]
        surplus = len(self._idle) - self._keep
        for worker in rested:
            if worker.is_used or surplus > 0:
                self._drop(worker)
                surplus -= 1
        self._top_up(self._keep)
        if self._busy or len(rested) < len(self._idle):
            self._tidy_later()
