"""The application: a release, its engine, and every route, in a `LiveSite` that can go over to another release.

`create_app` is all there is to call, and `LiveSite.running` opens what it made; `web.server` runs it for `lsgraph serve`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp

from lsgraph.engine.base import Engine
from lsgraph.errors import ReleaseError
from lsgraph.questions.catalogue import Catalogue, read_catalogue
from lsgraph.release.layout import Release
from lsgraph.release.manifest import read_manifest
from lsgraph.settings import Settings
from lsgraph.web import api, cite, data, dereference, health, home, openapi, pages, permalinks, questions
from lsgraph.web.archive import Archive, older_settings, readable_questions
from lsgraph.web.errors import install_pages
from lsgraph.web.headers import SecurityHeaders
from lsgraph.web.language import load_languages
from lsgraph.web.launch import local_engine
from lsgraph.web.live import LiveSite
from lsgraph.web.metrics import Metrics
from lsgraph.web.observe import QueryRecord
from lsgraph.web.problems import install_handlers
from lsgraph.web.rendering import STATIC, Renderer
from lsgraph.web.served import Served
from lsgraph.web.site import Site
from lsgraph.web.sparql.endpoint import SparqlEndpoint
from lsgraph.web.sparql.openapi import add_to_openapi

EngineMaker = Callable[[Release, Settings], Engine]
CatalogueReader = Callable[[Path], Catalogue]
QueryLog = Callable[[str, QueryRecord], None]
"""Takes the name of a release and a query that was asked of it."""


def create_app(
    release: Release,
    settings: Settings,
    engine: Engine | None = None,
    *,
    make_engine: EngineMaker = local_engine,
    metrics: Metrics | None = None,
    query_log: QueryLog | None = None,
) -> LiveSite:
    """Return the application that serves a release; `LiveSite.running` opens it.

    Args:
        release: what to serve first.
        settings: how.
        engine: who answers for it; by default what `make_engine` makes.
        make_engine: makes the engine of a release.
        metrics: where to count.
        query_log: told of each query, too.

    Raises:
        ReleaseError: the release has no manifest that can be read, or lacks its description.
        QuestionFileError: one of its saved questions cannot be read.
    """
    counting = metrics or Metrics()
    routes: ASGIApp = SecurityHeaders(_pages())

    def served(chosen: Release, answering: Engine, how: Settings, read_questions: CatalogueReader) -> Served:
        def observe(record: QueryRecord) -> None:
            counting.observe(record)
            if query_log is not None:
                query_log(chosen.name, record)

        site = _site(chosen, how, answering, read_questions)
        endpoint = SparqlEndpoint(site.engine, how, site.prefixes, page="/#sparql", observe=observe)
        return Served(site, endpoint, routes)

    def open_served(chosen: Release) -> Served:
        return served(chosen, make_engine(chosen, settings), settings, read_catalogue)

    def open_older(chosen: Release) -> Served:
        small = older_settings(settings)
        return served(chosen, make_engine(chosen, small), small, readable_questions)

    archive = Archive(release.path.parent, open_older, settings.older_releases, settings.older_release_idle_s)
    first = served(release, engine, settings, read_catalogue) if engine else open_served(release)
    live = LiveSite(first, open_served, settings, counting, archive)
    counting.follow(lambda: live.served)
    return live


def _site(release: Release, settings: Settings, engine: Engine, read_questions: CatalogueReader) -> Site:
    """Read everything of a release but its store."""
    manifest = read_manifest(release)
    languages = load_languages()
    catalogue = read_questions(release.queries) if release.queries.is_dir() else Catalogue()
    try:
        void = release.void.read_bytes()
    except OSError as error:
        raise ReleaseError(f"{release.void} cannot be read: {error.strerror}. Publish again.") from None
    return Site(engine, release, manifest, settings, catalogue, languages, Renderer(manifest, languages), void)


def _pages() -> FastAPI:
    """Return the routes of everything but the endpoint; which release answers, they find in the scope of a request."""
    # `web.openapi` serves the description, which differs by release. The interactive pages that FastAPI offers load their parts
    # from other sites; ours load nothing from anywhere.
    app = FastAPI(title="LSGraph", docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for part in (health, home, openapi, cite, api, permalinks, questions, dereference, data, pages):
        app.include_router(part.router)
    install_handlers(app)
    install_pages(app)
    add_to_openapi(app)
    return app
