"""IRIs of things: 303 to a page or to data, by what the request accepts.

Cool URIs for the Semantic Web (W3C Note), section 4.2: the IRI names a thing, which no bytes can be, so that the answer is "see
other". A retired IRI that something took the place of moves there for good (301).
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException

from lsgraph.resources.describe import Known, find
from lsgraph.web.html import VARY, reader_language, see_other
from lsgraph.web.representations import ANSWER_FORMATS, GRAPH_FORMATS, PAGE, Representation, choose
from lsgraph.web.site import Site, SiteDependency

router = APIRouter(include_in_schema=False)
TREES = ("id", "source", "ontology", "register", "reference", "inferred")


async def known_or_404(site: Site, path: str, language: str) -> tuple[NamedNode, Known]:
    """Return the IRI that a path stands for and what is known of it.

    Raises:
        HTTPException: 404, or 410 where it was withdrawn, with the IRI that was looked for.
    """
    node = site.links.node(path)
    known = await find(site.engine, node, site.base_iri) if node else None
    if node is None or known is None:
        text = site.languages[language].gettext("The graph does not describe %(iri)s.")
        raise HTTPException(404, text % {"iri": _shortened(site.base_iri + path)})
    if known.is_withdrawn:
        text = site.languages[language].gettext("%(iri)s was withdrawn, and nothing took its place.")
        raise HTTPException(410, text % {"iri": _shortened(node.value)})
    return node, known


def not_acceptable(site: Site, language: str, offered: tuple[Representation, ...]) -> HTTPException:
    """Return the 406 that lists what there is (RFC 9110, section 15.5.7)."""
    text = site.languages[language].gettext("This can be had as: %(media_types)s.")
    return HTTPException(406, text % {"media_types": ", ".join(found.media_type for found in offered)}, {"Vary": VARY})


@router.api_route("/question/{name}", methods=["GET", "HEAD"])
async def dereference_question(request: Request, site: SiteDependency, name: str) -> Response:
    """Send the IRI of a saved question to its page, its answer, or what describes it."""
    question = site.catalogue.question(name)
    offered = (PAGE, *ANSWER_FORMATS, *GRAPH_FORMATS)
    chosen = choose(request.headers.get("accept"), offered)
    language = reader_language(request)
    if chosen is None:
        raise not_acceptable(site, language, offered)
    if chosen is PAGE:
        return see_other(f"/{language}/questions/{question.name}")
    below = "data/question" if chosen in GRAPH_FORMATS else "questions"
    return see_other(f"/{below}/{question.name}.{chosen.extension}")


async def dereference(request: Request, site: SiteDependency) -> Response:
    """Send an IRI of ours to its page or its data."""
    language = reader_language(request)
    node, known = await known_or_404(site, request.scope["path"].removeprefix("/"), language)
    if known.replacement:
        return RedirectResponse(_local(site, known.replacement), 301)
    if known.whole:
        return see_other(_local(site, known.whole))
    offered = (PAGE, *GRAPH_FORMATS)
    chosen = choose(request.headers.get("accept"), offered)
    if chosen is None:
        raise not_acceptable(site, language, offered)
    address = site.links.page(node.value, language) if chosen is PAGE else site.links.data(node.value, chosen.extension)
    assert address is not None
    return see_other(address)


for tree in TREES:
    router.add_api_route(f"/{tree}/{{path:path}}", dereference, methods=["GET", "HEAD"])
router.add_api_route("/ontology", dereference, methods=["GET", "HEAD"])


def _local(site: Site, iri: str) -> str:
    """Return where an IRI is dereferenced on this server, or the IRI itself where it is not ours."""
    path = site.links.path(iri)
    return iri if path is None else f"/{path}"


def _shortened(iri: str) -> str:
    return iri if len(iri) <= SHOWN_LENGTH else f"{iri[:SHOWN_LENGTH]}…"


SHOWN_LENGTH = 300
