"""The page of a thing, a passage, a document or a graph."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException

from lsgraph.resources.describe import Sort
from lsgraph.resources.document import read_document
from lsgraph.resources.graph import read_graph
from lsgraph.resources.passage import read_passage
from lsgraph.resources.thing import read_thing
from lsgraph.web.dereference import TREES, known_or_404
from lsgraph.web.html import alternates, page, see_other
from lsgraph.web.site import Site, SiteDependency

router = APIRouter(include_in_schema=False)


@router.api_route("/{language:language}/{path:path}", methods=["GET", "HEAD"])
async def show(request: Request, site: SiteDependency, language: str, path: str) -> Response:
    """Return the page about the IRI that a path stands for."""
    if path.split("/")[0] not in TREES:
        text = site.languages[language].gettext("There is no page at %(address)s.")
        raise HTTPException(404, text % {"address": request.url.path[:300]})
    node, known = await known_or_404(site, path, language)
    if known.replacement and (address := site.links.page(known.replacement, language)):
        return RedirectResponse(address, 301)
    if known.whole and (address := site.links.page(known.whole, language)):
        return see_other(address, vary="")
    template, told = await _read(site, node, known.sort, language)
    below = (site.links.page(node.value, language) or "").removeprefix(f"/{language}")
    return page(site, template, language, below, headers=alternates(site, node.value), iri=node.value, told=told)


async def _read(site: Site, node: NamedNode, sort: Sort, language: str) -> tuple[str, object]:
    """Return the template for what an IRI denotes, and what it shows."""
    match sort:
        case Sort.THING:
            return "thing.html", await read_thing(site.engine, node, site.base_iri, language)
        case Sort.PASSAGE:
            return "passage.html", await read_passage(site.engine, node, site.base_iri, language)
        case Sort.DOCUMENT:
            return "document.html", await read_document(site.engine, node, site.base_iri, language)
        case Sort.GRAPH:
            return "graph.html", await read_graph(site.engine, node, language)
