"""An attack, and the one question asked of each: did the server outlive it, say what happened, and leave nothing behind?"""

from __future__ import annotations

import http.client
import os
import statistics
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Self, TypeVar

from tests.hardness.data import EXAMPLE, THINGS
from tests.hardness.server import JSON, PATIENCE_S, Reply, Server, read_reply

T = TypeVar("T")

ANSWERED = "answered"
BROKEN_OFF = "broken off"
SYNTAX = "400 syntax"
MALFORMED = "400"
REFUSED = "403"
BODY_TOO_LONG = "413 query_limit_bytes"
URL_TOO_LONG = "414"
UNSUPPORTED = "415"
NOT_EVALUATED = "422"
OVER_MEMORY = "422 query_memory_bytes"
OVER_ROWS = "422 result_limit_rows"
OVER_BYTES = "422 result_limit_bytes"
BUSY = "503"
OVER_TIME = "504 query_timeout_s"
TURNED_AWAY = frozenset({503})
"""What a light query may be told beside an attack that takes its worker or fills the queue."""

FACTORS: dict[str, tuple[float, float]] = {}
"""attack -> how many times slower a light query was beside it (medians), and how many seconds the slowest took."""


def told(reply: Reply) -> str:
    """Return what a reply says happened, having looked at whether it says so as it must."""
    if reply.status == 200:
        return ANSWERED if reply.is_whole else BROKEN_OFF
    assert reply.is_whole, (reply.status, reply.body[:500])
    problem = reply.problem
    if reply.status == 503:
        assert int(reply.headers["retry-after"]) > 0
    if reply.status == 400 and "line" in problem:
        assert problem["line"] is None or problem["line"] >= 1
        assert problem["column"] is None or problem["column"] >= 1
        return SYNTAX
    if "limit" in problem:
        assert isinstance(problem["value"], int | float)
        return f"{reply.status} {problem['limit']}"
    return str(reply.status)


class Witness:
    """Asks light queries over one connection for as long as it is watched, each a little different from the last."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._asked = 0
        self.latencies_s: list[float] = []
        self.statuses: list[int] = []
        self.fault: Exception | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive(), "a light query was never answered"

    def _watch(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=PATIENCE_S)
        with closing(connection):
            while not self._stopping.is_set() or not self.statuses:
                try:
                    self._ask(connection)
                except (OSError, http.client.HTTPException) as fault:
                    self.fault = fault
                    return
                self._stopping.wait(0.02)

    def _ask(self, connection: http.client.HTTPConnection) -> None:
        self._asked += 1
        subject = f"<{EXAMPLE}t{self._asked % THINGS}>"
        query = f"SELECT ?text ({self._asked} AS ?asked) {{ {subject} <{EXAMPLE}text> ?text }}"
        begun = time.perf_counter()
        connection.request("POST", "/sparql", query.encode(), {"Content-Type": "application/sparql-query", "Accept": JSON})
        reply = read_reply(connection)
        self.latencies_s.append(time.perf_counter() - begun)
        self.statuses.append(reply.status)


_calm_s: dict[int, float] = {}
"""port -> how long a light query takes while nothing else happens, measured once a server."""


def _calm(server: Server) -> float:
    if server.port not in _calm_s:
        with Witness(server) as witness:
            time.sleep(0.3)
        _calm_s[server.port] = statistics.median(witness.latencies_s)
    return _calm_s[server.port]


def outlive(server: Server, name: str, attack: Callable[[], T], *, beside: frozenset[int] = frozenset()) -> T:
    """Make an attack while a light query runs beside it, and see that the server outlives it.

    Args:
        server: a warm server.
        name: of the attack, for the table of factors.
        attack: what to do; its result is returned.
        beside: the statuses, other than 200, that a light query may be told meanwhile, as when its own worker is ended.
    """
    calm_s = _calm(server)
    with Witness(server) as witness:
        result = attack()
    assert witness.fault is None, f"a light query beside {name} found nobody: {witness.fault!r}"
    assert set(witness.statuses) <= {200, *beside}, (name, witness.statuses)
    FACTORS[name] = (statistics.median(witness.latencies_s) / calm_s, max(witness.latencies_s))
    server.assert_settled()
    return result


def factors_table() -> str:
    """Return the factors as a table, the worst first."""
    rows = [
        f"| {name} | {factor:.1f} | {slowest_s * 1000:,.0f} ms |"
        for name, (factor, slowest_s) in sorted(FACTORS.items(), key=lambda item: item[1], reverse=True)
    ]
    return "\n".join(["| beside this | a light query takes, times calm | the slowest |", "|---|---|---|", *rows])


def write_factors() -> None:
    """Write the table where `LSGRAPH_TESTS_FACTORS` says, if it does."""
    if path := os.environ.get("LSGRAPH_TESTS_FACTORS"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(factors_table() + "\n")
