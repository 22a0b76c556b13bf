"""Saved questions as an interface for programs: `/api/questions` lists them, `/api/questions/NAME` answers.

The format goes by the ending of the address, by `format`, or by `Accept`, in this order; the language by `lang` or by
`Accept-Language`. What is wrong with a parameter is told as a problem that names it (RFC 9457).
"""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from lsgraph.engine.base import Limits
from lsgraph.errors import ParameterError, ParameterFault
from lsgraph.questions.answer import Answer, answer
from lsgraph.questions.catalogue import Question
from lsgraph.questions.cautions import cautions
from lsgraph.questions.choices import require_known
from lsgraph.questions.header import Parameter
from lsgraph.questions.parameters import FORMAT, LANGUAGE, known_language
from lsgraph.web.answers import About, answer_csv, answer_json, column_json, csvw_json
from lsgraph.web.citations import bibtex, cite
from lsgraph.web.dereference import not_acceptable
from lsgraph.web.html import VARY, reader_language
from lsgraph.web.parquet import parquet
from lsgraph.web.permalinks import prefix_of
from lsgraph.web.representations import ANSWER_FORMATS, Representation, by_extension, choose
from lsgraph.web.site import Site, SiteDependency
from lsgraph.web.tables import table_of
from lsgraph.web.workbook import workbook

router = APIRouter(prefix="/api", include_in_schema=False)
FORMATS = {known.extension: known for known in ANSWER_FORMATS}
METADATA = "csv-metadata.json"
"""How the address of the description of a CSV ends."""

_making = asyncio.Semaphore(1)
"""Workbooks and Parquet are made one at a time: the threads they are made in share a processor with the front."""


@router.api_route("/questions", methods=["GET", "HEAD"])
async def questions(request: Request, site: SiteDependency) -> Response:
    """List the saved questions with their parameters and columns."""
    return question_list(site, _language(dict(request.query_params), request))


@router.api_route(f"/questions/{{name}}.{METADATA}", methods=["GET", "HEAD"])
async def csv_metadata(request: Request, site: SiteDependency, name: str) -> Response:
    """Describe the CSV of an answer (Metadata Vocabulary for Tabular Data, W3C)."""
    asked = site.catalogue.question(name)
    values = said_values(request)
    language = _language(values, request)
    values.pop(FORMAT, None)
    asked.bound(values)
    about = About(asked, values, language, site.manifest)
    url = f"{asked.name}.csv{_query(request)}"
    return JSONResponse(csvw_json(about, url), headers=_headers(language), media_type="application/csvm+json")


@router.api_route("/questions/{name}", methods=["GET", "HEAD"])
async def question(request: Request, site: SiteDependency, name: str) -> Response:
    """Answer a saved question."""
    found = by_extension(name, ANSWER_FORMATS)
    asked = site.catalogue.question(found[0] if found else name)
    return await answered(request, site, asked, found[1] if found else None)


def question_list(site: Site, language: str) -> Response:
    """Return the saved questions, in the order of their topics."""
    listed = [_entry(site, asked, language) for topic in site.catalogue.topics for asked in topic.questions]
    topics = [{"name": topic.name, "label": topic.label.in_language(language)} for topic in site.catalogue.topics]
    return JSONResponse({"topics": topics, "questions": listed}, headers=_headers(language))


async def answered(request: Request, site: Site, asked: Question, chosen: Representation | None) -> Response:
    """Answer a saved question with what the address says.

    Args:
        request: holds the parameters; `format` and `lang` are among them.
        site: what is served.
        asked: the question.
        chosen: the format, where it is settled already.

    Raises:
        ParameterError: a value that a parameter does not take.
        EngineError: there was no answer.
        HTTPException: 406 where the client takes no format there is.
    """
    values = said_values(request)
    said = values.pop(FORMAT, None)
    language = _language(values, request)
    values.pop(LANGUAGE, None)
    if said is not None and by_extension(request.url.path, ANSWER_FORMATS) is None:
        if said not in FORMATS:
            told = f"There is no such format; there are: {', '.join(FORMATS)}."
            raise ParameterError(FORMAT, told, ParameterFault.NOT_OFFERED)
        chosen = FORMATS[said]
    chosen = chosen or choose(request.headers.get("accept"), ANSWER_FORMATS)
    if chosen is None:
        raise not_acceptable(site, language, ANSWER_FORMATS)
    found = await ask(site, asked, values, language)
    return await _represented(request, site, chosen, About(asked, values, language, site.manifest), found)


