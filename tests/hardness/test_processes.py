"""Processes killed or stopped, disks that fill, stores that are damaged, clocks that jump: what is left still answers."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from tests.hardness.attack import ANSWERED, BUSY, NOT_EVALUATED, OVER_TIME, TURNED_AWAY, Witness, outlive, told
from tests.hardness.conftest import SETTINGS
from tests.hardness.data import EXAMPLE, lines, make_release
from tests.hardness.processes import eventually, family, processor_seconds
from tests.hardness.server import MAIN, PATIENCE_S, Reply, Server, serving, start

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ON_DISK: dict[str, float] = {"memory_store_bytes": 0, "query_memory_bytes": 300_000_000}

STORAGES = pytest.mark.parametrize("storage", [{}, pytest.param(ON_DISK, marks=pytest.mark.soak)], ids=["memory", "disk"])


@pytest.fixture(scope="module", params=["memory", "disk"])
def own_server(releases: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server to maim, once over a store in memory and once over one on disk."""
    with serving(releases, SETTINGS | (ON_DISK if request.param == "disk" else {})) as warm:
        yield warm


@contextmanager
def asking(server: Server, query: str) -> Iterator[Future[Reply]]:
    """Have a query asked meanwhile, and wait until a worker works at it."""
    with ThreadPoolExecutor(1) as threads:
        before = sum(map(processor_seconds, server.workers()))
        asked = threads.submit(server.ask, query)
        eventually(lambda: sum(map(processor_seconds, server.workers())) > before or asked.done(), "a worker works")
        yield asked


def kill_all(who: Callable[[], list[int]]) -> None:
    """Kill whoever is found, as soon as anybody is: a zygote is known by its workers, and has none for a moment."""
    found: list[int] = []

    def is_found() -> bool:
        found.extend(who())
        return bool(found)

    eventually(is_found, "there is somebody to kill")
    for pid in found:
        with suppress(ProcessLookupError):  # it was replaced in the same moment
            os.kill(pid, signal.SIGKILL)


def answers_again(server: Server) -> None:
    eventually(lambda: server.ask("SELECT (1 AS ?again) {}").status == 200, "it answers again")


KILLED: dict[str, Callable[[Server], list[int]]] = {
    "each worker": Server.workers,
    "the zygote": Server.zygotes,
    "everyone but the front": lambda server: server.workers() + server.zygotes(),
}


@pytest.mark.parametrize("who", KILLED)
def test_processes_killed_while_they_rest_and_while_they_work(own_server: Server, who: str) -> None:
    def attack() -> str:
        kill_all(lambda: KILLED[who](own_server))
        answers_again(own_server)
        eventually(lambda: bool(KILLED[who](own_server)), "there is another in its place")
        with asking(own_server, RUNAWAY) as asked:
            kill_all(lambda: KILLED[who](own_server))
            outcome = told(asked.result(PATIENCE_S))
        answers_again(own_server)
        return outcome

    assert outlive(own_server, f"kill -9 of {who}", attack, beside=TURNED_AWAY) in {BUSY, NOT_EVALUATED, OVER_TIME}


def test_workers_that_are_stopped(server: Server) -> None:
    """A worker that does not move is one that takes too long."""

    def attack() -> set[str]:
        stopped = server.workers()
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        outcomes = {told(server.ask(f"SELECT ({number} AS ?stopped) {{}}")) for number in range(4)}
        answers_again(server)
        return outcomes

    outcomes = outlive(server, "SIGSTOP of each worker", attack, beside=frozenset({503, 504}))
    assert outcomes <= {ANSWERED, BUSY, OVER_TIME}


