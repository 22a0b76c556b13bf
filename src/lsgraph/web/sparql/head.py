"""What the head of a request says, as far as an answer depends on it.

HTTP Semantics (RFC 9110), 5.3: a header that comes several times is one list.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from starlette.types import Scope

_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]+)?|\[[0-9A-Fa-f:.]+\](?::[0-9]+)?")


class Head(NamedTuple):
    """The headers that count, as they came; None where there is none."""

    accept: bytes | None
    accept_encoding: bytes | None
    content_type: bytes | None
    if_none_match: bytes | None


def read_head(scope: Scope) -> Head:
    """Return what the head says; the server has lowered the names (ASGI, HTTP connection scope)."""
    accept = accept_encoding = content_type = if_none_match = None
    for name, value in scope["headers"]:
        if name == b"accept":
            accept = value if accept is None else accept + b", " + value
        elif name == b"accept-encoding":
            accept_encoding = value if accept_encoding is None else accept_encoding + b", " + value
        elif name == b"content-type":
            content_type = value
        elif name == b"if-none-match":
            if_none_match = value if if_none_match is None else if_none_match + b", " + value
    return Head(accept, accept_encoding, content_type, if_none_match)


def text_of(header: bytes | None) -> str | None:
    """Return a header as text."""
    return None if header is None else header.decode("latin-1")


def address_of(scope: Scope) -> str:
    """Return the absolute URL that was asked, without its query.

    A Host header that no URL could hold is passed over for the address the server listens on.
    """
    named = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    host = named if _HOST.fullmatch(named) else _listening(scope)
    return f"{scope['scheme']}://{host}{scope['path']}"


def _listening(scope: Scope) -> str:
    host, port = scope.get("server") or ("localhost", None)
    shown = f"[{host}]" if ":" in host else host
    return shown if port is None else f"{shown}:{port}"
