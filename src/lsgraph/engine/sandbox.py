"""The walls around whoever evaluates queries: no network, no files, a ceiling on memory, and no life without the front.

The guard refuses what would call another server; these walls hold where the guard might be fooled. The zygote builds them
once, tries each from the inside, and every worker it forks stands inside them. They are Linux's (prctl, setrlimit, seccomp
filters, Landlock); where the system lacks one, it is missing from what `enclose` returns and from /health.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
from pathlib import Path

from lsgraph.engine.landlock import deny_files
from lsgraph.engine.prctl import prctl
from lsgraph.engine.seccomp import deny_calls

SECCOMP = "seccomp"
"""No sockets are opened, no programs run, no other process is touched."""
LANDLOCK = "landlock"
"""No file is opened but the store's own."""

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def enclose(readable: Path | None = None) -> tuple[str, ...]:
    """Build every wall the system grants around this process and all it will fork, and try them.

    Args:
        readable: a folder whose files may still be read; none by default.

    Returns:
        The walls that were tried and held.
    """
    deny_files(readable)
    deny_calls()
    return tuple(name for name, holds in ((SECCOMP, _sockets_are_denied), (LANDLOCK, _files_are_denied)) if holds())


def die_with_parent() -> bool:
    """Have the kernel end this process when the one that started it ends."""
    if sys.platform != "linux":
        return False
    return prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> bool:
    """Make this process the parent of whatever its descendants leave behind, so that it can reap them."""
    if sys.platform != "linux":
        return False
    return prctl(_PR_SET_CHILD_SUBREAPER, 1)


def is_orphan(parent: int) -> bool:
    """Return whether the process `parent` that started this one has gone already."""
    return os.getppid() != parent


def private_memory_bytes() -> int:
    """Return how much private memory this process has laid claim to, as its ceiling counts it; 0 where nobody says."""
    try:
        data_pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
    except (OSError, IndexError, ValueError):
        return 0
    return data_pages * resource.getpagesize()


def limit_memory(memory_bytes: int) -> bool:
    """Put a ceiling on private memory, in bytes, and leave no core dump; past it an allocation fails and ends the process."""
    if sys.platform != "linux":
        return False
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    return True


def _sockets_are_denied() -> bool:
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()
    except PermissionError:
        return True
    return False


def _files_are_denied() -> bool:
    try:
        os.close(os.open("/", os.O_RDONLY))
    except PermissionError:
        return True
    return False
