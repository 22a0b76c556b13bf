"""The saved questions as RDF: all of them at `/.well-known/sparql-examples`, each at `/data/question/NAME.ttl` and the like.

RFC 8615 for the well-known address, which the tools that read SPARQL examples look at.
"""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException

from lsgraph.engine.base import Limits, Query, ResultForm
from lsgraph.protocol.formats import content_type
from lsgraph.questions.examples import WELL_KNOWN, examples_graph, question_iri
from lsgraph.resources.serialise import serialise_description
from lsgraph.vocabulary import SCHEMA
from lsgraph.web.dereference import not_acceptable
from lsgraph.web.described import ASKED, answers
from lsgraph.web.html import VARY, reader_language, see_other
from lsgraph.web.representations import GRAPH_FORMATS, PAGE, Representation, by_extension, choose
from lsgraph.web.site import Site, SiteDependency

router = APIRouter()

ADDRESS = f"/{WELL_KNOWN}"
N_TRIPLES = "application/n-triples"
LIMIT_BYTES = 32_000_000
ALL = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH %GRAPH% { ?s ?p ?o } }"
ONE = """CONSTRUCT { ?s ?p ?o } WHERE {
  GRAPH %GRAPH% { ?s ?p ?o FILTER(?s = %IRI% || STRSTARTS(STR(?s), CONCAT(STR(%IRI%), "#"))) }
}"""


@router.head(ADDRESS, include_in_schema=False)
@router.get(
    ADDRESS,
    summary="The saved questions as RDF",
    response_class=Response,
    responses=answers(
        [known.media_type for known in GRAPH_FORMATS],
        HTTPStatus.NOT_ACCEPTABLE,
        *ASKED,
        page="A browser is sent to the list of questions.",
    ),
)
async def sparql_examples(request: Request, site: SiteDependency) -> Response:
    """Return every saved question as an example for the endpoint: its text, what it asks, its parameters."""
    language = reader_language(request)
    offered = (*GRAPH_FORMATS, PAGE)
    chosen = choose(request.headers.get("accept"), offered)
    if chosen is None:
        raise not_acceptable(site, language, offered)
    if chosen is PAGE:
        return see_other(f"/{language}/questions")
    return await _described(site, ALL, examples_graph(site.base_iri), chosen, {"Vary": VARY})


@router.api_route("/data/question/{path}", methods=["GET", "HEAD"], include_in_schema=False)
async def question_data(site: SiteDependency, path: str) -> Response:
    """Return one saved question as RDF."""
    found = by_extension(path, GRAPH_FORMATS)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    asked = site.catalogue.question(found[0])
    return await _described(site, ONE, question_iri(site.base_iri, asked.name), found[1], {})


async def _described(site: Site, query: str, node: NamedNode, chosen: Representation, headers: dict[str, str]) -> Response:
    async def read() -> bytes:
        text = query.replace("%GRAPH%", str(examples_graph(site.base_iri))).replace("%IRI%", str(node))
        limits = Limits(site.settings.query_timeout_s, LIMIT_BYTES)
        answer = await site.engine.query(Query(text, {ResultForm.GRAPH: N_TRIPLES}, limits=limits))
        async with answer:
            content = b"".join([chunk async for chunk in answer])
        return serialise_description(content, node, chosen.media_type, {**site.prefixes, "schema": SCHEMA})

    content = await site.keep(f"examples {node.value} {chosen.extension}", read)
    return Response(content, media_type=content_type(chosen.media_type), headers=headers)
