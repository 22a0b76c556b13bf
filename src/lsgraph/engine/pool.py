"""The workers that wait, the queries that wait for one, and new workers for those that were lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from lsgraph.engine.process import WorkerProcess
from lsgraph.errors import EngineUnavailable

RETRY_FIRST_S = 0.5
RETRY_LAST_S = 30.0

logger = logging.getLogger(__name__)


class WorkerPool:
    """A fixed number of warm workers.

    Args:
        start_worker: starts one worker.
        size: how many to keep.
        queue_limit: how many queries may wait for one.
    """

    def __init__(self, start_worker: Callable[[], Awaitable[WorkerProcess]], size: int, queue_limit: int) -> None:
        self._start_worker = start_worker
        self._size = size
        self._queue_limit = queue_limit
        self._idle: asyncio.Queue[WorkerProcess | None] = asyncio.Queue()
        self._waiting = 0
        self._workers: set[WorkerProcess] = set()
        self._repairs: set[asyncio.Task[None]] = set()
        self._is_open = False

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes that are running now."""
        return sorted(worker.pid for worker in self._workers)

    async def open(self) -> None:
        """Start every worker.

        Raises:
            EngineUnavailable: one of them did not start; none is left behind.
        """
        self._is_open = True
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._size):
                    group.create_task(self._add())
        except BaseExceptionGroup as errors:
            await self.close()
            raise errors.exceptions[0] from None

    async def close(self) -> None:
        """End every worker and turn away whoever waits for one."""
        self._is_open = False
        for _ in range(self._waiting):
            self._idle.put_nowait(None)
        repairs = list(self._repairs)
        for repair in repairs:
            repair.cancel()
        await asyncio.gather(*repairs, return_exceptions=True)
        await asyncio.gather(*(worker.close() for worker in self._workers))
        self._workers.clear()

    async def take(self, deadline: float) -> WorkerProcess:
        """Take a worker, waiting for one until `deadline` (the loop's time); give it back with `give_back`.

        Raises:
            EngineUnavailable: too many wait already, none came free in time, or the pool is closed.
        """
        while self._is_open:
            worker = await self._next(deadline)
            if worker is not None and worker.is_alive:
                return worker
            if worker is not None:
                self.give_back(worker, is_reusable=False)
        raise EngineUnavailable("The query engine is not running.")

    async def _next(self, deadline: float) -> WorkerProcess | None:
        if self._idle.empty() and self._waiting >= self._queue_limit:
            raise EngineUnavailable("Every query worker is busy and the queue is full. Try again in a moment.")
        self._waiting += 1
        try:
            async with asyncio.timeout_at(deadline):
                return await self._idle.get()
        except TimeoutError:
            raise EngineUnavailable("No query worker came free in time. Try again in a moment.") from None
        finally:
            self._waiting -= 1

    def give_back(self, worker: WorkerProcess, *, is_reusable: bool) -> None:
        """Take back a worker; one that is not reusable is killed, and another takes its place."""
        if not self._is_open:
            worker.kill()
        elif is_reusable:
            self._idle.put_nowait(worker)
        else:
            worker.kill()
            repair = asyncio.get_running_loop().create_task(self._replace(worker))
            self._repairs.add(repair)
            repair.add_done_callback(self._repairs.discard)

    async def _replace(self, worker: WorkerProcess) -> None:
        await worker.close()
        self._workers.discard(worker)
        pause_s = RETRY_FIRST_S
        while True:
            try:
                await self._add()
            except EngineUnavailable as error:
                logger.error("A query worker could not be replaced: %s", error)  # noqa: TRY400 - the sentence says it
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, RETRY_LAST_S)
            else:
                return

    async def _add(self) -> None:
        worker = await self._start_worker()
        self._workers.add(worker)
        self._idle.put_nowait(worker)
