"""The walls around whoever evaluates queries: no network, no files, a ceiling on memory, and no life without the front.

The guard refuses what would call another server; these walls hold where the guard might be fooled. The zygote builds them
once, tries each from the inside, and every worker it forks stands inside them. They are Linux's (prctl, setrlimit, seccomp
filters, Landlock); where the system lacks one, it is missing from what `enclose` returns and from /health.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import socket
import struct
import sys
from pathlib import Path

SECCOMP = "seccomp"
"""No sockets are opened, no programs run, no other process is touched."""
LANDLOCK = "landlock"
"""No file is opened but the store's own."""
MEMORY = "memory"
"""Private memory has a ceiling."""

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_X32 = 0x40000000
_MACHINES = {
    # socket, execve, execveat, ptrace, process_vm_readv, process_vm_writev, kill, pidfd_send_signal, bpf, perf_event_open,
    # io_uring_setup, userfaultfd, mount
    "x86_64": (0xC000003E, (41, 59, 322, 101, 310, 311, 62, 424, 321, 298, 425, 323, 165)),
    "aarch64": (0xC00000B7, (198, 221, 281, 117, 270, 271, 129, 424, 280, 241, 425, 282, 40)),
}
"""machine -> the kernel's number for the architecture, and those of the system calls that are denied on it."""

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW = 0x7FFF0000
_DENY = 0x00050000 | 13  # SECCOMP_RET_ERRNO | EACCES

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_VERSION = 1
_LANDLOCK_PATH_BENEATH = 1
_READ_FILE_AND_FOLDER = (1 << 2) | (1 << 3)
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""ABI -> how many rights over files it knows; later ones know as many as the fifth."""
_NETWORK_ABI, _NETWORK_RIGHTS = 4, 0b11
_SCOPE_ABI, _SCOPES = 6, 0b11


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


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
    return _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> bool:
    """Make this process the parent of whatever its descendants leave behind, so that it can reap them."""
    if sys.platform != "linux":
        return False
    return _prctl(_PR_SET_CHILD_SUBREAPER, 1)


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


def deny_calls() -> bool:
    """Make the system calls that reach out of this process fail from now on; sockets already open stay usable.

    Returns:
        Whether the wall stands: only on Linux, on a machine known here, with a kernel that takes filters.
    """
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    instructions = _filter(*_MACHINES[platform.machine()])
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    program = _Program(len(instructions) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    return _prctl(_PR_SET_NO_NEW_PRIVS, 1) and _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program))


def deny_files(readable: Path | None = None) -> bool:
    """Make every opening of a file fail from now on, and TCP, and signals to others, where the kernel's Landlock can.

    Args:
        readable: a folder whose files may still be read.

    Returns:
        Whether the wall stands.
    """
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    abi = library.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(_LANDLOCK_VERSION))
    if abi < 1:
        return False
    files = (1 << _FILE_RIGHTS.get(abi, 16)) - 1
    attributes = struct.pack("=QQQ", files, _NETWORK_RIGHTS if abi >= _NETWORK_ABI else 0, _SCOPES if abi >= _SCOPE_ABI else 0)
    size = 24 if abi >= _SCOPE_ABI else 16 if abi >= _NETWORK_ABI else 8
    rules = library.syscall(_LANDLOCK_CREATE, ctypes.c_char_p(attributes), ctypes.c_size_t(size), ctypes.c_uint(0))
    if rules < 0:
        return False
    try:
        if readable is not None and not _allow_reading(library, rules, readable):
            return False
        return _prctl(_PR_SET_NO_NEW_PRIVS, 1) and library.syscall(_LANDLOCK_RESTRICT, rules, ctypes.c_uint(0)) == 0
    finally:
        os.close(rules)


def _allow_reading(library: ctypes.CDLL, rules: int, folder: Path) -> bool:
    descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = ctypes.c_char_p(struct.pack("=Qi", _READ_FILE_AND_FOLDER, descriptor))
        return bool(library.syscall(_LANDLOCK_ADD, rules, _LANDLOCK_PATH_BENEATH, rule, ctypes.c_uint(0)) == 0)
    finally:
        os.close(descriptor)


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


def _filter(architecture: int, denied: tuple[int, ...]) -> bytes:
    """Return a classic BPF program: another architecture's calls, its x32 calls, and each of `denied` fail."""
    last = len(denied) - 1
    steps = (
        (_LOAD, 0, 0, 4),
        (_JUMP_EQUAL, 0, last + 4, architecture),
        (_LOAD, 0, 0, 0),
        (_JUMP_AT_LEAST, last + 2, 0, _X32),
        *((_JUMP_EQUAL, last + 1 - index, 0, number) for index, number in enumerate(denied)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    )
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _prctl(option: int, argument: object, second: object = 0) -> bool:
    library = ctypes.CDLL(None, use_errno=True)
    values = [value if not isinstance(value, int) else ctypes.c_ulong(value) for value in (argument, second, 0, 0)]
    return bool(library.prctl(ctypes.c_int(option), *values) == 0)
