"""What every route needs of the site it answers for; made once for each release that is served."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request

from lsgraph.drawings.plotter import Plotter
from lsgraph.engine.base import Engine
from lsgraph.questions.catalogue import Catalogue
from lsgraph.questions.evidence import NO_TEXTS
from lsgraph.release.layout import Release
from lsgraph.release.manifest import Manifest
from lsgraph.resources.links import Links
from lsgraph.settings import Settings
from lsgraph.texts.documents import DocumentTexts
from lsgraph.vocabulary import workspace_prefixes
from lsgraph.web.language import Language
from lsgraph.web.rendering import Renderer

T = TypeVar("T")
SITE = "lsgraph.site"
"""Where the scope of a request holds the `Site`."""


@dataclass(slots=True)
class Site:
    """One release being served.

    Attributes:
        engine: who answers queries.
        release: the folder being served.
        manifest: what it is made of.
        settings: how it is served.
        catalogue: its saved questions.
        languages: the languages of the pages, by code.
        renderer: makes pages.
        void: its VoID description, as Turtle; read once, so that the folder may go while it is served.
        plotter: plots the drawings of answers.
        texts: the documents' texts, where they are at hand; read once the engine answers.
        proven_until_s: until when it need not be asked again whether the engine answers, in the loop's time.
    """

    engine: Engine
    release: Release
    manifest: Manifest
    settings: Settings
    catalogue: Catalogue
    languages: dict[str, Language]
    renderer: Renderer
    void: bytes
    plotter: Plotter = field(default_factory=Plotter)
    texts: DocumentTexts = NO_TEXTS
    proven_until_s: float = 0.0
    _kept: dict[str, Any] = field(default_factory=dict)

    @property
    def base_iri(self) -> str:
        """The namespace of the workspace's own IRIs."""
        return self.manifest.base_iri

    @property
    def links(self) -> Links:
        """The addresses of those IRIs here."""
        return Links(self.manifest.base_iri)

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that answers and pages use."""
        return workspace_prefixes(self.manifest.base_iri)

    async def keep(self, key: str, read: Callable[[], Awaitable[T]]) -> T:
        """Return what was read once for this release, which never changes."""
        if key not in self._kept:
            self._kept[key] = await read()
        kept: T = self._kept[key]
        return kept


def site_of(request: Request) -> Site:
    """Return the site of the release that answers a request."""
    site: Site = request.scope[SITE]
    return site


SiteDependency = Annotated[Site, Depends(site_of)]
