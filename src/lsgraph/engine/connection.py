"""One worker as the front sees it: a socket to speak over, and a process to kill."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Protocol, cast

from lsgraph.engine.frames import CHUNK_BYTES, Frame, FrameBuffer, FrameKind, decode_end, decode_ready, pack_frame
from lsgraph.errors import EngineUnavailable

LOW_PRIORITY = 15
"""The nice value of a worker whose query takes long."""
USUAL_PRIORITY_LIMIT = 20
"""The RLIMIT_NICE that allows a nice value of 0."""


@cache
def may_restore_priority() -> bool:
    """Return whether the system lets this process give a lowered worker its priority back, so that lowering costs nothing.

    Without that right (getrlimit(2), RLIMIT_NICE) a worker that was lowered has to be replaced when its query is over.
    """
    if os.geteuid() == 0:
        return True
    limit = getattr(resource, "RLIMIT_NICE", None)
    return limit is not None and resource.getrlimit(limit)[0] >= USUAL_PRIORITY_LIMIT


class Receiver(Protocol):
    """Whoever works with a worker."""

    def begin(self) -> None:
        """The worker has turned to this one's query."""
        ...

    def evict(self) -> None:
        """Go to another worker: the query before this one's takes long."""
        ...

    def take(self, frame: Frame | None) -> None:
        """Take a frame, or None: the worker is gone."""
        ...


