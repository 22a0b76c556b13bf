"""Errors over HTTP: one shape, one table of statuses.

RFC 9457, Problem Details for HTTP APIs. A query over its time answers 504, since the part behind the front did not answer in
time and asking again at once will not help; 503 with Retry-After is kept for workers that are busy or lost, where it will. An
answer over its size, and a query that cannot be evaluated, answer 422: well-formed, understood, not to be had.
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
    EngineError,
    EngineUnavailable,
    LsgraphError,
    ParameterError,
    QueryLimitReached,
    QueryRefused,
    QuerySyntaxError,
    UnknownQuestion,
)
from lsgraph.protocol.request import RequestError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 2
INTERNAL = "Something went wrong here. The server's log has the details."

_TITLES = {
    QuerySyntaxError: (400, "Not SPARQL"),
    QueryRefused: (403, "Query refused"),
    EngineUnavailable: (503, "Too busy"),
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


def problem_of(error: LsgraphError) -> Response:
    """Return the problem that an error is to whoever sent the request."""
    if isinstance(error, RequestError):
        headers = {"Accept-Post": ", ".join(error.accepted)} if error.accepted else None
        title = HTTPStatus(error.status).phrase
        return problem(error.status, title, str(error), headers=headers, accepted=list(error.accepted) or None)
    if isinstance(error, QueryLimitReached):
        status = 504 if error.limit == "query_timeout_s" else 422
        return problem(status, "Query over a limit", str(error), limit=error.limit, value=error.value)
    for kind, (status, title) in _TITLES.items():
        if isinstance(error, kind):
            headers = {"Retry-After": str(RETRY_AFTER_S)} if isinstance(error, EngineUnavailable) else None
            return problem(status, title, str(error), headers=headers, **_extensions(error))
    return problem(500, "Internal error", INTERNAL)


def _extensions(error: LsgraphError) -> dict[str, Any]:
    if isinstance(error, QuerySyntaxError):
        return {"line": error.line, "column": error.column}
    return {"parameter": error.parameter} if isinstance(error, ParameterError) else {}


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
