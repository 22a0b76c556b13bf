"""Answers that break off after their first bytes, seen from a socket: nobody can take them for whole."""

from __future__ import annotations

import http.client
import logging
import socket
import zlib
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from tests.protocol.test_clients import ENDLESS, asks_well

LAST_CHUNK = b"0\r\n\r\n"


def received(served: Any, *headers: str) -> tuple[bytes, bytes]:
    """Return the head and all that follows until the server closes the connection."""
    lines = [f"GET /sparql?format=json&query={quote(ENDLESS)} HTTP/1.1", "Host: x", *headers, "", ""]
    content = bytearray()
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as client:
        client.sendall("\r\n".join(lines).encode())
        while chunk := client.recv(1 << 16):
            content += chunk
    head, _, body = bytes(content).partition(b"\r\n\r\n")
    return head, body


def test_the_transfer_is_never_ended(served: Any) -> None:
    head, body = received(served)
    assert head.startswith(b"HTTP/1.1 200")
    assert b"transfer-encoding: chunked" in head.lower()
    assert len(body) > 1_000_000
    assert not body.endswith(LAST_CHUNK)
    assert asks_well(served)


def test_neither_is_one_that_is_compressed(served: Any) -> None:
    head, body = received(served, "Accept-Encoding: gzip")
    assert b"content-encoding: gzip" in head.lower()
    assert not body.endswith(LAST_CHUNK)
    decoder = zlib.decompressobj(31)
    rest = body
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        decoder.decompress(rest[: int(size, 16)])
        rest = rest[int(size, 16) + 2 :]
    assert not decoder.eof


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_clients_see_an_error(served: Any, coding: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(served.url, params={"query": ENDLESS}, headers={"Accept-Encoding": coding}, timeout=60)
    client = http.client.HTTPConnection("127.0.0.1", served.port)
    client.request("GET", f"/sparql?query={quote(ENDLESS)}", headers={"Accept-Encoding": coding})
    with pytest.raises(http.client.IncompleteRead):
        client.getresponse().read()
    client.close()


def test_one_line_tells_of_it(served: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "lsgraph"):
        head, _ = received(served)
        assert asks_well(served)
    (line,) = (record for record in caplog.records if record.name.startswith("lsgraph.web"))
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    (query_id,) = (name.partition(b": ")[2].decode() for name in head.split(b"\r\n") if name.lower().startswith(b"x-query-id"))
    assert query_id in line.getMessage()
    assert "result_limit_bytes" in line.getMessage()
