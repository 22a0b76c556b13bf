"""The walls around a worker, tried from inside by whoever has got control of one: no call reaches out of it.

What is tried is made by number and not through a library, as code that was smuggled in would make it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.hardness.server import Server

CALLS = {
    "x86_64": {
        "socket": 41, "execve": 59, "execveat": 322, "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311,
        "kill": 62, "pidfd_send_signal": 424, "bpf": 321, "perf_event_open": 298, "io_uring_setup": 425, "userfaultfd": 323,
        "mount": 165, "open": 2, "openat": 257, "mkdir": 83, "unlink": 87, "truncate": 76, "rename": 82,
        "tgkill": 234, "tkill": 200, "rt_sigqueueinfo": 129, "prlimit64": 302, "setpriority": 141, "sched_setaffinity": 203,
        "pidfd_open": 434, "pidfd_getfd": 438, "process_madvise": 440, "setns": 308, "unshare": 272, "chroot": 161,
        "shmget": 29, "msgget": 68, "semget": 64, "keyctl": 250,
    },
    "aarch64": {
        "socket": 198, "execve": 221, "execveat": 281, "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271,
        "kill": 129, "pidfd_send_signal": 424, "bpf": 280, "perf_event_open": 241, "io_uring_setup": 425, "userfaultfd": 282,
        "mount": 40, "openat": 56, "tgkill": 131, "tkill": 130, "rt_sigqueueinfo": 138, "prlimit64": 261, "setpriority": 140,
        "sched_setaffinity": 122, "pidfd_open": 434, "pidfd_getfd": 438, "process_madvise": 440, "setns": 268, "unshare": 97,
        "chroot": 51, "shmget": 194, "msgget": 186, "semget": 190, "keyctl": 219,
    },
}  # fmt: skip
"""machine -> the kernel's numbers of the calls that are tried (syscalls(2))."""

