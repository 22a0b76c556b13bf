"""Each wall is tried in a process of its own, since none can be taken down again."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

ON_LINUX = sys.platform == "linux" and platform.machine() in {"x86_64", "aarch64"}

TRY_A_SOCKET = """
import socket, threading
from lsgraph.engine import sandbox
from lsgraph.engine.seccomp import deny_calls
before, _ = socket.socketpair()
print(deny_calls())
def attempt():
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    except PermissionError:
        print("denied")
attempt()
thread = threading.Thread(target=attempt); thread.start(); thread.join()
print(before.send(b"still usable"))
"""

TRY_A_SERVICE = """
from pyoxigraph import Store
from lsgraph.engine import sandbox
from lsgraph.engine.seccomp import deny_calls
deny_calls()
try:
    list(Store().query("SELECT * { SERVICE <http://127.0.0.1:8099/> { ?s ?p ?o } }"))
except OSError as error:
    print(error)
"""

TRY_FILES = """
import os, sys
from pathlib import Path
from lsgraph.engine import sandbox
from lsgraph.engine.seccomp import deny_calls
folder = Path(sys.argv[1])
opened = (folder / "inside").open("rb")
print(sandbox.enclose(folder if sys.argv[2] == "readable" else None))
for attempt in (
                lambda: Path("/etc/passwd").read_bytes(), lambda: (folder / "inside").read_bytes(),
                lambda: (folder / "inside").write_bytes(b""), lambda: (folder / "fresh").touch(),
                lambda: os.mkdir(folder / "f"),
                lambda: os.execv(sys.executable, [sys.executable]), lambda: os.kill(os.getppid(), 0)):
    try:
        attempt()
        print("allowed")
    except PermissionError:
        print("denied")
print(opened.read().decode())
"""

TRY_MEMORY = """
from lsgraph.engine import sandbox
from lsgraph.engine.seccomp import deny_calls
sandbox.limit_memory(300_000_000)
small = bytearray(50_000_000)
try:
    bytearray(400_000_000)
except MemoryError:
    print("denied")
"""


def run(script: str, *arguments: str) -> list[str]:
    finished = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60, check=True
    )
    return finished.stdout.splitlines()


@pytest.mark.skipif(not ON_LINUX, reason="seccomp filters are Linux's")
def test_sockets_are_denied_to_every_thread_and_open_ones_stay() -> None:
    assert run(TRY_A_SOCKET) == ["True", "denied", "denied", str(len("still usable"))]


@pytest.mark.skipif(not ON_LINUX, reason="seccomp filters are Linux's")
def test_oxigraph_cannot_call_a_service() -> None:
    (message,) = run(TRY_A_SERVICE)
    assert "Permission denied" in message


@pytest.mark.skipif(not ON_LINUX, reason="the ceiling is set on Linux")
def test_memory_past_the_ceiling_is_denied() -> None:
    assert run(TRY_MEMORY) == ["denied"]


@pytest.mark.skipif(not ON_LINUX, reason="Landlock is Linux's")
@pytest.mark.parametrize(("asked", "reading"), [("readable", "allowed"), ("nothing", "denied")])
def test_files_programs_and_other_processes_are_out_of_reach(tmp_path: Path, asked: str, reading: str) -> None:
    (tmp_path / "inside").write_text("open already")
    walls, *attempts, content = run(TRY_FILES, str(tmp_path), asked)
    assert walls == "('seccomp', 'landlock')"
    assert attempts == ["denied", reading, *["denied"] * 5]
    assert content == "open already"
