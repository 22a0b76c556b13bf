"""A release served by the real application, workers and all, on a free port of this machine."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from pyoxigraph import Quad
from tests.web.small_graph import small_release

from lsgraph.engine.local import LocalEngine
from lsgraph.settings import Settings
from lsgraph.web.app import create_app


@contextmanager
def served(folder: Path, quads: list[Quad]) -> Iterator[str]:
    """Make a release of `quads` in `folder`, serve it, and give the address of its endpoint."""
    release = small_release(folder, quads, has_store=True)
    engine = LocalEngine(release.store, workers=1, queue_limit=8)
    app = create_app(release, Settings(query_timeout_s=10), engine)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", log_level="critical"))

    async def serve() -> None:
        await engine.start()
        try:
            await server.serve()
        finally:
            await engine.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/sparql"
    finally:
        server.should_exit = True
        thread.join()
