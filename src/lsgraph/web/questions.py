"""Saved questions: the list, the page with its form and its answer, and the answer as JSON or CSV."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from lsgraph.engine.base import Limits
from lsgraph.errors import ParameterError
from lsgraph.questions.answer import Answer, answer
from lsgraph.questions.catalogue import Question
from lsgraph.questions.choices import require_known
from lsgraph.questions.parameters import LANGUAGE
from lsgraph.web.answers import answer_csv, answer_json
from lsgraph.web.dereference import not_acceptable
from lsgraph.web.described import ASKED, answers
from lsgraph.web.forms import parameter_message, read_form
from lsgraph.web.html import VARY, page, reader_language, see_other
from lsgraph.web.representations import ANSWER_FORMATS, PAGE, Representation, by_extension, choose
from lsgraph.web.site import Site, SiteDependency

router = APIRouter()
LIST_FORMATS = (PAGE, ANSWER_FORMATS[0])
SHOWN_ROWS = 500


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
    listed = [_entry(site, question, language) for question in site.catalogue]
    return JSONResponse({"questions": listed}, headers={"Vary": VARY, "Content-Language": language})


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
    """Answer a saved question: JSON or CSV by `Accept` or by ending the address in `.json` or `.csv`, else (by 303) a page.

    Its parameters go in the address: `?network=…`; `lang=it` asks for Italian names.
    """
    language = request.query_params.get(LANGUAGE) or reader_language(request)
    found = by_extension(name, ANSWER_FORMATS)
    asked = site.catalogue.question(found[0] if found else name)
    chosen = found[1] if found else choose(request.headers.get("accept"), (PAGE, *ANSWER_FORMATS))
    if chosen is None:
        raise not_acceptable(site, reader_language(request), (PAGE, *ANSWER_FORMATS))
    if chosen is PAGE:
        query = f"?{request.url.query}" if request.url.query else ""
        return see_other(f"/{reader_language(request)}/questions/{asked.name}{query}")
    return _represented(chosen, asked, await _ask(site, asked, dict(request.query_params), language), language)


@router.api_route("/{language:language}/questions", methods=["GET", "HEAD"], include_in_schema=False)
async def questions_page(site: SiteDependency, language: str) -> Response:
    """Return the page that lists the saved questions."""
    return page(site, "questions.html", language, "/questions", questions=list(site.catalogue))


@router.api_route("/{language:language}/questions/{name}", methods=["GET", "HEAD"], include_in_schema=False)
async def question_page(request: Request, site: SiteDependency, language: str, name: str) -> Response:
    """Return the page of a saved question, with its answer where the parameters allow one."""
    asked = site.catalogue.question(name)
    values = {key: value for key, value in request.query_params.items() if key != LANGUAGE}
    found, fault = None, None
    try:
        found = await _ask(site, asked, values, language)
    except ParameterError as error:
        fault = error
    query = f"?{request.url.query}" if request.url.query else ""
    return page(
        site,
        "question.html",
        language,
        f"/questions/{asked.name}{query}",
        status=400 if fault else 200,
        question=asked,
        fields=await read_form(site, asked, values, language, fault),
        fault=parameter_message(fault, asked, site.languages[language]) if fault else None,
        answer=found,
        shown=SHOWN_ROWS,
        address=f"/questions/{asked.name}",
        query=query,
    )


async def _ask(site: Site, asked: Question, values: dict[str, str], language: str) -> Answer:
    limits = Limits(site.settings.query_timeout_s, site.settings.result_limit_bytes)
    said = {key: value for key, value in values.items() if key != LANGUAGE}
    await require_known(site.engine, asked, said, limits)
    return await answer(site.engine, asked, said, base_iri=site.base_iri, language=language, limits=limits)


def _represented(chosen: Representation, asked: Question, found: Answer, language: str) -> Response:
    headers = {"Vary": VARY, "Content-Language": language}
    if chosen.extension == "csv":
        headers["Content-Disposition"] = f'attachment; filename="{asked.name}.csv"'
        return Response(answer_csv(found), media_type="text/csv; charset=utf-8; header=present", headers=headers)
    return JSONResponse(answer_json(asked, found, language), headers=headers)


def _entry(site: Site, asked: Question, language: str) -> dict[str, object]:
    header = asked.header
    return {
        "name": asked.name,
        "iri": f"{site.base_iri}question/{asked.name}",
        "title": header.title.in_language(language),
        "wording": header.question.in_language(language),
        "covers_not": header.covers_not.in_language(language),
        "topic": header.topic,
        "parameters": [
            {"name": known.name, "type": known.type.value, "label": known.label.in_language(language), "default": known.default}
            for known in header.parameters
        ],
        "answers": [f"/questions/{asked.name}.{known.extension}" for known in ANSWER_FORMATS],
    }
