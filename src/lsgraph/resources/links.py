"""From IRIs to the addresses of their pages and data, and back.

Cool URIs for the Semantic Web (W3C Note), section 4.2: an IRI of a thing redirects (303) to a page or to data about it. On
this server the page of `BASE/id/agent/kedrion` stands at `/en/id/agent/kedrion` and its data at `/data/id/agent/kedrion.ttl`,
whatever host answers, so that a copy on a laptop is a whole site.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import NamedNode

PUBLISHED = ("id", "source", "ontology", "register", "reference", "inferred", "question")
"""First steps of the paths that are IRIs of ours."""
IRI_LENGTH_LIMIT = 2000
PATH_SAFE = "/:@!$&'()*+,;=~-._%"


def is_web_address(iri: str) -> bool:
    """Return whether an IRI may become a link; anything but http(s) could run in the reader's browser.

    >>> is_web_address("javascript:alert(1)"), is_web_address("https://example.org/")
    (False, True)
    """
    return iri.startswith(("http://", "https://"))


def local_name(iri: str) -> str:
    """Return the last step of an IRI.

    >>> local_name("https://example.org/ontology#memberOf")
    'memberOf'
    """
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri


def short_iri(iri: str) -> str:
    """Return an IRI to show where nothing names what it stands for: a term's own name, else the address without scheme.

    >>> short_iri("https://example.org/ontology#memberOf"), short_iri("https://ror.org/05qvyfd14")
    ('memberOf', 'ror.org/05qvyfd14')
    """
    return iri.partition("#")[2] or iri.removeprefix("https://").removeprefix("http://").rstrip("/")


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of one workspace's IRIs.

    Attributes:
        base_iri: the namespace of the workspace's own IRIs; ends in `/`.
    """

    base_iri: str

    def node(self, path: str) -> NamedNode | None:
        """Return the IRI that a path of this server stands for, or None where no IRI can be.

        What is returned was checked by the IRI parser: its `str()` can stand in a query. `path` is a request's, decoded, so
        it may hold anything at all.
        """
        if len(path) > IRI_LENGTH_LIMIT or "#" in path or "?" in path:
            return None
        try:
            return NamedNode(self.base_iri + path)
        except ValueError:
            return None

    def path(self, iri: str) -> str | None:
        """Return the path of an IRI of ours below the base, fragment included, or None for others' IRIs."""
        if not iri.startswith(self.base_iri):
            return None
        path = iri.removeprefix(self.base_iri)
        return path if path.split("#")[0].split("/")[0] in PUBLISHED else None

    def page(self, iri: str, language: str) -> str | None:
        """Return where to read about an IRI: here for our own, at its own address for others', None if it is no web address.

        >>> Links("https://example.org/").page("https://example.org/source/report/2#signed", "it")
        '/it/source/report/2#signed'
        """
        path = self.path(iri)
        if path is None:
            return iri if is_web_address(iri) else None
        page, _, anchor = path.partition("#")
        page = page.replace("question/", "questions/", 1) if page.startswith("question/") else page
        return f"/{language}/{quote(page, safe=PATH_SAFE)}" + (f"#{quote(anchor, safe=PATH_SAFE)}" if anchor else "")

    def data(self, iri: str, extension: str) -> str | None:
        """Return where the data about an IRI of ours are, without fragment, or None for others' IRIs."""
        path = self.path(iri)
        if path is None:
            return None
        return f"/data/{quote(path.partition('#')[0], safe=PATH_SAFE)}.{extension}"
