"""Which format an answer goes out in.

SPARQL 1.1 Protocol, 2.1.6, and HTTP Semantics (RFC 9110), 12.5.1: the most specific range that fits a media type gives its
quality, and among equals our own order decides. `?format=` (also `output` and `results`) goes over the Accept header.

Clients send the same few headers again and again, so what was read from one is remembered; a header longer than any client
has reason to send is read each time, so that strangers cannot fill the memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from lsgraph.engine.base import ResultForm
from lsgraph.errors import LsgraphError
from lsgraph.protocol.formats import FORMATS, Format, format_named

HTML_TYPES = ("text/html", "application/xhtml+xml")
REMEMBERED_HEADERS = 512
ACCEPT_CHARACTERS = 2_000
REMEMBERED_CHARACTERS = 1_000


class NotAcceptable(LsgraphError):
    """An answer that cannot be had in anything the client takes.

    Args:
        header: the header that says what the client takes.
        available: what the answer can be had in.
    """

    def __init__(self, header: str, available: Iterable[str]) -> None:
        self.available = tuple(available)
        super().__init__(
            f"The answer cannot be had in what the {header} header takes. Ask for one of: {', '.join(self.available)}."
        )


def no_media_type(*forms: ResultForm) -> NotAcceptable:
    """Return the error for a client that takes none of the media types that these forms of answers can be had in."""
    return NotAcceptable("Accept", dict.fromkeys(known.media_type for form in forms for known in FORMATS[form]))


def choose_media_types(accept: str | None, override: Iterable[str] = ()) -> dict[ResultForm, str]:
    """Choose a media type for each form of answer, before it is known which form it will be.

    Args:
        accept: the Accept header, None or empty when there is none.
        override: what the client asked for by name, strongest first; names we do not know are passed over.

    Returns:
        For each form the media type; a form is left out where the client takes nothing that it can be sent as.
    """
    chosen = dict(_wishes(accept).media_types)
    if names := list(override):
        chosen |= {form: named for form in ResultForm if (named := _by_name(form, names)) is not None}
    return chosen


def bounded(accept: str) -> str:
    """Return as much of an Accept header as is read: whole ranges, and far more than any client has need of.

    >>> len(bounded("text/csv, " * 1_000)) <= ACCEPT_CHARACTERS
    True
    """
    return accept if len(accept) <= ACCEPT_CHARACTERS else accept[:ACCEPT_CHARACTERS].rpartition(",")[0]


def prefers_html(accept: str | None) -> bool:
    """Return whether a page is what the client would rather have than data, as browsers would."""
    return _wishes(accept).is_browser


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What an Accept header comes to here."""

    media_types: tuple[tuple[ResultForm, str], ...]
    is_browser: bool


def _wishes(accept: str | None) -> _Wishes:
    is_usual = accept is None or len(accept) <= REMEMBERED_CHARACTERS
    return _remembered_wishes(accept) if is_usual else _read_wishes(accept)


def _read_wishes(accept: str | None) -> _Wishes:
    ranges = _parse(accept)
    is_browser = _is_browser(ranges)
    chosen = ((form, _by_quality(form, None if is_browser else ranges)) for form in ResultForm)
    return _Wishes(tuple((form, media_type) for form, media_type in chosen if media_type is not None), is_browser)


_remembered_wishes = lru_cache(REMEMBERED_HEADERS)(_read_wishes)


def _parse(accept: str | None) -> MIMEAccept | None:
    """Parse an Accept header, leaving out parameters such as charset and profile, which none of our types differ by."""
    if accept is None or not accept.strip():
        return None
    parsed = parse_accept_header(bounded(accept), MIMEAccept)
    return MIMEAccept([(value.partition(";")[0].strip(), quality) for value, quality in parsed])


def _by_name(form: ResultForm, names: Iterable[str]) -> str | None:
    found = (format_named(form, name) for name in names)
    return next((known.media_type for known in found if known is not None), None)


def _by_quality(form: ResultForm, ranges: MIMEAccept | None) -> str | None:
    formats = FORMATS[form]
    if ranges is None:
        return formats[0].media_type
    qualities = [(ranges.quality(media_type), media_type) for media_type in _offers(formats)]
    best, media_type = max(qualities, key=lambda pair: pair[0])
    return media_type if best > 0 else None


def _offers(formats: Iterable[Format]) -> list[str]:
    """Return every media type, the formats' own before all aliases."""
    own = [known.media_type for known in formats]
    return own + [alias for known in formats for alias in known.aliases]


def _is_browser(ranges: MIMEAccept | None) -> bool:
    if ranges is None:
        return False
    named = {value.lower() for value, _ in ranges}
    best_page = max((ranges.quality(value) for value in HTML_TYPES if value in named), default=0)
    best_data = max((ranges.quality(offer) for formats in FORMATS.values() for offer in _offers(formats)), default=0)
    return best_page > 0 and best_page >= best_data
