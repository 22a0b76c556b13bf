"""What the front and a worker say to each other over their socket.

A frame is one byte for its kind, four for the length of its payload, and the payload. For one query:

    front  -> worker   QUERY   what is asked, as JSON
    worker -> front    HEAD    the form and media type of the answer, as JSON: sent with the first bytes or not at all
    worker -> front    DATA    bytes of the answer, as often as needed
    worker -> front    END     how it went, as JSON: done, or an error

A worker says READY once, when its store is open, or END when it cannot be.
"""

from __future__ import annotations

import asyncio
import json
import struct
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any, BinaryIO

from lsgraph.engine.base import Dataset, Query, ResultForm
from lsgraph.errors import EngineError, EngineUnavailable, NotExpressible, QueryRefused, QuerySyntaxError

HEADER = struct.Struct("!BI")
CHUNK_BYTES = 65_536
"""A data frame holds about this much; the front holds a few of them at most."""

FAULTS: dict[str, type[EngineError]] = {
    "refused": QueryRefused,
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


def read_frame(stream: BinaryIO) -> Frame | None:
    """Read the next frame from a blocking stream; None when the other side is gone."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    kind, length = HEADER.unpack(header)
    payload = stream.read(length)
    return Frame(FrameKind(kind), payload) if len(payload) == length else None


async def receive_frame(reader: asyncio.StreamReader) -> Frame | None:
    """Await the next frame; None when the other side is gone."""
    try:
        kind, length = HEADER.unpack(await reader.readexactly(HEADER.size))
        return Frame(FrameKind(kind), await reader.readexactly(length))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


def encode_query(query: Query) -> bytes:
    """Return the payload of a QUERY frame; limits stay with the front, which keeps them."""
    facts = {
        "text": query.text,
        "media_types": query.media_types,
        "default_graphs": query.dataset.default_graphs,
        "named_graphs": query.dataset.named_graphs,
        "prefixes": query.prefixes,
    }
    return json.dumps(facts).encode()


def decode_query(payload: bytes) -> Query:
    """Return the query that `encode_query` wrote."""
    facts = json.loads(payload)
    return Query(
        text=facts["text"],
        media_types={ResultForm(form): media_type for form, media_type in facts["media_types"].items()},
        dataset=Dataset(tuple(facts["default_graphs"]), tuple(facts["named_graphs"])),
        prefixes=facts["prefixes"],
    )


def encode_head(head: Head) -> bytes:
    """Return the payload of a HEAD frame."""
    return json.dumps(asdict(head)).encode()


def decode_head(payload: bytes) -> Head:
    """Return the head that `encode_head` wrote."""
    facts = json.loads(payload)
    return Head(ResultForm(facts["form"]), facts["media_type"], facts["is_whole"])


def encode_end(error: EngineError | None = None) -> bytes:
    """Return the payload of an END frame: nothing went wrong, or `error` did."""
    if error is None:
        return b"{}"
    facts: dict[str, Any] = {"message": str(error)}
    if isinstance(error, QuerySyntaxError):
        facts |= {"fault": "syntax", "line": error.line, "column": error.column}
    else:
        facts["fault"] = next(name for name, kind in FAULTS.items() if isinstance(error, kind))
    return json.dumps(facts).encode()


def decode_end(payload: bytes) -> EngineError | None:
    """Return the error that an END frame tells of, or None."""
    facts = json.loads(payload)
    if not facts:
        return None
    if facts["fault"] == "syntax":
        return QuerySyntaxError(facts["message"], facts["line"], facts["column"])
    return FAULTS[facts["fault"]](facts["message"])
