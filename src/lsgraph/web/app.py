"""The application: one release, its engine, and every route.

`create_app` is all there is to call; whoever runs it chooses the server (`lsgraph serve` uses uvicorn).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from lsgraph.engine.base import Engine
from lsgraph.engine.local import LocalEngine
from lsgraph.questions.catalogue import Catalogue, read_catalogue
from lsgraph.release.layout import Release
from lsgraph.release.manifest import Manifest, read_manifest
from lsgraph.settings import Settings
from lsgraph.web import data, dereference, health, home, pages, questions
from lsgraph.web.errors import install_pages
from lsgraph.web.headers import SecurityHeaders
from lsgraph.web.language import load_languages
from lsgraph.web.problems import install_handlers
from lsgraph.web.rendering import STATIC, Renderer
from lsgraph.web.site import Site
from lsgraph.web.sparql.dispatch import EndpointFirst
from lsgraph.web.sparql.endpoint import SparqlEndpoint
from lsgraph.web.sparql.openapi import add_to_openapi


def create_app(release: Release, settings: Settings, engine: Engine | None = None) -> FastAPI:
    """Return the application that serves a release.

    Args:
        release: what to serve; it is opened when the application starts.
        settings: how.
        engine: who answers queries; by default workers over the release's store.

    Raises:
        ReleaseError: the release has no manifest that can be read.
        QuestionFileError: one of its saved questions cannot be read.
    """
    manifest = read_manifest(release)
    answering = engine or LocalEngine(release.store, workers=settings.workers, queue_limit=settings.queue_limit)
    site = _site(release, manifest, settings, answering)
    # The interactive pages that FastAPI offers load their parts from other sites; ours load nothing from anywhere.
    app = FastAPI(
        title=manifest.title.get("en", "LSGraph"),
        description=manifest.description.get("en", ""),
        lifespan=_lifespan(answering),
        docs_url=None,
        redoc_url=None,
    )
    app.state.site = site
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for part in (health, home, questions, dereference, data, pages):
        app.include_router(part.router)
    install_handlers(app)
    install_pages(app)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(EndpointFirst, endpoint=SparqlEndpoint(answering, settings, site.prefixes, page="/#sparql"))
    add_to_openapi(app)
    return app


def _site(release: Release, manifest: Manifest, settings: Settings, engine: Engine) -> Site:
    languages = load_languages()
    catalogue = read_catalogue(release.queries) if release.queries.is_dir() else Catalogue()
    return Site(engine, release, manifest, settings, catalogue, languages, Renderer(manifest, languages))


def _lifespan(engine: Engine) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def open_engine(_: FastAPI) -> AsyncIterator[None]:
        await engine.start()
        try:
            yield
        finally:
            await engine.close()

    return open_engine
