"""The wall of system calls: those that reach out of a process fail in it, whoever makes them there.

seccomp(2), filter mode: a classic BPF program that the kernel runs before each call. Sockets that are open stay usable.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

from lsgraph.engine.prctl import prctl

_SET_SECCOMP = 22
_SET_NO_NEW_PRIVS = 38
_FILTER_MODE = 2

DENIED = {
    # network
    "socket": (41, 198),
    "io_uring_setup": (425, 425),
    # programs
    "execve": (59, 221),
    "execveat": (322, 281),
    # other processes: their memory, descriptors, signals, limits and priorities
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "setrlimit": (160, 164),
    "setpriority": (141, 140),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "sched_setaffinity": (203, 122),
    "ioprio_set": (251, 30),
    # memory and queues that outlive a process, and keys
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    # other views of the system
    "mount": (165, 40),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    # the kernel's own machinery
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
}
"""call -> its number on x86_64 and on aarch64."""
OTHERS_DENIED = {"prlimit64": (302, 261)}
"""Calls that fail unless their first argument is 0, which means the calling process."""

_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""machine -> the kernel's number for the architecture, and the column of the tables above."""
_X32 = 0x40000000
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW = 0x7FFF0000
_DENY = 0x00050000 | 13  # SECCOMP_RET_ERRNO | EACCES

_Step = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def deny_calls() -> bool:
    """Make the system calls that reach out of this process fail from now on, in all its threads and all it forks.

    Returns:
        Whether the wall stands: only on Linux, on a machine known here, with a kernel that takes filters.
    """
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    architecture, column = _MACHINES[platform.machine()]
    denied = [numbers[column] for numbers in DENIED.values()]
    others = [numbers[column] for numbers in OTHERS_DENIED.values()]
    instructions = b"".join(struct.pack("=HBBI", *step) for step in _steps(architecture, denied, others))
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    program = _Program(len(instructions) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    return prctl(_SET_NO_NEW_PRIVS, 1) and prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program))


def _steps(architecture: int, denied: list[int], others: list[int]) -> list[_Step]:
    """Return the program: another architecture's calls and its x32 calls fail, each of `denied`, and `others` on others.

    Each comparison jumps over one return, so that no distance has to be counted.
    """
    deny = (_RETURN, 0, 0, _DENY)
    steps: list[_Step] = [(_LOAD, 0, 0, _ARCHITECTURE), (_JUMP_EQUAL, 1, 0, architecture), deny]
    steps += [(_LOAD, 0, 0, _NUMBER), (_JUMP_AT_LEAST, 0, 1, _X32), deny]
    for number in denied:
        steps += [(_JUMP_EQUAL, 0, 1, number), deny]
    for number in others:
        steps += [(_JUMP_EQUAL, 0, 4, number), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_JUMP_EQUAL, 1, 0, 0), deny]
        steps += [(_RETURN, 0, 0, _ALLOW)]
    return [*steps, (_RETURN, 0, 0, _ALLOW)]
