"""The endpoint over a scripted engine; what needs a real server is in `protocol/test_clients`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.web.endpoint import Visit, run

from lsgraph.engine.base import Answer, Dataset, Limits, Query, ResultForm
from lsgraph.engine.fake import FakeEngine, Scripted
from lsgraph.errors import EngineBusy, EngineUnavailable, NotExpressible, QueryLimitReached, QueryRefused, QuerySyntaxError
from lsgraph.protocol.cache import AnswerCache
from lsgraph.settings import Settings
from lsgraph.web.observe import Outcome, QueryRecord
from lsgraph.web.sparql.answering import GATHER_BYTES
from lsgraph.web.sparql.endpoint import METHODS, SparqlEndpoint

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SETTINGS = Settings(query_timeout_s=7, result_limit_bytes=1000, result_limit_rows=50, query_limit_bytes=300)
BIG = b"x" * (GATHER_BYTES + 1)
CSV_TABLE = b"n\r\nUniversit\xc3\xa0\r\n"


class Client:
    """Sends one request at a time to an application in this process."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def request(self, method: str, path: str, **parts: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
                return await client.request(method, path, **parts)

        return asyncio.run(send())

    def get(self, path: str, **parts: Any) -> httpx.Response:
        return self.request("GET", path, **parts)


def build(engine: Any, **more: Any) -> SparqlEndpoint:
    return SparqlEndpoint(engine, SETTINGS, {"ex": "http://example.org/"}, page="/editor", **more)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(
        [
            ("table", CSV_TABLE),
            ("graph", Scripted((b"<a> ", b"<b> <c> ."), ResultForm.GRAPH)),
            ("yes", Scripted((b"true",), ResultForm.BOOLEAN)),
            ("fault", QuerySyntaxError('Unexpected "}".', 2, 8)),
            ("refused", QueryRefused("Updates are not accepted.")),
            ("busy", EngineBusy("Every worker is busy.")),
            ("lost", EngineUnavailable("The worker was lost.")),
            ("slow", QueryLimitReached("query_timeout_s", 7)),
            ("short", Scripted((b"a", b"b"), error=QueryLimitReached("result_limit_bytes", 2))),
            ("cut", Scripted((BIG, b"b"), error=QueryLimitReached("result_limit_bytes", len(BIG)))),
            ("big", Scripted((BIG, b"b", BIG))),
            ("xml", NotExpressible("XML cannot say U+0000. Ask for JSON.")),
        ]
    )


@pytest.fixture
def client(engine: FakeEngine) -> Client:
    return Client(build(engine))


def test_a_query_reaches_the_engine_as_it_was_sent(client: Client, engine: FakeEngine) -> None:
    parameters = [("query", "table"), ("default-graph-uri", "http://a/"), ("named-graph-uri", "http://b/")]
    client.get("/sparql", params=parameters, headers={"Accept": "text/csv"})
    assert engine.queries == [
        Query(
            "table",
            {ResultForm.SOLUTIONS: "text/csv", ResultForm.BOOLEAN: "text/csv"},
            Dataset(("http://a/",), ("http://b/",)),
            {"ex": "http://example.org/"},
            Limits(7, 1000, 50),
        )
    ]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_answer_comes_with_its_type_and_for_everyone(client: Client, method: str) -> None:
    place = "params" if method == "GET" else "data"
    answer = client.request(method, "/sparql", headers={"Accept": "text/csv"}, **{place: {"query": "table"}})
    assert answer.status_code == 200
    assert answer.content == CSV_TABLE
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in answer.headers["Vary"]
    assert answer.headers["Content-Length"] == str(len(CSV_TABLE))


def test_chunks_are_sent_in_order(client: Client) -> None:
    assert client.get("/sparql?query=graph").content == b"<a> <b> <c> ."


