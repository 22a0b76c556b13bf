"""The server as a process: how it ends, what strangers' connections may do, and what it logs."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPResponse, RemoteDisconnected
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.cli.serving import PATIENCE_S, Server, eventually, have_ended
from tests.web.test_swap import COUNT, make_release, serving_active

from lsgraph.release.pointer import activate

TRIPLES = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
MANY = f"SELECT (COUNT(*) AS ?n) {{ {TRIPLES} }}"
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {TRIPLES} . ?j ?k ?l . ?m ?o ?p }}"
LONG_ANSWER = f"SELECT * {{ {TRIPLES} . ?j ?k ?l }}"


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    folder = tmp_path / "releases"
    folder.mkdir()
    activate(make_release(folder, 0))
    return folder


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def asked(server: Server, threads: ThreadPoolExecutor, query: str) -> Future[tuple[HTTPResponse, bytes]]:
    """Ask in another thread, and wait until the engine is at it."""
    asking = threads.submit(server.get, f"/sparql?query={quote(query)}")
    eventually(lambda: server.health()["busy"] > 0, "the query is being answered")
    return asking


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_answers_under_way_are_given_before_it_ends(
    releases: Path, threads: ThreadPoolExecutor, ending: signal.Signals
) -> None:
    with serving_active(releases, shutdown_grace_s=PATIENCE_S) as server:
        asking, children = asked(server, threads, MANY), server.children()
        server.process.send_signal(ending)
        response, content = asking.result(PATIENCE_S)
        assert response.status == 200
        assert json.loads(content)["results"]["bindings"]
        _, log = server.process.communicate(timeout=PATIENCE_S)
        assert (server.process.returncode, log) == (0, "")
        assert have_ended(children)


def test_after_its_grace_an_answer_is_cut(releases: Path, threads: ThreadPoolExecutor) -> None:
    with serving_active(releases, shutdown_grace_s=0.2) as server:
        asking, children = asked(server, threads, ENDLESS), server.children()
        code, log = server.stop(signal.SIGTERM)
        assert code == 0
        assert "Traceback" not in log
        with pytest.raises((RemoteDisconnected, ConnectionError, AssertionError)):
            assert asking.result(PATIENCE_S)[0].status == 200
        assert have_ended(children)


def test_a_second_signal_ends_it_at_once(releases: Path, threads: ThreadPoolExecutor) -> None:
    with serving_active(releases, shutdown_grace_s=PATIENCE_S * 10) as server:
        asking, children = asked(server, threads, ENDLESS), server.children()
        server.process.send_signal(signal.SIGTERM)
        eventually(lambda: not listens(server), "it takes nothing new")
        code, log = server.stop(signal.SIGTERM)
        assert code == 0
        assert "Traceback" not in log
        assert asking.exception(PATIENCE_S) is not None or asking.result()[0].status >= 500
        assert have_ended(children)


def listens(server: Server) -> bool:
    try:
        server.connect().close()
    except ConnectionError:
        return False
    return True


def test_killed_it_leaves_nothing_behind(releases: Path, threads: ThreadPoolExecutor) -> None:
    with serving_active(releases) as server:
        asking, children = asked(server, threads, ENDLESS), server.children()
        server.process.kill()
        assert asking.exception(PATIENCE_S) is not None
        eventually(lambda: have_ended(children), "every process has ended")


def test_it_stays_ready_while_every_worker_is_busy(releases: Path) -> None:
    with (
        serving_active(releases, workers=1, long_workers=1, queue_limit=8) as server,
        ThreadPoolExecutor(6) as threads,
    ):
        for number in range(6):
            threads.submit(server.get, f"/sparql?query={quote(ENDLESS)}%20%23{number}")
        eventually(lambda: server.health()["waiting"] > 0, "queries wait")
        assert [server.get(path)[0].status for path in ("/ready", "/health")] == [200, 200]
        server.process.kill()


def test_a_request_that_does_not_arrive_is_given_up(releases: Path) -> None:
    with serving_active(releases, request_timeout_s=0.5) as server:
        beginnings = [b"", b"GET /hea", b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab"]
        for beginning in beginnings:
            with closing(server.connect()) as slow:
                slow.sendall(beginning)
                assert slow.recv(1000) == b"", beginning


def test_a_request_that_arrives_slowly_but_in_time_is_answered(releases: Path) -> None:
    with serving_active(releases) as server, closing(server.connect()) as slow:
        for byte in b"GET /ready HTTP/1.1\r\nHost: x\r\n\r\n":
            slow.sendall(bytes([byte]))
        assert slow.recv(1000).startswith(b"HTTP/1.1 200 ")


def test_a_second_request_of_a_connection_must_arrive_too(releases: Path) -> None:
    with serving_active(releases, request_timeout_s=0.5, keep_alive_s=PATIENCE_S) as server, closing(server.connect()) as slow:
        slow.sendall(b"GET /static/icon.svg HTTP/1.1\r\nHost: x\r\n\r\nGET /")
        received = b""
        while chunk := slow.recv(10_000):
            received += chunk
        assert received.startswith(b"HTTP/1.1 200 ")


def test_a_head_without_end_is_refused(releases: Path) -> None:
    with serving_active(releases, request_head_limit_bytes=5_000) as server, closing(server.connect()) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        told = b""
        try:
            for number in range(1_000):
                stranger.sendall(b"X-%d: %s\r\n" % (number, b"y" * 1000))
            told = stranger.recv(1000)
        except ConnectionError:
            return  # closed before all was sent
        assert told.startswith(b"HTTP/1.1 431 ")


def test_a_client_that_takes_nothing_is_given_up(releases: Path) -> None:
    with serving_active(releases, send_timeout_s=0.5) as server, closing(server.connect()) as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        request = f"GET /sparql?query={quote(LONG_ANSWER)} HTTP/1.1\r\nHost: x\r\n\r\n"
        stranger.sendall(request.encode())
        eventually(lambda: server.health()["busy"] == 1, "it is being answered")
        eventually(lambda: server.health()["busy"] == 0, "it was given up")
        assert "Traceback" not in server.stop(signal.SIGTERM)[1]


def test_it_answers_beside_hundreds_of_idle_and_slow_connections(releases: Path) -> None:
    with serving_active(releases, connection_limit=700) as server, ExitStack() as stack:
        for number in range(500):
            connection = stack.enter_context(closing(server.connect()))
            connection.sendall(b"" if number % 2 else b"GET /en/ HTTP/1.1\r\nHost: ")
        assert server.ask(COUNT) > 0
        assert server.get("/en/")[0].status == 200
        assert server.get("/ready")[0].status == 200


def test_over_its_connections_it_says_so(releases: Path) -> None:
    with serving_active(releases, connection_limit=3) as server, ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(closing(server.connect()))
        response, _ = server.get("/en/")
        assert response.status == 503
        stack.close()
        eventually(lambda: server.get("/ready")[0].status == 200, "it answers again")


def test_the_query_log_has_a_line_for_each_query_and_no_text(releases: Path, tmp_path: Path) -> None:
    log = tmp_path / "queries.jsonl"
    with serving_active(releases, query_log=log) as server:
        secret = f"{COUNT}\n# name\x1b[31m"
        server.get(f"/sparql?query={quote(secret)}", User_Agent="agent-of-mine")
        server.get(f"/sparql?query={quote('SELECT nonsense')}")
        eventually(lambda: log.read_bytes().count(b"\n") == 2, "both are logged")
        moved = log.rename(tmp_path / "queries.1")
        server.ask(COUNT)
        assert server.stop(signal.SIGTERM) == (0, "")
    first, second = map(json.loads, moved.read_text().splitlines())
    (third,) = map(json.loads, log.read_text().splitlines())
    assert (first["outcome"], first["status"], first["cache"], first["form"]) == ("complete", 200, "miss", "solutions")
    assert (second["outcome"], second["status"]) == ("refused", 400)
    assert third["query_sha256"] != first["query_sha256"]
    assert third["release"] == Path(releases / "current").readlink().name
    for word in ("name", "agent-of-mine", "127.0.0.1"):
        assert word not in moved.read_text()
    assert (log.stat().st_mode & 0o007) == 0


def test_texts_are_logged_when_asked_for_and_stay_on_their_line(releases: Path, tmp_path: Path) -> None:
    log = tmp_path / "queries.jsonl"
    text = f'{COUNT} # "\n\x1b[31m\u2028 ' + "x" * 20_000
    with serving_active(releases, query_log=log, query_log_text=1) as server:
        server.get(f"/sparql?query={quote(text)}")
        assert server.stop(signal.SIGTERM) == (0, "")
    (line,) = log.read_bytes().splitlines()
    assert line.isascii()
    assert b"\x1b" not in line
    told = json.loads(line)
    assert text.startswith(told["query"])
    assert len(line) < 20_000
    assert told["query_characters"] == len(text)


@pytest.mark.parametrize("target", ["/dev/full", "/proc/no-such-folder/log"])
def test_a_query_log_that_cannot_be_written_is_told_of_once(releases: Path, target: str) -> None:
    with serving_active(releases, query_log=target) as server:
        for number in range(5):
            assert server.get(f"/sparql?query={quote(COUNT)}%20%23{number}")[0].status == 200
        code, log = server.stop(signal.SIGTERM)
    assert code == 0
    assert log.count(f"The query log {target} cannot be written") == 1
    assert "Traceback" not in log
    assert len(log.splitlines()) == 1


def test_nobody_need_read_what_it_says(releases: Path) -> None:
    with serving_active(releases, query_log="-") as server:
        assert server.process.stdout is not None
        server.process.stdout.close()
        for number in range(5):
            assert server.get(f"/sparql?query={quote(COUNT)}%20%23{number}")[0].status == 200
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE_S) == 0


def test_the_log_can_be_json(releases: Path) -> None:
    with serving_active(releases, log_format="json") as server:
        bad = make_release(releases, 3)
        bad.manifest.unlink()
        activate(bad)
        eventually(lambda: server.health()["failed_release"] is not None, "the failure is told")
        lines = [json.loads(line) for line in server.stop(signal.SIGTERM)[1].splitlines()]
    assert [(line["level"], line["logger"]) for line in lines] == [("error", "lsgraph.web.live")]


def test_behind_a_proxy_the_public_address_is_shown(releases: Path) -> None:
    with serving_active(releases, public_url="https://graph.example.org") as server:
        assert b"https://graph.example.org/sparql" in server.get("/en/", Host="evil.example")[1]
        assert b"evil.example" not in server.get("/sparql", Host="evil.example", Accept="text/turtle")[1]
    with serving_active(releases) as server:
        forwarded = server.get("/en/", Host="graph.example.org", X_Forwarded_Proto="https")[1]
        assert b"https://graph.example.org/sparql" in forwarded
    with serving_active(releases, forwarded_allow_ips="192.0.2.1") as server:
        forged = server.get("/en/", Host="graph.example.org", X_Forwarded_Proto="https")[1]
        assert b"http://graph.example.org/sparql" in forged
