"""Citations to take along: `/api/questions/NAME.bib`, `.ris` and `.csl.json`, with the same parameters as the answer."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response

from lsgraph.questions.parameters import LANGUAGE
from lsgraph.web.api import ask, said_values
from lsgraph.web.citations import bibtex, cite, csl_json, ris
from lsgraph.web.html import VARY, reader_language
from lsgraph.web.site import SiteDependency

router = APIRouter(prefix="/api", include_in_schema=False)
FORMATS = {
    "bib": ("application/x-bibtex; charset=utf-8", bibtex),
    "ris": ("application/x-research-info-systems; charset=utf-8", ris),
    "csl.json": (
        "application/vnd.citationstyles.csl+json",
        lambda citation: json.dumps(csl_json(citation), ensure_ascii=False, indent=1),
    ),
}
"""ending of the address -> media type, and what writes it."""


async def citation(request: Request, site: SiteDependency, name: str) -> Response:
    """Return the citation of an answer, with the documents that its rows rest on."""
    ending = request.url.path.rpartition("/")[2].partition(".")[2]
    media_type, write = FORMATS[ending]
    asked = site.catalogue.question(name)
    values = said_values(request)
    language = values.pop(LANGUAGE, None) or reader_language(request)
    found = await ask(site, asked, values, language)
    told = await cite(site, asked, values, found, language, str(request.base_url).rstrip("/"))
    attached = f'attachment; filename="{asked.name}.{ending}"'
    headers = {"Vary": VARY, "Content-Language": language, "Content-Disposition": attached}
    return Response(write(told), media_type=media_type, headers=headers)


for ending in FORMATS:
    router.add_api_route(f"/questions/{{name}}.{ending}", citation, methods=["GET", "HEAD"])
