"""Starting the server soon: while the engine opens the store, in processes of its own, this one reads the modules of the web.

That is why this module imports next to nothing of them.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module

import uvloop

from lsgraph.engine.base import Engine
from lsgraph.engine.local import LocalEngine
from lsgraph.release.layout import Release
from lsgraph.settings import Settings


def serve(release: Release, settings: Settings, listener: socket.socket, tell: Callable[[str], None]) -> None:
    """Serve a release, and whichever is activated beside it, until told to end.

    Args:
        release: what to serve first.
        settings: how.
        listener: a socket that listens.
        tell: told once the site answers.

    Raises:
        ReleaseError, QuestionFileError: the release cannot be read.
        EngineUnavailable: its store cannot be opened.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(release, settings, listener, tell))


def local_engine(release: Release, settings: Settings) -> Engine:
    """Return an engine over the release's own store."""
    return LocalEngine(
        release.store,
        workers=settings.workers,
        queue_limit=settings.queue_limit,
        long_workers=settings.long_workers,
        memory_bytes=settings.query_memory_bytes,
        memory_store_bytes=settings.memory_store_bytes,
    )


async def _serve(release: Release, settings: Settings, listener: socket.socket, tell: Callable[[str], None]) -> None:
    engine = local_engine(release, settings)
    opening = asyncio.create_task(engine.start())
    try:
        server = await asyncio.to_thread(import_module, "lsgraph.web.server")
        await server.run(release, settings, engine, opening, listener, tell)
    finally:
        opening.cancel()
        with suppress(asyncio.CancelledError, Exception):  # it was told where it was awaited
            await opening
        await engine.close()
