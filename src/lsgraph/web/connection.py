"""Connections of strangers: what may be slow, and for how long.

uvicorn closes idle connections between requests; it waits forever for the rest of a request, for one that never begins, and for
a client that takes nothing of its answer, and reads headers without end. This is its protocol with those bounded.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from lsgraph.settings import Settings

HEAD_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
"""RFC 6585, section 5."""
BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
PIPELINE_LIMIT = 32
"""Requests of one connection that may wait for the answer to an earlier one; no client in use sends nearly as many."""


def bounded_protocol(settings: Settings) -> type[asyncio.Protocol]:
    """Return the protocol class for uvicorn, with these settings."""
    return cast("type[asyncio.Protocol]", type("BoundedProtocol", (_BoundedProtocol,), {"settings": settings}))


class CorkedTransport:
    """A transport that sends what is written in one turn of the loop with one call: a head and a short body cost one, not two.

    Args:
        transport: what sends.
        loop: whose turns count.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Send bytes at the end of this turn."""
        if not self._held:
            self._loop.call_soon(self._flush)
        self._held.append(data)

    def close(self) -> None:
        """Close when all is sent."""
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        """Close now."""
        self._held = []
        self._transport.abort()

    def get_write_buffer_size(self) -> int:
        """Return how many bytes wait to be sent."""
        return self._transport.get_write_buffer_size() + sum(map(len, self._held))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else a transport has
        return getattr(self._transport, name)

    def _flush(self) -> None:
        held, self._held = self._held, []
        if held and not self._transport.is_closing():
            self._transport.writelines(held)


class _BoundedProtocol(HttpToolsProtocol):
    settings: Settings

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(*arguments, **options)
        self._arrival: asyncio.TimerHandle | None = None
        self._sending: asyncio.TimerHandle | None = None
        self._head_bytes: int | None = None
        self._is_refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect a request."""
        super().connection_made(cast("asyncio.Transport", CorkedTransport(transport, self.loop)))
        self._expect_arrival()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing any more."""
        super().connection_lost(exc)
        self._arrived()
        self._taken()

    def data_received(self, data: bytes) -> None:
        """Take what came, unless it is a head without end."""
        super().data_received(data)
        if self._head_bytes is None or self.transport.is_closing():
            return
        self._head_bytes += len(data)
        if self._head_bytes > self.settings.request_head_limit_bytes:
            self.transport.write(HEAD_TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        """Expect the rest of the request."""
        super().on_message_begin()
        self._head_bytes = 0
        if self._arrival is None:
            self._expect_arrival()

    def on_headers_complete(self) -> None:
        """Take note that the head is here."""
        self._head_bytes = None
        if self._has_no_host():
            self._is_refused = True
            self.transport.write(BAD_REQUEST)
            self.transport.close()
            return
        super().on_headers_complete()
        if len(self.pipeline) > PIPELINE_LIMIT:
            self.transport.abort()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body, unless the request was refused."""
        if not self._is_refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Take note that the request is here."""
        self._arrived()
        if not self._is_refused:
            super().on_message_complete()

    def pause_writing(self) -> None:
        """Expect the client to take what is sent."""
        super().pause_writing()
        self._expect_taking()

    def resume_writing(self) -> None:
        """Take note that the client took it."""
        self._taken()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, and do not wait without end for a client to take what is left."""
        super().timeout_keep_alive_handler()
        self.loop.call_later(self.settings.send_timeout_s, self.transport.abort)

    def _has_no_host(self) -> bool:
        """Return whether a request of HTTP/1.1 names no host, or several (RFC 9112, section 3.2)."""
        hosts = sum(name == b"host" for name, _ in self.headers)
        return hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1")

    def _expect_arrival(self) -> None:
        self._arrival = self.loop.call_later(self.settings.request_timeout_s, self._end_arrival)

    def _end_arrival(self) -> None:
        if self.flow.read_paused:  # it waits for us: an earlier request of the connection is being answered
            self._expect_arrival()
        else:
            self.transport.close()

    def _arrived(self) -> None:
        if self._arrival is not None:
            self._arrival.cancel()
            self._arrival = None

    def _expect_taking(self) -> None:
        self._sending = self.loop.call_later(
            self.settings.send_timeout_s, self._end_taking, self.transport.get_write_buffer_size()
        )

    def _end_taking(self, size: int) -> None:
        if self.transport.get_write_buffer_size() < size:
            self._expect_taking()
        else:
            self.transport.abort()

    def _taken(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None
