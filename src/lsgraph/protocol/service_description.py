"""What this endpoint says of itself when it is asked nothing.

SPARQL 1.1 Service Description, section 2: a GET of the endpoint without a query returns RDF that describes the service. It
says what holds for every release, and no feature that is not there.
"""

from __future__ import annotations

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from lsgraph.protocol.formats import GRAPH_FORMATS, TABLE_FORMATS, W3C_FORMATS
from lsgraph.vocabulary import RDF, SD


def describe_service(endpoint: str, media_type: str, prefixes: dict[str, str]) -> bytes:
    """Return the service description.

    Args:
        endpoint: the absolute URL of the endpoint.
        media_type: one of the graph formats.
        prefixes: used where the format can.
    """
    graph_format = RdfFormat.from_media_type(media_type)
    assert graph_format is not None
    content = serialize(service_triples(endpoint), format=graph_format, prefixes={**prefixes, "sd": SD})
    assert content is not None
    return content


def service_triples(endpoint: str) -> list[Triple]:
    """Return what is true of the service at `endpoint`; its parts are named by fragments, so nothing is blank."""
    service, dataset, graph = (NamedNode(f"{endpoint}#{part}") for part in ("service", "dataset", "default-graph"))
    formats = dict.fromkeys(known.w3c_name for known in (*TABLE_FORMATS, *GRAPH_FORMATS))
    return [
        Triple(service, RDF.type, SD.Service),
        Triple(service, SD.endpoint, NamedNode(endpoint)),
        Triple(service, SD.supportedLanguage, SD.SPARQL11Query),
        *(Triple(service, SD.resultFormat, NamedNode(W3C_FORMATS + name)) for name in formats),
        Triple(service, SD.defaultDataset, dataset),
        Triple(dataset, RDF.type, SD.Dataset),
        Triple(dataset, SD.defaultGraph, graph),
        Triple(graph, RDF.type, SD.Graph),
    ]
