from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException

from lsgraph.errors import (
    EngineError,
    EngineUnavailable,
    LsgraphError,
    ParameterError,
    QueryLimitReached,
    QueryRefused,
    QuerySyntaxError,
    QuestionFileError,
    ReleaseError,
    UnknownQuestion,
)
from lsgraph.protocol.request import RequestError
from lsgraph.web.problems import install_handlers, problem, problem_of


def get(app: FastAPI, path: str) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await client.get(path)

    return asyncio.run(send())


def raised(error: Exception) -> httpx.Response:
    app = FastAPI()
    install_handlers(app)

    @app.get("/")
    async def fail() -> None:
        raise error

    return get(app, "/")


@pytest.mark.parametrize(
    ("error", "status", "members"),
    [
        (QuerySyntaxError("Unexpected è.", 2, 3), 400, {"line": 2, "column": 3, "detail": "Unexpected è."}),
        (QuerySyntaxError("Somewhere."), 400, {"title": "Not SPARQL"}),
        (QueryRefused("No."), 403, {"detail": "No."}),
        (QueryLimitReached("query_timeout_s", 30), 504, {"limit": "query_timeout_s", "value": 30}),
        (QueryLimitReached("result_limit_bytes", 10), 422, {"limit": "result_limit_bytes", "value": 10}),
        (EngineUnavailable("Busy."), 503, {"detail": "Busy."}),
        (EngineError("No function."), 422, {"detail": "No function."}),
        (UnknownQuestion("None."), 404, {}),
        (ParameterError("year", "No year."), 400, {"parameter": "year"}),
        (RequestError(415, "Other.", ("a/b", "c/d")), 415, {"accepted": ["a/b", "c/d"], "title": "Unsupported Media Type"}),
        (HTTPException(404), 404, {"title": "Not Found"}),
        (HTTPException(405, headers={"Allow": "GET"}), 405, {}),
    ],
)
def test_an_error_becomes_a_problem(error: Exception, status: int, members: dict[str, Any]) -> None:
    answer = raised(error)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    content = answer.json()
    assert content["status"] == status
    assert content["title"]
    assert None not in content.values()
    assert {name: content[name] for name in members} == members


def test_a_busy_server_says_when_to_come_back() -> None:
    assert int(raised(EngineUnavailable("Busy.")).headers["Retry-After"]) > 0
    assert "Retry-After" not in raised(QueryLimitReached("query_timeout_s", 1)).headers


def test_headers_of_an_http_exception_are_kept() -> None:
    assert raised(HTTPException(405, headers={"Allow": "GET"})).headers["Allow"] == "GET"


def test_a_content_type_not_taken_names_those_that_are() -> None:
    assert raised(RequestError(415, "Other.", ("a/b", "c/d"))).headers["Accept-Post"] == "a/b, c/d"


@pytest.mark.parametrize(
    "error", [RuntimeError("secret path"), ReleaseError("secret path"), QuestionFileError(Path("secret"), 1, "path")]
)
def test_a_fault_of_ours_tells_no_secrets(error: Exception) -> None:
    answer = raised(error)
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_a_request_that_fails_validation_says_where() -> None:
    app = FastAPI()
    install_handlers(app)

    @app.get("/{number}")
    async def read(number: int) -> int:
        return number

    answer = get(app, "/x")
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["faults"][0]["where"] == "path.number"


def test_the_language_is_told_where_it_is_known() -> None:
    assert problem(404, "Non trovato", "…", language="it").headers["Content-Language"] == "it"
    assert "Content-Language" not in problem(404, "Not found", "…").headers


def test_every_error_has_a_status() -> None:
    assert problem_of(LsgraphError("new kind")).status_code == 500
