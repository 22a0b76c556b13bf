"""The formats an answer can have, in the order they are preferred when the client does not say.

SPARQL 1.1 Query Results JSON, XML, CSV and TSV Formats; Turtle, N-Triples, TriG, N-Quads, RDF/XML and JSON-LD 1.1. The W3C's
names for file formats: https://www.w3.org/ns/formats/.

CSV and TSV are not defined for ASK. Who insists on one gets Oxigraph's `true` or `false` rather than an error.
"""

from __future__ import annotations

from dataclasses import dataclass

from lsgraph.engine.base import ResultForm

W3C_FORMATS = "http://www.w3.org/ns/formats/"


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        media_type: its own media type.
        short_name: what `?format=` calls it.
        w3c_name: its name under `W3C_FORMATS`.
        aliases: other media types that clients send for it, and that it is then sent as.
    """

    media_type: str
    short_name: str
    w3c_name: str
    aliases: tuple[str, ...] = ()

    @property
    def media_types(self) -> tuple[str, ...]:
        """Its own media type and the aliases."""
        return (self.media_type, *self.aliases)


TABLE_FORMATS = (
    Format("application/sparql-results+json", "json", "SPARQL_Results_JSON", ("application/json",)),
    Format("application/sparql-results+xml", "xml", "SPARQL_Results_XML", ("application/xml", "text/xml")),
    Format("text/csv", "csv", "SPARQL_Results_CSV"),
    Format("text/tab-separated-values", "tsv", "SPARQL_Results_TSV"),
)
GRAPH_FORMATS = (
    Format("text/turtle", "turtle", "Turtle", ("application/x-turtle",)),
    Format("application/n-triples", "ntriples", "N-Triples", ("text/plain",)),
    Format("application/ld+json", "jsonld", "JSON-LD", ("application/json",)),
    Format("application/rdf+xml", "xml", "RDF_XML", ("application/xml", "text/xml")),
    Format("application/trig", "trig", "TriG"),
    Format("application/n-quads", "nquads", "N-Quads"),
)
FORMATS = {
    ResultForm.SOLUTIONS: TABLE_FORMATS,
    ResultForm.BOOLEAN: TABLE_FORMATS,
    ResultForm.GRAPH: GRAPH_FORMATS,
}

_OTHER_NAMES = {
    "json-ld": "jsonld",
    "json": "jsonld",
    "rdf+xml": "xml",
    "rdfxml": "xml",
    "rdf": "xml",
    "ttl": "turtle",
    "n-triples": "ntriples",
    "nt": "ntriples",
    "n3": "turtle",
    "nq": "nquads",
    "n-quads": "nquads",
}


def format_named(form: ResultForm, name: str) -> Format | None:
    """Return the format a client calls `name`, by short name or media type; None where this form has no such format.

    >>> format_named(ResultForm.GRAPH, "json").media_type
    'application/ld+json'
    """
    wanted = name.strip().lower()
    for known in FORMATS[form]:
        if wanted == known.short_name or wanted in known.media_types:
            return known
    other = _OTHER_NAMES.get(wanted)
    if form is not ResultForm.GRAPH or other is None:
        return None
    return next(known for known in GRAPH_FORMATS if known.short_name == other)


def content_type(media_type: str) -> str:
    """Return the Content-Type header for a media type: text types say that they are UTF-8.

    >>> content_type("text/csv")
    'text/csv; charset=utf-8'
    """
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
