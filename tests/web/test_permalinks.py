"""A permanent link gives the answer of the release it names, whatever is served now, as long as that release is kept."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from tests.cli.serving import eventually
from tests.web.conftest import BROWSER, QUESTIONS
from tests.web.small_graph import StoreEngine, small_quads, small_release
from tests.web.test_swap import serving_active

from lsgraph.engine.base import Engine
from lsgraph.errors import EngineBusy, EngineUnavailable, ReleaseError
from lsgraph.release.history import first_activation
from lsgraph.release.layout import Release
from lsgraph.release.pointer import activate
from lsgraph.settings import Settings
from lsgraph.web.app import create_app
from lsgraph.web.archive import STAY_S, Archive
from lsgraph.web.live import LiveSite
from lsgraph.web.permalinks import permalink, pinned_address

CLAIM = "https://w3id.org/lsgraph/source/news-2019/1-opening#kedrion-member"
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
FIRST, SECOND = "Kedrion is a member of the Pharma Valley.", "Kedrion was a member once."


def other_quads() -> list[Quad]:
    """Return the small graph with another sentence in one claim, so that an answer differs."""
    return [
        Quad(quad.subject, quad.predicate, Literal(SECOND, language="en"), quad.graph_name)
        if quad.subject == NamedNode(CLAIM) and quad.predicate == LABEL and quad.object == Literal(FIRST, language="en")
        else quad
        for quad in small_quads()
    ]


@dataclass
class Two:
    """An older and a newer release, and an application that serves the newer one."""

    older: Release
    newer: Release
    settings: Settings = field(default_factory=Settings)
    engines: list[str] = field(default_factory=list)

    def run(self, scenario: Callable[[httpx.AsyncClient, LiveSite], Awaitable[None]]) -> None:
        asyncio.run(self._run(scenario))

    async def _run(self, scenario: Callable[[httpx.AsyncClient, LiveSite], Awaitable[None]]) -> None:
        live = create_app(self.newer, self.settings, make_engine=self._engine)
        async with live.running(), httpx.AsyncClient(transport=httpx.ASGITransport(app=live), base_url="http://x") as client:
            await scenario(client, live)

    def _engine(self, release: Release, settings: Settings) -> Engine:
        self.engines.append(f"{release.name} {settings.workers} {settings.memory_store_bytes}")
        return StoreEngine(Store.read_only(str(release.store)))


@pytest.fixture
def two(tmp_path: Path) -> Two:
    older = small_release(tmp_path, small_quads(), QUESTIONS, has_store=True)
    newer = small_release(tmp_path, other_quads(), QUESTIONS, has_store=True)
    activate(older)
    activate(newer)
    return Two(older, newer)


def sentences(response: httpx.Response) -> set[str]:
    return {row["values"]["sentence"] for row in response.json()["rows"]}


def test_each_release_gives_its_own_answer(two: Two) -> None:
    async def scenario(client: httpx.AsyncClient, live: LiveSite) -> None:
        now = await client.get("/questions/members.json")
        then = await client.get(permalink(two.older.name, "/questions/members.json"))
        same = await client.get(permalink(two.newer.name, "/questions/members.json"))
        assert SECOND in sentences(now)
        assert FIRST in sentences(then)
        assert then.headers["LSGraph-Release"] == two.older.name
        assert sentences(same) == sentences(now)
        assert live.archive is not None
        assert live.archive.names == (two.older.name,)

    two.run(scenario)
    assert two.engines == [f"{two.newer.name} 2 100000000", f"{two.older.name} 1 0"]


@pytest.mark.parametrize(
    "address", ["/questions/members.csv", "/api/questions/members.csv?words=Kedrion", "/en/questions/members"]
)
def test_every_form_of_an_answer_can_be_fixed(two: Two, address: str) -> None:
    async def scenario(client: httpx.AsyncClient, _: LiveSite) -> None:
        response = await client.get(permalink(two.older.name, address))
        assert response.status_code == 200
        assert FIRST in response.text
        assert SECOND not in response.text

    two.run(scenario)


def test_a_release_that_is_not_kept_is_gone_and_the_question_of_today_is_offered(two: Two) -> None:
    shutil.rmtree(two.older.path)

    async def scenario(client: httpx.AsyncClient, _: LiveSite) -> None:
        problem = await client.get(permalink(two.older.name, "/questions/members.json?words=K%C3%A8"))
        assert problem.status_code == 410
        told = problem.json()
        assert (told["release"], told["current_release"]) == (two.older.name, two.newer.name)
        assert told["current"] == "/questions/members.json?words=K%C3%A8"
        page = await client.get(
            permalink(two.older.name, "/it/questions/members?words=%22%3Cb%3E"), headers={"Accept": BROWSER}
        )
        assert page.status_code == 410
        assert 'href="/it/questions/members?words=%22%3Cb%3E"' in page.text
        assert two.older.name in page.text

    two.run(scenario)


def test_a_question_that_the_release_lacks_is_told_so(two: Two) -> None:
    (two.older.queries / "organisations.rq").unlink()
    (two.older.queries / "members.rq").write_text("#+ title: a header of another time\nSELECT * {}\n")

    async def scenario(client: httpx.AsyncClient, _: LiveSite) -> None:
        for name in ("organisations", "members"):
            response = await client.get(permalink(two.older.name, f"/questions/{name}.json"))
            assert response.status_code == 404
            assert response.json()["current"] == f"/questions/{name}.json"
        nowhere = await client.get(permalink(two.newer.name, "/questions/nothing.json"))
        assert nowhere.status_code == 404
        assert "current" not in nowhere.json()

    two.run(scenario)


def test_a_release_of_another_time_that_cannot_be_read_is_gone(two: Two) -> None:
    two.older.manifest.write_text('{"a manifest": "of another time"}')

    async def scenario(client: httpx.AsyncClient, _: LiveSite) -> None:
        assert (await client.get(permalink(two.older.name, "/questions/members.json"))).status_code == 410

    two.run(scenario)


@pytest.mark.parametrize(
    "path",
    [
        "/r/../current/questions/members.json",
        "/r/%2e%2e%2fcurrent/questions/members.json",
        "/r/current/questions/members.json",
        "/r/ABCDEF0123456789/questions/members.json",
        "/r/0123456789abcdef/sparql",
        "/r/0123456789abcdef/r/0123456789abcdef/questions/members",
        "/r/0123456789abcdef/questions/",
        "/r/0123456789abcdef/questions/a/b",
        "/r/",
        f"/r/{'0' * 65}/questions/members",
    ],
)
def test_what_is_no_permanent_link_is_nothing(two: Two, path: str) -> None:
    async def scenario(client: httpx.AsyncClient, live: LiveSite) -> None:
        assert (await client.get(path)).status_code == 404
        assert live.archive is not None
        assert live.archive.names == ()

    two.run(scenario)


def test_the_address_of_a_permanent_link_goes_there_and_back() -> None:
    found = pinned_address(permalink("0123456789abcdef", "/en/questions/members.svg"))
    assert found is not None
    assert (found.release, found.path, found.question) == ("0123456789abcdef", "/en/questions/members.svg", "members")


def test_no_more_are_open_than_may_be(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    third = small_release(two.older.path.parent, small_quads()[:-1], QUESTIONS, has_store=True)
    two.settings = Settings(older_releases=1)

    async def scenario(client: httpx.AsyncClient, live: LiveSite) -> None:
        assert live.archive is not None
        assert (await client.get(permalink(two.older.name, "/questions/members.json"))).status_code == 200
        busy = await client.get(permalink(third.name, "/questions/members.json"))
        assert busy.status_code == 503
        assert busy.headers["Retry-After"]
        monkeypatch.setattr("lsgraph.web.archive.STAY_S", 0.0)
        assert (await client.get(permalink(third.name, "/questions/members.json"))).status_code == 200
        assert live.archive.names == (third.name,)

    two.run(scenario)
    assert STAY_S > 0


def test_none_is_opened_where_none_may_be(two: Two) -> None:
    two.settings = Settings(older_releases=0)

    async def scenario(client: httpx.AsyncClient, _: LiveSite) -> None:
        assert (await client.get(permalink(two.older.name, "/questions/members.json"))).status_code == 410

    two.run(scenario)


def test_what_nobody_asks_is_closed_and_opened_again(two: Two) -> None:
    two.settings = Settings(older_release_idle_s=0.05)

    async def scenario(client: httpx.AsyncClient, live: LiveSite) -> None:
        assert live.archive is not None
        address = permalink(two.older.name, "/questions/members.json")
        assert (await client.get(address)).status_code == 200
        for _ in range(1000):
            if not live.archive.names:
                break
            await asyncio.sleep(0.01)
        assert live.archive.names == ()
        assert (await client.get(address)).status_code == 200

    two.run(scenario)


def test_many_at_once_open_a_release_once(two: Two) -> None:
    async def scenario(client: httpx.AsyncClient, _: LiveSite) -> None:
        address = permalink(two.older.name, "/questions/members.json")
        answers = await asyncio.gather(*(client.get(address) for _ in range(8)))
        assert {answer.status_code for answer in answers} == {200}

    two.run(scenario)
    assert len(two.engines) == 2


def test_an_engine_that_does_not_start_leaves_nothing_open(two: Two) -> None:
    class Lame(StoreEngine):
        async def start(self) -> None:
            raise EngineUnavailable("It does not start.")

    async def scenario() -> None:
        app = create_app(two.newer, Settings(), make_engine=lambda release, _: Lame(Store.read_only(str(release.store))))
        archive = app.archive
        assert archive is not None
        with pytest.raises(EngineUnavailable):
            await archive.served(two.older.name)
        assert archive.names == ()
        with pytest.raises(ReleaseError):
            await archive.served("0" * 20)

    asyncio.run(scenario())


def test_one_that_is_answering_is_never_closed(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lsgraph.web.archive.STAY_S", 0.0)

    async def scenario() -> None:
        app = create_app(two.newer, Settings(older_releases=1), make_engine=two._engine)
        archive: Archive | None = app.archive
        assert archive is not None
        served = await archive.served(two.older.name)
        served.under_way += 1
        with pytest.raises(EngineBusy):
            await archive.served(two.newer.name)
        served.under_way -= 1
        await archive.served(two.newer.name)
        assert archive.names == (two.newer.name,)

    asyncio.run(scenario())


def test_the_day_of_a_release_is_that_of_its_first_activation(two: Two) -> None:
    releases = two.older.path.parent
    log = releases / "log.jsonl"
    lines = [
        "no entry",
        '{"activated": 7}',
        json.dumps({"time": "2026-11-20T23:30:00+00:00", "activated": two.older.name}),
        json.dumps({"time": "2026-11-22T10:00:00+00:00", "activated": two.older.name}),
        json.dumps({"time": "soon", "activated": two.newer.name}),
    ]
    log.write_text("\n".join(lines))
    assert first_activation(releases, two.older.name) == date(2026, 11, 20)
    assert first_activation(releases, two.newer.name) is None
    assert first_activation(releases / "none", two.older.name) is None


def test_a_server_that_went_over_still_answers_for_the_release_before(tmp_path: Path) -> None:
    older = small_release(tmp_path, small_quads(), QUESTIONS, has_store=True)
    activate(older)
    with serving_active(tmp_path) as server:
        before = server.get("/questions/members.csv")[1]
        newer = small_release(tmp_path, other_quads(), QUESTIONS, has_store=True)
        activate(newer)
        server.serves(newer.name)
        response, content = server.get(permalink(older.name, "/questions/members.csv"))
        assert (response.status, response.headers["LSGraph-Release"]) == (200, older.name)
        assert content == before
        assert server.get("/questions/members.csv")[1] != before
        eventually(lambda: server.get("/ready")[0].status == 200, "it is ready")
