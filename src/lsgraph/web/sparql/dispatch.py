"""The way to the endpoint, past the routing of pages: that costs more than most answers do."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from lsgraph.web.sparql.endpoint import PATH


class EndpointFirst:
    """ASGI middleware that gives what is asked of the endpoint to it, and everything else to the application.

    Args:
        app: the application.
        endpoint: answers at `PATH`.
    """

    def __init__(self, app: ASGIApp, endpoint: ASGIApp) -> None:
        self._app = app
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        is_for_endpoint = scope["type"] == "http" and scope["path"] == PATH
        await (self._endpoint if is_for_endpoint else self._app)(scope, receive, send)
