"""The embedded engine: Oxigraph in worker processes over the store of one release.

One asyncio front, no threads. A query that runs away costs its worker, which is replaced; nobody else notices.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from lsgraph.engine.base import Answer, EngineStatus, Query
from lsgraph.engine.guard import refuse_unsafe
from lsgraph.engine.lease import Lease
from lsgraph.engine.pool import WorkerPool
from lsgraph.engine.process import WorkerProcess

MEMORY_LIMIT_BYTES = 4_000_000_000


class LocalEngine:
    """An `Engine` over a store on this machine.

    Args:
        store: the folder of an Oxigraph store; it must not change while the engine runs.
        workers: how many queries are answered at the same time.
        queue_limit: how many more may wait for a worker.
        memory_bytes: private memory one worker may take; one that needs more is lost and replaced.
    """

    def __init__(self, store: Path, workers: int, queue_limit: int, memory_bytes: int = MEMORY_LIMIT_BYTES) -> None:
        self._pool = WorkerPool(lambda: WorkerProcess.start(store, memory_bytes), workers, queue_limit)

    @property
    def worker_pids(self) -> list[int]:
        """The numbers of the worker processes, for whoever watches them."""
        return self._pool.pids

    async def start(self) -> None:
        """Start the workers and wait until each has the store open.

        Raises:
            EngineUnavailable: the store cannot be opened.
        """
        await self._pool.open()

    async def close(self) -> None:
        """Stop every worker, whatever it does, and reap it."""
        await self._pool.close()

    @property
    def status(self) -> EngineStatus:
        """How the workers are doing."""
        return EngineStatus(storage="disk", processes=len(self._pool.pids))

    async def query(self, query: Query) -> Answer:
        """Begin to answer; returns once the first bytes are there. The deadline counts from this call, waiting included.

        Raises:
            QueryRefused: it is an update, calls SERVICE, or nests too deep.
            QuerySyntaxError: it is not SPARQL.
            QueryLimitReached: it was over a limit before the first bytes.
            EngineUnavailable: no worker came free, or the one that tried was lost.
        """
        deadline = asyncio.get_running_loop().time() + query.limits.timeout_s
        refuse_unsafe(query.text)
        worker = await self._pool.take(deadline)
        lease = Lease(worker, query.limits, deadline, self._pool.give_back)
        try:
            return await lease.answer(query)
        except BaseException:
            lease.end(is_reusable=False)
            raise
