"""Each wall is tried in a process of its own, since none can be taken down again."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

ON_LINUX = sys.platform == "linux" and platform.machine() in {"x86_64", "aarch64"}

TRY_A_SOCKET = """
import socket, threading
from lsgraph.engine import sandbox
before, _ = socket.socketpair()
print(sandbox.deny_sockets())
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
sandbox.deny_sockets()
try:
    list(Store().query("SELECT * { SERVICE <http://127.0.0.1:8099/> { ?s ?p ?o } }"))
except OSError as error:
    print(error)
"""

TRY_MEMORY = """
from lsgraph.engine import sandbox
sandbox.limit_memory(300_000_000)
small = bytearray(50_000_000)
try:
    bytearray(400_000_000)
except MemoryError:
    print("denied")
"""


def run(script: str) -> list[str]:
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
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
