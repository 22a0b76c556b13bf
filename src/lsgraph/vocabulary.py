"""The IRIs the software itself needs to know; everything else is data.

`LS` is the ontology's namespace for every workspace: another region's workspace has IRIs of its own for its things,
and says them in these terms.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode


class Namespace(str):
    """An IRI prefix; an attribute or item of it is a term.

    >>> Namespace("http://example.org/").Thing
    <NamedNode value=http://example.org/Thing>
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        return NamedNode(f"{self}{name}")

    def term(self, name: str) -> NamedNode:
        """Return the term of this name, for names that Python cannot write as an attribute or that `str` has."""
        return NamedNode(f"{self}{name}")


LS: Final = Namespace("https://w3id.org/lsgraph/ontology#")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA: Final = Namespace("https://schema.org/")
SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
SH: Final = Namespace("http://www.w3.org/ns/shacl#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")

COMMON_PREFIXES: Final[dict[str, str]] = {
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "ls": LS,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "sd": SD,
    "sh": SH,
    "skos": SKOS,
    "void": VOID,
    "xsd": XSD,
}
"""Prefixes that mean the same in every workspace."""


def workspace_prefixes(base_iri: str) -> dict[str, str]:
    """Return `COMMON_PREFIXES` with those of the workspace at `base_iri`, as answers and pages use them."""
    things = {kind: f"{base_iri}id/{kind}/" for kind in ("agent", "activity", "place", "document", "concept")}
    schemes = {
        "approximation": "approximations",
        "boundary": "boundaries",
        "comparison": "comparisons",
        "completeness": "completenesses",
        "kind": "kinds",
        "measure": "measures",
        "modality": "modalities",
        "precision": "precisions",
        "role": "roles",
        "state": "states",
        "unit": "units",
    }
    vocabularies = {prefix: f"{base_iri}ontology/{name}#" for prefix, name in schemes.items()}
    return {**COMMON_PREFIXES, **things, **vocabularies, "source": f"{base_iri}source/"}
