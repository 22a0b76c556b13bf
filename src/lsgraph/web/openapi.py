"""The description of the API for the release being served: every saved question with its parameters, typed.

OpenAPI Specification 3.1, 4.8.9 (path items), 4.8.12 (parameters), and JSON Schema 2020-12, which its schemas are. FastAPI
describes the routes; which questions there are, only a release knows.
"""

from __future__ import annotations

from copy import deepcopy
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from lsgraph.questions.catalogue import Catalogue, Question
from lsgraph.questions.header import Column, ColumnType, Parameter, ParameterType
from lsgraph.questions.parameters import FORMAT, LANGUAGE, LANGUAGES, NUMBER, TEXT_LENGTH_LIMIT, YEAR
from lsgraph.resources.links import IRI_LENGTH_LIMIT
from lsgraph.web.problems import MEDIA_TYPE
from lsgraph.web.representations import ANSWER_FORMATS
from lsgraph.web.site import SiteDependency

router = APIRouter(include_in_schema=False)

PROBLEM = "#/components/schemas/Problem"
EVIDENCE = "#/components/schemas/Evidence"
THING = "#/components/schemas/Thing"
PROBLEMS = {
    HTTPStatus.BAD_REQUEST: "A parameter is not taken: `parameter` names it.",
    HTTPStatus.NOT_FOUND: "There is no such question.",
    HTTPStatus.NOT_ACCEPTABLE: "Not to be had in what the client takes.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The answer is too large.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Too busy; ask again after Retry-After.",
    HTTPStatus.GATEWAY_TIMEOUT: "The question took too long.",
}
SCHEMAS: dict[str, Any] = {
    "Problem": {
        "type": "object",
        "description": "RFC 9457.",
        "required": ["title", "status", "detail"],
        "properties": {
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "parameter": {"type": "string", "description": "the parameter that is at fault"},
        },
    },
    "Thing": {
        "type": "object",
        "required": ["iri", "name"],
        "properties": {"iri": {"type": "string", "format": "iri"}, "name": {"type": "string"}},
    },
    "Evidence": {
        "type": "object",
        "description": "One reason to believe a row: a claim with the passage it stands in, or who else says so.",
        "required": ["says"],
        "properties": {"says": {"type": "string"}, "passage": {"$ref": THING}, "document": {"$ref": THING}},
    },
}
_CELLS: dict[ColumnType, dict[str, Any]] = {
    ColumnType.THING: {"anyOf": [{"$ref": THING}, {"type": ["string", "null"]}]},
    ColumnType.NUMBER: {"type": ["number", "string", "null"]},
    ColumnType.YEAR: {"type": ["integer", "string", "null"]},
}


@router.api_route("/openapi.json", methods=["GET", "HEAD"])
async def openapi(request: Request, site: SiteDependency) -> Response:
    """Return the description of the API."""

    async def described() -> dict[str, Any]:
        return with_questions(request.app.openapi(), site.catalogue)

    return JSONResponse(await site.keep("openapi", described))


