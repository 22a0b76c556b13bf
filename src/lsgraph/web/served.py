"""One release being served: its site for the pages, its SPARQL endpoint, and how many requests it is answering."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from starlette.types import ASGIApp, Receive, Scope, Send

from lsgraph.errors import EngineError
from lsgraph.release.layout import Release
from lsgraph.resources.digests import read_digests
from lsgraph.texts.documents import read_document_texts
from lsgraph.web.site import SITE, Site
from lsgraph.web.sparql.endpoint import PATH, SparqlEndpoint

WARMING_LIMIT_S = 10.0

logger = logging.getLogger(__name__)


class Served:
    """An ASGI application that answers for one release, from the first byte to the last.

    Args:
        site: what the pages need of it.
        endpoint: answers at `/sparql`; that way leads past the routing of pages, which costs more than most answers do.
        pages: answers everything else; the same for all releases, it finds the site in the request's scope.
    """

    def __init__(self, site: Site, endpoint: SparqlEndpoint, pages: ASGIApp) -> None:
        self.site = site
        self.endpoint = endpoint
        self.under_way = 0
        self._pages = pages
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def release(self) -> Release:
        """The release."""
        return self.site.release

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI 3, HTTP)."""
        scope[SITE] = self.site
        self.under_way += 1
        self._idle.clear()
        try:
            await (self.endpoint if scope["path"] == PATH else self._pages)(scope, receive, send)
        finally:
            self.under_way -= 1
            if not self.under_way:
                self._idle.set()

    async def open(self) -> None:
        """Start the engine.

        Raises:
            EngineUnavailable: the store cannot be opened; nothing is left behind.
        """
        await self.site.engine.start()
        await self.read_texts()

    async def read_texts(self) -> None:
        """Read the documents' texts where they are at hand; what is wrong with one is logged, and it is left out."""
        folder = self.site.settings.documents_dir
        if folder is None:
            return
        try:
            digests = await read_digests(self.site.engine)
        except EngineError as error:
            logger.warning("The documents' texts were not read: %s", error)
            return
        self.site.texts = await asyncio.to_thread(read_document_texts, folder, digests)
        for fault in self.site.texts.faults:
            logger.warning("No whole sentence is shown of %s.", fault)

    async def warm(self) -> None:
        """Ask the saved questions as they are first asked, so that their answers are there; no longer than is worth it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(WARMING_LIMIT_S):
                await self.endpoint.warm(question.bound() for question in self.site.catalogue)

    async def close(self, patience_s: float) -> int:
        """Let the requests under way come to their end, for so long, and close engine and plotter, at once when cancelled.

        Returns:
            How many were cut off.
        """
        cut = 0
        try:
            async with asyncio.timeout(patience_s):
                await self._idle.wait()
        except TimeoutError:
            cut = self.under_way
        finally:
            await self.site.plotter.close()
            await self.site.engine.close()
        return cut
