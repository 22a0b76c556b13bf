"""The RDF that describes an IRI, as one CONSTRUCT.

A description holds every statement with the IRI as subject in the merged default graph, every claim that speaks of it, whole,
and the names of what all these speak of: enough to be read without asking again (a concise bounded description would do,
were it not for claims, which point to things and not from them).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import NamedNode

from lsgraph.engine.base import Engine, Row, rows
from lsgraph.resources.statements import value

PREFIXES = """PREFIX ls: <https://w3id.org/lsgraph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""

THING = """CONSTRUCT { ?s ?p ?o . ?o ?naming ?name } WHERE {
  { BIND(%IRI% AS ?s) %IRI% ?p ?o }
  UNION
  { { SELECT DISTINCT ?s WHERE {
      { ?s ?link %IRI% }
      UNION
      { ?whole ls:ofAgent|ls:ofPlace|ls:ofSector|ls:comprises %IRI% . ?s ?link ?whole }
      ?s ls:modality ?modality
    } } ?s ?p ?o }
  OPTIONAL { VALUES ?naming { skos:prefLabel rdfs:label dcterms:title } ?o ?naming ?name }
}"""
GRAPH = """CONSTRUCT { ?s ?p ?o . ?o ?naming ?name } WHERE {
  { GRAPH %IRI% { ?s ?p ?o } } UNION { GRAPH %INFERRED% { ?s ?p ?o } }
  OPTIONAL { VALUES ?naming { skos:prefLabel rdfs:label dcterms:title } ?o ?naming ?name }
}"""
DOCUMENT = """CONSTRUCT { ?s ?p ?o . ?o ?naming ?name } WHERE {
  { BIND(%IRI% AS ?s) %IRI% ?p ?o }
  UNION
  { ?s dcterms:isPartOf+ %IRI% . VALUES ?p { dcterms:isPartOf ls:order ls:heading rdfs:label } ?s ?p ?o }
  OPTIONAL { VALUES ?naming { skos:prefLabel rdfs:label dcterms:title } ?o ?naming ?name }
}"""

KNOWN = """SELECT ?type ?replacement ?whole ?deprecated WHERE {
  { SELECT * WHERE { { %IRI% ?any ?thing } UNION { GRAPH %IRI% { ?a ?b ?c } } UNION { ?d owl:versionIRI %IRI% } } LIMIT 1 }
  OPTIONAL { ?whole owl:versionIRI %IRI% }
  OPTIONAL { %IRI% owl:deprecated ?deprecated }
  OPTIONAL { %IRI% a ?type }
  OPTIONAL { %IRI% dcterms:isReplacedBy ?replacement }
} LIMIT 100"""


class Sort(StrEnum):
    """What an IRI of ours denotes, which decides what its page looks like."""

    THING = "thing"
    DOCUMENT = "document"
    PASSAGE = "passage"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an IRI before it is described.

    Attributes:
        sort: what it denotes.
        replacement: the IRI that took its place, where it was retired.
        whole: what it is the present version of.
        is_withdrawn: whether it was retired and nothing took its place.
    """

    sort: Sort
    replacement: str | None = None
    whole: str | None = None
    is_withdrawn: bool = False


async def find(engine: Engine, node: NamedNode, base_iri: str) -> Known | None:
    """Return what is known of an IRI, or None where the graph does not describe it."""
    found = await rows(engine, PREFIXES + KNOWN.replace("%IRI%", str(node)))
    if not found:
        return None
    types = {value(row, "type").rpartition("#")[2] for row in found}
    replacement = _least(found, "replacement")
    return Known(
        sort=_sort(node.value.removeprefix(base_iri), types),
        replacement=replacement,
        whole=_least(found, "whole"),
        is_withdrawn=replacement is None and _least(found, "deprecated") == "true",
    )


def _least(found: list[Row], name: str) -> str | None:
    return min({value(row, name) for row in found} - {""}, default=None)


def _sort(path: str, types: set[str]) -> Sort:
    if path.startswith("source/"):
        return Sort.DOCUMENT if "Document" in types else Sort.PASSAGE
    return Sort.THING if path.startswith("id/") else Sort.GRAPH


def description_query(node: NamedNode, sort: Sort, base_iri: str) -> str:
    """Return the CONSTRUCT that describes an IRI.

    Args:
        node: what to describe; it was checked when it was made, so that it can stand in a query.
        sort: what it denotes.
        base_iri: the workspace's namespace, which the inferred companion's IRI is made with.
    """
    template = {Sort.THING: THING, Sort.DOCUMENT: DOCUMENT}.get(sort, GRAPH)
    companion = NamedNode(f"{base_iri}inferred/{node.value.removeprefix(base_iri)}")
    return PREFIXES + template.replace("%IRI%", str(node)).replace("%INFERRED%", str(companion))
