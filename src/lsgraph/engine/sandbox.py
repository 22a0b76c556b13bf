"""The walls around a worker: it dies with the front, has a ceiling on memory, and cannot open a socket.

The guard refuses what would call another server; these walls hold where the guard might be fooled. They are Linux's
(prctl, setrlimit, seccomp filters); elsewhere each function does nothing and says so.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_ARCHITECTURES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""machine -> the kernel's number for the architecture, and that of socket(2) on it."""
_IO_URING_SETUP = 425
_X32 = 0x40000000

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW = 0x7FFF0000
_DENY = 0x00050000 | 13  # SECCOMP_RET_ERRNO | EACCES


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def die_with_parent() -> bool:
    """Have the kernel end this process when the one that started it ends."""
    if sys.platform != "linux":
        return False
    return _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_memory(memory_bytes: int) -> bool:
    """Put a ceiling on private memory, in bytes, and leave no core dump; past it an allocation fails and ends the process."""
    if sys.platform != "linux":
        return False
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    return True


def deny_sockets() -> bool:
    """Make socket(2) fail in this process and its threads from now on; sockets already open stay usable.

    Returns:
        Whether the wall stands: only on Linux, on a machine known here, with a kernel that takes filters.
    """
    if sys.platform != "linux" or platform.machine() not in _ARCHITECTURES:
        return False
    instructions = _filter(*_ARCHITECTURES[platform.machine()])
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    program = _Program(len(instructions) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    if not _prctl(_PR_SET_NO_NEW_PRIVS, 1):
        return False
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program))


def _filter(architecture: int, socket_number: int) -> bytes:
    """Return a classic BPF program: another architecture's calls, its x32 calls, socket and io_uring are denied."""
    steps = (
        (_LOAD, 0, 0, 4),
        (_JUMP_EQUAL, 0, 4, architecture),
        (_LOAD, 0, 0, 0),
        (_JUMP_AT_LEAST, 2, 0, _X32),
        (_JUMP_EQUAL, 1, 0, socket_number),
        (_JUMP_EQUAL, 0, 1, _IO_URING_SETUP),
        (_RETURN, 0, 0, _DENY),
        (_RETURN, 0, 0, _ALLOW),
    )
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _prctl(option: int, argument: object, second: object = 0) -> bool:
    library = ctypes.CDLL(None, use_errno=True)
    values = [value if not isinstance(value, int) else ctypes.c_ulong(value) for value in (argument, second, 0, 0)]
    return bool(library.prctl(ctypes.c_int(option), *values) == 0)


def is_orphan(parent: int) -> bool:
    """Return whether the process `parent` that started this one has gone already."""
    return os.getppid() != parent
