"""What tests of the endpoint share: an engine that answers when it is told to, and clients that stay or leave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from lsgraph.engine.base import Answer, Query, ResultForm
from lsgraph.engine.fake import FakeEngine, Script, Scripted
from lsgraph.settings import Settings
from lsgraph.web.observe import QueryRecord
from lsgraph.web.sparql.answering import GATHER_BYTES
from lsgraph.web.sparql.endpoint import SparqlEndpoint

BIG = b"x" * (GATHER_BYTES + 1)
PATIENCE_S = 60
SETTINGS = Settings(query_timeout_s=7, result_limit_bytes=1000, result_limit_rows=50, query_limit_bytes=300)

T = TypeVar("T")


def run(scenario: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a scenario that hangs where what it tests is wrong."""
    return asyncio.run(asyncio.wait_for(scenario(), PATIENCE_S))


class GatedEngine(FakeEngine):
    """A scripted engine that begins to answer when its gate is open.

    Attributes:
        gate: opened by the test.
        is_asked: set once a query has come.
        cancelled: how many queries were given up at the gate.
    """

    def __init__(self, script: Script) -> None:
        super().__init__(script)
        self.gate = asyncio.Event()
        self.is_asked = asyncio.Event()
        self.cancelled = 0

    async def query(self, query: Query) -> Answer:
        answer = asyncio.ensure_future(super().query(query))
        self.is_asked.set()
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return await answer


class Visit:
    """One client's request: what was sent to it, and the means to leave.

    Args:
        endpoint: what is asked.
        query: the query, or the whole query string where it holds `=`.
        is_reading: whether the client takes more than the first bytes.
    """

    def __init__(
        self,
        endpoint: SparqlEndpoint,
        query: str,
        method: str = "GET",
        body: bytes = b"",
        *,
        is_reading: bool = True,
        **headers: str,
    ) -> None:
        self.sent: list[Any] = []
        self.has_left = asyncio.Event()
        self._is_reading = is_reading
        self._body: bytes | None = body
        query_string = query if "=" in query or not query else f"query={query}"
        scope = {
            "type": "http", "method": method, "path": "/sparql", "scheme": "http", "http_version": "1.1",
            "query_string": query_string.encode(), "server": ("testserver", 80),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        self.task = asyncio.ensure_future(endpoint(scope, self._receive, self._send))

    def leave(self) -> None:
        """Close the connection."""
        self.has_left.set()

    async def done(self) -> Visit:
        """Wait until it is over."""
        await self.task
        return self

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.sent[1:])

    @property
    def is_complete(self) -> bool:
        return bool(self.sent) and not self.sent[-1].get("more_body", True)

    @property
    def cache(self) -> str:
        """What `Server-Timing` says of the cache."""
        return self.headers["server-timing"].partition(",")[0].removeprefix("cache;desc=")

    async def _receive(self) -> dict[str, Any]:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.has_left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(message)
        if message.get("body") and not self._is_reading:
            await asyncio.Event().wait()


class Told(list[QueryRecord]):
    """What the endpoint told of its queries."""

    @property
    def uses(self) -> list[str]:
        return [record.cache.value for record in self]

    @property
    def outcomes(self) -> list[str]:
        return [record.outcome.value for record in self]


def scripted(*chunks: bytes, form: ResultForm = ResultForm.SOLUTIONS) -> Scripted:
    return Scripted(chunks, form)
