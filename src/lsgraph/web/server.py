"""The server: uvicorn with our bounds, our signals and our logs, around a live site.

SIGTERM and SIGINT end it: nothing new is taken, answers under way get their grace, everything is closed; the second ends it at
once. SIGHUP has it look for another release at once, unless it runs in a terminal, where closing the window sends it.
"""

from __future__ import annotations

import asyncio
import resource
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from lsgraph.engine.base import Engine
from lsgraph.release.layout import Release
from lsgraph.settings import Settings
from lsgraph.web.app import create_app
from lsgraph.web.connection import bounded_protocol
from lsgraph.web.live import LiveSite
from lsgraph.web.logs import OFF, log_query, logging_to
from lsgraph.web.metrics import Metrics
from lsgraph.web.public import PublicAddress
from lsgraph.web.watch import Watcher

ENDING = (signal.SIGTERM, signal.SIGINT)
OTHER_DESCRIPTORS = 500
"""Descriptors that the engine and everything else may need besides the connections."""


async def run(
    release: Release,
    settings: Settings,
    engine: Engine,
    opening: Awaitable[None],
    listener: socket.socket,
    tell: Callable[[str], None],
) -> None:
    """Serve a release, and whichever is activated beside it, until told to end.

    Args:
        release: what to serve first.
        settings: how.
        engine: who answers for it.
        opening: the start of that engine, under way.
        listener: a socket that listens.
        tell: told once the site answers.

    Raises:
        ReleaseError, QuestionFileError: the release cannot be read.
        EngineUnavailable: its store cannot be opened.
    """
    metrics = Metrics()
    query_log = partial(log_query, with_text=settings.query_log_text) if settings.query_log != OFF else None
    live = create_app(release, settings, engine, metrics=metrics, query_log=query_log)
    watcher = Watcher(live, release.path.parent, settings.watch_interval_s)
    _allow_descriptors(settings.connection_limit + OTHER_DESCRIPTORS)
    with logging_to(settings, lambda log: metrics.log_lines_lost.labels(log).inc()):
        async with live.running(opening), watcher.watching():
            if not sys.stdin or not sys.stdin.isatty():
                asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, watcher.look_now)
            await _Server(_configuration(live, settings), live, tell).serve(sockets=[listener])


def _configuration(live: LiveSite, settings: Settings) -> uvicorn.Config:
    app: ASGIApp = PublicAddress(live, settings.public_url) if settings.public_url else live
    return uvicorn.Config(
        app,
        http=bounded_protocol(settings),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        limit_concurrency=settings.connection_limit,
        timeout_keep_alive=settings.keep_alive_s,  # type: ignore[arg-type]  # it is given to `call_later`
        timeout_graceful_shutdown=settings.shutdown_grace_s,  # type: ignore[arg-type]  # and this to `wait_for`
    )


class _Server(uvicorn.Server):
    """uvicorn, which says where it is as soon as it is there, and ends with success when it is told to end."""

    def __init__(self, config: uvicorn.Config, live: LiveSite, tell: Callable[[str], None]) -> None:
        super().__init__(config)
        self._live = live
        self._tell = tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started and sockets:
            self._tell(f"Serving on {url_of(sockets[0])}")

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End when told to, by a signal of the loop's; uvicorn would end the process by that same signal afterwards."""
        loop = asyncio.get_running_loop()
        for ending in ENDING:
            loop.add_signal_handler(ending, self._leave)
        try:
            yield
        finally:
            for ending in ENDING:
                loop.remove_signal_handler(ending)

    def _leave(self) -> None:
        self._live.is_leaving = True
        self.force_exit = self.should_exit
        self.should_exit = True


def url_of(listener: socket.socket) -> str:
    """Return the address of a socket that listens, as it is reached from here."""
    host, port = listener.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - said, not bound
    return f"http://[{here}]:{port}/" if ":" in here else f"http://{here}:{port}/"


def _allow_descriptors(wanted: int) -> None:
    """Raise the process's own ceiling on descriptors as far as is needed and allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
