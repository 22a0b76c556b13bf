"""Errors as pages in the reader's language, for browsers; everybody else gets the problem details of `web.problems`."""

from __future__ import annotations

import inspect
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from lsgraph.errors import EngineUnavailable, QueryLimitReached, UnknownQuestion
from lsgraph.web.finding import near
from lsgraph.web.html import page, reader_language
from lsgraph.web.language import Language
from lsgraph.web.representations import PAGE, Representation, choose
from lsgraph.web.site import site_of

PROBLEM = Representation("application/problem+json", "", "problem details")
FOR_PROGRAMS = ("/sparql", "/api", "/data", "/health", "/ready", "/metrics", "/openapi.json")


def install_pages(app: FastAPI) -> None:
    """Have errors shown as pages where a browser asks; call it after the handlers of problem details were installed."""
    for kind, handler in list(app.exception_handlers.items()):
        app.add_exception_handler(kind, _for_browsers(handler))


def _for_browsers(handler: Any) -> Any:  # noqa: ANN401 - Starlette's handlers are loosely typed
    async def handle(request: Request, error: Exception) -> Response:
        given = handler(request, error)
        problem: Response = await given if inspect.isawaitable(given) else given
        if problem.status_code < HTTPStatus.BAD_REQUEST or not wants_page(request):
            return problem
        return error_page(request, error, problem)

    return handle


def wants_page(request: Request) -> bool:
    """Return whether a request comes from somebody who reads pages."""
    if request.url.path.startswith(FOR_PROGRAMS):
        return False
    return choose(request.headers.get("accept"), (PROBLEM, PAGE)) is PAGE


def error_page(request: Request, error: Exception, problem: Response) -> Response:
    """Return the page of an error, with the status and the headers that programs would get."""
    site = site_of(request)
    code = reader_language(request)
    language = site.languages[code]
    kept = {name: value for name, value in problem.headers.items() if name in {"retry-after", "allow", "vary"}}
    return page(
        site,
        "error.html",
        code,
        _same_page(request, code),
        status=problem.status_code,
        headers=kept,
        title=title_words(problem.status_code, language),
        detail=detail_words(error, language),
        status_code=problem.status_code,
        near=near(site.catalogue, request.url.path.rpartition("/")[2]) if isinstance(error, UnknownQuestion) else (),
    )


def _same_page(request: Request, language: str) -> str:
    """Return the address below the language, so that the other language tells of the same error."""
    path, step = request.url.path, f"/{language}/"
    query = f"?{request.url.query}" if request.url.query else ""
    return f"/{path.removeprefix(step)}{query}" if path.startswith(step) else "/"


def title_words(status: int, language: Language) -> str:
    """Return what went wrong, in a few words."""
    titles = {
        400: language.gettext("This request cannot be answered as it is"),
        404: language.gettext("Not found"),
        405: language.gettext("This address does not take such a request"),
        406: language.gettext("Not to be had in this form"),
        410: language.gettext("Withdrawn"),
        422: language.gettext("There is no answer to be had"),
        503: language.gettext("Too busy right now"),
        504: language.gettext("It took too long"),
    }
    return titles.get(status, language.gettext("Something went wrong here"))


def detail_words(error: Exception, language: Language) -> str:
    """Return what to do next; errors that this package raises itself are told in the reader's language already."""
    if isinstance(error, UnknownQuestion):
        return language.gettext("There is no saved question of this name. The list has them all.")
    if isinstance(error, QueryLimitReached):
        return language.gettext("The answer took too long or grew too large. Ask for less.")
    if isinstance(error, EngineUnavailable):
        return language.gettext("Nobody is free to answer. Try again in a moment.")
    if isinstance(error, HTTPException) and error.detail != HTTPStatus(error.status_code).phrase:
        return str(error.detail)
    if isinstance(error, HTTPException) and error.status_code == HTTPStatus.NOT_FOUND:
        return language.gettext("There is nothing at this address.")
    return ""