def test_a_zygote_that_is_stopped_for_a_while(server: Server) -> None:
    def attack() -> None:
        (zygote,) = server.zygotes()
        os.kill(zygote, signal.SIGSTOP)
        try:
            assert told(server.ask("SELECT (1 AS ?meanwhile) {}")) == ANSWERED
            assert told(server.ask(RUNAWAY)) in {OVER_TIME, BUSY}
        finally:
            os.kill(zygote, signal.SIGCONT)
        answers_again(server)

    outlive(server, "SIGSTOP of the zygote for a while", attack, beside=TURNED_AWAY)


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.soak)])
@STORAGES
def test_nobody_outlives_the_server(releases: Path, ending: signal.Signals, storage: dict[str, float]) -> None:
    with serving(releases, SETTINGS | storage | {"query_timeout_s": 600, "shutdown_grace_s": 0.5}, is_warm=False) as server:
        with ThreadPoolExecutor(4) as threads:
            asked = [threads.submit(_ask_the_dying, server, f"{RUNAWAY} # {number}") for number in range(4)]
            eventually(lambda: sum(map(processor_seconds, server.workers())) > 0.1, "the workers work")
            server.process.send_signal(ending)
            server.process.wait(PATIENCE_S)
            for future in asked:
                future.result(PATIENCE_S)
        eventually(lambda: not family(server.process.pid, server.mark), "all its processes have ended")


def _ask_the_dying(server: Server, query: str) -> int:
    try:
        return server.ask(query).status
    except (OSError, EOFError, ValueError):
        return 0


def _copy(releases: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "releases"
    shutil.copytree(releases, copy, symlinks=True)
    return copy


def _count(server: Server) -> int:
    """Count all triples, asking again for as long as the server says that it is busy."""
    replies: list[Reply] = []

    def is_answered() -> bool:
        replies.append(server.ask(f"{COUNT} # {os.urandom(4).hex()}"))
        return replies[-1].status != 503

    eventually(is_answered, "it answers")
    assert replies[-1].status == 200, replies[-1].body
    return int(json.loads(replies[-1].body)["results"]["bindings"][0]["n"]["value"])


def _more() -> str:
    return "\n".join([*lines(), f"<{EXAMPLE}new> <{EXAMPLE}p> <{EXAMPLE}new> ."])


def test_a_release_published_under_load_takes_its_place(releases: Path, tmp_path: Path) -> None:
    own = _copy(releases, tmp_path)
    with serving(own, SETTINGS | {"watch_interval_s": 0.1}) as server:
        before = _count(server)

        def attack() -> None:
            make_release(own, _more())
            eventually(lambda: _count(server) == before + 1, "the new release is served")
            kill_all(server.zygotes)
            answers_again(server)

        outlive(server, "a release that takes its place", attack, beside=TURNED_AWAY)
        assert _count(server) == before + 1


def test_a_release_whose_store_is_damaged_does_not_take_its_place(releases: Path, tmp_path: Path) -> None:
    own = _copy(releases, tmp_path)
    with serving(own, SETTINGS | {"watch_interval_s": 0.1}) as server:
        before = _count(server)
        other = tmp_path / "other"
        bad = make_release(other, _more())
        for file in bad.store.glob("*.sst"):
            file.write_bytes(b"")
        shutil.copytree(bad.path, own / bad.name)

        def attack() -> None:
            pointer = next(path for path in own.iterdir() if path.is_symlink())
            changed = own / "changed"
            changed.symlink_to(bad.name)
            changed.rename(pointer)
            eventually(lambda: bad.name.encode() in server.request("GET", "/health").body, "the failure is told")

        outlive(server, "a damaged release", attack)
        assert json.loads(server.request("GET", "/health").body)["failed_release"]["name"] == bad.name
        assert _count(server) == before


def test_a_disk_that_is_full_while_a_release_is_made(releases: Path, tmp_path: Path) -> None:
    own = _copy(releases, tmp_path)
    before = sorted(path.name for path in own.iterdir())
    file = tmp_path / "more.nq"
    file.write_text(_more())
    full = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    full += f"resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, {resource.RLIM_INFINITY}))"
    command = [sys.executable, "-c", f"{full}\n{MAIN}", "load", str(file), "--unchecked", "--releases", str(own)]
    with serving(own, SETTINGS | {"watch_interval_s": 0.1}) as server:

        def attack() -> subprocess.CompletedProcess[str]:
            return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)

        finished = outlive(server, "a disk that is full", attack)
    assert finished.returncode == 1
    assert len(finished.stderr.splitlines()) == 1, finished.stderr
    assert sorted(path.name for path in own.iterdir()) == before


def _empty_tables(store: Path) -> None:
    for file in store.glob("*.sst"):
        file.write_bytes(b"")