def test_head_gives_the_headers_of_get(client: Client, engine: FakeEngine) -> None:
    answer = client.request("HEAD", "/sparql?query=graph")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Type"] == "text/turtle; charset=utf-8"
    got = client.get("/sparql?query=graph")
    differing = {"x-query-id", "server-timing"}
    assert {name: answer.headers[name] for name in answer.headers if name not in differing} == {
        name: got.headers[name] for name in got.headers if name not in differing
    }
    assert len(engine.queries) == 1


def test_head_of_a_large_answer_stops_where_the_headers_are_known(engine: FakeEngine) -> None:
    answer = Client(build(engine, cache=AnswerCache(0))).request("HEAD", "/sparql?query=big")
    assert (answer.status_code, answer.content) == (200, b"")
    assert "Content-Length" not in answer.headers
    assert engine.left_early == 1


def test_a_browser_with_a_query_gets_data(client: Client) -> None:
    answer = client.get("/sparql?query=table", headers=BROWSER)
    assert answer.headers["Content-Type"] == "application/sparql-results+json"


def test_a_name_in_the_address_chooses_the_format(client: Client) -> None:
    answer = client.get("/sparql?query=graph&format=nt", headers=BROWSER)
    assert answer.headers["Content-Type"] == "application/n-triples"


@pytest.mark.parametrize(
    ("query", "status", "members"),
    [
        ("fault", 400, {"line": 2, "column": 8}),
        ("refused", 403, {"detail": "Updates are not accepted."}),
        ("busy", 503, {"detail": "Every worker is busy."}),
        ("slow", 504, {"limit": "query_timeout_s", "value": 7}),
        ("short", 422, {"limit": "result_limit_bytes", "value": 2}),
        ("xml", 406, {"detail": "XML cannot say U+0000. Ask for JSON."}),
    ],
)
def test_an_error_is_a_problem_that_pages_elsewhere_can_read(
    client: Client, query: str, status: int, members: dict[str, Any]
) -> None:
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json().items() >= {**members, "query_id": answer.headers["X-Query-Id"]}.items()
    assert ("Retry-After" in answer.headers) is (status == 503)


