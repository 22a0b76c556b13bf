from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from lsgraph.protocol.formats import GRAPH_FORMATS
from lsgraph.protocol.service_description import describe_service, service_triples
from lsgraph.vocabulary import SD

ENDPOINT = "http://example.org/sparql"


@pytest.mark.parametrize("media_type", [known.media_type for known in GRAPH_FORMATS])
def test_every_format_says_the_same(media_type: str) -> None:
    content = describe_service(ENDPOINT, media_type, {})
    written = {quad.triple for quad in parse(content, format=RdfFormat.from_media_type(media_type))}
    assert written == set(service_triples(ENDPOINT))


def test_it_names_the_endpoint_its_language_and_its_formats() -> None:
    triples = set(service_triples(ENDPOINT))
    service = NamedNode(f"{ENDPOINT}#service")
    assert Triple(service, SD.endpoint, NamedNode(ENDPOINT)) in triples
    assert {triple.object for triple in triples if triple.predicate == SD.supportedLanguage} == {SD.SPARQL11Query}
    formats = {str(triple.object).strip("<>").rpartition("/")[2] for triple in triples if triple.predicate == SD.resultFormat}
    assert formats == {
        *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
        *("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads"),
    }


def test_it_claims_no_update_and_no_feature() -> None:
    said = {triple.predicate for triple in service_triples(ENDPOINT)} | {triple.object for triple in service_triples(ENDPOINT)}
    assert not said & {SD.feature, SD.SPARQL11Update, SD.BasicFederatedQuery}


def test_a_prefix_of_the_workspace_is_used() -> None:
    assert b"here:sparql" in describe_service(ENDPOINT, "text/turtle", {"here": "http://example.org/"})
