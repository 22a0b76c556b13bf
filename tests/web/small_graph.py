"""The small graph of `small.trig`, an engine over it that answers in this process, and a release made of it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from pyoxigraph import (
    DefaultGraph,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
)
from starlette.types import ASGIApp

from lsgraph.engine.base import EngineStatus, Query, ResultForm, Timing
from lsgraph.errors import EngineUnavailable, QuerySyntaxError
from lsgraph.release.layout import Release
from lsgraph.release.manifest import Manifest
from lsgraph.web.live import LiveSite

HERE = Path(__file__).parent
BASE = "https://w3id.org/lsgraph/"


def small_quads() -> list[Quad]:
    return list(parse(path=str(HERE / "small.trig"), format=RdfFormat.TRIG))


def small_store(quads: list[Quad] | None = None, folder: Path | None = None) -> Store:
    """Return a store as a release has it: every graph, and every triple once more in the default graph."""
    store = Store(str(folder)) if folder else Store()
    found = small_quads() if quads is None else quads
    store.extend(found)
    store.extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in found)
    if folder:
        store.flush()
    return store


@dataclass
class StoreAnswer:
    form: ResultForm
    media_type: str
    content: bytes
    timing: Timing = field(default_factory=Timing)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.content


@dataclass
class StoreEngine:
    """An engine over a store in this process; `asked` remembers the queries, `is_down` and `is_broken` make it fail."""

    store: Store
    asked: list[str] = field(default_factory=list)
    is_down: bool = False
    is_broken: bool = False

    async def start(self) -> None:
        return None

    async def close(self) -> None:
        return None

    @property
    def status(self) -> EngineStatus:
        return EngineStatus()

    async def query(self, query: Query) -> StoreAnswer:
        if self.is_down:
            raise EngineUnavailable("Nobody is here.")
        if self.is_broken:
            raise ZeroDivisionError("a secret of the inside")
        self.asked.append(query.text)
        try:
            results = self.store.query(query.text)
        except SyntaxError as error:
            raise QuerySyntaxError(str(error)) from None
        if isinstance(results, QuerySolutions | QueryBoolean):
            form = ResultForm.SOLUTIONS if isinstance(results, QuerySolutions) else ResultForm.BOOLEAN
            media_type = query.media_types.get(form, "application/sparql-results+json")
            content = results.serialize(format=QueryResultsFormat.from_media_type(media_type) or QueryResultsFormat.JSON)
        else:
            form, media_type = ResultForm.GRAPH, query.media_types[ResultForm.GRAPH]
            graph_format = RdfFormat.from_media_type(media_type)
            assert graph_format is not None
            content = results.serialize(format=graph_format)
        return StoreAnswer(form, media_type, content or b"")


def small_release(
    folder: Path, quads: list[Quad] | None = None, queries: dict[str, str] | None = None, *, has_store: bool = False
) -> Release:
    """Write a release: VoID, questions, manifest, and the store where the workers are to open it."""
    found = small_quads() if quads is None else quads
    release = Release(folder / hashlib.sha256(repr(found).encode()).hexdigest()[:16])
    release.path.mkdir(parents=True)
    if has_store:
        small_store(found, release.store)
    manifest = Manifest(
        name=release.name,
        recipe="1",
        base_iri=BASE,
        title={"en": "Small graph", "it": "Piccolo grafo"},
        description={"en": "What two documents say.", "it": "Quello che dicono due documenti."},
        licence_iri="https://creativecommons.org/licenses/by/4.0/",
        is_checked=True,
        sources={},
        quads=len(found),
        triples=len({quad.triple for quad in found}),
        graphs=len({quad.graph_name for quad in found}),
    )
    release.manifest.write_text(manifest.model_dump_json())
    release.void.write_text("<https://w3id.org/lsgraph/release> a <http://rdfs.org/ns/void#Dataset> .\n")
    release.queries.mkdir()
    for name, text in (queries or {}).items():
        (release.queries / f"{name}.rq").write_text(text)
    return release


class Client:
    """Asks the application in this process, following no redirect; `engine` is the engine it asks in turn."""

    def __init__(self, app: ASGIApp, engine: StoreEngine, headers: dict[str, str] | None = None) -> None:
        self.app = app
        self.engine = engine
        self.headers = headers or {}

    def get(self, address: str, **headers: str) -> httpx.Response:
        """Get an address; headers are given with underscores."""
        return self.request("GET", address, **headers)

    def request(self, method: str, address: str, **headers: str) -> httpx.Response:
        said = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return asyncio.run(self._request(method, address, said))

    async def _request(self, method: str, address: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://lsgraph.test") as client:
            client.headers.pop("accept")
            try:
                return await client.request(method, address, headers=headers)
            finally:
                # The process that plots belongs to the loop of one request.
                if isinstance(self.app, LiveSite):
                    await self.app.served.site.plotter.close()
