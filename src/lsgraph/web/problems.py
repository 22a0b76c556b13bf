"""Errors over HTTP: one shape, one table of statuses.

RFC 9457, Problem Details for HTTP APIs, and HTTP Semantics (RFC 9110), 15.5 and 15.6. What the endpoint answers:

| status | when | told besides |
|---|---|---|
| 400 | not SPARQL; a request that is not SPARQL protocol | `line`, `column` |
| 403 | an update, SERVICE, a text that nests too deep: refused before it ran | |
| 405 | another method | `Allow`, `accepted` |
| 406 | the client takes no format that the answer can be had in, or the format cannot say it | `available` |
| 413, 414 | a body, a URL longer than is taken | `limit`, `value` |
| 415 | a body of another content type | `Accept-Post`, `accepted` |
| 422 | the query cannot be evaluated, or reached a ceiling of size | `limit`, `value` |
| 503 | too many wait, or whoever answered was lost | `Retry-After` |
| 504 | the query reached its time | `limit`, `value` |
| 500 | a fault of ours | |

A query over its time answers 504, since the part behind the front did not answer in time and asking again at once will not
help; 503 is kept for where it will. An answer over its size answers 422: well-formed, understood, not to be had. Every problem
of the endpoint has a `query_id`, by which the log can be asked.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from lsgraph.errors import (
    EngineBusy,
    EngineError,
    EngineUnavailable,
    LsgraphError,
    NotExpressible,
    ParameterError,
    QueryLimitReached,
    QueryRefused,
    QuerySyntaxError,
    UnknownQuestion,
)
from lsgraph.protocol.negotiation import NotAcceptable
from lsgraph.protocol.request import RequestError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 2
INTERNAL = "Something went wrong here. The server's log has the details."

_TITLES = {
    QuerySyntaxError: (400, "Not SPARQL"),
    QueryRefused: (403, "Query refused"),
    NotAcceptable: (406, "Not acceptable"),
    NotExpressible: (406, "Not acceptable"),
    QueryLimitReached: (422, "Query over a limit"),
    EngineBusy: (503, "Too busy"),
    EngineUnavailable: (503, "Not available"),
    EngineError: (422, "Query without an answer"),
    UnknownQuestion: (404, "No such question"),
    ParameterError: (400, "Parameter not taken"),
}
"""error -> status and title; the first that fits, so the special stand before the general."""


def problem(
    status: int,
    title: str,
    detail: str,
    *,
    language: str | None = None,
    headers: dict[str, str] | None = None,
    **extensions: Any,  # noqa: ANN401 - RFC 9457 allows any member
) -> Response:
    """Return a problem as a response.

    Args:
        status: the HTTP status.
        title: what kind of problem it is, the same each time.
        detail: what happened here, and what to do next.
        language: of title and detail, where it is known.
        headers: more headers.
        extensions: more members; None is left out.
    """
    content = {"title": title, "status": status, "detail": detail}
    content |= {name: value for name, value in extensions.items() if value is not None}
    said = {"Content-Language": language} if language else {}
    return Response(
        json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"),
        status,
        media_type=MEDIA_TYPE,
        headers={**said, **(headers or {})},
    )


def problem_of(error: Exception, query_id: str | None = None) -> Response:
    """Return the problem that an error is to whoever sent the request.

    Args:
        error: what happened; what is not ours to raise is a fault of ours.
        query_id: names the query in the log.
    """
    status, title = _status_and_title(error)
    detail = str(error) if status != HTTPStatus.INTERNAL_SERVER_ERROR else INTERNAL
    return problem(status, title, detail, headers=_headers(error), **_extensions(error), query_id=query_id)


def _status_and_title(error: Exception) -> tuple[int, str]:
    if isinstance(error, RequestError):
        return error.status, HTTPStatus(error.status).phrase
    status, title = next((known for kind, known in _TITLES.items() if isinstance(error, kind)), (500, "Internal error"))
    is_late = isinstance(error, QueryLimitReached) and error.limit == "query_timeout_s"
    return (504 if is_late else status), title


def _headers(error: Exception) -> dict[str, str]:
    if isinstance(error, RequestError) and error.accepted:
        return {"Allow" if error.status == HTTPStatus.METHOD_NOT_ALLOWED else "Accept-Post": ", ".join(error.accepted)}
    return {"Retry-After": str(RETRY_AFTER_S)} if isinstance(error, EngineUnavailable) else {}


def _extensions(error: Exception) -> dict[str, Any]:
    match error:
        case RequestError():
            return {"accepted": list(error.accepted) or None, "limit": error.limit, "value": error.value}
        case NotAcceptable():
            return {"available": list(error.available)}
        case QuerySyntaxError():
            return {"line": error.line, "column": error.column}
        case QueryLimitReached():
            return {"limit": error.limit, "value": error.value}
        case ParameterError():
            return {"parameter": error.parameter}
    return {}


def install_handlers(app: FastAPI) -> None:
    """Have every error that reaches the application answered as a problem."""
    app.add_exception_handler(LsgraphError, _on_lsgraph_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(Exception, _on_other_error)


def _on_lsgraph_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, LsgraphError)
    return problem_of(error)


def _on_http_exception(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    return problem(error.status_code, phrase, str(error.detail), headers=dict(error.headers or {}))


def _on_invalid_request(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [{"where": ".".join(map(str, fault["loc"])), "message": fault["msg"]} for fault in error.errors()]
    detail = "; ".join(f"{fault['where']}: {fault['message']}" for fault in faults)
    return problem(422, "Request not understood", detail, faults=faults)


def _on_other_error(_: Request, __: Exception) -> Response:
    return problem(500, "Internal error", INTERNAL)
