from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store, Triple, parse

from lsgraph.protocol.formats import GRAPH_FORMATS
from lsgraph.protocol.service_description import LIMITS, SCHEMA, describe_service, service_triples
from lsgraph.settings import Settings
from lsgraph.vocabulary import RDFS, SD

ENDPOINT = "http://example.org/sparql"
SETTINGS = Settings(query_timeout_s=7.5, query_limit_bytes=300, queue_limit=3)


@pytest.mark.parametrize("media_type", [known.media_type for known in GRAPH_FORMATS])
def test_every_format_says_the_same(media_type: str) -> None:
    content = describe_service(ENDPOINT, media_type, {}, SETTINGS)
    written = {quad.triple for quad in parse(content, format=RdfFormat.from_media_type(media_type))}
    assert written == set(service_triples(ENDPOINT, SETTINGS))


def test_it_names_the_endpoint_its_language_and_its_formats() -> None:
    triples = set(service_triples(ENDPOINT, SETTINGS))
    service = NamedNode(f"{ENDPOINT}#service")
    assert Triple(service, SD.endpoint, NamedNode(ENDPOINT)) in triples
    assert {triple.object for triple in triples if triple.predicate == SD.supportedLanguage} == {SD.SPARQL11Query}
    formats = {str(triple.object).strip("<>").rpartition("/")[2] for triple in triples if triple.predicate == SD.resultFormat}
    assert formats == {
        *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
        *("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads"),
    }


def test_it_claims_no_update_and_no_feature() -> None:
    triples = service_triples(ENDPOINT, SETTINGS)
    said = {triple.predicate for triple in triples} | {triple.object for triple in triples}
    assert not said & {SD.feature, SD.SPARQL11Update, SD.BasicFederatedQuery}


def test_it_tells_every_limit_with_its_unit() -> None:
    triples = service_triples(ENDPOINT, SETTINGS)
    said = {(triple.subject, triple.predicate): triple.object for triple in triples}
    for name, unit in LIMITS.items():
        limit = NamedNode(f"{ENDPOINT}#{name}")
        assert said[limit, SCHEMA.maxValue] == Literal(getattr(SETTINGS, name))
        assert said[limit, SCHEMA.unitCode] == Literal(unit)
    assert (LIMITS["query_timeout_s"], LIMITS["query_limit_bytes"]) == ("SEC", "AD")


def test_it_leads_to_the_named_graphs() -> None:
    seen = [triple.object for triple in service_triples(ENDPOINT, SETTINGS) if triple.predicate == RDFS.seeAlso]
    assert seen == [NamedNode("http://example.org/.well-known/void")]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?r <http://a/reifies> <<( ?s ?p ?o )>> }",
        "SELECT * { << ?s ?p ?o >> ?a ?b }",
        "SELECT * { ?a ?b ?c ~ ?r {| ?d ?e |} }",
        "VERSION '1.2' SELECT ('a'@en--ltr AS ?a) {}",
        "SELECT * { VALUES ?x { 1 } LATERAL { SELECT ?y { BIND(?x AS ?y) } LIMIT 1 } }",
    ],
)
def test_what_it_says_of_the_language_is_so(text: str) -> None:
    assert isinstance(Store().query(text), QuerySolutions)


def test_the_language_is_not_all_of_the_next_sparql() -> None:
    with pytest.raises(SyntaxError):
        Store().query("SELECT (sameValue(1, 1.0) AS ?same) {}")


def test_a_prefix_of_the_workspace_is_used() -> None:
    content = describe_service(ENDPOINT, "text/turtle", {"here": "http://example.org/", "not": "http://not.org/"}, SETTINGS)
    assert b"here:sparql" in content
    assert b"not:" not in content
