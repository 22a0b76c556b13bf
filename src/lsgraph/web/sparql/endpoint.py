"""The endpoint: what is asked read, the answer or the problem sent, the query told of.

SPARQL 1.1 Protocol, sections 2.1 (the query operation), 2.1.6 and 2.1.7 (its answers); SPARQL 1.1 Service Description,
section 2. Which error has which status stands in `web.problems`.

An answer is gathered until it is whole, and then sent with its length and its entity tag, and kept. One that grows too large
for that, or takes too long, is sent as it is made. When such an answer breaks off, the endpoint returns without ending the
transfer: the server closes the connection, and what arrived cannot pass for the whole.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress

from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from lsgraph.engine.base import Engine, Limits, ResultForm
from lsgraph.errors import EngineError, LsgraphError
from lsgraph.protocol.cache import Address, AnswerCache, asked_of
from lsgraph.protocol.codings import CODINGS, IDENTITY, choose_codings
from lsgraph.protocol.negotiation import NotAcceptable, choose_media_types, no_media_type, prefers_html
from lsgraph.protocol.representation import represent
from lsgraph.protocol.request import FORM, QUERY, ProtocolRequest, RequestError, body_too_long, parse_request
from lsgraph.protocol.service_description import describe_service
from lsgraph.settings import Settings
from lsgraph.web.observe import CacheUse, Observe, Outcome, observe_nothing
from lsgraph.web.problems import problem_of
from lsgraph.web.sparql.answering import Answering
from lsgraph.web.sparql.client import ClientLeft, ClientWatch
from lsgraph.web.sparql.exchange import PIECE_BYTES, Exchange
from lsgraph.web.sparql.head import address_of, text_of

PATH = "/sparql"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
OPTIONS_HEADERS = {
    "Allow": ", ".join(METHODS),
    "Accept-Post": f"{QUERY}, {FORM}",
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
WARMING_PAUSE_S = 0.05

logger = logging.getLogger(__name__)


class SparqlEndpoint:
    """An ASGI application that answers SPARQL over one release.

    Args:
        engine: who answers; started and closed by whoever made it.
        settings: the limits of a query, and what the cache may take.
        prefixes: put into graph answers that can carry them.
        page: where a browser that asks nothing is sent.
        cache: where answers are kept, by default as much as the settings say; no other release may share it.
        observe: told of each query once it is over.
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        prefixes: dict[str, str],
        page: str = "/",
        cache: AnswerCache | None = None,
        observe: Observe = observe_nothing,
    ) -> None:
        limits = Limits(settings.query_timeout_s, settings.result_limit_bytes, settings.result_limit_rows)
        self.cache = AnswerCache(settings.cache_bytes) if cache is None else cache
        self._answering = Answering(engine, self.cache, limits, prefixes)
        self._engine = engine
        self._settings = settings
        self._prefixes = prefixes
        self._page = page
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI 3, HTTP)."""
        exchange = Exchange(scope, send)
        try:
            await self._respond(exchange, scope, receive)
        except (ClientLeft, OSError):
            exchange.outcome = Outcome.LEFT
        except LsgraphError as error:
            await self._tell(exchange, error)
        except Exception as error:
            logger.exception("Query %s met a fault of the server.", exchange.query_id)
            await self._tell(exchange, error)
        finally:
            if (record := exchange.record()) is not None:
                self._observe(record)

    async def warm(self, texts: Iterable[str]) -> int:
        """Ask queries so that their answers are kept, one after another, giving way to everybody who asks meanwhile.

        Each is asked as the commonest clients do: in the formats sent to who names none, compressed and not. One that has no
        answer is passed over.

        Returns:
            How many answers were kept.
        """
        kept = 0
        for text in texts:
            for codings in (CODINGS, (IDENTITY,)):
                while self._engine.status.busy or self._engine.status.waiting:  # noqa: ASYNC110 - it tells when asked
                    await asyncio.sleep(WARMING_PAUSE_S)
                with suppress(EngineError):
                    kept += await self._answering.warm(asked_of(ProtocolRequest(text), choose_media_types(None), codings))
        return kept

    async def _respond(self, exchange: Exchange, scope: Scope, receive: Receive) -> None:
        body: bytes | None = None
        if exchange.method == "POST":
            _refuse_coded(scope)
            body = await _body(receive, self._settings.query_limit_bytes)
        elif exchange.method == "OPTIONS":
            await exchange.send_response(Response(status_code=204, headers=OPTIONS_HEADERS))
            return
        elif exchange.method not in METHODS:
            raise RequestError(405, f"The endpoint takes {', '.join(METHODS)}.", METHODS)
        head = exchange.head
        content_type = None if body is None else head.content_type
        address = (scope["query_string"], head.accept, head.accept_encoding, content_type, body)
        found = self.cache.at(address)
        if found is None:
            await self._ask(exchange, scope, receive, address)
            return
        exchange.text, exchange.cache = found[0].text, CacheUse.HIT
        if len(found[1].body) <= PIECE_BYTES:
            await exchange.send_representation(found[1])
            return
        with ClientWatch(receive):
            await self._answering.send(exchange, found[1])

    async def _ask(self, exchange: Exchange, scope: Scope, receive: Receive, address: Address) -> None:
        """Answer a request that did not come before."""
        head, body = exchange.head, address[-1] or b""
        limit_bytes = self._settings.query_limit_bytes
        request = parse_request(exchange.method, scope["query_string"], text_of(head.content_type), body, limit_bytes)
        exchange.text = request.query
        media_types = choose_media_types(text_of(head.accept), request.formats)
        codings = choose_codings(text_of(head.accept_encoding))
        if not codings:
            raise NotAcceptable("Accept-Encoding", CODINGS)
        if request.query is None:
            await self._describe(exchange, scope, request, codings)
            return
        if not media_types:
            raise no_media_type(*ResultForm)
        asked = asked_of(request, media_types, codings)
        with ClientWatch(receive) as client:
            await self._answering.answer(exchange, client, asked)
        if self.cache.get(asked) is not None:
            self.cache.remember(address, asked)

    async def _describe(self, exchange: Exchange, scope: Scope, request: ProtocolRequest, codings: tuple[str, ...]) -> None:
        """Send the service description, and browsers to the page."""
        accept = text_of(exchange.head.accept)
        if not request.formats and prefers_html(accept):
            await exchange.send_response(RedirectResponse(self._page, status_code=303))
            return
        media_type = choose_media_types(accept, request.formats).get(ResultForm.GRAPH)
        if media_type is None:
            raise no_media_type(ResultForm.GRAPH)
        content = describe_service(address_of(scope), media_type, self._prefixes, self._settings)
        await exchange.send_representation(await represent(ResultForm.GRAPH, media_type, content, codings))

    async def _tell(self, exchange: Exchange, error: Exception) -> None:
        """Send the problem that an error is, unless an answer has begun: that is then never ended."""
        exchange.note_error(error)
        if not exchange.is_started:
            with suppress(OSError):
                await exchange.send_response(problem_of(error, exchange.query_id))


def _refuse_coded(scope: Scope) -> None:
    """Refuse a body that is packed: nobody has need of one, and a small one may unpack to a huge one (RFC 9110, 15.5.16)."""
    codings = (value.strip().lower() for name, value in scope["headers"] if name == b"content-encoding")
    if any(coding not in {b"", b"identity"} for coding in codings):
        raise RequestError(415, "A body is taken as it is: leave Content-Encoding out.", (FORM, QUERY))


async def _body(receive: Receive, limit_bytes: int) -> bytes:
    """Read the body, and stop where it is too long."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        chunk = message.get("body", b"")
        chunks.append(chunk)
        size += len(chunk)
        if size > limit_bytes:
            raise body_too_long(limit_bytes)
        if not message.get("more_body", False):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)
