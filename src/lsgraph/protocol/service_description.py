"""What this endpoint says of itself when it is asked nothing.

SPARQL 1.1 Service Description, section 2: a GET of the endpoint without a query returns RDF that describes the service. It
says what holds for every release, and no feature that is not there:

- The language is SPARQL 1.1. Most of SPARQL 1.2 as it is being written is understood too, and LATERAL, but not all of it, and
  neither has an IRI that anybody agreed on: that is said in words.
- The default graph is a merge that is kept, not the union of the named graphs (they hold descriptions of themselves that it
  does not), so `sd:UnionDefaultGraph` is not claimed. A query needs no dataset, so neither is `sd:RequiresDataset`.
- Entailments are stored, each in a graph of its own, and no query infers more: simple entailment.
- There are hundreds of named graphs; the VoID description has them.

The limits are schema.org's property values: a name, a ceiling and a unit (UN/CEFACT common codes) are all there is to say, and
any reader knows these terms. Terms of our own would put a server's settings into an ontology about what documents say.
"""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from lsgraph.protocol.formats import GRAPH_FORMATS, TABLE_FORMATS, W3C_FORMATS
from lsgraph.settings import Settings
from lsgraph.vocabulary import DCTERMS, RDF, RDFS, SD, Namespace

SCHEMA = Namespace("https://schema.org/")
SIMPLE_ENTAILMENT = NamedNode("http://www.w3.org/ns/entailment/Simple")
VOID_PATH = "/.well-known/void"
LIMITS = {
    "query_timeout_s": "SEC",
    "query_memory_bytes": "AD",
    "query_limit_bytes": "AD",
    "result_limit_bytes": "AD",
    "result_limit_rows": "C62",
    "queue_limit": "C62",
}
"""Settings that are limits of a query, and the UN/CEFACT code of their unit: second, byte, one."""
LANGUAGE = (
    "All of SPARQL 1.1 Query but SERVICE. Of SPARQL 1.2 triple terms, reifiers, base directions of text and VERSION; and "
    "LATERAL."
)


def describe_service(endpoint: str, media_type: str, prefixes: dict[str, str], settings: Settings) -> bytes:
    """Return the service description.

    Args:
        endpoint: the absolute URL of the endpoint.
        media_type: one of the graph formats or their aliases.
        prefixes: used where the format can.
        settings: where the limits stand.
    """
    graph_format = RdfFormat.from_media_type(media_type)
    assert graph_format is not None
    triples = service_triples(endpoint, settings)
    known = {**prefixes, "sd": SD, "schema": SCHEMA}
    content = serialize(triples, format=graph_format, prefixes=_used(known, triples))
    assert content is not None
    return content


def service_triples(endpoint: str, settings: Settings) -> list[Triple]:
    """Return what is true of the service at `endpoint`; its parts are named by fragments, so nothing is blank."""
    service, dataset, graph = (NamedNode(f"{endpoint}#{part}") for part in ("service", "dataset", "default-graph"))
    formats = dict.fromkeys(known.w3c_name for known in (*TABLE_FORMATS, *GRAPH_FORMATS))
    return [
        Triple(service, RDF.type, SD.Service),
        Triple(service, SD.endpoint, NamedNode(endpoint)),
        Triple(service, SD.supportedLanguage, SD.SPARQL11Query),
        Triple(service, DCTERMS.description, Literal(LANGUAGE, language="en")),
        Triple(service, SD.defaultEntailmentRegime, SIMPLE_ENTAILMENT),
        *(Triple(service, SD.resultFormat, NamedNode(W3C_FORMATS + name)) for name in formats),
        *(Triple(service, SCHEMA.additionalProperty, NamedNode(f"{endpoint}#{name}")) for name in LIMITS),
        Triple(service, SD.defaultDataset, dataset),
        Triple(dataset, RDF.type, SD.Dataset),
        Triple(dataset, SD.defaultGraph, graph),
        Triple(dataset, RDFS.seeAlso, NamedNode(f"{_root(endpoint)}{VOID_PATH}")),
        Triple(graph, RDF.type, SD.Graph),
        *(triple for name, unit in LIMITS.items() for triple in _limit(NamedNode(f"{endpoint}#{name}"), name, unit, settings)),
    ]


def _limit(limit: NamedNode, name: str, unit: str, settings: Settings) -> list[Triple]:
    return [
        Triple(limit, RDF.type, SCHEMA.PropertyValue),
        Triple(limit, SCHEMA.propertyID, Literal(name)),
        Triple(limit, SCHEMA.description, Literal(str(Settings.model_fields[name].description), language="en")),
        Triple(limit, SCHEMA.maxValue, Literal(getattr(settings, name))),
        Triple(limit, SCHEMA.unitCode, Literal(unit)),
    ]


def _used(prefixes: dict[str, str], triples: list[Triple]) -> dict[str, str]:
    """Return the prefixes that shorten something."""
    names = {term.value for triple in triples for term in triple if isinstance(term, NamedNode)}
    return {prefix: iri for prefix, iri in prefixes.items() if any(name.startswith(iri) for name in names)}


def _root(endpoint: str) -> str:
    """Return scheme and host of a URL."""
    scheme, _, rest = endpoint.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
