"""What is told of each query once it is over, to whoever counts and logs.

The endpoint makes one `QueryRecord` a request that named a query, and hands it to the `Observe` it was given. What becomes of
it (the metrics, the query log) is no business of the endpoint's: an observer returns at once and never raises.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from lsgraph.engine.base import ResultForm


class Outcome(StrEnum):
    """How a query ended."""

    COMPLETE = "complete"
    """Every byte of its answer was sent, or the client had them already (304)."""
    CUT = "cut"
    """The answer broke off after its first bytes: a ceiling was reached, or whoever answered was lost."""
    REFUSED = "refused"
    """No answer, and the request is why: not SPARQL, not allowed, not acceptable, over a ceiling before the first byte."""
    LEFT = "left"
    """The client left before the end."""
    BUSY = "busy"
    """No answer, because too many waited already."""
    FAILED = "failed"
    """No answer, and the server is why."""


class CacheUse(StrEnum):
    """What the answer cache did for a query."""

    HIT = "hit"
    """The answer was there."""
    MISS = "miss"
    """It was not, and a worker was asked; the answer may be kept."""
    SHARED = "shared"
    """Somebody else's question, being answered just then, was the same."""
    BYPASS = "bypass"
    """The cache was not asked, since the query or the request forbids it."""
    NONE = "none"
    """There is no cache, or the query did not come that far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRecord:
    """One query that was asked, and what came of it.

    Attributes:
        query_id: names the query in the logs and to the client; made by the endpoint.
        text: the query as it was sent. It is the asker's: the log holds its digest unless it was told otherwise.
        status: the HTTP status sent, 499 where the client left before there was one.
        outcome: how it ended.
        form: what kind of answer it is, where that became known.
        media_type: what the answer was serialised in, without parameters, where there was one.
        sent_bytes: bytes of the answer handed to the server.
        cache: what the answer cache did.
        waited_s: seconds until a worker took it up.
        worked_s: seconds from then until the first bytes.
        total_s: seconds from the request's arrival until the last byte, or until it was given up.
        limit: the setting whose ceiling was reached, where one was.
    """

    query_id: str
    text: str
    status: int
    outcome: Outcome
    form: ResultForm | None = None
    media_type: str | None = None
    sent_bytes: int = 0
    cache: CacheUse = CacheUse.NONE
    waited_s: float = 0.0
    worked_s: float = 0.0
    total_s: float = 0.0
    limit: str | None = None


Observe: TypeAlias = Callable[[QueryRecord], None]
"""Takes a record; returns at once and never raises."""


def observe_nothing(_: QueryRecord) -> None:
    """Forget the record: for whoever counts nothing."""
