"""Requests as bytes, for what no client library would send."""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass

from tests.hardness.server import PATIENCE_S, Server

RUNAWAY = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS = b"SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LIGHT = b"ASK {}"


CLOSE = b"Connection: close"


def post(query: bytes, *more: bytes, length: int | None = None) -> bytes:
    """Return a request that posts a query, with more header lines if wanted and a length that may lie."""
    lines = [
        b"POST /sparql HTTP/1.1",
        b"Host: localhost",
        b"Content-Type: application/sparql-query",
        b"Content-Length: %d" % (len(query) if length is None else length),
        *more,
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + query


def get(path: bytes, *more: bytes, method: bytes = b"GET") -> bytes:
    """Return a request without a body."""
    return b"\r\n".join([method + b" " + path + b" HTTP/1.1", b"Host: localhost", *more]) + b"\r\n\r\n"


@dataclass(frozen=True)
class Exchange:
    """What a server sent on one connection, and whether it closed it itself."""

    received: bytes
    is_closed: bool

    @property
    def statuses(self) -> list[int]:
        """The statuses of all answers, interim ones included."""
        return [int(status) for status in re.findall(rb"HTTP/1\.1 ([0-9]{3}) ", self.received)]


def exchange(server: Server, *parts: bytes, patience_s: float = 2.0, is_half_closed: bool = False) -> Exchange:
    """Send parts one after the other and read until the server closes, or says nothing for so long.

    Args:
        server: whom to send to.
        parts: what to send; the server may close before all is sent.
        patience_s: how long to wait for more.
        is_half_closed: whether to say, once all is sent, that nothing more will come.
    """
    received = bytearray()
    with server.connect(PATIENCE_S) as connection:
        try:
            for part in parts:
                connection.sendall(part)
            if is_half_closed:
                connection.shutdown(socket.SHUT_WR)
        except ConnectionError:
            pass  # what it said before it closed is read all the same
        connection.settimeout(patience_s)
        try:
            while chunk := connection.recv(1 << 16):
                received += chunk
        except TimeoutError:
            return Exchange(bytes(received), is_closed=False)
        except ConnectionError:
            pass
    return Exchange(bytes(received), is_closed=True)


def dribble(connection: socket.socket, content: bytes, pause_s: float) -> bool:
    """Send a byte at a time; returns whether the server took them all."""
    try:
        for byte in content:
            connection.send(bytes([byte]))
            time.sleep(pause_s)
    except OSError:
        return False
    return True
