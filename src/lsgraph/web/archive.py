"""Releases that are served no more, opened for those who come back to what they cited: few at a time, small, and not for long.

Each is read from disk with one worker for short queries and one for long ones. A release that nobody asked for a while is
closed; so is the one asked longest ago when another is wanted, unless it is answering or was only just opened.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from lsgraph.errors import EngineBusy, EngineError, LsgraphError, QuestionFileError, ReleaseError
from lsgraph.questions.catalogue import Catalogue, catalogue_of, read_labels, read_question
from lsgraph.release.layout import Release
from lsgraph.settings import Settings
from lsgraph.web.served import Served

STAY_S = 2.0
"""How long a release stays open at least: two who want different ones must not have them opened and closed all the time."""

logger = logging.getLogger(__name__)


def older_settings(settings: Settings) -> Settings:
    """Return the settings that a release which is served no more is opened with."""
    return settings.model_copy(update={"workers": 1, "long_workers": 1, "memory_store_bytes": 0, "cache_bytes": 0})


def readable_questions(folder: Path) -> Catalogue:
    """Read those saved questions of an older release that this version of the software still reads."""
    try:
        labels = read_labels(folder)
    except QuestionFileError:
        labels = None
    questions = []
    for path in sorted(folder.glob("*.rq")):
        with suppress(QuestionFileError):
            questions.append(read_question(path, labels))
    return catalogue_of(questions, labels)


class Archive:
    """The older releases of a folder, opened on demand.

    Args:
        releases: the folder.
        open_served: makes a release ready to be opened; raises `LsgraphError` where it cannot be. It runs in a thread.
        limit: how many may be open at a time; 0 opens none.
        idle_s: how long one stays open that nobody asks.
    """

    def __init__(self, releases: Path, open_served: Callable[[Release], Served], limit: int, idle_s: float) -> None:
        self._releases = releases
        self._open_served = open_served
        self._limit = limit
        self._idle_s = idle_s
        self._open: dict[str, Served] = {}
        self._asked: dict[str, float] = {}
        self._opened: dict[str, float] = {}
        self._opening = asyncio.Lock()

    @property
    def names(self) -> tuple[str, ...]:
        """The releases that are open."""
        return tuple(self._open)

    async def served(self, name: str) -> Served:
        """Return an older release, open; whoever gets it asks it before anything else is awaited.

        Args:
            name: the release's, checked: it becomes the name of a folder.

        Raises:
            ReleaseError: it is not kept, or this version of the software cannot read it.
            EngineBusy: as many as may be are open and in use; asking again in a moment helps.
            EngineUnavailable: its store cannot be opened.
        """
        if name not in self._open:
            async with self._opening:
                if name not in self._open:
                    await self._open_release(name)
        self._asked[name] = asyncio.get_running_loop().time()
        return self._open[name]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Close what nobody asks as long as the block runs, and everything at its end."""
        sweeping = asyncio.create_task(self._sweep())
        try:
            yield
        finally:
            sweeping.cancel()
            with suppress(asyncio.CancelledError):
                await sweeping
            for name in self.names:
                await self._close(name)

    async def _open_release(self, name: str) -> None:
        release = Release(self._releases / name)
        if not self._limit or not release.manifest.is_file():
            raise ReleaseError(f"Release {name} is not kept here.")
        await self._make_room()
        try:
            coming = await asyncio.to_thread(self._open_served, release)
            await coming.open()
        except EngineError:
            raise
        except LsgraphError as error:
            logger.warning("Release %s cannot be opened: %s", name, error)
            raise ReleaseError(f"Release {name} cannot be read by this version of the software.") from None
        self._open[name] = coming
        self._opened[name] = asyncio.get_running_loop().time()
        logger.info("Opened release %s, which is served no more, for a permanent link.", name)

    async def _make_room(self) -> None:
        """Close the release asked longest ago where as many are open as may be.

        Raises:
            EngineBusy: all of them are in use.
        """
        if len(self._open) < self._limit:
            return
        now = asyncio.get_running_loop().time()
        free = [name for name in self._open if not self._open[name].under_way and now - self._opened[name] >= STAY_S]
        if not free:
            raise EngineBusy("As many older releases are open as may be. Try again in a moment.")
        await self._close(min(free, key=self._asked.__getitem__))

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(max(self._idle_s / 4, 0.01))
            now = asyncio.get_running_loop().time()
            for name in self.names:
                if not self._open[name].under_way and now - self._asked.get(name, now) >= self._idle_s:
                    await self._close(name)

    async def _close(self, name: str) -> None:
        # It is taken off the list first: whoever asks from now on waits for another opening.
        leaving = self._open.pop(name)
        self._asked.pop(name, None)
        self._opened.pop(name, None)
        await leaving.close(patience_s=0)
        logger.info("Closed release %s, which is served no more.", name)
