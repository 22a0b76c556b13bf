"""`/health`, `/ready` and `/metrics`, over engines in this process."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics_families
from prometheus_client.parser import text_string_to_metric_families
from tests.web.small_graph import Client, StoreAnswer, StoreEngine, small_release, small_store

from lsgraph.engine.base import EngineStatus, Query, ResultForm
from lsgraph.errors import EngineUnavailable
from lsgraph.settings import Settings
from lsgraph.web.app import create_app
from lsgraph.web.live import LiveSite
from lsgraph.web.logs import JsonFormatter, TextFormatter, query_line
from lsgraph.web.metrics import Metrics
from lsgraph.web.observe import CacheUse, Outcome, QueryRecord

OPENMETRICS = "application/openmetrics-text; version=1.0.0"
RECORD = QueryRecord(
    query_id="1",
    text="ASK {}",
    status=200,
    outcome=Outcome.COMPLETE,
    form=ResultForm.BOOLEAN,
    media_type="text/csv",
    sent_bytes=10,
    cache=CacheUse.MISS,
    waited_s=0.1,
    worked_s=0.2,
    total_s=0.4,
)


@dataclass
class LoadedEngine(StoreEngine):
    """An engine that tells what it is told to tell of itself."""

    told: EngineStatus = field(default_factory=EngineStatus)

    @property
    def status(self) -> EngineStatus:
        return self.told

    async def query(self, query: Query) -> StoreAnswer:
        if self.told.waiting:
            raise EngineUnavailable("The queue is full.")
        return await super().query(query)


@pytest.fixture
def loaded(tmp_path: Path) -> Client:
    engine = LoadedEngine(small_store())
    return Client(create_app(small_release(tmp_path), Settings(), engine), engine)


def live_of(client: Client) -> LiveSite:
    assert isinstance(client.app, LiveSite)
    return client.app


def tell(client: Client, status: EngineStatus) -> None:
    assert isinstance(client.engine, LoadedEngine)
    client.engine.told = status


def test_health_tells_how_the_engine_is_doing(loaded: Client) -> None:
    tell(loaded, EngineStatus("disk", ("seccomp", "landlock"), processes=3, busy=2, lost=1, stopped=4))
    told = loaded.get("/health").json()
    assert (told["storage"], told["walls"]) == ("disk", ["seccomp", "landlock"])
    assert (told["processes"], told["busy"], told["waiting"], told["lost"], told["stopped"]) == (3, 2, 0, 1, 4)
    assert told["failed_release"] is None


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_a_loaded_server_is_not_taken_for_dead(loaded: Client, path: str) -> None:
    tell(loaded, EngineStatus(processes=2, busy=2, waiting=60))
    assert loaded.get(path).status_code == 200
    assert not loaded.engine.asked


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_an_engine_that_does_not_answer_and_is_at_nothing_is_dead(loaded: Client, path: str) -> None:
    loaded.engine.is_down = True
    assert loaded.get(path).status_code == 503
    tell(loaded, EngineStatus(busy=1))
    assert loaded.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
def test_none_is_kept_and_head_has_the_same_headers(loaded: Client, path: str) -> None:
    got, head = loaded.get(path), loaded.request("HEAD", path)
    assert got.headers["cache-control"] == head.headers["cache-control"] == "no-store"
    assert got.headers["content-type"] == head.headers["content-type"]
    assert got.status_code == head.status_code == 200


def test_who_asks_often_costs_no_more_queries(loaded: Client) -> None:
    site = live_of(loaded).served.site

    async def ask_twice() -> None:
        site.proven_until_s = asyncio.get_running_loop().time() + 100

    asyncio.run(ask_twice())
    for _ in range(3):
        assert loaded.get("/ready").status_code == 200
    assert loaded.engine.asked == []


def test_a_server_that_leaves_is_not_ready_but_well(loaded: Client) -> None:
    live_of(loaded).is_leaving = True
    assert loaded.get("/ready").status_code == 503
    assert loaded.get("/health").status_code == 200


def values(client: Client, parse: Callable[..., object] = text_string_to_metric_families, **headers: str) -> dict[str, float]:
    text = client.get("/metrics", **headers).text
    return {
        f"{sample.name}{json.dumps(sample.labels, sort_keys=True)}": sample.value
        for family in parse(text)  # type: ignore[attr-defined]
        for sample in family.samples
    }


def test_queries_are_counted_by_what_came_of_them(loaded: Client) -> None:
    for query in ("ASK {}", "ASK {}", "nonsense"):
        loaded.get(f"/sparql?query={query}")
    found = values(loaded)
    asked = {name: value for name, value in found.items() if name.startswith("lsgraph_queries_total")}
    complete, hit = '"form": "boolean", "outcome": "complete", "status": "200"}', '{"cache": "hit", '
    assert asked == {
        'lsgraph_queries_total{"cache": "miss", ' + complete: 1,
        "lsgraph_queries_total" + hit + complete: 1,
        'lsgraph_queries_total{"cache": "miss", "form": "", "outcome": "refused", "status": "400"}': 1,
    }
    assert found["lsgraph_query_seconds_count{}"] == 3
    assert found["lsgraph_cache_entries{}"] == 1
    assert found['lsgraph_http_requests_total{"part": "sparql", "status": "200"}'] == 2


def test_the_seconds_are_the_records_own() -> None:
    metrics = Metrics()
    metrics.observe(RECORD)
    metrics.observe(replace(RECORD, cache=CacheUse.HIT, worked_s=0.0, waited_s=0.0))
    values_of = metrics.registry.get_sample_value
    assert values_of("lsgraph_query_seconds_sum") == pytest.approx(0.8)
    assert values_of("lsgraph_query_wait_seconds_sum") == pytest.approx(0.1)
    assert values_of("lsgraph_query_work_seconds_count") == 1
    assert values_of("lsgraph_query_sent_bytes_total") == 20


def test_two_servers_of_a_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.observe(RECORD)
    assert other.registry.get_sample_value("lsgraph_query_seconds_count") == 0


def test_the_format_is_the_one_asked_for(loaded: Client) -> None:
    plain, openmetrics = loaded.get("/metrics"), loaded.get("/metrics", accept=OPENMETRICS)
    assert plain.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert openmetrics.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert openmetrics.text.endswith("# EOF\n")
    assert "lsgraph_engine_busy{}" in values(loaded, openmetrics_families, accept=OPENMETRICS)


def test_they_can_be_withheld(tmp_path: Path) -> None:
    engine = StoreEngine(small_store())
    client = Client(create_app(small_release(tmp_path), Settings(metrics=False), engine), engine)
    assert client.get("/metrics").status_code == 404


def test_every_answer_names_its_release(client: Client) -> None:
    name = live_of(client).served.site.manifest.name
    for path in ("/en/", "/sparql?query=ASK{}", "/sparql?query=nonsense", "/health", "/static/style.css", "/nowhere"):
        assert client.get(path).headers["lsgraph-release"] == name


def log_record(message: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("lsgraph.x", logging.ERROR, "x.py", 1, message, arguments, None)


@pytest.mark.parametrize("hostile", ["a\nERROR: forged", "\x1b[2J", "\r", "\x85", "\u2028x", "\u202etxt", "\x00"])
def test_a_log_line_is_one_line_and_drives_no_terminal(hostile: str) -> None:
    for formatter in (TextFormatter(), JsonFormatter()):
        line = formatter.format(log_record("It was %s.", hostile))
        assert len(line.splitlines()) == 1
        assert line.isprintable()


def test_a_log_line_has_an_end() -> None:
    for formatter in (TextFormatter(), JsonFormatter()):
        assert len(formatter.format(log_record("x" * 1_000_000))) < 10_000


def test_the_query_log_holds_a_digest_unless_told_otherwise() -> None:
    assert "query" not in query_line("r", RECORD, with_text=False)
    told = query_line("r", replace(RECORD, text="x" * 100_000 + "\ud800"), with_text=True)
    assert len(json.dumps(told)) < 10_000
    assert told["query_sha256"] != query_line("r", RECORD, with_text=True)["query_sha256"]
