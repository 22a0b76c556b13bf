"""The SPARQL endpoint.

SPARQL 1.1 Protocol, sections 2.1 (the query operation), 2.1.6 and 2.1.7 (its answers); SPARQL 1.1 Service Description,
section 2; CORS as in the Fetch standard, so that pages elsewhere may ask.

Bytes go from the worker to the client as they are made. An answer that breaks off after its first bytes breaks the connection:
the server raises, and the last chunk of the transfer is never sent, so what arrived cannot pass for the whole.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

import anyio
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from lsgraph.engine.base import Answer, Engine, Limits, Query, ResultForm
from lsgraph.errors import EngineError, LsgraphError
from lsgraph.protocol.formats import FORMATS, content_type
from lsgraph.protocol.negotiation import choose_media_types, prefers_html
from lsgraph.protocol.request import ProtocolRequest, body_too_long, parse_request
from lsgraph.protocol.service_description import describe_service
from lsgraph.settings import Settings
from lsgraph.web.problems import problem, problem_of

PATH = "/sparql"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Accept-Post, Allow, Retry-After"}
PREFLIGHT = {
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
    "Access-Control-Max-Age": "86400",
}
CLIENT_GONE = 499
"""Put down in the log for a client that left before it was answered; nobody receives it."""

T = TypeVar("T")
logger = logging.getLogger(__name__)


def sparql_router(engine: Engine, settings: Settings, prefixes: dict[str, str], page: str = "/") -> APIRouter:
    """Return the router of the endpoint.

    Args:
        engine: who answers; started and closed by the application.
        settings: the limits of a query.
        prefixes: put into graph answers that can carry them.
        page: where a browser that asks nothing is sent.
    """
    router = APIRouter()
    endpoint = Endpoint(engine, settings, prefixes, page)
    router.add_api_route(PATH, endpoint.respond, methods=list(METHODS), include_in_schema=False)
    return router


class Endpoint:
    """What stands behind `PATH`."""

    def __init__(self, engine: Engine, settings: Settings, prefixes: dict[str, str], page: str) -> None:
        self._engine = engine
        self._limits = Limits(settings.query_timeout_s, settings.result_limit_bytes)
        self._limit_bytes = settings.query_limit_bytes
        self._prefixes = prefixes
        self._page = page

    async def respond(self, request: Request) -> Response:
        """Answer any request to the endpoint."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=CORS | PREFLIGHT)
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            response = Response(status_code=CLIENT_GONE)
        except LsgraphError as error:
            response = problem_of(error)
        for name, value in CORS.items():
            response.headers[name] = value
        response.headers["Vary"] = "Accept"
        return response

    async def _answer(self, request: Request) -> Response:
        asked = parse_request(
            request.method,
            request.scope["query_string"],
            request.headers.get("content-type"),
            await _body(request, self._limit_bytes) if request.method == "POST" else b"",
            self._limit_bytes,
        )
        accept = ", ".join(request.headers.getlist("accept"))
        if asked.query is None:
            return self._describe(request, asked, accept)
        media_types = choose_media_types(accept, asked.formats)
        if not media_types:
            return _not_acceptable(*ResultForm)
        query = Query(asked.query, media_types, asked.dataset, self._prefixes, self._limits)
        answer = await unless_client_leaves(request, self._engine.query(query))
        if answer.form not in media_types:
            async with answer:
                return _not_acceptable(answer.form)
        return AnswerResponse(answer, is_head=request.method == "HEAD")

    def _describe(self, request: Request, asked: ProtocolRequest, accept: str) -> Response:
        if not asked.formats and prefers_html(accept):
            return RedirectResponse(self._page, status_code=303)
        media_type = choose_media_types(accept, asked.formats).get(ResultForm.GRAPH)
        if media_type is None:
            return _not_acceptable(ResultForm.GRAPH)
        content = describe_service(str(request.url.replace(query="")), media_type, self._prefixes)
        return Response(content, headers={"Content-Type": content_type(media_type)})


class AnswerResponse(Response):
    """Sends an engine's answer as it comes, and gives up the query when the client leaves.

    Raises:
        EngineError: out of the server, when the answer breaks off: the connection is then cut.
    """

    def __init__(self, answer: Answer, *, is_head: bool) -> None:
        super().__init__(headers={"Content-Type": content_type(answer.media_type)})
        del self.headers["Content-Length"]
        self._answer = answer
        self._is_head = is_head

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI gives it
        """Send the answer (ASGI)."""
        fault: EngineError | None = None

        async def leave_with_client() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            group.cancel_scope.cancel()

        async with self._answer, anyio.create_task_group() as group:
            group.start_soon(leave_with_client)
            try:
                await self._send(send)
            except EngineError as error:
                fault = error
            except OSError:
                logger.debug("A client left while its answer was sent.")
            group.cancel_scope.cancel()
        if fault is not None:
            raise fault

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if not self._is_head:
            async for chunk in self._answer:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def unless_client_leaves(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Await work that goes on as long as the client is there; the request's body must have been read.

    Raises:
        ClientDisconnect: the client has left; the work was cancelled.
    """
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_client_leaves(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _client_leaves(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _body(request: Request, limit_bytes: int) -> bytes:
    """Read the body, and stop where it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit_bytes:
            raise body_too_long(limit_bytes)
    return bytes(body)


def _not_acceptable(*forms: ResultForm) -> Response:
    available = dict.fromkeys(known.media_type for form in forms for known in FORMATS[form])
    detail = f"The answer cannot be had in what the Accept header takes. Ask for one of: {', '.join(available)}."
    return problem(406, "Not acceptable", detail, available=list(available))
