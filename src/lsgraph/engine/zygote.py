"""The zygote: the process that is ready to be a worker, and forks itself whenever one is needed.

Started by exec, once for each release, as `python -m lsgraph.engine.zygote DESCRIPTOR STORE STORAGE MEMORY_BYTES PARENT`;
DESCRIPTOR is its end of the control socket. With STORAGE `memory` it holds the release's quads in memory and every worker
shares them, page by page, until it writes; with `disk` each worker opens the store's files, since the threads that a disk
store may have do not survive a fork. It builds the walls (`sandbox`) before it forks, so a fork is all a worker costs.

It has one thread and answers to one master: it ends when the front closes the control socket, or dies.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

from lsgraph.engine import sandbox, worker
from lsgraph.engine.frames import FrameKind, encode_end, encode_ready, pack_frame
from lsgraph.engine.stores import OpenStores, stores_in_memory, stores_on_disk
from lsgraph.errors import EngineUnavailable

DISK_STORE_BYTES = 300_000_000
"""Private memory that a worker's own view of a store on disk lays claim to: its caches, and the stacks of its threads."""
SAID_BYTES = 2_000
"""How much of what a worker said on its way out is passed on."""


class Zygote:
    """Forks workers on request, and tells how each ended.

    Args:
        control: the socket to the front.
        open_stores: gives a worker its stores.
        memory_bytes: private memory one query may take above the store.
    """

    def __init__(self, control: socket.socket, open_stores: OpenStores, memory_bytes: int) -> None:
        self._control = control
        self._open_stores = open_stores
        self._memory_bytes = memory_bytes
        self._last_words: dict[int, int] = {}

    def run(self) -> None:
        """Fork a worker for each descriptor that comes, until the front closes the control socket."""
        signal.signal(signal.SIGCHLD, self._reap)
        while True:
            request, descriptors, _, _ = socket.recv_fds(self._control, 1, 1)
            if not request:
                return
            for descriptor in descriptors:
                self._fork(socket.socket(fileno=descriptor))

    def _fork(self, connection: socket.socket) -> None:
        zygote = os.getpid()
        said = _memory_file()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        try:
            pid = os.fork()
            if pid == 0:
                self._become_worker(connection, zygote, said)
            self._last_words[pid] = said
        except OSError as error:
            os.close(said)
            told = EngineUnavailable(f"A query worker cannot be forked: {error.strerror}.")
            connection.sendall(pack_frame(FrameKind.END, encode_end(told)))
        finally:
            connection.close()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})

    def _become_worker(self, connection: socket.socket, zygote: int, said: int) -> None:
        """Do a worker's work and end the process; nothing of the zygote's runs after it."""
        code = 1
        try:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            os.dup2(said, sys.stderr.fileno())
            for descriptor in (said, self._control.fileno(), *self._last_words.values()):
                os.close(descriptor)
            worker.run(connection, zygote, self._open_stores, self._memory_bytes)
            code = 0
        finally:
            os._exit(code)

    def _reap(self, _: int, __: FrameType | None) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._tell(pid, status)

    def _tell(self, pid: int, status: int) -> None:
        said = self._last_words.pop(pid)
        words = os.pread(said, SAID_BYTES, 0).decode("utf-8", "replace")
        os.close(said)
        told = {"pid": pid, "code": os.waitstatus_to_exitcode(status), "said": words}
        try:
            self._control.sendall(json.dumps(told).encode() + b"\n")
        except OSError:
            os._exit(0)  # the front has gone


def _memory_file() -> int:
    """Return a descriptor to write to without a file: what a worker says last is read from it."""
    if sys.platform == "linux":
        return os.memfd_create("last-words")
    return os.open(os.devnull, os.O_RDWR)


def main(arguments: list[str]) -> None:
    """Be a zygote, with what the front put on the command line."""
    descriptor, path, storage, memory_bytes, parent = arguments
    sandbox.die_with_parent()
    if sandbox.is_orphan(int(parent)):
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the front decides when to stop
    with socket.socket(fileno=int(descriptor)) as control:
        try:
            open_stores = _prepare(Path(path), storage)
        except worker.STORE_FAULTS as error:
            told = EngineUnavailable(f"The store {path} cannot be opened: {error}.")
            control.sendall(pack_frame(FrameKind.END, encode_end(told)))
            return
        room = worker.STACK_BYTES + int(memory_bytes) + (DISK_STORE_BYTES if storage == "disk" else 0)
        sandbox.limit_memory(sandbox.private_memory_bytes() + room)
        walls = sandbox.enclose(None if storage == "memory" else Path(path))
        gc.collect()
        gc.freeze()  # so that no collection in a worker writes to pages it shares
        control.sendall(pack_frame(FrameKind.READY, encode_ready({"walls": walls})))
        try:
            Zygote(control, open_stores, int(memory_bytes)).run()
        except ConnectionResetError:
            return


def _prepare(path: Path, storage: str) -> OpenStores:
    return stores_in_memory(path) if storage == "memory" else stores_on_disk(path)


if __name__ == "__main__":
    main(sys.argv[1:])
