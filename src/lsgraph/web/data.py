"""Data about an IRI at `/data/PATH.ttl`, `.nt`, `.jsonld` and `.rdf`, and the description of the whole at `/.well-known/void`.

VoID (W3C Note), section 7.2, for the well-known address (RFC 8615).
"""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from lsgraph.engine.base import Limits, Query, ResultForm
from lsgraph.protocol.formats import content_type as content_type_of
from lsgraph.resources.describe import description_query
from lsgraph.resources.serialise import serialise_description
from lsgraph.web import examples
from lsgraph.web.dereference import known_or_404
from lsgraph.web.described import ASKED, answers
from lsgraph.web.html import reader_language, see_other
from lsgraph.web.representations import GRAPH_FORMATS, by_extension
from lsgraph.web.site import Site, SiteDependency

router = APIRouter()
router.include_router(examples.router)  # before what takes every address below /data

N_TRIPLES = "application/n-triples"
TURTLE = "text/turtle"
DESCRIPTION_LIMIT_BYTES = 32_000_000


@router.api_route("/.well-known/void", methods=["GET", "HEAD"], include_in_schema=False)
async def well_known_void() -> Response:
    """Send to the VoID description."""
    return see_other("/data/void.ttl", vary="")


@router.head("/data/void.ttl", include_in_schema=False)
@router.get(
    "/data/void.ttl",
    summary="The VoID description of the graph",
    response_class=Response,
    responses=answers([TURTLE]),
)
async def void(site: SiteDependency) -> Response:
    """Return the VoID description of the release."""
    return Response(site.void, media_type=content_type_of(TURTLE))


@router.head("/data/{path:path}", include_in_schema=False)
@router.get(
    "/data/{path:path}",
    summary="What the graph says of an IRI, as RDF",
    response_class=Response,
    responses=answers([known.media_type for known in GRAPH_FORMATS], HTTPStatus.NOT_FOUND, *ASKED),
)
async def data(request: Request, site: SiteDependency, path: str) -> Response:
    """Return everything that the graph says of an IRI: `/data/id/agent/kedrion.ttl`, or `.nt`, `.jsonld`, `.rdf`."""
    language = reader_language(request)
    found = by_extension(path, GRAPH_FORMATS)
    if found is None:
        extensions = ", ".join(f".{known.extension}" for known in GRAPH_FORMATS)
        text = site.languages[language].gettext("Addresses of data end in one of: %(extensions)s.")
        raise HTTPException(404, text % {"extensions": extensions})
    stem, representation = found
    node, known = await known_or_404(site, stem, language)
    headers = {"Link": f'<{site.links.page(node.value, language)}>; rel="alternate"; type="text/html"'}
    content_type = content_type_of(representation.media_type)
    if request.method == "HEAD":
        return Response(headers=headers, media_type=content_type)
    content = await _n_triples(site, description_query(node, known.sort, site.base_iri))
    described = serialise_description(content, node, representation.media_type, site.prefixes)
    return Response(described, media_type=content_type, headers=headers)


async def _n_triples(site: Site, query: str) -> bytes:
    """Return a description; it is read whole, since what is read by people is sorted before it is sent."""
    limits = Limits(site.settings.query_timeout_s, min(site.settings.result_limit_bytes, DESCRIPTION_LIMIT_BYTES))
    answer = await site.engine.query(Query(query, {ResultForm.GRAPH: N_TRIPLES}, limits=limits))
    async with answer:
        return b"".join([chunk async for chunk in answer])
