"""Saved questions by content negotiation: `/questions` and `/questions/NAME` lead to pages, or are answered as data."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from lsgraph.questions.parameters import FORMAT
from lsgraph.web.api import answered, question_list
from lsgraph.web.dereference import not_acceptable
from lsgraph.web.described import ASKED, answers
from lsgraph.web.html import reader_language, see_other
from lsgraph.web.permalinks import prefix_of
from lsgraph.web.question_pages import router as pages
from lsgraph.web.representations import ANSWER_FORMATS, PAGE, by_extension, choose
from lsgraph.web.site import SiteDependency

router = APIRouter()
router.include_router(pages)
LIST_FORMATS = (PAGE, ANSWER_FORMATS[0])


@router.head("/questions", include_in_schema=False)
@router.get(
    "/questions",
    summary="The saved questions",
    response_class=Response,
    responses=answers([ANSWER_FORMATS[0].media_type], HTTPStatus.NOT_ACCEPTABLE, page="A browser is sent to the page."),
)
async def questions(request: Request, site: SiteDependency) -> Response:
    """List the saved questions, as JSON or (by 303) as a page."""
    language = reader_language(request)
    chosen = choose(request.headers.get("accept"), LIST_FORMATS)
    if chosen is None:
        raise not_acceptable(site, language, LIST_FORMATS)
    if chosen is PAGE:
        return see_other(f"/{language}/questions")
    return question_list(site, language)


@router.head("/questions/{name}", include_in_schema=False)
@router.get(
    "/questions/{name}",
    summary="The answer to a saved question",
    response_class=Response,
    responses=answers(
        [known.media_type for known in ANSWER_FORMATS],
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.NOT_ACCEPTABLE,
        *ASKED,
        page="A browser is sent to the page.",
    ),
)
async def question(request: Request, site: SiteDependency, name: str) -> Response:
    """Answer a saved question in any of its formats, by `Accept`, `format` or the ending of the address, else (by 303) a page.

    Its parameters go in the address: `?network=…`; `lang=it` asks for Italian names. `/api/questions/NAME` is the same
    without the page, and its parameters are described there.
    """
    found = by_extension(name, ANSWER_FORMATS)
    asked = site.catalogue.question(found[0] if found else name)
    language = reader_language(request)
    chosen = found[1] if found else choose(request.headers.get("accept"), (PAGE, *ANSWER_FORMATS))
    if chosen is PAGE and FORMAT not in request.query_params:
        query = f"?{request.url.query}" if request.url.query else ""
        return see_other(f"{prefix_of(request)}/{language}/questions/{asked.name}{query}")
    if chosen is None and FORMAT not in request.query_params:
        raise not_acceptable(site, language, (PAGE, *ANSWER_FORMATS))
    return await answered(request, site, asked, chosen)
