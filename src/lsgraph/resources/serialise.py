"""A description as text a person can read: what is described first, its type first, the rest in order, few prefixes.

RDF 1.1 Turtle, N-Triples, JSON-LD 1.1, RDF/XML: the bytes are Oxigraph's; this only sorts and names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from lsgraph.vocabulary import RDF

_PLAIN_LOCAL_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-]))*")


def serialise_description(n_triples: bytes, described: NamedNode, media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """Return a graph in the order it is read in.

    Args:
        n_triples: the graph, as N-Triples.
        described: what it describes, whose statements come first.
        media_type: of the format wanted, one that Oxigraph knows.
        prefixes: all that may be used.
    """
    rdf_format = RdfFormat.from_media_type(media_type)
    assert rdf_format is not None, f"{media_type} is offered and Oxigraph does not know it"
    triples = set(_triples(n_triples))
    ordered = sorted(triples, key=lambda triple: _place(triple, described))
    content = serialize(ordered, format=rdf_format, prefixes=used_prefixes(triples, prefixes))
    assert content is not None, "without an output, serialize returns the bytes"
    return _with_sorted_prefixes(content) if rdf_format == RdfFormat.TURTLE else content


def used_prefixes(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes that shorten an IRI of the triples to a name that needs no escapes.

    A passage's claims have slashes and a hash after `source:`: written out they are easier to read, and to copy.
    """
    iris = {iri for triple in triples for iri in _iris(triple)}
    return {
        prefix: namespace
        for prefix, namespace in sorted(prefixes.items())
        if (names := [iri.removeprefix(namespace) for iri in iris if iri.startswith(namespace) and iri != namespace])
        and all(_PLAIN_LOCAL_NAME.fullmatch(name) for name in names)
    }


def _iris(triple: Triple) -> Iterable[str]:
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value


def _with_sorted_prefixes(turtle: bytes) -> bytes:
    """Return Turtle with its prefixes in order and set apart: Oxigraph writes them in a different one each time."""
    lines = turtle.splitlines(keepends=True)
    body = next((number for number, line in enumerate(lines) if not line.startswith(b"@prefix")), len(lines))
    return b"".join([*sorted(lines[:body]), b"\n", *lines[body:]])


def _triples(n_triples: bytes) -> Iterable[Triple]:
    return (Triple(quad.subject, quad.predicate, quad.object) for quad in parse(n_triples, format=RdfFormat.N_TRIPLES))


def _place(triple: Triple, described: NamedNode) -> tuple[bool, str, bool, str, str]:
    is_type = triple.predicate == RDF.type
    return (triple.subject != described, str(triple.subject), not is_type, str(triple.predicate), str(triple.object))
