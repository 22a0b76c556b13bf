"""The zygote as the front sees it: started by exec, asked for workers over a socket, always reaped."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Self

from lsgraph.engine import sandbox
from lsgraph.engine.connection import WorkerConnection, open_connection
from lsgraph.engine.frames import Frame, FrameBuffer, FrameKind, decode_end, decode_ready
from lsgraph.errors import EngineUnavailable

START_LIMIT_S = 300.0
"""How long a zygote may take to open its store: one of a few million quads is read into memory in half a minute."""
WORKER_START_LIMIT_S = 30.0
REAP_INTERVAL_S = 0.002
READ_BYTES = 65_536
TUNABLES = "GLIBC_TUNABLES"
LARGE_PAGES = "glibc.malloc.hugetlb"
KILLED = (-9, "")

Lost = Callable[["ZygoteProcess"], None]


class ZygoteProcess:
    """One zygote and its control socket; make one with `start`, end it with `close`.

    Attributes:
        generation: a number that no other zygote of this front has.
        storage: `memory` or `disk`.
        walls: what encloses its workers.
        on_lost: called once when it has ended without having been told to.
    """

    _generations = 0

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket, storage: str) -> None:
        ZygoteProcess._generations += 1
        self.generation = ZygoteProcess._generations
        self.storage = storage
        self.walls: tuple[str, ...] = ()
        self.on_lost: Lost | None = None
        self.is_alive = True
        self._process = process
        self._control = control
        self._workers: dict[int, WorkerConnection] = {}
        self._ended_early: dict[int, tuple[int, str]] = {}
        self._lines = b""
        self._loop = asyncio.get_running_loop()

    @classmethod
    async def start(cls, store: Path, storage: str, memory_bytes: int) -> Self:
        """Start a zygote and wait until it has its store and its walls.

        Args:
            store: the folder of the store.
            storage: `memory` or `disk`.
            memory_bytes: private memory one query may take above the store.

        Raises:
            EngineUnavailable: it cannot be started, or cannot open the store.
        """
        sandbox.adopt_orphans()  # a worker that outlives its zygote for a moment is ours to reap
        process, control = _spawn(store, storage, memory_bytes)
        zygote = cls(process, control, storage)
        try:
            async with asyncio.timeout(START_LIMIT_S):
                await zygote._become_ready()
        except BaseException as error:
            await zygote.close()
            if isinstance(error, TimeoutError):
                raise EngineUnavailable(f"The store {store} was not opened within {START_LIMIT_S:g} s.") from None
            raise
        zygote._loop.add_reader(control.fileno(), zygote._read)
        return zygote

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    async def fork(self) -> WorkerConnection:
        """Have a worker forked and wait until it can take queries.

        Raises:
            EngineUnavailable: none can be had.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"F"], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise EngineUnavailable(f"No query worker can be had: {error.strerror}.") from None
        worker = await open_connection(self.generation, ours)
        try:
            async with asyncio.timeout(WORKER_START_LIMIT_S):
                await worker.ready()
        except BaseException as error:
            worker.give_up()
            if isinstance(error, TimeoutError):
                raise EngineUnavailable(f"A query worker was not ready within {WORKER_START_LIMIT_S:g} s.") from None
            raise
        if (ending := self._ended_early.pop(worker.pid, None)) is not None:
            worker.reaped(*ending)
        else:
            self._workers[worker.pid] = worker
        return worker

    async def close(self) -> None:
        """Kill it and its workers, reap them, and give back every descriptor; may be called again."""
        self.on_lost = None
        self._stop_listening()
        for worker in self._workers.values():
            worker.stop()
        self._process.kill()
        while self._process.poll() is None:  # noqa: ASYNC110 - no event without threads or signal handlers
            await asyncio.sleep(REAP_INTERVAL_S)
        await self._reap_orphans()

    async def _reap_orphans(self) -> None:
        """Reap the workers that the zygote's end left to us, known or just forked; on other systems they are init's."""
        while not _has_no_children(self._process.pid):  # noqa: ASYNC110 - no event without threads or signal handlers
            await asyncio.sleep(REAP_INTERVAL_S)
        for worker in self._workers.values():
            worker.reaped(*KILLED)
        self._workers.clear()

    async def _become_ready(self) -> None:
        frames = FrameBuffer()
        while True:
            content = await self._loop.sock_recv(self._control, READ_BYTES)
            if not content:
                raise EngineUnavailable("The process that holds the store ended while it started; the log above says why.")
            for frame in frames.feed(content):
                self._begin(frame)
                return

    def _begin(self, frame: Frame) -> None:
        if frame.kind is not FrameKind.READY:
            raise decode_end(frame.payload).error or EngineUnavailable("The process that holds the store gave up.")
        self.walls = tuple(decode_ready(frame.payload)["walls"])

    def _read(self) -> None:
        """Take what the zygote tells of the ends of its workers."""
        try:
            content = self._control.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            content = b""
        if not content:
            self._bury()
            return
        *lines, self._lines = (self._lines + content).split(b"\n")
        for line in lines:
            told = json.loads(line)
            worker = self._workers.pop(told["pid"], None)
            if worker is not None:
                worker.reaped(told["code"], told["said"])
            else:
                self._ended_early[told["pid"]] = (told["code"], told["said"])

    def _bury(self) -> None:
        """The zygote is gone; the kernel ends its workers with it."""
        self.is_alive = False
        self._stop_listening()
        on_lost, self.on_lost = self.on_lost, None
        if on_lost is not None:
            on_lost(self)

    def _stop_listening(self) -> None:
        self.is_alive = False
        if self._control.fileno() >= 0:
            self._loop.remove_reader(self._control.fileno())
            self._control.close()


def _has_no_children(group: int) -> bool:
    """Reap the children of a process group that have ended, and return whether that were all there are."""
    try:
        while os.waitpid(-group, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return True
    return False


def _environment() -> dict[str, str]:
    """Return the environment of a zygote: this process's, with large pages asked for where glibc allocates.

    A fork copies the tables of pages, a few hundred times fewer when pages are large: at two million quads in memory it takes a
    quarter of the time, and scans are faster too. Other C libraries pass the variable over.
    """
    tunables = [part for part in os.environ.get(TUNABLES, "").split(":") if part and not part.startswith(LARGE_PAGES)]
    return {**os.environ, TUNABLES: ":".join([*tunables, f"{LARGE_PAGES}=1"])}


def _spawn(store: Path, storage: str, memory_bytes: int) -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    ours.settimeout(0)
    with theirs:
        values = (theirs.fileno(), store, storage, memory_bytes, os.getpid())
        command = [sys.executable, "-P", "-m", "lsgraph.engine.zygote", *map(str, values)]
        try:
            # A group of its own, so that Ctrl-C reaches the front alone; the front's session, since priorities are weighed
            # within one.
            process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=_environment(),
                process_group=0,
            )
        except OSError as error:
            ours.close()
            raise EngineUnavailable(f"The process that holds the store cannot be started: {error.strerror}.") from None
    return process, ours
