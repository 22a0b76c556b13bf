"""The site as it lives: each request is answered from the release being served when it arrived, and releases change under it.

A request is given to one release and stays with it, so that no answer is mixed. A new release is opened and warmed beside the
one being served, takes its place between two requests, and the old one is closed when the last of its answers is given.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.types import Message, Receive, Scope, Send

from lsgraph.errors import EngineError, LsgraphError, ReleaseError
from lsgraph.release.layout import Release
from lsgraph.settings import Settings
from lsgraph.web.archive import Archive
from lsgraph.web.metrics import Metrics
from lsgraph.web.permalinks import GONE, STEP, Gone, Pinned, pinned_address, unpinned
from lsgraph.web.served import Served

RELEASE_HEADER = b"lsgraph-release"
LIVE = "lsgraph.live"
"""Where the scope of a request holds the `LiveSite`."""
CLOSING_GRACE_S = 5.0
"""How much longer than a query may run an old release is kept for the answers under way."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SwapFailure:
    """A release that could not be served.

    Attributes:
        release: its name.
        time: when that was found.
        reason: why, in a sentence without paths.
    """

    release: str
    time: datetime
    reason: str


class LiveSite:
    """The outermost ASGI application.

    Args:
        first: the release to begin with.
        open_served: makes another release ready to be opened; raises `LsgraphError` where it cannot be. It runs in a thread.
        settings: how long old answers may take.
        metrics: counts.
        archive: opens releases that are served no more, for permanent links; without it they are not kept.
    """

    def __init__(
        self,
        first: Served,
        open_served: Callable[[Release], Served],
        settings: Settings,
        metrics: Metrics,
        archive: Archive | None = None,
    ) -> None:
        self.served = first
        self.metrics = metrics
        self.failure: SwapFailure | None = None
        self.is_leaving = False
        self.archive = archive
        self._open_served = open_served
        self._patience_s = settings.query_timeout_s + CLOSING_GRACE_S

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI 3, HTTP alone) from the release it names, or the one served now, and say in a header which."""
        assert scope["type"] == "http", "neither lifespan nor WebSockets: open it with `running`"
        served = self.served
        if scope["path"].startswith(STEP) and (pinned := pinned_address(scope["path"])):
            served, scope = await self._pinned(scope, pinned)

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (RELEASE_HEADER, served.release.name.encode())]
                self.metrics.count_request(scope["path"], message["status"])
            await send(message)

        scope[LIVE] = self
        await served(scope, receive, send_named)

    async def _pinned(self, scope: Scope, pinned: Pinned) -> tuple[Served, Scope]:
        """Return who answers a permanent link, and what they are asked; where it cannot be, the release served now says why."""
        try:
            served = await self._kept(pinned.release)
        except ReleaseError:
            return self.served, {**scope, GONE: Gone.RELEASE}
        except EngineError as error:
            return self.served, {**scope, GONE: error}
        if all(question.name != pinned.question for question in served.site.catalogue):
            return self.served, {**scope, GONE: Gone.QUESTION}
        return served, unpinned(scope, pinned)

    async def _kept(self, name: str) -> Served:
        if name == self.served.release.name:
            return self.served
        if self.archive is None:
            raise ReleaseError(f"Release {name} is not kept here.")
        return await self.archive.served(name)

    @asynccontextmanager
    async def running(self, opening: Awaitable[None] | None = None) -> AsyncIterator[LiveSite]:
        """Open the first release; at the end close whatever is open.

        Args:
            opening: the start of its engine, where that is under way.

        Raises:
            EngineUnavailable: it cannot be opened.
        """
        if opening is None:
            await self.served.open()
        else:
            await opening
            await self.served.read_texts()
        try:
            async with self.archive.running() if self.archive else nullcontext():
                yield self
        finally:
            self.is_leaving = True
            await self.served.close(patience_s=0)

    async def swap(self, release: Release) -> bool:
        """Serve another release from now on; return once the old one is closed. One swap at a time.

        Where it cannot be opened, the old one stays, and `failure` says why.

        Returns:
            Whether it is being served.
        """
        try:
            coming = await self._opened(release)
        except LsgraphError as error:
            self._note_failure(release, str(error))
            return False
        except Exception as error:  # noqa: BLE001 - nothing about a new release may end the service of the old one
            self._note_failure(release, f"{type(error).__name__}: {error}")
            return False
        leaving, self.served, self.failure = self.served, coming, None
        self.metrics.swaps.inc()
        logger.info("Serving release %s in place of %s.", release.name, leaving.release.name)
        cut = await leaving.close(self._patience_s)
        if cut:
            logger.warning("Release %s was closed with %d answers under way.", leaving.release.name, cut)
        return True

    async def _opened(self, release: Release) -> Served:
        coming = await asyncio.to_thread(self._open_served, release)
        await coming.open()
        try:
            await coming.warm()
        except BaseException:
            await coming.close(patience_s=0)
            raise
        return coming

    def _note_failure(self, release: Release, reason: str) -> None:
        logger.error("Release %s cannot be served; %s stays. %s", release.name, self.served.release.name, reason)
        self.metrics.swap_failures.inc()
        told = reason.replace(f"{release.path.parent}/", "")
        self.failure = SwapFailure(release.name, datetime.now(UTC), told)


def live_of(request: Request) -> LiveSite:
    """Return the live site that a request came to."""
    live: LiveSite = request.scope[LIVE]
    return live


LiveDependency = Annotated[LiveSite, Depends(live_of)]
