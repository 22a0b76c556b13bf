"""The embedded engine: Oxigraph in worker processes over the store of one release.

One asyncio front, no threads. A query that runs away costs its worker, which is replaced; nobody else notices.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from lsgraph.engine.base import Answer, EngineStatus, Query
from lsgraph.engine.connection import WorkerConnection
from lsgraph.engine.guard import is_long, refuse_unsafe
from lsgraph.engine.lanes import Lane, Lanes
from lsgraph.engine.lease import Displaced, Lease
from lsgraph.engine.pool import DEPTH, RETRY_FIRST_S, RETRY_LAST_S, WorkerPool
from lsgraph.engine.process import ZygoteProcess
from lsgraph.errors import EngineUnavailable

MEMORY_LIMIT_BYTES = 1 << 30
MEMORY_STORE_BYTES = 100_000_000
STAND_IN_BYTES = 5_000_000
"""A store larger than this answers from disk until it has been read into memory."""
RETIRE_INTERVAL_S = 0.2

logger = logging.getLogger(__name__)


class LocalEngine:
    """An `Engine` over a store on this machine.

    Args:
        store: the folder of an Oxigraph store; it must not change while the engine runs.
        workers: how many queries that are soon answered run at the same time, and how many workers are kept warm.
        queue_limit: how many more may wait.
        long_workers: how many long queries may run beside those, at low priority.
        memory_bytes: private memory one query may take above the store.
        memory_store_bytes: the largest store, in bytes on disk, that is held in memory.
    """

    def __init__(
        self,
        store: Path,
        workers: int,
        queue_limit: int,
        *,
        long_workers: int = 6,
        memory_bytes: int = MEMORY_LIMIT_BYTES,
        memory_store_bytes: int = MEMORY_STORE_BYTES,
    ) -> None:
        self._store = store
        self._memory_bytes = memory_bytes
        self._memory_store_bytes = memory_store_bytes
        self._lanes = Lanes(workers * DEPTH, long_workers, queue_limit)
        self._pool = WorkerPool(self._fork, workers)
        self._zygote: ZygoteProcess | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_open = False

    @property
    def worker_pids(self) -> list[int]:
        """The numbers of the worker processes, for whoever watches them."""
        return self._pool.pids

    @property
    def zygote_pid(self) -> int | None:
        """The number of the process that forks the workers; None while there is none."""
        return self._zygote.pid if self._zygote is not None else None

    @property
    def status(self) -> EngineStatus:
        """How the workers are doing."""
        zygote = self._zygote
        return EngineStatus(
            storage=zygote.storage if zygote is not None else "none",
            walls=zygote.walls if zygote is not None else (),
            processes=len(self._pool.pids),
            busy=self._lanes.busy,
            waiting=self._lanes.waiting,
            lost=self._pool.lost,
            stopped=self._pool.stopped,
        )

    async def start(self) -> None:
        """Open the store and make the first workers.

        Raises:
            EngineUnavailable: the store cannot be opened.
        """
        size = _bytes_on_disk(self._store)
        self._is_open = True
        is_in_memory = size <= self._memory_store_bytes
        is_soon = is_in_memory and size <= STAND_IN_BYTES
        try:
            self._zygote = await self._start_zygote("memory" if is_soon else "disk")
            await self._pool.open(self._zygote.generation)
        except BaseException:
            await self.close()
            raise
        if is_in_memory and not is_soon:
            self._begin(self._move_into_memory())

    async def close(self) -> None:
        """Stop every process, whatever it does, and reap it."""
        self._is_open = False
        self._lanes.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._pool.close()
        zygote, self._zygote = self._zygote, None
        if zygote is not None:
            await zygote.close()

    async def query(self, query: Query) -> Answer:
        """Begin to answer; returns once the first bytes are there. The deadline counts from this call, waiting included.

        Raises:
            QueryRefused: it is an update, calls SERVICE, or nests too deep.
            QuerySyntaxError: it is not SPARQL.
            QueryLimitReached: it was over a limit before the first bytes.
            EngineUnavailable: no worker came free, or the one that tried was lost.
        """
        if not is_long(query.text):  # a long one is read by a worker, under its deadline: reading it here would hold up others
            refuse_unsafe(query.text)
        admitted = time.perf_counter()
        deadline = asyncio.get_running_loop().time() + query.limits.timeout_s
        lane: Lane | None = None
        while True:
            try:
                return await self._attempt(query, lane, admitted, deadline)
            except Displaced as displaced:
                lane = displaced.lane

    async def _attempt(self, query: Query, displaced: Lane | None, admitted: float, deadline: float) -> Answer:
        lane = displaced or Lane.SHORT
        await self._lanes.enter(lane, deadline, is_new=displaced is None)
        try:
            worker = await self._pool.take(deadline, may_follow=lane is Lane.SHORT)
        except BaseException:
            self._lanes.leave(lane)
            raise
        waited_s = time.perf_counter() - admitted
        lease = Lease(worker, lane, self._lanes, query, deadline, self._memory_bytes, self._give_back)
        try:
            return await lease.answer(waited_s)
        except BaseException:
            lease.end(is_reusable=False)
            raise

    def _give_back(self, worker: WorkerConnection, lane: Lane | None, is_reusable: bool) -> None:  # noqa: FBT001 - a callback
        self._pool.give_back(worker, is_reusable=is_reusable)
        if lane is not None:
            self._lanes.leave(lane)

    async def _fork(self) -> WorkerConnection:
        if self._zygote is None:
            raise EngineUnavailable("The process that holds the store is being started again.")
        return await self._zygote.fork()

    async def _start_zygote(self, storage: str) -> ZygoteProcess:
        zygote = await ZygoteProcess.start(self._store, storage, self._memory_bytes)
        zygote.on_lost = self._on_lost
        return zygote

    async def _move_into_memory(self) -> None:
        """Read the store into memory beside the workers that answer from disk, and have its workers take their place."""
        try:
            zygote = await self._start_zygote("memory")
        except EngineUnavailable as error:
            logger.error("The store stays on disk: %s", error)  # noqa: TRY400 - the sentence says it
            return
        previous, self._zygote = self._zygote, zygote
        self._pool.renew(zygote.generation)
        if previous is not None:
            await self._retire(previous)

    async def _retire(self, zygote: ZygoteProcess) -> None:
        """End a zygote once the last answer of its workers is out."""
        try:
            while self._pool.is_busy(zygote.generation):  # noqa: ASYNC110 - seldom, and nobody waits for it
                await asyncio.sleep(RETIRE_INTERVAL_S)
        finally:
            await zygote.close()

    def _on_lost(self, zygote: ZygoteProcess) -> None:
        """Have another zygote started in place of one that was killed; its workers died with it."""
        if self._is_open and zygote is self._zygote:
            logger.error("The process that holds the store was lost and is started again.")
            self._zygote = None
            self._begin(self._revive(zygote))

    async def _revive(self, lost: ZygoteProcess) -> None:
        await lost.close()
        pause_s = RETRY_FIRST_S
        first = "disk" if _bytes_on_disk(self._store) > STAND_IN_BYTES else lost.storage
        while self._zygote is None:
            try:
                self._zygote = await self._start_zygote(first)
            except EngineUnavailable as error:
                logger.error("The store could not be opened again: %s", error)  # noqa: TRY400 - the sentence says it
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, RETRY_LAST_S)
        self._pool.renew(self._zygote.generation)
        if self._zygote.storage != lost.storage:
            await self._move_into_memory()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _bytes_on_disk(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*") if path.is_file())
