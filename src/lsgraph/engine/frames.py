"""What the front and a worker say to each other over their socket.

A frame is one byte for its kind, four for the length of its payload, and the payload. For one query:

    front  -> worker   QUERY   what is asked, as JSON
    worker -> front    HEAD    the form and media type of the answer, as JSON: sent with the first bytes or not at all
    worker -> front    DATA    bytes of the answer, as often as needed
    worker -> front    END     how it went, as JSON: done, or an error
    front  -> worker   CANCEL  nobody waits for the query sent last: END it without an answer, unless it is at work on it

A worker takes queries one after another; the front may send one more while it works.

A worker says READY once, as JSON, when it can take queries, or END when it never will. The zygote takes single bytes, each
with the descriptor of a socket for the worker to be forked; it says READY once and then, in a line of JSON each, who ended.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any

from lsgraph.engine.base import Dataset, Limits, Query, ResultForm
from lsgraph.errors import (
    EngineBusy,
    EngineError,
    EngineUnavailable,
    NotExpressible,
    QueryLimitReached,
    QueryRefused,
    QuerySyntaxError,
)

HEADER = struct.Struct("!BI")
CHUNK_BYTES = 65_536
"""A data frame holds about this much; the front holds a few of them at most."""

FAULTS: dict[str, type[EngineError]] = {
    "refused": QueryRefused,
    "busy": EngineBusy,
    "unavailable": EngineUnavailable,
    "not_expressible": NotExpressible,
    "failed": EngineError,
}


class FrameKind(IntEnum):
    """What a frame is about."""

    READY = 1
    QUERY = 2
    HEAD = 3
    DATA = 4
    END = 5
    CANCEL = 6


@dataclass(frozen=True, slots=True)
class Frame:
    """One message."""

    kind: FrameKind
    payload: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an answer; `is_whole` says that one data frame and the end come right behind it."""

    form: ResultForm
    media_type: str
    is_whole: bool


def pack_frame(kind: FrameKind, payload: bytes = b"") -> bytes:
    r"""Return a frame as it goes over the socket.

    >>> pack_frame(FrameKind.DATA, b"ab")
    b'\x04\x00\x00\x00\x02ab'
    """
    return HEADER.pack(kind, len(payload)) + payload


class FrameBuffer:
    """Bytes as they come from a socket, given back as whole frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, content: bytes) -> Iterator[Frame]:
        """Take bytes and give every frame that is whole now."""
        buffer = self._buffer
        buffer += content
        start = 0
        while len(buffer) - start >= HEADER.size:
            kind, length = HEADER.unpack_from(buffer, start)
            end = start + HEADER.size + length
            if len(buffer) < end:
                break
            yield Frame(FrameKind(kind), bytes(buffer[start + HEADER.size : end]))
            start = end
        del buffer[:start]


def encode_query(query: Query) -> bytes:
    """Return the payload of a QUERY frame; of the limits only that on rows goes along, the front keeps the others."""
    facts = {
        "text": query.text,
        "media_types": query.media_types,
        "default_graphs": query.dataset.default_graphs,
        "named_graphs": query.dataset.named_graphs,
        "result_rows": query.limits.result_rows,
    }
    return f'{{"prefixes": {_encoded(tuple(query.prefixes.items()))}, {json.dumps(facts)[1:]}'.encode()


@lru_cache(maxsize=8)
def _encoded(pairs: tuple[tuple[str, str], ...]) -> str:
    """Return prefixes as JSON: the same ones with nearly every query."""
    return json.dumps(dict(pairs))


def decode_query(payload: bytes) -> Query:
    """Return the query that `encode_query` wrote."""
    facts = json.loads(payload)
    return Query(
        text=facts["text"],
        media_types={ResultForm(form): media_type for form, media_type in facts["media_types"].items()},
        dataset=Dataset(tuple(facts["default_graphs"]), tuple(facts["named_graphs"])),
        prefixes=facts["prefixes"],
        limits=Limits(result_rows=facts["result_rows"]),
    )


def encode_head(head: Head) -> bytes:
    """Return the payload of a HEAD frame."""
    return json.dumps(asdict(head)).encode()


def decode_head(payload: bytes) -> Head:
    """Return the head that `encode_head` wrote."""
    facts = json.loads(payload)
    return Head(ResultForm(facts["form"]), facts["media_type"], facts["is_whole"])


@dataclass(frozen=True, slots=True)
class End:
    """How an answer went; `is_worn` says that the worker has grown and should be replaced."""

    error: EngineError | None = None
    is_worn: bool = False


def encode_ready(facts: dict[str, Any]) -> bytes:
    """Return the payload of a READY frame."""
    return json.dumps(facts).encode()


def decode_ready(payload: bytes) -> dict[str, Any]:
    """Return what `encode_ready` wrote."""
    facts: dict[str, Any] = json.loads(payload)
    return facts


def encode_end(error: EngineError | None = None, *, is_worn: bool = False) -> bytes:
    """Return the payload of an END frame: nothing went wrong, or `error` did."""
    facts: dict[str, Any] = {"is_worn": True} if is_worn else {}
    if error is not None:
        facts["message"] = str(error)
    if isinstance(error, QuerySyntaxError):
        facts |= {"fault": "syntax", "line": error.line, "column": error.column}
    elif isinstance(error, QueryLimitReached):
        facts |= {"fault": "limit", "limit": error.limit, "value": error.value, "advice": error.advice}
    elif error is not None:
        facts["fault"] = next(name for name, kind in FAULTS.items() if isinstance(error, kind))
    return json.dumps(facts).encode()


def decode_end(payload: bytes) -> End:
    """Return what an END frame tells."""
    facts = json.loads(payload)
    return End(_error(facts), facts.get("is_worn", False))


def _error(facts: dict[str, Any]) -> EngineError | None:
    fault = facts.get("fault")
    if fault is None:
        return None
    if fault == "syntax":
        return QuerySyntaxError(facts["message"], facts["line"], facts["column"])
    if fault == "limit":
        return QueryLimitReached(facts["limit"], facts["value"], facts["advice"])
    return FAULTS[fault](facts["message"])
