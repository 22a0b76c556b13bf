"""A small release and clients of the application that serves it, with an engine in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad

from lsgraph.settings import Settings
from lsgraph.web.app import create_app

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.web.small_graph import Client, StoreEngine, small_quads, small_release, small_store

QUESTIONS = {path.stem: path.read_text("utf-8") for path in sorted((Path(__file__).parent / "queries").glob("*.rq"))}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def make_client(tmp_path: Path) -> Callable[..., Client]:
    """Return a maker of clients: of the small graph, or of the quads given."""

    def make(quads: list[Quad] | None = None, queries: dict[str, str] = QUESTIONS) -> Client:
        found = small_quads() if quads is None else quads
        engine = StoreEngine(small_store(found))
        release = small_release(tmp_path / str(len(list(tmp_path.iterdir()))), found, queries)
        return Client(create_app(release, Settings(), engine), engine)

    return make


@pytest.fixture
def client(make_client: Callable[..., Client]) -> Client:
    return make_client()


@pytest.fixture
def browser(make_client: Callable[..., Client]) -> Client:
    """Return a client that asks as browsers do."""
    client = make_client()
    client.headers["Accept"] = BROWSER
    return client