@pytest.mark.parametrize(
    ("accept", "query", "asked"), [("image/png", "table", 0), ("text/turtle", "table", 1), ("text/csv", "graph", 1)]
)
def test_what_the_client_cannot_read_is_not_sent(
    client: Client, engine: FakeEngine, accept: str, query: str, asked: int
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 406
    assert accept not in answer.json()["available"]
    assert {"text/turtle", "text/csv"} & set(answer.json()["available"])
    assert len(engine.queries) == engine.left_early == asked


def test_without_a_query_the_service_describes_itself(client: Client, engine: FakeEngine) -> None:
    answer = client.get("/sparql")
    assert answer.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert re.search(r"sd:endpoint <http://testserver/sparql>", answer.text)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert engine.queries == []


def test_the_description_is_negotiated_too(client: Client) -> None:
    answer = client.get("/sparql", headers={"Accept": "application/ld+json"})
    assert answer.headers["Content-Type"] == "application/ld+json"
    assert client.get("/sparql?format=nt", headers=BROWSER).headers["Content-Type"] == "application/n-triples"
    assert client.get("/sparql", headers={"Accept": "text/csv"}).status_code == 406


def test_a_browser_without_a_query_is_sent_to_the_page(client: Client) -> None:
    answer = client.get("/sparql", headers=BROWSER)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/editor")
    assert "Accept" in answer.headers["Vary"]


def test_a_preflight_is_answered(client: Client) -> None:
    answer = client.request("OPTIONS", "/sparql", headers={"Origin": "http://x/", "Access-Control-Request-Method": "POST"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Accept-Post"] == "application/sparql-query, application/x-www-form-urlencoded"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_told_which_are_taken(client: Client, method: str) -> None:
    answer = client.request(method, "/sparql")
    assert answer.status_code == 405
    assert set(re.split(r",\s*", answer.headers["Allow"])) == set(METHODS)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [(b"CLEAR ALL", "application/sparql-update", 403), (b"x", "text/plain", 415), (b"x" * 301, "application/sparql-query", 413),
     (b"\xff", "application/sparql-query", 400), (b"", "application/x-www-form-urlencoded", 400)],
)  # fmt: skip
def test_a_body_that_is_no_query_is_told(client: Client, content: bytes, content_type: str, status: int) -> None:
    answer = client.request("POST", "/sparql", content=content, headers={"Content-Type": content_type})
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_body_is_not_read_past_the_limit(client: Client) -> None:
    taken = []

    async def endless() -> AsyncIterator[bytes]:
        for count in range(100):
            taken.append(count)
            yield b"x" * 200

    answer = client.request("POST", "/sparql", content=endless(), headers={"Content-Type": "application/sparql-query"})
    assert answer.status_code == 413
    assert len(taken) < 5


def scope(query: str, method: str = "GET", **headers: str) -> dict[str, Any]:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http", "method": method, "path": "/sparql", "raw_path": b"/sparql", "root_path": "", "scheme": "http",
        "query_string": f"query={query}".encode(), "headers": named, "server": ("testserver", 80), "http_version": "1.1",
    }  # fmt: skip


def test_an_answer_that_breaks_off_is_never_ended(engine: FakeEngine, caplog: pytest.LogCaptureFixture) -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError("the client stays")

    async def send(message: Any) -> None:
        sent.append(message)

    told: list[QueryRecord] = []
    asyncio.run(build(engine, cache=AnswerCache(0), observe=told.append)(scope("cut"), receive, send))
    assert [message.get("body") for message in sent] == [None, BIG, b"b"]
    assert all(message["more_body"] for message in sent[1:])
    assert [(record.status, record.outcome, record.limit) for record in told] == [(200, Outcome.CUT, "result_limit_bytes")]
    (line,) = caplog.records
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    assert told[0].query_id in line.getMessage()


class SlowEngine(FakeEngine):
    """An engine that never comes to an answer, or to the end of one."""

    def __init__(self, *, is_streaming: bool) -> None:
        super().__init__([("q", Scripted((BIG,) * 3))])
        self.is_streaming = is_streaming
        self.is_at_work = asyncio.Event()
        self.was_cancelled = False

    async def query(self, query: Query) -> Answer:
        if self.is_streaming:
            self.is_at_work.set()
            return await super().query(query)
        try:
            self.is_at_work.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        raise AssertionError("waits for ever")


@pytest.mark.parametrize("is_streaming", [False, True])
def test_a_client_that_leaves_gives_up_its_query(is_streaming: bool) -> None:
    async def scenario() -> SlowEngine:
        engine = SlowEngine(is_streaming=is_streaming)

        async def receive() -> dict[str, Any]:
            await engine.is_at_work.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message.get("more_body"):
                await asyncio.Event().wait()  # the client takes nothing more

        await asyncio.wait_for(build(engine, cache=AnswerCache(0))(scope("q"), receive, send), 60)
        return engine

    engine = asyncio.run(scenario())
    assert (engine.left_early == 1) if is_streaming else engine.was_cancelled


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("data.example.org", "data.example.org"),
        ("[::1]:8000", "[::1]:8000"),
        ("a/b", "testserver:80"),
        ("a b>", "testserver:80"),
        ("x@y", "testserver:80"),
        ("", "testserver:80"),
    ],
)
def test_the_description_names_the_address_that_was_asked(engine: FakeEngine, host: str, shown: str) -> None:
    async def scenario() -> Visit:
        return await Visit(build(engine), "", "GET", host=host, accept="application/n-triples").done()

    visit = run(scenario)
    assert f"<http://{shown}/sparql#service>".encode() in visit.body
    assert visit.headers["etag"]


