"""A worker process as the front sees it: started by exec, spoken to over a socket, killed when need be, always reaped."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

from lsgraph.engine.frames import CHUNK_BYTES, Frame, FrameKind, decode_end, pack_frame, receive_frame
from lsgraph.errors import EngineUnavailable

START_LIMIT_S = 60.0
REAP_INTERVAL_S = 0.002

logger = logging.getLogger(__name__)


class WorkerProcess:
    """One worker and this end of its socket; make one with `start`, end it with `close`."""

    def __init__(self, process: subprocess.Popen[bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer

    @classmethod
    async def start(cls, store: Path, memory_bytes: int) -> Self:
        """Start a worker and wait until its store is open.

        Args:
            store: the folder of the store.
            memory_bytes: its ceiling on private memory.

        Raises:
            EngineUnavailable: it cannot be started, or cannot open the store.
        """
        process, connection = _spawn(store, memory_bytes)
        try:
            reader, writer = await asyncio.open_unix_connection(sock=connection, limit=CHUNK_BYTES)
        except BaseException:
            connection.close()
            _end(process)
            raise
        worker = cls(process, reader, writer)
        try:
            async with asyncio.timeout(START_LIMIT_S):
                await worker._become_ready()
        except BaseException as error:
            writer.close()
            _end(process)
            if isinstance(error, TimeoutError):
                raise EngineUnavailable(f"A query worker did not open {store} within {START_LIMIT_S:g} s.") from None
            raise
        return worker

    async def _become_ready(self) -> None:
        frame = await self.receive()
        if frame is None:
            raise EngineUnavailable("A query worker ended while it started; the server's log says why.")
        if frame.kind is not FrameKind.READY:
            raise decode_end(frame.payload) or EngineUnavailable("A query worker gave up while it started.")
        if not frame.payload:
            logger.warning("Query workers can open sockets: this system has no seccomp filter for them.")

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it runs still."""
        return not self._reader.at_eof() and self._process.poll() is None

    async def send(self, kind: FrameKind, payload: bytes) -> None:
        """Send a frame; a worker that is gone shows when its answer is awaited."""
        with suppress(ConnectionError):
            self._writer.write(pack_frame(kind, payload))
            await self._writer.drain()

    async def receive(self) -> Frame | None:
        """Await the next frame; None when the worker is gone."""
        return await receive_frame(self._reader)

    def kill(self) -> None:
        """End it now, whatever it does."""
        self._process.kill()

    async def ending(self) -> str:
        """Wait until it has ended and return how, for people: `SIGKILL`, `exit code 1`."""
        while (code := self._process.poll()) is None:  # noqa: ASYNC110 - no event without threads or signal handlers
            await asyncio.sleep(REAP_INTERVAL_S)
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    async def close(self) -> None:
        """Kill it, reap it, and give back the socket; may be called again."""
        self.kill()
        self._writer.close()
        await self.ending()
        with suppress(ConnectionError):
            await self._writer.wait_closed()


def _spawn(store: Path, memory_bytes: int) -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    with theirs:
        values = (theirs.fileno(), store, memory_bytes, os.getpid())
        command = [sys.executable, "-P", "-m", "lsgraph.engine.worker", *map(str, values)]
        try:
            process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        except OSError as error:
            ours.close()
            raise EngineUnavailable(f"A query worker cannot be started: {error}.") from None
    return process, ours


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill and reap a process that never got to work."""
    process.kill()
    process.wait()
