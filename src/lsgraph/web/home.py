"""The home page, and the way to it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from lsgraph.web.html import page, reader_language, see_other
from lsgraph.web.language import Language
from lsgraph.web.overview import CLASSES, SOURCES, read_overview
from lsgraph.web.site import SiteDependency

router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
async def choose_home(request: Request) -> Response:
    """Send to the home page in the reader's language."""
    return see_other(f"/{reader_language(request)}/", vary="Accept-Language")


@router.api_route("/{language:language}", methods=["GET", "HEAD"])
async def complete_home(language: str) -> Response:
    """Send to the address that relative links are made from."""
    return see_other(f"/{language}/", vary="")


@router.api_route("/{language:language}/", methods=["GET", "HEAD"])
async def home(request: Request, site: SiteDependency, language: str) -> Response:
    """Return the home page."""
    overview = await site.keep(f"overview {language}", lambda: read_overview(site.engine, language))
    words = site.languages[language]
    return page(
        site,
        "home.html",
        language,
        "/",
        overview=overview,
        things=[count_words(name, overview.counts[name], words) for name in CLASSES if name in overview.counts],
        sources=[count_words(name, overview.counts[name], words) for name in SOURCES if name in overview.counts],
        topics=site.catalogue.topics,
        first=next(iter(site.catalogue), None),
        server=str(request.base_url).rstrip("/"),
    )


def count_words(name: str, number: int, language: Language) -> tuple[str, str]:
    """Return a number, and what it counts in words that agree with it."""
    words = {
        "Organisation": language.ngettext("organisation", "organisations", number),
        "Network": language.ngettext("of them a network", "of them networks", number),
        "Person": language.ngettext("person", "persons", number),
        "Protocol": language.ngettext("protocol (agreement)", "protocols (agreements)", number),
        "Project": language.ngettext("project", "projects", number),
        "Event": language.ngettext("event", "events", number),
        "Infrastructure": language.ngettext("infrastructure", "infrastructures", number),
        "Place": language.ngettext("place", "places", number),
        "Objective": language.ngettext("objective", "objectives", number),
        "Claim": language.ngettext("claim", "claims", number),
        "Passage": language.ngettext("passage", "passages", number),
        "Document": language.ngettext("document", "documents", number),
    }
    return language.number(number), words[name]
