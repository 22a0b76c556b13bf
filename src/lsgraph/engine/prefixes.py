"""Prefixes that every format takes.

Turtle 1.1, production PN_PREFIX; Namespaces in XML 1.0, sections 3 (names that start with `xml` are reserved) and 6.2. Oxigraph
writes the names it is given as they are.
"""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from lsgraph.vocabulary import RDF

_NAME = re.compile(r"(?!xml|its$|oxprefix$)[a-z][a-z0-9_-]*", re.IGNORECASE)


def usable(prefixes: dict[str, str]) -> dict[str, str]:
    """Return the prefixes that can stand in any serialisation of a graph: the others would break some.

    >>> usable({"ex": "http://example.org/", "": "http://example.org/", "a b": "http://example.org/", "x": "no IRI"})
    {'ex': 'http://example.org/'}
    """
    return {name: iri for name, iri in prefixes.items() if _is_usable(name, iri)}


def _is_usable(name: str, iri: str) -> bool:
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return bool(_NAME.fullmatch(name)) and (name != "rdf" or iri == RDF)
