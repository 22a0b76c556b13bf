"""An answer that breaks off never passes for whole: the transfer itself is broken, since half a CSV parses too."""

from __future__ import annotations

import http.client
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from tests.hardness.attack import BROKEN_OFF, OVER_BYTES, OVER_ROWS, OVER_TIME, outlive, told
from tests.hardness.conftest import SETTINGS
from tests.hardness.server import PATIENCE_S, Server, serving

ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS_GRAPH = "CONSTRUCT { ?a ?e ?f } WHERE { ?a ?b ?c . ?d ?e ?f }"
WHOLE = "SELECT * { ?s ?p ?o }"
TABLES = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"]
GRAPHS = ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/trig"]
CODINGS = ["identity", "gzip"]
LIMITS: dict[str, dict[str, float]] = {
    "the deadline": {"query_timeout_s": 1, "result_limit_bytes": 10**9, "result_limit_rows": 10**9},
    "the ceiling of bytes": {"query_timeout_s": 20, "result_limit_bytes": 10_000_000, "result_limit_rows": 10**9},
    "the ceiling of rows": {"query_timeout_s": 20, "result_limit_bytes": 10**9, "result_limit_rows": 100_000},
}
FORMATS = [(ENDLESS, media_type) for media_type in TABLES] + [(ENDLESS_GRAPH, media_type) for media_type in GRAPHS]
CURL_PARTIAL_FILE, CURL_RECEIVE_ERROR = 18, 56


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize(("query", "media_type"), FORMATS, ids=[media_type for _, media_type in FORMATS])
def test_the_transfer_is_broken_in_every_format(server: Server, query: str, media_type: str, coding: str) -> None:
    reply = server.ask(query, media_type, Accept_Encoding=coding)
    outcome = told(reply)
    assert outcome in {BROKEN_OFF, OVER_TIME, OVER_BYTES, OVER_ROWS}
    if outcome == BROKEN_OFF:
        assert reply.body
        assert "content-length" not in reply.headers


@pytest.fixture(scope="module", params=LIMITS)
def limited(releases: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that breaks a large answer off, by one of its limits."""
    with serving(releases, SETTINGS | LIMITS[request.param]) as warm:
        yield warm


@pytest.mark.parametrize("coding", CODINGS)
def test_every_client_sees_an_error(limited: Server, coding: str) -> None:
    def attack() -> None:
        _ask_by_http_client(limited, coding)
        _ask_by_httpx(limited, coding)
        _ask_by_curl(limited, coding)

    outlive(limited, f"answers broken off, {coding}", attack)


def _ask_by_http_client(server: Server, coding: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
    with closing(connection):
        connection.request("POST", "/sparql", ENDLESS, _headers(coding))
        response = connection.getresponse()
        assert response.status == 200
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            response.read()


def _ask_by_httpx(server: Server, coding: str) -> None:
    with pytest.raises(httpx.TransportError):
        httpx.post(
            f"http://127.0.0.1:{server.port}/sparql",
            content=ENDLESS,
            headers=_headers(coding),
            timeout=PATIENCE_S,
            trust_env=False,
        )


def _ask_by_curl(server: Server, coding: str) -> None:
    command = ["curl", "--silent", "--noproxy", "*", "--output", "-", "--data-binary", ENDLESS]
    command += [part for name, value in _headers(coding).items() for part in ("--header", f"{name}: {value}")]
    finished = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}/sparql"], capture_output=True, timeout=PATIENCE_S, check=False
    )
    assert finished.returncode in {CURL_PARTIAL_FILE, CURL_RECEIVE_ERROR}
    assert finished.stdout


def _headers(coding: str) -> dict[str, str]:
    return {"Content-Type": "application/sparql-query", "Accept": "text/csv", "Accept-Encoding": coding}


@pytest.mark.parametrize("media_type", TABLES)
def test_a_whole_answer_is_whole(server: Server, media_type: str) -> None:
    """What would be broken is not broken when no limit is met: the tests above can fail."""
    reply = server.ask(WHOLE, media_type)
    assert told(reply) == "answered"
    assert len(reply.body) > 500_000
