from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from benchmarks.processes import MEBIBYTE, busiest, command, is_there, pss_bytes, tree, tree_pss_bytes, until_gone, watched

SLEEPER = "import time; print(flush=True); time.sleep(60)"
PARENT = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {SLEEPER!r}], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
child.kill()
child.wait()
"""
BUSY = "print(flush=True)\nwhile True: pass"


@pytest.fixture
def family() -> Iterator[tuple[int, int]]:
    """Give the numbers of a process and of its child."""
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdin is not None
        yield parent.pid, int(parent.stdout.readline())
        parent.stdin.close()


def test_a_tree_is_a_process_and_what_descends_from_it(family: tuple[int, int]) -> None:
    assert tree(family[0]) == list(family)
    assert family[0] in tree(os.getpid())


def test_memory_is_each_ones_share(family: tuple[int, int]) -> None:
    shares = [pss_bytes(pid) for pid in family]
    assert all(share > MEBIBYTE for share in shares)
    assert tree_pss_bytes(family[0]) == pytest.approx(sum(shares), rel=0.2)


def test_what_has_ended_is_not_there() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    assert until_gone(process.pid, 10) < float("inf")
    process.wait()
    assert not is_there(process.pid)
    assert (tree(process.pid), command(process.pid), pss_bytes(process.pid)) == ([], [], 0)


def test_what_stays_is_not_gone() -> None:
    assert until_gone(os.getpid(), 0.01) == float("inf")


def test_a_command_line_is_told(family: tuple[int, int]) -> None:
    assert command(family[1]) == [sys.executable, "-c", SLEEPER]


def test_the_busiest_is_the_one_that_works(family: tuple[int, int]) -> None:
    with subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE) as busy:
        assert busy.stdout is not None
        busy.stdout.readline()
        assert busiest(os.getpid(), 0.3) == busy.pid
        busy.kill()


def test_a_watch_sees_memory_before_and_after(family: tuple[int, int]) -> None:
    with watched(family[0], 0.01) as watch:
        pass
    assert len(watch.front) == len(watch.service) >= 2
    assert all(front < service for front, service in zip(watch.front, watch.service, strict=True))
