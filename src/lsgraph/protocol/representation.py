"""A whole answer as it goes over HTTP: its bytes, and the headers that are true of those bytes whoever gets them.

HTTP Semantics (RFC 9110), 8.8.3 (entity tags), 13.1.2 (If-None-Match), 12.5.5 (Vary); HTTP Caching (RFC 9111), 5.2.2.

Anybody may keep an answer and nobody may use it without asking first (`public, no-cache`): the next release may answer
otherwise, and may come at any moment. Asking again costs a 304 without a body, and answers that are the same in the next
release keep their tag.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from werkzeug.http import parse_etags

from lsgraph.engine.base import ResultForm
from lsgraph.protocol.codings import IDENTITY, encode
from lsgraph.protocol.formats import content_type

VARY = (b"vary", b"Accept, Accept-Encoding")
REVALIDATE = (b"cache-control", b"public, no-cache")
DO_NOT_STORE = (b"cache-control", b"no-store")
TAG_BYTES = 12

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Representation:
    """A whole answer in one media type and one coding.

    Attributes:
        form: what kind of answer it is.
        media_type: without parameters.
        body: the bytes as they are sent.
        etag: its entity tag, strong and with its quotes, equal only for equal bytes of the same type and coding; empty for an
            answer that is another each time.
        headers: those of a 200.
        short_headers: those of a 304.
    """

    form: ResultForm
    media_type: str
    body: bytes
    etag: str
    headers: Headers
    short_headers: Headers

    def is_known_to(self, condition: str) -> bool:
        """Return whether an If-None-Match header says that the client has it already.

        Tags are compared weakly, as the header wants it; `*` says that any answer will do.
        """
        if not self.etag:
            return False
        tags = parse_etags(condition.strip())
        return tags.star_tag or tags.contains_weak(self.etag.strip('"'))


async def represent(
    form: ResultForm, media_type: str, content: bytes, codings: tuple[str, ...], *, is_volatile: bool = False
) -> Representation:
    """Return an answer that is here whole as it is sent.

    Args:
        form: what kind of answer it is.
        media_type: without parameters.
        content: the answer.
        codings: what the client takes, best first.
        is_volatile: whether the same question may be answered otherwise the next time: nobody shall keep such an answer.
    """
    body, coding = await encode(content, codings)
    return representation_of(form, media_type, body, coding, is_volatile=is_volatile)


def representation_of(
    form: ResultForm, media_type: str, body: bytes, coding: str, *, is_volatile: bool = False
) -> Representation:
    """Return the representation whose encoded bytes are `body`."""
    etag = "" if is_volatile else _tag(media_type, body, coding)
    short_headers = [VARY, DO_NOT_STORE] if is_volatile else [(b"etag", etag.encode()), VARY, REVALIDATE]
    headers = [
        (b"content-type", content_type(media_type).encode()),
        (b"content-length", str(len(body)).encode()),
        *content_coding(coding),
        *short_headers,
    ]
    return Representation(form, media_type, body, etag, headers, short_headers)


def _tag(media_type: str, body: bytes, coding: str) -> str:
    digest = blake2b(f"{media_type} {coding} ".encode(), digest_size=TAG_BYTES)
    digest.update(body)
    return f'"{digest.hexdigest()}"'


def content_coding(coding: str) -> Headers:
    """Return the header that names a coding; there is none for no coding."""
    return [] if coding == IDENTITY else [(b"content-encoding", coding.encode())]