PROBE = """
import ctypes, json, os, sys
from lsgraph.engine import sandbox

numbers, target, folder = json.loads(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode()
library = ctypes.CDLL(None, use_errno=True)
walls = sandbox.enclose(None)

NOWHERE, FOR_WRITING, PATH = -100, 0o102, folder + b"/file"
ARGUMENTS = {
    "socket": [2, 1, 0], "execve": [b"/bin/true", 0, 0], "execveat": [NOWHERE, b"/bin/true", 0, 0, 0],
    "ptrace": [16, target, 0, 0], "process_vm_readv": [target, 0, 0, 0, 0, 0], "process_vm_writev": [target, 0, 0, 0, 0, 0],
    "kill": [target, 0], "pidfd_send_signal": [0, 0, 0, 0], "bpf": [0, 0, 0], "perf_event_open": [0, 0, -1, -1, 0],
    "io_uring_setup": [1, 0], "userfaultfd": [0], "mount": [b"none", folder, b"tmpfs", 0, 0], "open": [b"/etc/passwd", 0],
    "openat": [NOWHERE, b"/etc/passwd", 0], "openat for writing": [NOWHERE, PATH + b"new", FOR_WRITING, 0o600],
    "openat of /proc": [NOWHERE, b"/proc/%d/environ" % target, 0], "openat of itself": [NOWHERE, b"/proc/self/mem", 2],
    "openat of a folder": [NOWHERE, b"/", 0], "mkdir": [folder + b"/new", 0o700], "unlink": [PATH], "truncate": [PATH, 0],
    "rename": [PATH, PATH + b"new"], "AF_UNIX": [1, 1, 0], "AF_NETLINK": [16, 3, 0], "AF_INET6": [10, 2, 0],
    "AF_VSOCK": [40, 1, 0], "AF_PACKET": [17, 3, 0], "tgkill": [target, target, 0], "tkill": [target, 0],
    "rt_sigqueueinfo": [target, 0, 0], "prlimit64": [target, 7, 0, 0], "setpriority": [0, target, 5],
    "sched_setaffinity": [target, 0, 0], "pidfd_open": [target, 0], "pidfd_getfd": [0, 0, 0],
    "process_madvise": [0, 0, 0, 0, 0], "setns": [0, 0], "unshare": [0], "chroot": [b"/"], "shmget": [0, 4096, 0o600],
    "msgget": [0, 0o600], "semget": [0, 1, 0o600], "keyctl": [0, -3, 0],
}
ALIASES = {"openat": "openat", "AF": "socket"}

def outcome(name):
    alias = next((call for start, call in ALIASES.items() if name.startswith(start)), name)
    if alias not in numbers:
        return "denied"
    arguments = [part if isinstance(part, bytes) else ctypes.c_long(part) for part in ARGUMENTS[name]]
    ctypes.set_errno(0)
    done = library.syscall(ctypes.c_long(numbers[alias]), *arguments)
    return "denied" if done == -1 and ctypes.get_errno() in (1, 13) else f"done: {done}, {ctypes.get_errno()}"

def arguments_for(pid):
    return {name: [pid if part == target else part for part in parts] for name, parts in ARGUMENTS.items() if target in parts}

reading, writing = os.pipe()
sibling = os.fork()
if sibling == 0:
    os.close(writing)
    os.read(reading, 1)
    os._exit(0)
child = os.fork()
if child == 0:
    told = {"walls": walls, "outcomes": {name: outcome(name) for name in ARGUMENTS}}
    ARGUMENTS = arguments_for(sibling)
    print(json.dumps(told | {"siblings": {name: outcome(name) for name in ARGUMENTS}}), flush=True)
    os._exit(0)
os.waitpid(child, 0)
os.close(writing)
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of each call, made by a process forked inside the walls, as workers are."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "file").write_text("still here")
    numbers = CALLS[os.uname().machine]
    command = [sys.executable, "-c", PROBE, json.dumps(numbers), str(os.getpid()), str(folder)]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert [path.name for path in folder.iterdir()] == ["file"]
    assert (folder / "file").read_text() == "still here"
    told: dict[str, Any] = json.loads(finished.stdout)
    return told


def test_every_wall_stands(found: dict[str, Any]) -> None:
    assert found["walls"] == ["seccomp", "landlock"]


def test_no_call_reaches_out(found: dict[str, Any]) -> None:
    assert {name: outcome for name, outcome in found["outcomes"].items() if outcome != "denied"} == {}
    assert len(found["outcomes"]) > 40


def test_a_worker_cannot_touch_its_siblings(found: dict[str, Any]) -> None:
    """They stand inside the same walls, so only what stops a call altogether stops it between them."""
    assert set(found["siblings"].values()) == {"denied"}
    assert "pidfd_open" in found["siblings"]


def test_the_probe_would_tell_of_a_wall_that_is_missing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    script = PROBE.replace("sandbox.enclose(None)", "()")
    command = [sys.executable, "-c", script, json.dumps(CALLS[os.uname().machine]), str(os.getpid()), str(tmp_path)]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert finished.stdout == ""  # it became the program that it must not start, and tried nothing more


def _status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def test_every_process_that_holds_the_data_stands_inside_the_walls(server: Server) -> None:
    inside = [*server.workers(), *server.zygotes()]
    assert len(inside) >= 3
    for pid in inside:
        status = _status(pid)
        assert (status["Seccomp"], status["NoNewPrivs"]) == ("2", "1")
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert "Max data size             unlimited" not in limits


def _targets(pid: int) -> set[str]:
    return {str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()}


def test_a_worker_holds_no_socket_but_its_own(server: Server) -> None:
    sockets = {pid: {target for target in _targets(pid) if target.startswith("socket:")} for pid in server.workers()}
    assert len(sockets) >= 2
    assert {len(targets) for targets in sockets.values()} == {1}
    assert len(set.union(*sockets.values())) == len(sockets)
