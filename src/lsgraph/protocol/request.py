"""The query operation, read from an HTTP request.

SPARQL 1.1 Protocol, section 2.1: by GET (2.1.1), by POST with parameters (2.1.2), by POST of the query itself (2.1.3), with a
dataset (2.1.4). What this endpoint does not do, updates (2.2), is told apart from what is malformed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from werkzeug.http import parse_options_header

from lsgraph.engine.base import Dataset
from lsgraph.errors import LsgraphError

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
FIELDS_LIMIT = 1_000
FORMAT_PARAMETERS = ("format", "output", "results")

Pairs = list[tuple[str, str]]


class RequestError(LsgraphError):
    """A request that is no query operation.

    Args:
        status: the HTTP status it is answered with.
        message: what to do instead.
        accepted: for 415 the content types that are taken, for 405 the methods.
        limit_bytes: for 413 and 414, the value of the setting `query_limit_bytes`.
    """

    def __init__(self, status: int, message: str, accepted: tuple[str, ...] = (), *, limit_bytes: int | None = None) -> None:
        self.status = status
        self.accepted = accepted
        self.limit = None if limit_bytes is None else "query_limit_bytes"
        self.value = limit_bytes
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class ProtocolRequest:
    """What is asked.

    Attributes:
        query: the SPARQL text; None for a GET that asks nothing, which is answered by the service description.
        dataset: the graphs named in the request.
        formats: what the client called the format it wants, strongest first.
    """

    query: str | None
    dataset: Dataset = field(default_factory=Dataset)
    formats: tuple[str, ...] = ()


def parse_request(method: str, query_string: bytes, content_type: str | None, body: bytes, limit_bytes: int) -> ProtocolRequest:
    """Read a query operation.

    Args:
        method: GET, HEAD or POST.
        query_string: what stands behind `?` in the URL, still percent-encoded.
        content_type: the Content-Type header.
        body: the whole body; empty for GET.
        limit_bytes: the longest query text and body taken.

    Raises:
        RequestError: 400 malformed, 403 an update, 413 or 414 too long, 415 another content type.
    """
    pairs = _pairs(query_string)
    if method == "POST":
        if len(body) > limit_bytes:
            raise body_too_long(limit_bytes)
        pairs += _from_body(content_type, body)
    elif len(query_string) > limit_bytes:
        raise RequestError(414, f"The query is longer than {limit_bytes:,} bytes. Make it shorter.", limit_bytes=limit_bytes)
    return _assemble(method, pairs)


def body_too_long(limit_bytes: int) -> RequestError:
    """Return the error for a body over the limit, for whoever stops reading it there."""
    return RequestError(413, f"The body is longer than {limit_bytes:,} bytes. Make the query shorter.", limit_bytes=limit_bytes)


def _assemble(method: str, pairs: Pairs) -> ProtocolRequest:
    if any(name == "update" for name, _ in pairs):
        raise RequestError(403, "Updates are not accepted: this endpoint is read-only.")
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) > 1:
        raise RequestError(400, f"The request holds {len(queries)} queries. Send one.")
    if method == "POST" and not queries:
        raise RequestError(400, "The request holds no query. Send it as the parameter `query`, or as the body.")
    return ProtocolRequest(
        query=queries[0] if queries else None,
        dataset=Dataset(
            tuple(value for name, value in pairs if name == "default-graph-uri"),
            tuple(value for name, value in pairs if name == "named-graph-uri"),
        ),
        formats=tuple(value for wanted in FORMAT_PARAMETERS for name, value in pairs if name == wanted),
    )


def _from_body(content_type: str | None, body: bytes) -> Pairs:
    media_type, options = parse_options_header(content_type)
    if options.get("charset", "utf-8").lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise RequestError(415, "The body must be UTF-8.", (FORM, QUERY))
    if media_type == FORM:
        return _pairs(body)
    if media_type == QUERY:
        return [("query", _decode(body))]
    if media_type == UPDATE:
        raise RequestError(403, "Updates are not accepted: this endpoint is read-only.")
    raise RequestError(415, f"A query comes as {FORM} or as {QUERY}.", (FORM, QUERY))


def _pairs(encoded: bytes) -> Pairs:
    try:
        return parse_qsl(_decode(encoded), keep_blank_values=True, errors="strict", max_num_fields=FIELDS_LIMIT)
    except UnicodeDecodeError:
        raise RequestError(400, "The request is not UTF-8.") from None
    except ValueError:
        raise RequestError(400, f"The request has more than {FIELDS_LIMIT} parameters.") from None


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(400, f"The request is not UTF-8: byte {error.start + 1} cannot be read.") from None
