"""The server's public address, where it is not what the request says.

Behind a proxy the request's scheme and host may be those of an inner network; and whatever a client put into `Host` would be
shown on pages and in the service description. With `public_url` both are what the operator said.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send


class PublicAddress:
    """ASGI middleware that gives every request the public scheme and host.

    Args:
        app: answers.
        url: the public address: a scheme and a host, maybe a port.
    """

    def __init__(self, app: ASGIApp, url: str) -> None:
        self._app = app
        parts = urlsplit(url)
        self._scheme = parts.scheme
        self._host = (b"host", parts.netloc.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        scope["scheme"] = self._scheme
        scope["headers"] = [self._host, *(header for header in scope["headers"] if header[0] != b"host")]
        await self._app(scope, receive, send)
