"""Answers to browsers: pages with their headers."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import URL

from lsgraph.web.headers import CONTENT_SECURITY_POLICY
from lsgraph.web.language import LANGUAGES, choose_language
from lsgraph.web.representations import GRAPH_FORMATS
from lsgraph.web.site import Site

VARY = "Accept, Accept-Language"


def page(
    site: Site,
    template: str,
    language: str,
    path: str,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,  # noqa: ANN401 - what a template takes
) -> HTMLResponse:
    """Return a page.

    Args:
        site: what is served.
        template: the file in `templates/`.
        language: the page's.
        path: the page's address below the language, with its query: the same page in the other language stands there too.
        status: the HTTP status.
        headers: more headers.
        context: what the template shows.
    """
    content = site.renderer.page(template, language, path=path, **context)
    # The policy stands here too: the page of an error that nobody foresaw is made outside the middleware.
    said = {"Content-Language": language, "Content-Security-Policy": CONTENT_SECURITY_POLICY}
    return HTMLResponse(content, status, {**said, **(headers or {})})


def see_other(address: str, *, vary: str = VARY) -> RedirectResponse:
    """Return a 303 to another address of this site; addresses are quoted where they are made."""
    return RedirectResponse(URL(address), 303, {"Vary": vary} if vary else None)


def reader_language(request: Request) -> str:
    """Return the language to answer in: that of the path, or the one the request asks for."""
    first = request.url.path.strip("/").split("/")[0]
    return first if first in LANGUAGES else choose_language(request.headers.get("accept-language"))


def alternates(site: Site, iri: str) -> dict[str, str]:
    """Return the Link header that leads from a page to the data, and says what it describes (RFC 8288)."""
    links = [f'<{iri}>; rel="describes"']
    links += [
        f'<{site.links.data(iri, known.extension)}>; rel="alternate"; type="{known.media_type}"' for known in GRAPH_FORMATS
    ]
    return {"Link": ", ".join(links)} if iri.isascii() else {}
