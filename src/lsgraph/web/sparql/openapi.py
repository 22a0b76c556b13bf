"""The endpoint in the OpenAPI description, which FastAPI cannot make for what it does not route.

OpenAPI Specification 3.1, 4.8.9 (path items), and SPARQL 1.1 Protocol, 2.1, whose parameters these are.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from lsgraph.protocol.formats import GRAPH_FORMATS, TABLE_FORMATS
from lsgraph.protocol.request import FORM, QUERY
from lsgraph.web.problems import MEDIA_TYPE
from lsgraph.web.sparql.endpoint import PATH

PROBLEMS = {
    "400": "Not SPARQL, with line and column; or not SPARQL protocol.",
    "403": "Refused before it ran: an update, SERVICE, too deep.",
    "406": "Not to be had in what the client takes.",
    "413": "The body is too long.",
    "414": "The URL is too long.",
    "415": "The body has another content type.",
    "422": "Cannot be evaluated, or the answer is too large.",
    "503": "Too busy; ask again after Retry-After.",
    "504": "The query took too long.",
}
_ONLY = {"get": {"413", "415"}, "post": {"414"}}
"""Problems that the operation cannot have."""
_TEXT = {"type": "string"}
_IRIS = {"type": "array", "items": {"type": "string", "format": "iri"}}


def path_item() -> dict[str, Any]:
    """Return the path item of the endpoint."""
    graphs = {"default-graph-uri": _IRIS, "named-graph-uri": _IRIS}
    wanted = {"format": _TEXT}
    form = {"type": "object", "required": ["query"], "properties": {"query": _TEXT, **graphs, **wanted}}
    body = {"required": True, "content": {FORM: {"schema": form}, QUERY: {"schema": _TEXT}}}
    return {
        "get": {
            **_operation("get", "Ask SPARQL; without a query, the description of the service"),
            "parameters": [_parameter(name, schema) for name, schema in ({"query": _TEXT} | graphs | wanted).items()],
        },
        "post": {
            **_operation("post", "Ask SPARQL in the body"),
            "parameters": [_parameter(name, schema) for name, schema in (graphs | wanted).items()],
            "requestBody": body,
        },
    }


def add_to_openapi(app: FastAPI) -> None:
    """Have the description of an application hold the endpoint too."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        schema = made()
        schema.setdefault("paths", {})[PATH] = path_item()
        return schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend the description


def _operation(method: str, summary: str) -> dict[str, Any]:
    formats = dict.fromkeys(media_type for known in (*TABLE_FORMATS, *GRAPH_FORMATS) for media_type in known.media_types)
    problems = {
        status: {"description": text, "content": {MEDIA_TYPE: {"schema": {"type": "object"}}}}
        for status, text in PROBLEMS.items()
        if status not in _ONLY[method]
    }
    answer = {"description": "The answer.", "content": {media_type: {} for media_type in formats}}
    others = {"303": {"description": "A browser that asks nothing is sent to a page."}} if method == "get" else {}
    unchanged = {"304": {"description": "The client has the answer already (If-None-Match)."}} if method == "get" else {}
    return {
        "operationId": f"sparql_{method}",
        "summary": summary,
        "responses": {"200": answer} | others | unchanged | problems,
    }


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}
