"""A query worker: one process, forked by the zygote, that answers one query at a time from the release's store.

It ends when the front closes its end of the socket, and the kernel ends it should the zygote die.
"""

from __future__ import annotations

import os
import resource
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress

from lsgraph.engine import sandbox
from lsgraph.engine.base import ResultForm
from lsgraph.engine.evaluation import evaluate
from lsgraph.engine.frames import (
    CHUNK_BYTES,
    Frame,
    FrameBuffer,
    FrameKind,
    Head,
    decode_query,
    encode_end,
    encode_head,
    encode_ready,
    pack_frame,
)
from lsgraph.engine.guard import is_long, refuse_unsafe
from lsgraph.engine.stores import OpenStores, Stores
from lsgraph.errors import EngineError, EngineUnavailable, QueryLimitReached

STORE_FAULTS = (OSError, ValueError, RuntimeError, SyntaxError)
"""What is raised of a store that is missing or damaged."""
PATIENCE_S = 0.1
"""How long the first bytes of an answer are held back, so that an error met soon after them can still be told cleanly."""
WORN_BYTES = 64_000_000
"""A worker that has grown by this much is replaced, so that memory returns to where it was."""

STACK_BYTES = 1 << 29
"""Address space; what is not used costs nothing."""


class Sink:
    """A binary file whose bytes go to the front in frames.

    The head waits for the first full chunk, though not long, so that an error met before it reaches the front as an error
    and nothing else; an answer that fits in one chunk goes out in one piece with its end.
    """

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send
        self._buffer = bytearray()
        self._form = ResultForm.SOLUTIONS
        self._media_type = ""
        self._is_begun = False
        self._sent_at = 0.0

    def begin(self, form: ResultForm, media_type: str) -> None:
        """Take note of the form and media type of the bytes that follow."""
        self._form, self._media_type = form, media_type
        self._sent_at = time.monotonic()

    def write(self, content: bytes) -> int:
        """Take bytes of the answer; blocks while the front does not read."""
        self._buffer += content
        if len(self._buffer) >= CHUNK_BYTES or time.monotonic() - self._sent_at > PATIENCE_S:
            self._send(self._taken(is_whole=False))
            self._sent_at = time.monotonic()
        return len(content)

    def flush(self) -> None:
        """Do nothing: chunks go when they are full or late, and at the end."""

    def finish(self, *, is_worn: bool = False) -> None:
        """Send what is left, and that the answer is complete."""
        end = pack_frame(FrameKind.END, encode_end(is_worn=is_worn))
        self._send(self._taken(is_whole=not self._is_begun) + end)

    def _taken(self, *, is_whole: bool) -> bytes:
        head = b""
        if not self._is_begun:
            self._is_begun = True
            head = pack_frame(FrameKind.HEAD, encode_head(Head(self._form, self._media_type, is_whole)))
        content = bytes(self._buffer)
        self._buffer.clear()
        return head + pack_frame(FrameKind.DATA, content)


class Wear:
    """How much a worker has grown since it was forked."""

    def __init__(self) -> None:
        self._start = _peak_bytes()

    @property
    def is_worn(self) -> bool:
        """Whether it has grown so much that a fresh worker should take its place."""
        return _peak_bytes() - self._start > WORN_BYTES


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def answer(stores: Stores, request: Frame, send: Callable[[bytes], None], wear: Wear, memory_bytes: int) -> None:
    """Answer the query in a frame, or send the error it met.

    Args:
        stores: what is asked.
        request: a QUERY frame.
        send: sends bytes to the front.
        wear: of this worker.
        memory_bytes: the ceiling that an allocation refused by Python has met.
    """
    sink = Sink(send)
    try:
        query = decode_query(request.payload)
        if is_long(query.text):
            refuse_unsafe(query.text)
        evaluate(stores.fitting(query), query, sink)
    except EngineError as error:
        send(pack_frame(FrameKind.END, encode_end(error, is_worn=wear.is_worn)))
    except MemoryError:
        over = QueryLimitReached("query_memory_bytes", memory_bytes)
        send(pack_frame(FrameKind.END, encode_end(over, is_worn=True)))
    else:
        sink.finish(is_worn=wear.is_worn)


def serve(connection: socket.socket, open_stores: OpenStores, memory_bytes: int) -> None:
    """Open the store and answer queries until the front closes the connection."""
    wear = Wear()
    try:
        stores = open_stores()
    except STORE_FAULTS as error:
        told = EngineUnavailable(f"The store cannot be opened: {error}.")
        connection.sendall(pack_frame(FrameKind.END, encode_end(told)))
        return
    connection.sendall(pack_frame(FrameKind.READY, encode_ready({"pid": os.getpid()})))
    for request in requests(connection):
        answer(stores, request, connection.sendall, wear, memory_bytes)


def requests(connection: socket.socket) -> Iterator[Frame]:
    """Give each query that comes and is not cancelled before its turn; that one is ended at once."""
    buffer, waiting = FrameBuffer(), deque[Frame]()
    while True:
        while not waiting:
            content = connection.recv(CHUNK_BYTES)
            if not content:
                return
            waiting.extend(buffer.feed(content))
        frame = waiting.popleft()
        with suppress(BlockingIOError):
            waiting.extend(buffer.feed(connection.recv(CHUNK_BYTES, socket.MSG_DONTWAIT)))
        if waiting and waiting[0].kind is FrameKind.CANCEL:
            waiting.popleft()
            connection.sendall(pack_frame(FrameKind.END, encode_end()))
        elif frame.kind is FrameKind.QUERY:
            yield frame


def with_deep_stack(work: Callable[[], None]) -> None:
    """Do work on a stack deep enough for queries of many parts, on which Oxigraph's parser and planner recurse."""
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=work, name="worker")
    thread.start()
    thread.join()


def run(connection: socket.socket, zygote: int, open_stores: OpenStores, memory_bytes: int) -> None:
    """Be a worker from the fork to the end of the process; returns when there is nobody left to answer.

    Args:
        connection: this worker's end of the socket to the front.
        zygote: the number of the process that forked it.
        open_stores: gives the stores, opened before the fork or now.
        memory_bytes: private memory one query may take above the store, a ceiling that stands already.
    """
    sandbox.die_with_parent()
    if sandbox.is_orphan(zygote):
        return
    with connection:
        with_deep_stack(lambda: _serve_until_left(connection, open_stores, memory_bytes))


def _serve_until_left(connection: socket.socket, open_stores: OpenStores, memory_bytes: int) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):
        serve(connection, open_stores, memory_bytes)