class WorkerConnection(asyncio.Protocol):
    """This end of the socket to one worker; made by `open_connection`.

    Attributes:
        pid: the process's number.
        on_gone: called when the worker is gone, or speaks, while nobody works with it.
        is_slow: whether it is at work on a query that is no look-up, so that nobody should wait behind it.
        is_long: whether it is at work on a long query.
        is_used: whether it has run a long query, and so holds pages of its own.
        idle_since: the loop's time from which it has had nothing to do.
        ended: done when the process has been reaped: its exit code, negative for a signal, and what it said last.
        generation: tells workers of one zygote from those of another.
    """

    def __init__(self, generation: int) -> None:
        loop = asyncio.get_running_loop()
        self.generation = generation
        self.pid = 0
        self.is_open = True
        self.is_stopped = False
        self.is_low = False
        self.is_used = False
        self.idle_since = 0.0
        self.is_slow = False
        self.is_long = False
        self.on_gone: Callable[[], None] | None = None
        self._receivers: deque[Receiver] = deque()
        self.ended: asyncio.Future[tuple[int, str]] = loop.create_future()
        self._ready: asyncio.Future[None] = loop.create_future()
        self._frames = FrameBuffer()
        self._transport: asyncio.Transport | None = None
        self._handle = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take note of the transport (asyncio)."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Pass on every frame that is whole (asyncio)."""
        for frame in self._frames.feed(data):
            if self._receivers:
                self._deliver(frame)
            elif not self._ready.done():
                self._begin(frame)
            elif self.on_gone is not None:
                self.on_gone()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio gives it
        """Tell whoever waits that the worker is gone (asyncio)."""
        self.is_open = False
        while self._receivers:
            self._receivers.popleft().take(None)
        if self.on_gone is not None:
            self.on_gone()
        if not self._ready.done():
            self._ready.set_exception(EngineUnavailable("A query worker ended while it started; the server's log says why."))

    def give_up(self) -> None:
        """Stop a worker that nobody waits for before it is ready."""
        self._ready.cancel()
        self.stop()

    async def ready(self) -> None:
        """Wait until it can take queries.

        Raises:
            EngineUnavailable: it will never.
        """
        await self._ready

    @property
    def load(self) -> int:
        """How many queries it has: the one it works on, and one that follows."""
        return len(self._receivers)

    def ask(self, receiver: Receiver, payload: bytes) -> None:
        """Send a query; a worker that is gone shows when its answer is awaited.

        Args:
            receiver: takes the answer; told to begin when the worker turns to its query, which is now where it has no other.
            payload: of a QUERY frame.
        """
        self._receivers.append(receiver)
        if self._transport is not None:
            self._transport.write(pack_frame(FrameKind.QUERY, payload))
        if self._receivers[0] is receiver:
            receiver.begin()

    def is_at(self, receiver: Receiver) -> bool:
        """Return whether the worker works on this one's query."""
        return bool(self._receivers) and self._receivers[0] is receiver

    def forget(self, receiver: Receiver) -> None:
        """Deliver nothing more to this one."""
        if receiver in self._receivers:
            self._receivers.remove(receiver)

    def evict_followers(self) -> None:
        """Send whoever waits behind the query at work to another worker."""
        for receiver in list(self._receivers)[1:]:
            receiver.evict()

    def cancel(self, receiver: Receiver, substitute: Receiver) -> None:
        """Tell the worker that nobody waits for the query it has still to come to.

        Args:
            receiver: who waited; it hears nothing more.
            substitute: takes what comes instead, which is an END at once but where the worker had just turned to the query.
        """
        self._receivers[self._receivers.index(receiver)] = substitute
        if self._transport is not None:
            self._transport.write(pack_frame(FrameKind.CANCEL))

    def pause(self) -> None:
        """Read no more for now, so that the worker waits."""
        if self._transport is not None and self.is_open:
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        if self._transport is not None and self.is_open:
            self._transport.resume_reading()

    def stop(self) -> None:
        """End the process now, whatever it does."""
        self.is_stopped = True
        self.restore_priority()  # so that what the kernel has to tidy up is not put off
        self._signal(signal.SIGKILL)
        if self._transport is not None:
            self._transport.abort()

    def reaped(self, code: int, said: str) -> None:
        """Take note of how the process ended."""
        if not self.ended.done():
            self.ended.set_result((code, said))
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        self.pid = 0

    def lower_priority(self) -> None:
        """Let everything else go first."""
        self.is_low = self._set_priority(LOW_PRIORITY)

    def restore_priority(self) -> bool:
        """Take the usual priority again, where the system lets us; returns whether it has it."""
        if self.is_low and self._set_priority(0):
            self.is_low = False
        return not self.is_low

    def _set_priority(self, value: int) -> bool:
        if not self.pid:
            return False
        try:
            os.setpriority(os.PRIO_PROCESS, self.pid, value)
        except OSError:
            return False
        return True

    def _deliver(self, frame: Frame) -> None:
        receiver = self._receivers[0]
        if frame.kind is FrameKind.END:
            self._receivers.popleft()
        receiver.take(frame)
        if frame.kind is FrameKind.END and self._receivers and not self.is_stopped:
            self._receivers[0].begin()

    def _begin(self, frame: Frame) -> None:
        if frame.kind is FrameKind.READY:
            self.pid = int(decode_ready(frame.payload)["pid"])
            with suppress(AttributeError, OSError):  # other systems, and kernels that have no handles on processes
                self._handle = os.pidfd_open(self.pid)
            self._ready.set_result(None)
        else:
            fault = decode_end(frame.payload).error
            self._ready.set_exception(fault or EngineUnavailable("A query worker gave up while it started."))

    def _signal(self, number: signal.Signals) -> None:
        """Send a signal by the process's handle, which never names another process, or else by its number."""
        with suppress(ProcessLookupError):
            if self._handle >= 0:
                signal.pidfd_send_signal(self._handle, number)
            elif self.pid:
                os.kill(self.pid, number)


async def open_connection(generation: int, connection: socket.socket) -> WorkerConnection:
    """Return the front's view of the worker at the other end of a connected socket, which is taken over."""
    connection.settimeout(0)
    try:
        _, worker = await asyncio.get_running_loop().create_unix_connection(
            lambda: WorkerConnection(generation), sock=connection
        )
    except BaseException:
        connection.close()
        raise
    return worker


READ_AHEAD_BYTES = 16 * CHUNK_BYTES
"""How much of an answer the front holds for a reader who is slower than the worker."""
