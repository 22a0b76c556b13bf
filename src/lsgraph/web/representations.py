"""What a resource can be had as, and which of it a request likes best.

RFC 9110, section 12.5.1 (Accept): quality and specificity decide, the server's order breaks ties; without the header anything
will do, and the server's first choice is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from lsgraph.protocol.negotiation import bounded


@dataclass(frozen=True, slots=True)
class Representation:
    """A form a resource can be had in.

    Attributes:
        media_type: without parameters.
        extension: how its address ends, empty for pages.
        label: what to call it.
    """

    media_type: str
    extension: str
    label: str


PAGE = Representation("text/html", "", "HTML")
GRAPH_FORMATS = (
    Representation("text/turtle", "ttl", "Turtle"),
    Representation("application/n-triples", "nt", "N-Triples"),
    Representation("application/ld+json", "jsonld", "JSON-LD"),
    Representation("application/rdf+xml", "rdf", "RDF/XML"),
)
ANSWER_FORMATS = (
    Representation("application/json", "json", "JSON"),
    Representation("text/csv", "csv", "CSV"),
    Representation("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "XLSX"),
    Representation("application/vnd.apache.parquet", "parquet", "Parquet"),
)


def choose(accept: str | None, offered: Sequence[Representation]) -> Representation | None:
    """Return the representation that an Accept header likes best, or None where it likes none.

    >>> choose("text/turtle, */*;q=0.1", (PAGE, *GRAPH_FORMATS)).label
    'Turtle'
    >>> choose("text/html;q=0.5, */*", (PAGE, *GRAPH_FORMATS)).label
    'Turtle'
    >>> choose("image/png", (PAGE, *GRAPH_FORMATS)) is None
    True
    """
    if not accept or not accept.strip():
        return offered[0]
    # Parameters such as charset and profile are left out: none of our types differ by them.
    found = parse_accept_header(bounded(accept), MIMEAccept)
    ranges = MIMEAccept([(value.partition(";")[0].strip(), quality) for value, quality in found])
    best = max(offered, key=lambda representation: ranges.quality(representation.media_type))
    return best if ranges.quality(best.media_type) > 0 else None


def by_extension(path: str, offered: Sequence[Representation]) -> tuple[str, Representation] | None:
    """Return a path without its extension, and the representation that the extension stands for.

    >>> by_extension("id/agent/kedrion.ttl", GRAPH_FORMATS)[0]
    'id/agent/kedrion'
    """
    stem, _, extension = path.rpartition(".")
    found = next((found for found in offered if found.extension == extension), None)
    return (stem, found) if stem and found else None
