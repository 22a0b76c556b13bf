"""A query worker: one process that holds a release's store open, read-only, and answers one query at a time.

Started by exec as `python -m lsgraph.engine.worker DESCRIPTOR STORE MEMORY_BYTES PARENT`; DESCRIPTOR is its end of the
socket to the front. It ends when the front closes the other end, and the kernel ends it should the front die.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable

from pyoxigraph import Store

from lsgraph.engine import sandbox
from lsgraph.engine.base import ResultForm
from lsgraph.engine.evaluation import evaluate
from lsgraph.engine.frames import (
    CHUNK_BYTES,
    Frame,
    FrameKind,
    Head,
    decode_query,
    encode_end,
    encode_head,
    pack_frame,
    read_frame,
)
from lsgraph.errors import EngineError, EngineUnavailable

ENCLOSED = b"enclosed"
"""What READY holds when the worker cannot open sockets."""


class Sink:
    """A binary file whose bytes go to the front in frames.

    The head waits for the first full chunk, so that an error met before it reaches the front as an error and nothing else;
    an answer that fits in one chunk goes out in one piece with its end.
    """

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send
        self._buffer = bytearray()
        self._form = ResultForm.SOLUTIONS
        self._media_type = ""
        self._is_begun = False

    def begin(self, form: ResultForm, media_type: str) -> None:
        """Take note of the form and media type of the bytes that follow."""
        self._form, self._media_type = form, media_type

    def write(self, content: bytes) -> int:
        """Take bytes of the answer; blocks while the front does not read."""
        self._buffer += content
        if len(self._buffer) >= CHUNK_BYTES:
            self._send(self._taken(is_whole=False))
        return len(content)

    def flush(self) -> None:
        """Do nothing: chunks go when they are full, and at the end."""

    def finish(self) -> None:
        """Send what is left, and that the answer is complete."""
        self._send(self._taken(is_whole=not self._is_begun) + pack_frame(FrameKind.END, encode_end()))

    def _taken(self, *, is_whole: bool) -> bytes:
        head = b""
        if not self._is_begun:
            self._is_begun = True
            head = pack_frame(FrameKind.HEAD, encode_head(Head(self._form, self._media_type, is_whole)))
        content = bytes(self._buffer)
        self._buffer.clear()
        return head + pack_frame(FrameKind.DATA, content)


def answer(store: Store, request: Frame, send: Callable[[bytes], None]) -> None:
    """Answer the query in a frame, or send the error it met."""
    sink = Sink(send)
    try:
        evaluate(store, decode_query(request.payload), sink)
    except EngineError as error:
        send(pack_frame(FrameKind.END, encode_end(error)))
    else:
        sink.finish()


def serve(connection: socket.socket, path: str, *, is_enclosed: bool) -> None:
    """Open the store and answer queries until the front closes the connection."""
    try:
        store = Store.read_only(path)
    except (OSError, ValueError) as error:
        told = EngineUnavailable(f"The store {path} cannot be opened: {error}.")
        connection.sendall(pack_frame(FrameKind.END, encode_end(told)))
        return
    connection.sendall(pack_frame(FrameKind.READY, ENCLOSED if is_enclosed else b""))
    with connection.makefile("rb") as stream:
        while (request := read_frame(stream)) is not None:
            answer(store, request, connection.sendall)


def main(arguments: list[str]) -> None:
    """Run a worker with what the front put on its command line."""
    descriptor, path, memory_bytes, parent = arguments
    sandbox.die_with_parent()
    if sandbox.is_orphan(int(parent)):
        return
    sandbox.limit_memory(int(memory_bytes))
    is_enclosed = sandbox.deny_sockets()
    with socket.socket(fileno=int(descriptor)) as connection:
        try:
            serve(connection, path, is_enclosed=is_enclosed)
        except (BrokenPipeError, ConnectionResetError):
            return


if __name__ == "__main__":
    main(sys.argv[1:])
