"""A tiny real store, and a way to run a scenario against workers over it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from lsgraph.engine.local import LocalEngine

T = TypeVar("T")
Scenario = Callable[[LocalEngine], Awaitable[T]]
EXAMPLE = "http://example.org/"
NUMBERS = 500


@pytest.fixture(scope="session")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of `NUMBERS` numbers in the default graph; one triple stands there and in the graphs one and two."""
    path = tmp_path_factory.mktemp("store") / "store"
    store = Store(path)
    agent, name, number = (NamedNode(EXAMPLE + word) for word in ("agent", "name", "number"))
    for graph in (NamedNode(EXAMPLE + "one"), NamedNode(EXAMPLE + "two"), DefaultGraph()):
        store.add(Quad(agent, name, Literal("Università", language="it"), graph))
    store.add(Quad(agent, name, Literal("only in two"), NamedNode(EXAMPLE + "two")))
    store.extend(Quad(agent, number, Literal(count), DefaultGraph()) for count in range(NUMBERS))
    store.flush()
    del store
    return path


@pytest.fixture
def run(store_path: Path) -> Callable[..., Any]:
    """Runs a scenario against a started engine, and closes it."""

    def run_scenario(scenario: Scenario[T], workers: int = 1, queue_limit: int = 8, **settings: int) -> T:
        async def main() -> T:
            engine = LocalEngine(store_path, workers, queue_limit, **settings)
            await engine.start()
            try:
                return await scenario(engine)
            finally:
                await engine.close()

        return asyncio.run(main())

    return run_scenario