async def ask(site: Site, asked: Question, values: dict[str, str], language: str) -> Answer:
    """Ask a saved question, once the things that were said were found in the graph.

    Raises:
        ParameterError: a value that a parameter does not take.
        EngineError: there was no answer.
    """
    limits = Limits(site.settings.query_timeout_s, site.settings.result_limit_bytes)
    said = {key: value for key, value in values.items() if key != LANGUAGE}
    await require_known(site.engine, asked, said, limits)
    return await answer(site.engine, asked, said, base_iri=site.base_iri, language=language, limits=limits, texts=site.texts)


async def _represented(request: Request, site: Site, chosen: Representation, about: About, found: Answer) -> Response:
    headers = _headers(about.language)
    match chosen.extension:
        case "json":
            told = answer_json(about, found)
            told["cautions"] = [caution.text for caution in cautions(about.question.header, found, about.language)]
            told["cite"] = await _cited(request, site, about, found)
            return JSONResponse(told, headers=headers)
        case "csv":
            content, media_type = answer_csv(found).encode(), "text/csv; charset=utf-8; header=present"
            if request.url.path == f"/api/questions/{about.question.name}.csv":
                described = f"{prefix_of(request)}/api/questions/{about.question.name}.{METADATA}{_query(request)}"
                headers["Link"] = f'<{described}>; rel="describedby"; type="application/csvm+json"'
        case extension:
            make, media_type = {"xlsx": workbook, "parquet": parquet}[extension], chosen.media_type
            async with _making:
                content = await asyncio.to_thread(lambda: make(about, table_of(found, about.language)))
    headers["Content-Disposition"] = f'attachment; filename="{about.question.name}.{chosen.extension}"'
    return Response(content, media_type=media_type, headers=headers)


async def _cited(request: Request, site: Site, about: About, found: Answer) -> dict[str, Any]:
    server = str(request.base_url).rstrip("/")
    citation = await cite(site, about.question, dict(about.values), found, about.language, server)
    return {
        "text": citation.text,
        "permalink": citation.address,
        "release_date": citation.day.isoformat() if citation.day else None,
        "documents": list(citation.sources),
        "bibtex": bibtex(citation),
    }


def said_values(request: Request) -> dict[str, str]:
    """Return the parameters of an address.

    Raises:
        ParameterError: one is there more than once.
    """
    said = request.query_params.multi_items()
    values = dict(said)
    for name in values:
        if sum(key == name for key, _ in said) > 1:
            raise ParameterError(name[:40], "This is said more than once; say it once.")
    return values


def _language(values: dict[str, str], request: Request) -> str:
    return known_language(values.get(LANGUAGE) or reader_language(request))


def _query(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""


def _headers(language: str) -> dict[str, str]:
    return {"Vary": VARY, "Content-Language": language}


def _entry(site: Site, asked: Question, language: str) -> dict[str, Any]:
    header = asked.header
    return {
        "name": asked.name,
        "iri": f"{site.base_iri}question/{asked.name}",
        "title": header.title.in_language(language),
        "wording": header.question.in_language(language),
        "covers_not": header.covers_not.in_language(language),
        "topic": header.topic,
        "parameters": [_parameter_json(known, language) for known in header.parameters],
        "columns": [column_json(column, language) for column in header.columns],
        "example": header.example,
        "answers": [f"/api/questions/{asked.name}.{known.extension}" for known in ANSWER_FORMATS],
    }


def _parameter_json(known: Parameter, language: str) -> dict[str, Any]:
    told = {
        "name": known.name,
        "type": known.type.value,
        "label": known.label.in_language(language),
        "hint": known.hint.in_language(language) if known.hint else None,
        "default": known.default,
        "required": known.required,
        "class": known.thing_class,
        "minimum": known.minimum,
        "maximum": known.maximum,
        "choices": [{"value": choice.value, "label": choice.label.in_language(language)} for choice in known.choices] or None,
    }
    return {key: value for key, value in told.items() if value is not None or key == "default"}
