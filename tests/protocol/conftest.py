"""A real server over a tiny real store, on a free port of this machine, for real clients."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store
from starlette.routing import Router

from lsgraph.engine.local import LocalEngine
from lsgraph.settings import Settings
from lsgraph.web.sparql.endpoint import SparqlEndpoint

EXAMPLE = "http://example.org/"
NUMBERS = 500


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs."""

    url: str
    port: int
    engine: LocalEngine


def write_store(path: Path) -> None:
    store = Store(path)
    agent, name, number = (NamedNode(EXAMPLE + word) for word in ("agent", "name", "number"))
    for graph in (NamedNode(EXAMPLE + "one"), NamedNode(EXAMPLE + "two"), DefaultGraph()):
        store.add(Quad(agent, name, Literal("Università", language="it"), graph))
    store.extend(Quad(agent, number, Literal(count), DefaultGraph()) for count in range(NUMBERS))
    store.flush()


def build_app(engine: LocalEngine, settings: Settings) -> Router:
    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        await engine.start()
        yield
        await engine.close()

    return Router(default=SparqlEndpoint(engine, settings, {"ex": EXAMPLE}), lifespan=lifespan)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with one worker, a deadline of 2 s and answers of up to 40 MB."""
    path = tmp_path_factory.mktemp("served") / "store"
    write_store(path)
    engine = LocalEngine(path, workers=1, queue_limit=4)
    settings = Settings(query_timeout_s=2, result_limit_bytes=40_000_000, query_limit_bytes=20_000)
    server = uvicorn.Server(uvicorn.Config(build_app(engine, settings), host="127.0.0.1", port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Served(f"http://127.0.0.1:{port}/sparql", port, engine)
    server.should_exit = True
    thread.join()
