"""The plotting process as the front sees it: started at the first need, given a deadline, ended when nobody needs it.

It holds a JavaScript engine of more than a hundred megabytes, too much for the front to carry and too much to keep for
nothing. A plot that hangs, or runs out of memory, costs that process and no other.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from contextlib import suppress
from typing import Any

from lsgraph.drawings.worker import LENGTH_BYTES
from lsgraph.errors import LsgraphError

DEADLINE_S = 10.0
"""How long one plot may take, its wait for others and the start of the process included."""
IDLE_S = 60.0
"""How long the process stays without work."""
REAP_INTERVAL_S = 0.002
PLOT_LIMIT_BYTES = 16_000_000


class PlotterError(LsgraphError):
    """A drawing that could not be made."""


class Plotter:
    """Plots one specification after the other.

    Args:
        deadline_s: how long one may take.
        idle_s: how long the process stays without work.
    """

    def __init__(self, deadline_s: float = DEADLINE_S, idle_s: float = IDLE_S) -> None:
        self._deadline_s = deadline_s
        self._idle_s = idle_s
        self._turn = asyncio.Lock()
        self._running: _Running | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def pid(self) -> int | None:
        """The process's number; None where there is no process."""
        return self._running.process.pid if self._running else None

    async def svg(self, spec: dict[str, Any]) -> str:
        """Return the SVG of a Vega or Vega-Lite specification, told apart by its `$schema`.

        Raises:
            PlotterError: it is no such specification, or took too long, or the process ended.
        """
        try:
            async with asyncio.timeout(self._deadline_s), self._turn:
                reply = await self._exchange(json.dumps(spec).encode())
        except TimeoutError:
            raise PlotterError(f"The drawing was not made within {self._deadline_s:g} s; the table has its rows.") from None
        if "svg" not in reply:
            reason = " ".join(reply.get("fault", "no reason was given").split("\n    at ")[0].split())
            raise PlotterError(f"The drawing cannot be made: {reason}")
        return reply["svg"]

    async def close(self) -> None:
        """End the process; may be called again, and a later plot starts another."""
        self._end()
        await asyncio.gather(*self._ending)

    async def _exchange(self, content: bytes) -> dict[str, str]:
        self._stop_idling()
        if self._running is None:
            self._running = await _Running.start()
        try:
            reply = await self._running.ask(content)
        except BaseException as error:
            # Left in the middle of a plot: its answer would pass for the next one's.
            await self.close()
            if isinstance(error, OSError | EOFError | ValueError):
                raise PlotterError("The process that makes drawings ended; the table has its rows.") from None
            raise
        self._idle = asyncio.get_running_loop().call_later(self._idle_s, self._end)
        return reply

    def _end(self) -> None:
        """Let go of the process at once, so that no plot begins in it, and see to its end."""
        self._stop_idling()
        if self._running is not None:
            task = asyncio.get_running_loop().create_task(self._running.end())
            self._running = None
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    def _stop_idling(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None


class _Running:
    """One process and its socket."""

    def __init__(self, process: subprocess.Popen[bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.process = process
        self._reader = reader
        self._writer = writer

    @classmethod
    async def start(cls) -> _Running:
        ours, theirs = socket.socketpair()
        with theirs:
            # The connection comes first: after the process, nothing must be waited for that could be given up.
            reader, writer = await asyncio.open_connection(sock=ours)
            command = [sys.executable, "-P", "-m", "lsgraph.drawings.worker", str(os.getpid())]
            try:
                process = subprocess.Popen(command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL)  # noqa: S603, ASYNC220 - our own
            except OSError as error:
                writer.close()
                raise PlotterError(f"No process to make drawings can be had: {error.strerror}.") from None
        return cls(process, reader, writer)

    async def ask(self, content: bytes) -> dict[str, str]:
        self._writer.write(len(content).to_bytes(LENGTH_BYTES, "big") + content)
        await self._writer.drain()
        length = int.from_bytes(await self._reader.readexactly(LENGTH_BYTES), "big")
        if length > PLOT_LIMIT_BYTES:
            raise ValueError(length)
        reply: dict[str, str] = json.loads(await self._reader.readexactly(length))
        return reply

    async def end(self) -> None:
        self._writer.close()
        self.process.kill()
        while self.process.poll() is None:  # noqa: ASYNC110 - no event without threads or signal handlers
            await asyncio.sleep(REAP_INTERVAL_S)
        with suppress(OSError):
            await self._writer.wait_closed()
