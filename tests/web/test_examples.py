"""The saved questions as examples for the endpoint: of the shape that tools read, served as RDF, and each runs as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse
from tests.web.small_graph import BASE, Client, StoreEngine, small_quads, small_release, small_store

from lsgraph.publish.examples import check_examples, shapes
from lsgraph.publish.validators import outcomes, require_well_formed, validate_by_reference
from lsgraph.questions.catalogue import Catalogue, read_catalogue
from lsgraph.questions.examples import describe_examples, examples_graph
from lsgraph.settings import Settings
from lsgraph.vocabulary import LS, RDF, RDFS, SCHEMA, SH
from lsgraph.web.app import create_app
from lsgraph.workspace import Workspace, shipped_workspace

QUERIES = Path(__file__).parent / "queries"
WELL_KNOWN = "/.well-known/sparql-examples"
WORKSPACE = Workspace.open(shipped_workspace())
OF_TOOLS = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct ?query .
} ORDER BY ?sq"""


@cache
def small() -> list[Quad]:
    return describe_examples(BASE, read_catalogue(QUERIES))


@cache
def shipped() -> list[Quad]:
    return describe_examples(WORKSPACE.base_iri, read_catalogue(WORKSPACE.queries))


@pytest.fixture
def client(make_client: Callable[..., Client]) -> Client:
    return make_client([*small_quads(), *small()])


def objects(quads: list[Quad], subject: str, predicate: NamedNode) -> set[str]:
    return {quad.object.value for quad in quads if quad.subject == NamedNode(subject) and quad.predicate == predicate}  # type: ignore[union-attr]


def test_the_shape_is_well_formed_and_both_validators_agree() -> None:
    require_well_formed(shapes())
    data = b"".join(sorted(f"{quad.triple} .\n".encode() for quad in shipped()))
    assert outcomes(validate_by_reference(data, shapes())) == set()
    assert check_examples(shipped(), {}) == []


@pytest.mark.parametrize(
    "predicate", [RDFS.comment, SH.select, SH.prefixes, SCHEMA.target, SH.declare, SH.path, SH.name, SH.optional, SH.namespace]
)
def test_the_shape_misses_what_is_left_out(predicate: NamedNode) -> None:
    files = {"members": Path("members.rq")}
    told = check_examples([quad for quad in small() if quad.predicate != predicate], files)
    assert told
    assert any(finding.path == files["members"] for finding in told)


def test_examples_have_a_graph_of_their_own_and_no_blank_nodes() -> None:
    assert {quad.graph_name for quad in shipped()} == {examples_graph(WORKSPACE.base_iri)}
    assert not [quad for quad in shipped() if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)]
    assert len(set(shipped())) == len(shipped())


def test_an_example_says_what_it_asks_and_of_whom() -> None:
    members = f"{BASE}question/members"
    assert objects(small(), members, RDFS.comment) == {"Who is a member of what?", "Chi è membro di che cosa?"}
    assert objects(small(), members, SCHEMA.target) == {f"{BASE}sparql"}
    assert objects(small(), members, RDF.type) == {SH.SPARQLExecutable.value, SH.SPARQLSelectExecutable.value}
    assert objects(small(), members, SH.parameter) == {f"{members}#{name}" for name in ("network", "year", "words")}
    assert objects(small(), f"{members}#network", SH.term("class")) == {LS.Network.value}
    assert objects(small(), f"{members}#year", SH.optional) == {"true"}


@pytest.mark.parametrize("media_type", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"])
def test_they_are_served_in_every_form_of_rdf(client: Client, media_type: str) -> None:
    response = client.get(WELL_KNOWN, Accept=media_type)
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] == media_type
    assert "Accept" in response.headers["vary"]
    form = RdfFormat.from_media_type(media_type)
    assert form is not None
    assert {quad.triple for quad in parse(response.content, format=form)} == {quad.triple for quad in small()}


def test_turtle_is_what_is_given_to_who_does_not_say(client: Client) -> None:
    assert client.get(WELL_KNOWN).headers["content-type"].startswith("text/turtle")
    assert client.get(WELL_KNOWN, Accept="text/html").headers["location"] == "/en/questions"
    assert client.get(WELL_KNOWN, Accept="image/png").status_code == 406


def test_one_question_is_described_at_its_iri(client: Client) -> None:
    response = client.get("/question/members", Accept="text/turtle")
    assert (response.status_code, response.headers["location"]) == (303, "/data/question/members.ttl")
    told = list(parse(client.get("/data/question/members.ttl").content, format=RdfFormat.TURTLE))
    members = f"{BASE}question/members"
    assert {quad.subject.value for quad in told} == {members} | {f"{members}#{name}" for name in ("network", "year", "words")}
    assert client.get("/data/question/nothing.ttl").status_code == 404
    assert client.get("/data/question/members.pdf").status_code == 404


def test_the_query_of_the_tools_finds_them_in_their_graph(client: Client) -> None:
    response = client.get(f"/sparql?query={quote(OF_TOOLS)}&default-graph-uri={BASE}.well-known/sparql-examples")
    rows = response.json()["results"]["bindings"]
    assert {row["sq"]["value"] for row in rows} == {f"{BASE}question/members", f"{BASE}question/organisations"}
    assert {row["comment"]["xml:lang"] for row in rows} == {"en", "it"}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """Return a client of an endpoint over what the shipped sources assert, and their examples."""
    quads = [
        Quad(found.subject, found.predicate, found.object, NamedNode(source.graph_iri))
        for source in WORKSPACE.source_files()
        for found in parse(path=str(source.path), format=RdfFormat.TURTLE, base_iri=source.graph_iri)
    ]
    engine = StoreEngine(small_store(quads))
    release = small_release(tmp_path_factory.mktemp("release"), quads)
    return Client(create_app(release, Settings(), engine), engine)


@pytest.mark.parametrize(
    "example",
    [quad for quad in shipped() if quad.predicate == SH.select],
    ids=lambda quad: quad.subject.value.rpartition("/")[2],
)
def test_every_example_runs_as_it_stands(endpoint: Client, example: Quad) -> None:
    assert isinstance(example.object, Literal)
    response = endpoint.get(f"/sparql?query={quote(example.object.value)}")
    assert response.status_code == 200, response.text
    assert response.json()["results"]["bindings"]


@pytest.mark.parametrize(
    "example", [quad for quad in small() if quad.predicate == SH.select], ids=lambda quad: quad.subject.value.rpartition("/")[2]
)
def test_an_example_runs_with_the_declared_prefixes_alone(example: Quad) -> None:
    """SHACL, 5.2.1: what is declared stands before the text, so that a text may leave its own prefixes out."""
    store = Store()
    store.extend(small())
    declared = store.query(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?p ?n { GRAPH ?g { ?d sh:prefix ?p ; sh:namespace ?n } }"
    )
    assert isinstance(declared, QuerySolutions)
    prologue = "".join(f"PREFIX {row['p'].value}: <{row['n'].value}>\n" for row in declared)
    assert isinstance(example.object, Literal)
    body = re.sub(r"(?m)^PREFIX .*\n", "", example.object.value)
    found = small_store().query(prologue + body)
    assert isinstance(found, QuerySolutions)
    assert list(found)


def test_without_questions_there_are_only_prefixes() -> None:
    assert {quad.predicate for quad in describe_examples(BASE, Catalogue())} == {
        RDF.type,
        SH.declare,
        SH.term("prefix"),
        SH.namespace,
    }