def test_every_answer_has_a_name_and_says_where_its_time_went(client: Client) -> None:
    answers = [
        client.get("/sparql?query=table"),
        client.get("/sparql?query=fault"),
        client.get("/sparql"),
        client.request("OPTIONS", "/sparql"),
        client.request("PUT", "/sparql"),
        client.get("/sparql", headers=BROWSER),
    ]
    assert len({answer.headers["X-Query-Id"] for answer in answers}) == len(answers)
    assert {answer.headers["Cache-Control"] for answer in answers} == {"public, no-cache", "no-store"}
    for answer in answers:
        assert ("ETag" in answer.headers) is (answer.headers["Cache-Control"] == "public, no-cache")
        assert re.fullmatch(
            r"(cache;desc=\w+, )?queue;dur=[\d.]+, engine;dur=[\d.]+, total;dur=[\d.]+", answer.headers["Server-Timing"]
        )
        assert "Accept" in answer.headers["Vary"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_pages_elsewhere_may_read_every_header_that_is_sent(client: Client) -> None:
    always = {
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
    }  # as Fetch says
    of_browsers = {"vary", "x-content-type-options", "location"}
    for answer in (client.get("/sparql?query=table"), client.get("/sparql?query=busy"), client.request("PUT", "/sparql")):
        exposed = {name.strip().lower() for name in answer.headers["Access-Control-Expose-Headers"].split(",")}
        sent = {name for name in answer.headers if not name.startswith("access-control-")}
        assert sent <= exposed | always | of_browsers


def test_a_header_that_comes_twice_is_one_list(client: Client) -> None:
    answer = client.get("/sparql?query=table", headers=[("Accept", "text/csv;q=0.5"), ("Accept", "text/tab-separated-values")])
    assert answer.headers["Content-Type"] == "text/tab-separated-values; charset=utf-8"


@pytest.mark.parametrize(
    ("method", "query", "parts"),
    [
        ("GET", "a" * 301, {}),
        ("POST", "", {"content": b"a" * 301, "headers": {"Content-Type": "application/sparql-query"}}),
    ],
)
def test_what_is_too_long_is_told_with_the_limit(client: Client, method: str, query: str, parts: dict[str, Any]) -> None:
    answer = client.request(method, f"/sparql?query={query}" if query else "/sparql", **parts)
    assert answer.status_code in {413, 414}
    assert answer.json().items() >= {"limit": "query_limit_bytes", "value": 300}.items()


def test_a_fault_of_ours_is_told_without_its_secrets(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(FakeEngine):
        async def query(self, query: Query) -> Answer:
            raise RuntimeError("secret", query)

    told: list[QueryRecord] = []
    answer = Client(build(Broken([]), observe=told.append)).get("/sparql?query=q")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert answer.json()["query_id"] == answer.headers["X-Query-Id"]
    assert [record.outcome for record in told] == [Outcome.FAILED]
    assert answer.headers["X-Query-Id"] in caplog.text


def test_what_is_asked_is_told_of_once_and_nothing_else_is(engine: FakeEngine) -> None:
    told: list[QueryRecord] = []
    client = Client(build(engine, observe=told.append))
    for query in ("table", "fault", "busy", "lost", "slow"):
        client.get(f"/sparql?query={query}")
    client.get("/sparql")
    client.request("OPTIONS", "/sparql")
    client.request("POST", "/sparql", content=b"x", headers={"Content-Type": "text/plain"})
    assert [(record.text, record.status, record.outcome.value, record.limit) for record in told] == [
        ("table", 200, "complete", None),
        ("fault", 400, "refused", None),
        ("busy", 503, "busy", None),
        ("lost", 503, "failed", None),
        ("slow", 504, "refused", "query_timeout_s"),
    ]
    assert (told[0].form, told[0].media_type) == (ResultForm.SOLUTIONS, "application/sparql-results+json")
    assert told[0].sent_bytes == len(CSV_TABLE)
