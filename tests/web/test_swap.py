"""A server goes over to the release that is activated beside it: no request fails, and none gets two releases."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from tests.cli.serving import PATIENCE_S, Server, descendants, eventually, have_ended, serving
from tests.web.conftest import QUESTIONS
from tests.web.small_graph import small_quads, small_release

from lsgraph.release.layout import Release
from lsgraph.release.pointer import activate

WORKSPACE = Path(__file__).parents[1] / "fixtures" / "workspace"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
PAIRS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


def make_release(releases: Path, number: int, queries: dict[str, str] = QUESTIONS) -> Release:
    """Return the small graph with so many more statements."""
    added = [
        Quad(NamedNode(f"urn:x:{each}"), NamedNode("urn:p"), Literal(str(each)), NamedNode("urn:g")) for each in range(number)
    ]
    return small_release(releases, [*small_quads(), *added], queries, has_store=True)


def triples(release: Release) -> int:
    told: int = json.loads(release.manifest.read_text())["triples"]
    return told


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    folder = tmp_path / "releases"
    folder.mkdir()
    activate(make_release(folder, 0))
    return folder


@contextmanager
def serving_active(releases: Path, **settings: object) -> Iterator[Server]:
    with serving(WORKSPACE, releases, "--as-it-is", **{"watch_interval_s": 0.05, "workers": 2} | settings) as server:
        yield server


class Asker:
    """Asks without end over one connection, and holds every answer to the release it names."""

    def __init__(self, server: Server) -> None:
        self.answers = 0
        self.seen: set[str] = set()
        self.is_done = threading.Event()
        self._server = server

    def run(self, path: str, holds: Callable[[str, bytes], bool]) -> None:
        with closing(HTTPConnection(*self._server.address, timeout=PATIENCE_S)) as connection:
            while not self.is_done.is_set():
                connection.request("GET", path)
                response = connection.getresponse()
                content = response.read()
                name = response.headers["LSGraph-Release"]
                assert response.status == 200, content
                assert holds(name, content), (name, content)
                self.answers += 1
                self.seen.add(name)


def test_no_request_fails_and_none_is_mixed_while_releases_change(releases: Path) -> None:
    made = [make_release(releases, number) for number in (7, 19, 31)]
    served = [Release(releases / "current").path.resolve().name, *(release.name for release in made)]
    expected = {name: triples(Release(releases / name)) for name in served}
    assert len(set(expected.values())) == 4

    def counts(name: str, content: bytes) -> bool:
        return bool(int(json.loads(content)["results"]["bindings"][0]["n"]["value"]) == expected[name])

    def names_itself(name: str, content: bytes) -> bool:
        return f"<code>{name}</code>".encode() in content

    def is_healthy(name: str, content: bytes) -> bool:
        return bool(json.loads(content)["release"] == name)

    kinds = [
        (f"/sparql?query={quote(COUNT)}", counts),
        (f"/sparql?query={quote(COUNT)}%20%23{{}}", counts),
        ("/en/", names_itself),
        ("/it/id/agent/kedrion", names_itself),
        ("/health", is_healthy),
        (f"/sparql?query={quote(COUNT)}", counts),
    ]
    with serving_active(releases) as server, ThreadPoolExecutor(len(kinds)) as threads:
        asker = Asker(server)
        asking = [threads.submit(asker.run, path.replace("{}", str(index)), holds) for index, (path, holds) in enumerate(kinds)]
        try:
            for release in (*made, Release(releases / served[0])):
                before = asker.answers
                activate(release)
                server.serves(release.name)
                eventually(lambda least=before: asker.answers > least + 20, "requests are answered")  # type: ignore[misc]
        finally:
            asker.is_done.set()
        for one in asking:
            one.result(timeout=PATIENCE_S)
        assert asker.seen == set(served)
        assert server.stop(signal.SIGTERM)[0] == 0


def test_an_answer_under_way_ends_as_it_began(releases: Path) -> None:
    with (
        serving_active(releases) as server,
        closing(HTTPConnection(*server.address, timeout=PATIENCE_S)) as connection,
    ):
        first = server.health()["release"]
        connection.request("GET", f"/sparql?query={quote(PAIRS)}", headers={"Accept": "text/tab-separated-values"})
        response = connection.getresponse()
        head = response.read(100)
        other = make_release(releases, 3)
        activate(other)
        server.serves(other.name)
        rows = (head + response.read()).count(b"\n") - 1
        assert response.headers["LSGraph-Release"] == first
        assert rows == triples(Release(releases / first)) ** 2


def test_the_old_engine_is_closed_once_nobody_needs_it(releases: Path) -> None:
    with serving_active(releases) as server:
        eventually(lambda: len(server.children()) == 3, "a zygote and two workers")
        before = server.children()
        other = make_release(releases, 3)
        activate(other)
        server.serves(other.name)
        eventually(lambda: have_ended(before), "the old engine is closed")
        eventually(lambda: len(server.children()) == 3, "one engine is left")


def spoil_manifest(release: Release) -> None:
    release.manifest.unlink()


def spoil_store(release: Release) -> None:
    for path in release.store.iterdir():
        path.unlink()


def spoil_question(release: Release) -> None:
    (release.queries / "broken.rq").write_text("#+ nonsense: [")


@pytest.mark.parametrize("spoil", [spoil_manifest, spoil_store, spoil_question])
def test_a_release_that_cannot_be_opened_leaves_the_old_one(releases: Path, spoil: Callable[[Release], None]) -> None:
    with serving_active(releases) as server:
        first = server.health()["release"]
        bad = make_release(releases, 3)
        spoil(bad)
        activate(bad)
        eventually(lambda: server.health()["failed_release"] is not None, "the failure is told")
        told = server.health()
        assert (told["status"], told["release"], told["failed_release"]["name"]) == ("ok", first, bad.name)
        assert str(releases) not in json.dumps(told)
        assert b"lsgraph_swap_failures_total 1.0" in server.get("/metrics")[1]

        good = make_release(releases, 5)
        activate(good)
        server.serves(good.name)
        assert server.health()["failed_release"] is None
        code, log = server.stop(signal.SIGTERM)
        assert code == 0
        assert log.count(f"Release {bad.name} cannot be served") == 1
        assert "Traceback" not in log


def test_a_release_that_was_mended_is_tried_again(releases: Path, tmp_path: Path) -> None:
    with serving_active(releases) as server:
        bad = make_release(releases, 3)
        manifest = bad.manifest.read_text()
        bad.manifest.unlink()
        activate(bad)
        eventually(lambda: server.health()["failed_release"] is not None, "the failure is told")
        bad.manifest.write_text(manifest)
        server.serves(bad.name)


def test_it_looks_when_told_to_and_else_never(releases: Path) -> None:
    with serving_active(releases, watch_interval_s=0) as server:
        first, other = server.health()["release"], make_release(releases, 3)
        activate(other)
        for _ in range(5):
            assert server.health()["release"] == first
        server.process.send_signal(signal.SIGHUP)
        server.serves(other.name)


def test_activating_what_is_served_changes_nothing(releases: Path) -> None:
    with serving_active(releases) as server:
        served = server.health()["release"]
        activate(Release(releases / served))
        other = make_release(releases, 3)
        activate(other)
        server.serves(other.name)
        assert b"lsgraph_swaps_total 1.0" in server.get("/metrics")[1]


def test_the_folder_of_a_release_in_memory_may_go(releases: Path) -> None:
    with serving_active(releases) as server:
        served = Release(releases / server.health()["release"])
        count = triples(served)
        for path in sorted(served.path.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        served.path.rmdir()
        assert server.ask(COUNT) == count
        assert server.get("/data/void.ttl")[0].status == 200
        assert server.get("/en/")[0].status == 200


def test_killed_in_the_middle_of_a_swap_it_leaves_nothing_behind(releases: Path) -> None:
    other = make_release(releases, 3)
    with serving_active(releases) as server:
        eventually(lambda: server.engines() == 1, "an engine")
        activate(other)
        eventually(lambda: server.engines() == 2, "a second engine")
        left = descendants(server.process.pid)
        server.process.kill()
        eventually(lambda: have_ended(left), "every process has ended")
    with serving_active(releases) as server:
        assert server.health()["release"] == other.name


def test_told_to_end_in_the_middle_of_a_swap_it_leaves_nothing_behind(releases: Path) -> None:
    with serving_active(releases) as server:
        eventually(lambda: server.engines() == 1, "an engine")
        activate(make_release(releases, 3))
        eventually(lambda: server.engines() == 2, "a second engine")
        left = server.children()
        code, told = server.stop(signal.SIGTERM)
        assert code == 0
        assert all(": Serving release " in line for line in told.splitlines()), told
        assert have_ended(left)


def test_told_to_end_while_an_old_answer_is_under_way_it_closes_both_engines(releases: Path) -> None:
    with (
        serving_active(releases, shutdown_grace_s=0.2) as server,
        closing(HTTPConnection(*server.address, timeout=PATIENCE_S)) as connection,
    ):
        endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
        connection.request("GET", f"/sparql?query={quote(endless)}", headers={"Accept": "text/tab-separated-values"})
        connection.getresponse().read(100)
        other = make_release(releases, 3)
        activate(other)
        server.serves(other.name)
        left = server.children()
        assert server.stop(signal.SIGTERM)[0] == 0
        assert have_ended(left)