def with_questions(described: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """Return a description that has every question of a catalogue besides."""
    whole = deepcopy(described)
    whole.setdefault("components", {}).setdefault("schemas", {}).update(SCHEMAS)
    whole["tags"] = [{"name": topic.name, "description": topic.label.en} for topic in catalogue.topics]
    paths = whole.setdefault("paths", {})
    paths["/api/questions"] = {"get": _list_operation()}
    for question in catalogue:
        paths[f"/api/questions/{question.name}"] = {"get": _operation(question)}
    return whole


def parameter_schema(parameter: Parameter) -> dict[str, Any]:
    """Return what a parameter takes, as JSON Schema."""
    schema: dict[str, Any] = {}
    match parameter.type:
        case ParameterType.THING:
            schema = {"type": "string", "format": "iri", "pattern": "^https?://", "maxLength": IRI_LENGTH_LIMIT}
        case ParameterType.CHOICE if parameter.choices:
            schema = {"type": "string", "enum": [choice.value for choice in parameter.choices]}
        case ParameterType.YEAR:
            schema = {"type": "integer", "minimum": 1000, "maximum": 2999}
        case ParameterType.NUMBER:
            schema = {"type": "number"}
        case _:
            schema = {"type": "string", "maxLength": TEXT_LENGTH_LIMIT}
    bounds = {"minimum": parameter.minimum, "maximum": parameter.maximum}
    schema |= {name: bound for name, bound in bounds.items() if bound is not None}
    if parameter.default is not None:
        schema["default"] = _typed(parameter, parameter.default)
    return schema


def _operation(question: Question) -> dict[str, Any]:
    header = question.header
    told = [header.question.en, f"*Not answered:* {header.covers_not.en}"]
    if header.sums:
        told.insert(1, f"*Summed:* {header.sums.en}")
    return {
        "operationId": f"question_{question.name.replace('-', '_')}",
        "summary": header.title.en,
        "description": "\n\n".join(told),
        "tags": [header.topic],
        "parameters": [*(_parameter(question, parameter) for parameter in header.parameters), *_common_parameters()],
        "responses": {"200": _answer(question)} | _problems(*PROBLEMS),
    }


def _list_operation() -> dict[str, Any]:
    schema = {"type": "object", "required": ["topics", "questions"]}
    answer = {"description": "Topics and questions.", "content": {"application/json": {"schema": schema}}}
    return {
        "operationId": "questions",
        "summary": "The saved questions, with their parameters and columns",
        "parameters": [_language_parameter()],
        "responses": {"200": answer} | _problems(HTTPStatus.BAD_REQUEST),
    }


def _parameter(question: Question, parameter: Parameter) -> dict[str, Any]:
    described = [parameter.label.en]
    if parameter.hint:
        described.append(parameter.hint.en)
    if parameter.thing_class:
        described.append(f"The IRI of a thing of class ls:{parameter.thing_class}.")
    described += [f"`{choice.value}`: {choice.label.en}" for choice in parameter.choices]
    if parameter.default is None and not parameter.required:
        described.append("Without it: all.")
    told: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": "\n\n".join(described),
        "schema": parameter_schema(parameter),
    }
    example = question.header.example.get(parameter.name)
    return told | ({"example": _typed(parameter, example)} if example else {})


def _typed(parameter: Parameter, value: str) -> str | int | float:
    if parameter.type is ParameterType.YEAR and YEAR.fullmatch(value):
        return int(value)
    if parameter.type is ParameterType.NUMBER and NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    return value


def _common_parameters() -> list[dict[str, Any]]:
    formats = {"type": "string", "enum": [known.extension for known in ANSWER_FORMATS]}
    told = "The format; without it, what `Accept` asks for. An address may end in it too: `NAME.csv`."
    return [{"name": FORMAT, "in": "query", "required": False, "description": told, "schema": formats}, _language_parameter()]


def _language_parameter() -> dict[str, Any]:
    told = "The language of names and labels; without it, what `Accept-Language` asks for."
    schema = {"type": "string", "enum": list(LANGUAGES)}
    return {"name": LANGUAGE, "in": "query", "required": False, "description": told, "schema": schema}


def _answer(question: Question) -> dict[str, Any]:
    content: dict[str, Any] = {known.media_type: {} for known in ANSWER_FORMATS}
    content["application/json"] = {"schema": _answer_schema(question.header.columns)}
    return {"description": "The answer; every row with who says so.", "content": content}


def _answer_schema(columns: tuple[Column, ...]) -> dict[str, Any]:
    values = {column.name: _cell(column) for column in columns}
    row = {
        "type": "object",
        "required": ["values", "evidence"],
        "properties": {
            "values": {"type": "object", "required": list(values), "properties": values},
            "evidence": {"type": "array", "minItems": 1, "items": {"$ref": EVIDENCE}},
        },
    }
    return {
        "type": "object",
        "required": ["question", "iri", "title", "columns", "rows", "release", "query"],
        "properties": {"rows": {"type": "array", "items": row}},
    }


def _cell(column: Column) -> dict[str, Any]:
    told = column.label.en + (f", in {column.unit.en}" if column.unit else "")
    return {"description": told} | _CELLS.get(column.type, {"type": ["string", "number", "null"]})


def _problems(*statuses: HTTPStatus) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": PROBLEM}}}
    return {str(status.value): {"description": PROBLEMS[status], "content": content} for status in statuses}