def _halve_tables(store: Path) -> None:
    for file in store.glob("*.sst"):
        os.truncate(file, file.stat().st_size // 2)


def _zero_tables(store: Path) -> None:
    for file in store.glob("*.sst"):
        size = file.stat().st_size
        with file.open("r+b") as content:
            content.write(b"\0" * size)


def _lose_current(store: Path) -> None:
    (store / "CURRENT").unlink()


def _spoil_manifest(store: Path) -> None:
    for file in store.glob("MANIFEST*"):
        file.write_bytes(os.urandom(1_000))


DAMAGES = {
    "tables emptied": _empty_tables,
    "tables halved": _halve_tables,
    "tables zeroed": _zero_tables,
    "CURRENT lost": _lose_current,
    "the list of tables spoilt": _spoil_manifest,
}


def _store_folder(releases: Path) -> Path:
    return next(releases.glob("*/store"))


@pytest.mark.parametrize("damage", DAMAGES)
@STORAGES
def test_a_damaged_store_is_told_at_the_start(releases: Path, tmp_path: Path, damage: str, storage: dict[str, float]) -> None:
    own = _copy(releases, tmp_path)
    DAMAGES[damage](_store_folder(own))
    process, mark, log = start(own, SETTINGS | storage)
    try:
        said, _ = process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
    assert process.returncode == 1, log.read_text()
    assert said == ""
    assert log.read_text().startswith("lsgraph: ")
    assert "Traceback" not in log.read_text()
    assert len(log.read_text().splitlines()) == 1
    eventually(lambda: not family(process.pid, mark), "nobody is left")


def test_a_store_in_memory_does_not_need_its_files(releases: Path, tmp_path: Path) -> None:
    own = _copy(releases, tmp_path)
    with serving(own, SETTINGS) as server:
        before = _count(server)

        def attack() -> None:
            for damage in DAMAGES.values():
                damage(_store_folder(own))
                kill_all(server.workers)
                answers_again(server)

        outlive(server, "a store in memory, damaged on disk", attack, beside=TURNED_AWAY)
        assert _count(server) == before


@pytest.mark.parametrize(
    "damage", ["tables zeroed", *(pytest.param(name, marks=pytest.mark.soak) for name in DAMAGES if name != "tables zeroed")]
)
def test_a_store_on_disk_that_is_damaged_is_told_and_not_answered_from(releases: Path, tmp_path: Path, damage: str) -> None:
    own = _copy(releases, tmp_path)
    with serving(own, SETTINGS | ON_DISK, is_warm=False) as server:
        before = _count(server)
        DAMAGES[damage](_store_folder(own))
        replies = [server.ask(f"{COUNT} # {number}") for number in range(10)]
        for reply in replies:
            assert told(reply) in {ANSWERED, NOT_EVALUATED, BUSY, OVER_TIME}
            if reply.status == 200:
                assert json.loads(reply.body)["results"]["bindings"][0]["n"]["value"] == str(before)
        assert server.process.poll() is None
        assert server.request("GET", "/health").status in {200, 503}


JUMPING_CLOCK = """
import itertools, time
real, jumps = time.time, itertools.cycle((0, 86_400, -86_400, 3.2e9))
time.time = lambda: real() + next(jumps)
"""


def test_a_clock_that_jumps_changes_no_deadline(releases: Path) -> None:
    with serving(releases, SETTINGS, preamble=JUMPING_CLOCK) as server:

        def attack() -> list[str]:
            return [
                told(server.ask(query)) for query in (RUNAWAY, "SELECT (1 AS ?n) {}", RUNAWAY + " # 2", "SELECT (2 AS ?n) {}")
            ]

        assert outlive(server, "a clock that jumps", attack) == [OVER_TIME, ANSWERED, OVER_TIME, ANSWERED]


def test_the_witness_sees_a_server_that_is_gone(releases: Path) -> None:
    """What all these tests lean on can fail."""
    with serving(releases, SETTINGS) as server:
        server.process.kill()
        server.process.wait(PATIENCE_S)
        with Witness(server) as witness:
            pass
        assert witness.fault is not None
        with pytest.raises(AssertionError, match="the server ended"):
            server.assert_settled()
