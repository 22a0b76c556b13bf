"""The pages of the saved questions: the list with its search, and each question with its form, its answer and its drawing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from lsgraph.engine.base import Limits
from lsgraph.errors import ParameterError, ParameterFault, QueryLimitReached
from lsgraph.questions.answer import Answer, answer
from lsgraph.questions.cautions import cautions
from lsgraph.questions.choices import require_known
from lsgraph.questions.parameters import LANGUAGE
from lsgraph.release.history import first_activation
from lsgraph.web.asking import PAGE, Asking, Paging, endpoint_address
from lsgraph.web.citations import cite
from lsgraph.web.finding import search
from lsgraph.web.forms import example_words, parameter_message, read_form
from lsgraph.web.html import page
from lsgraph.web.live import live_of
from lsgraph.web.permalinks import pinned_release, prefix_of
from lsgraph.web.pictures import picture
from lsgraph.web.problems import problem_of
from lsgraph.web.report import report_link
from lsgraph.web.representations import ANSWER_FORMATS
from lsgraph.web.site import Site, SiteDependency

router = APIRouter(include_in_schema=False)
WORDS_LIMIT = 200
SVG = "image/svg+xml"


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a page says of the release that its address fixes.

    Attributes:
        release: its name.
        day: when it was first activated, in words.
        now: where the question is answered today; None where it is no more.
        is_current: whether it is the release served now.
    """

    release: str
    day: str | None
    now: str | None
    is_current: bool


@router.api_route("/{language:language}/questions", methods=["GET", "HEAD"])
async def questions_page(request: Request, site: SiteDependency, language: str) -> Response:
    """Return the page that lists the saved questions by topic; `q` keeps those that some words are found in."""
    words = request.query_params.get("q", "").strip()[:WORDS_LIMIT]
    query = f"?{request.url.query}" if request.url.query else ""
    topics = search(site.catalogue, words)
    return page(
        site,
        "questions.html",
        language,
        f"/questions{query}",
        topics=topics,
        words=words,
        first=next(iter(site.catalogue), None),
        count=sum(len(topic.questions) for topic in topics),
    )


@router.api_route("/{language:language}/questions/{name}.svg", methods=["GET", "HEAD"])
async def question_drawing(request: Request, site: SiteDependency, language: str, name: str) -> Response:
    """Return the drawing of an answer."""
    asking = Asking(site.catalogue.question(name), _said(request), language, prefix_of(request))
    drawn = await picture(site, asking, await _ask(site, asking, slice(0)))
    if drawn is None:
        raise HTTPException(404, site.languages[language].gettext("Nothing is drawn of this answer."))
    headers = {"Content-Language": language, "Content-Disposition": f'inline; filename="{name}.svg"'}
    return Response(drawn.svg, media_type=SVG, headers=headers)


@router.api_route("/{language:language}/questions/{name}", methods=["GET", "HEAD"])
async def question_page(request: Request, site: SiteDependency, language: str, name: str) -> Response:
    """Return the page of a saved question, with its answer where what was said allows one."""
    asking = Asking(site.catalogue.question(name), _said(request), language, prefix_of(request))
    number = _page_number(request)
    found: Answer | None = None
    fault: ParameterError | None = None
    limit: QueryLimitReached | None = None
    try:
        found = await _ask(site, asking, Paging.part(number))
    except ParameterError as error:
        fault = error
    except QueryLimitReached as error:
        limit = error
    paging = Paging(number if found else 1, len(found.rows) if found else 0)
    if found and number > paging.last:
        raise HTTPException(404, site.languages[language].gettext("The answer has no such page."))
    # A question that cannot be asked without a value has not been asked yet: that is no fault of the reader's.
    is_unasked = fault is not None and fault.fault is ParameterFault.MISSING and not asking.values
    told = None if is_unasked else fault
    trouble = told or limit
    server = str(request.base_url).rstrip("/")
    fields = await read_form(site, asking.question, asking.values, language, told)
    return page(
        site,
        "question.html",
        language,
        asking.page(paging.number).removeprefix(f"{asking.prefix}/{language}"),
        status=problem_of(trouble).status_code if trouble else HTTPStatus.OK,
        asking=asking,
        question=asking.question,
        topic=next(topic for topic in site.catalogue.topics if topic.name == asking.question.header.topic),
        fields=fields,
        fault=parameter_message(told, asking.question, site.languages[language]) if told else None,
        is_unasked=is_unasked,
        is_late=limit is not None and limit.limit == "query_timeout_s",
        is_large=limit is not None and limit.limit != "query_timeout_s",
        example=await example_words(site, asking),
        answer=found,
        rows=found.rows[Paging.part(number)] if found else (),
        paging=paging,
        drawn=await picture(site, asking, found) if found and number == 1 else None,
        endpoint=endpoint_address(found.query) if found else None,
        formats=ANSWER_FORMATS,
        server=server,
        prefix=asking.prefix,
        pinned=_pinned(request, site, asking),
        cite=await cite(site, asking.question, dict(asking.values), found, language, server) if found else None,
        cautions=cautions(asking.question.header, found, language) if found else (),
        report=partial(_report, site, asking),
    )


def _pinned(request: Request, site: Site, asking: Asking) -> Pinned | None:
    """Return what a page says of the release that its address fixes, None where it fixes none."""
    release = pinned_release(request)
    if release is None:
        return None
    served = live_of(request).served.site
    day = first_activation(site.release.path.parent, release)
    is_there = any(question.name == asking.question.name for question in served.catalogue)
    return Pinned(
        release,
        site.languages[asking.language].day(day) if day else None,
        replace(asking, prefix="").page() if is_there else None,
        is_current=release == served.release.name,
    )


def _report(site: Site, asking: Asking, claim: str) -> str | None:
    asked = f"{site.base_iri}question/{asking.question.name}"
    return report_link(site.settings.report_address, claim, asked, site.release.name, asking.language)


async def _ask(site: Site, asking: Asking, told: slice) -> Answer:
    limits = Limits(site.settings.query_timeout_s, site.settings.result_limit_bytes)
    await require_known(site.engine, asking.question, asking.values, limits)
    return await answer(
        site.engine,
        asking.question,
        asking.values,
        base_iri=site.base_iri,
        language=asking.language,
        limits=limits,
        told=told,
        texts=site.texts,
    )


def _said(request: Request) -> dict[str, str]:
    """Return what was said of parameters; a field that was left empty says nothing."""
    return {name: said for name, said in request.query_params.items() if said.strip() and name not in {LANGUAGE, PAGE}}


def _page_number(request: Request) -> int:
    said = request.query_params.get(PAGE, "1")
    return int(said) if said.isascii() and said.isdigit() and 1 <= len(said) <= 6 and int(said) else 10**6
