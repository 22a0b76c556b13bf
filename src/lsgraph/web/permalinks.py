"""Permanent links: `/r/RELEASE/…` before the address of a saved question is its answer of that release, whatever is served now.

Cool URIs do not change: a link fixes the question, its parameters and the release, and gives the same answer as long as the
release is kept. Once it is not, 410 (RFC 9110, section 15.5.11) with the way to the same question of today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.types import Scope

from lsgraph.web.errors import wants_page
from lsgraph.web.html import page
from lsgraph.web.language import LANGUAGES, Language, choose_language
from lsgraph.web.problems import problem
from lsgraph.web.site import SiteDependency

router = APIRouter(include_in_schema=False)
STEP = "/r/"
PINNED = "lsgraph.pinned"
"""Where the scope of a request holds the release that its address fixes."""
GONE = "lsgraph.gone"
"""Where it holds why that release has no answer: a `Gone`, or the error that its engine met."""

_ADDRESS = re.compile(rf"/r/([0-9a-f]{{8,64}})((?:/api|/(?:{'|'.join(LANGUAGES)}))?/questions/([^/.]+)[^/]*)")
"""A release is named by a digest: no name of it can lead out of the folder of releases."""


class Gone(StrEnum):
    """Why a release has no answer to give."""

    RELEASE = "release"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a permanent link names.

    Attributes:
        release: the name of the release.
        path: the address below it.
        question: the name of the saved question.
    """

    release: str
    path: str
    question: str


def pinned_address(path: str) -> Pinned | None:
    """Return what the path of a permanent link names, or None where it is none.

    >>> pinned_address("/r/0123456789abcdef/it/questions/members")
    Pinned(release='0123456789abcdef', path='/it/questions/members', question='members')
    >>> pinned_address("/r/../questions/members") is None
    True
    """
    found = _ADDRESS.fullmatch(path)
    return Pinned(found[1], found[2], found[3]) if found else None


def permalink(release: str, address: str) -> str:
    """Return the permanent link of an address of a saved question.

    >>> permalink("0123456789abcdef", "/questions/members?year=2019")
    '/r/0123456789abcdef/questions/members?year=2019'
    """
    return f"{STEP}{release}{address}"


def unpinned(scope: Scope, pinned: Pinned) -> Scope:
    """Return the scope of the same request without the release in its path, which it notes instead."""
    prefix = len(STEP) + len(pinned.release)
    raw = scope.get("raw_path") or scope["path"].encode()
    return {**scope, "path": pinned.path, "raw_path": raw[prefix:], PINNED: pinned.release}


def pinned_release(request: Request) -> str | None:
    """Return the release that the address of a request fixes, or None where it asks for whichever is served."""
    release: str | None = request.scope.get(PINNED)
    return release


def prefix_of(request: Request) -> str:
    """Return what stands before the addresses of a page that a permanent link leads to; nothing for others."""
    release = pinned_release(request)
    return f"{STEP}{release}" if release else ""


@router.api_route("/r/{rest:path}", methods=["GET", "HEAD"])
async def gone(request: Request, site: SiteDependency, rest: str) -> Response:
    """Say that a permanent link has no answer any more, and where the same question is answered today."""
    pinned, reason = pinned_address(request.scope["path"]), request.scope.get(GONE)
    if isinstance(reason, Exception):
        raise reason
    code = _language(request, pinned)
    language = site.languages[code]
    if pinned is None or reason is None:
        raise HTTPException(404, language.gettext("There is no page at %(address)s.") % {"address": f"{STEP}{rest}"[:300]})
    known = {question.name for question in site.catalogue}
    query = f"?{request.url.query}" if request.url.query else ""
    now = f"{pinned.path}{query}" if pinned.question in known else None
    status = HTTPStatus.GONE if reason is Gone.RELEASE else HTTPStatus.NOT_FOUND
    title, detail = _words(reason, pinned, site.manifest.name, language)
    if wants_page(request):
        shown = f"/{code}/questions/{pinned.question}{query}" if now else None
        return page(
            site, "gone.html", code, "/", status=status, title=title, detail=detail, now=shown, status_code=status.value
        )
    return problem(
        status, title, detail, language=code, release=pinned.release, current_release=site.manifest.name, current=now
    )


def _language(request: Request, pinned: Pinned | None) -> str:
    first = pinned.path.split("/")[1] if pinned else ""
    return first if first in LANGUAGES else choose_language(request.headers.get("accept-language"))


def _words(reason: Gone, pinned: Pinned, current: str, language: Language) -> tuple[str, str]:
    """Return what became of a permanent link, in a title and a sentence."""
    names = {"release": pinned.release, "current": current, "question": pinned.question[:100]}
    if reason is Gone.RELEASE:
        title = language.gettext("This release is no longer kept")
        detail = language.gettext(
            "The link names release %(release)s, which this server does not keep or can no longer read. It now serves release "
            "%(current)s, whose answer may be another one."
        )
    else:
        title = language.gettext("This release does not have the question")
        detail = language.gettext(
            "Release %(release)s has no saved question %(question)s, or has it in a form that this server no longer reads. "
            "Questions come and go with releases."
        )
    return title, detail % names
