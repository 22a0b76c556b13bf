"""Watching the pointer of a folder of releases, and going over to the release that was activated."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from lsgraph.release.pointer import Pointer, read_pointer
from lsgraph.web.live import LiveSite


class Watcher:
    """Looks at the pointer from time to time, and at once when it is told to.

    A release that could not be served is tried again when the pointer or the release was made anew, or when told to look.

    Args:
        live: what goes over.
        releases: the folder of releases.
        interval_s: seconds between two looks; 0 looks only when told to.
    """

    def __init__(self, live: LiveSite, releases: Path, interval_s: float) -> None:
        self._live = live
        self._releases = releases
        self._interval_s = interval_s or None
        self._told = asyncio.Event()
        self._failed: Pointer | None = None

    def look_now(self) -> None:
        """Look at once, and try again what failed."""
        self._failed = None
        self._told.set()

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Watch as long as the block runs; a swap on its way at the end is given up."""
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def look(self) -> None:
        """Go over to the release that is active, where it is another one."""
        pointer = read_pointer(self._releases)
        if pointer is None or pointer == self._failed or self._live.is_leaving:
            return
        if pointer.release == self._live.served.release:
            self._live.failure = None
        elif not await self._live.swap(pointer.release):
            self._failed = pointer

    async def _watch(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._interval_s):
                    await self._told.wait()
            self._told.clear()
            await self.look()
