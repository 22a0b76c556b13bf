"""What of SPARQL 1.2 (working drafts) is answered, over HTTP: triple terms, reifiers, directions, versions; and what is not."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from pyoxigraph import BaseDirection, Literal, NamedNode, Quad, RdfFormat, Triple, parse
from tests.conformance.reading import Table, read_answer
from tests.conformance.serving import served

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
PROLOGUE = f"PREFIX : <{EX}> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX xsd: <{XSD}> "
DATA = f"""PREFIX : <{EX}>
:s :p :o ~ :r {{| :certainty 0.9 |}} .
<< :a :b :c >> :said :x .
:z :about <<( :a :b "\\"<&>\\"\\n"@en )>> .
:z :title "שלום"@he--rtl .
"""
TABLES = ("application/sparql-results+json", "application/sparql-results+xml", "text/tab-separated-values")


def node(name: str) -> NamedNode:
    return NamedNode(EX + name)


ABOUT = Triple(node("a"), node("b"), Literal('"<&>"\n', language="en"))
TITLE = Literal("שלום", language="he", direction=BaseDirection.RTL)


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    quads: list[Quad] = list(parse(DATA, format=RdfFormat.TURTLE))
    with served(tmp_path_factory.mktemp("sparql12"), quads) as address:
        yield address


def ask(endpoint: str, text: str, media_type: str = TABLES[0]) -> httpx.Response:
    return httpx.get(endpoint, params={"query": PROLOGUE + text}, headers={"Accept": media_type})


@pytest.mark.parametrize("media_type", TABLES)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SELECT ?x { ?x rdf:reifies <<( :s :p :o )>> }", node("r")),
        ("SELECT ?x { :s :p :o ~ ?r {| :certainty ?x |} }", Literal("0.9", datatype=NamedNode(XSD + "decimal"))),
        ("SELECT ?x { << :a :b ?any >> :said ?x }", node("x")),
        ("SELECT ?x { :z :about <<( ?x :b ?any )>> }", node("a")),
        ("SELECT ?x { :z :about ?x }", ABOUT),
        ("SELECT ?x { :z :title ?x }", TITLE),
        ("SELECT (TRIPLE(:a, :b, <<( :s :p :o )>>) AS ?x) {}", Triple(node("a"), node("b"), Triple(*map(node, "spo")))),
        ("SELECT (SUBJECT(?t) AS ?x) { :z :about ?t }", node("a")),
        ("SELECT (PREDICATE(?t) AS ?x) { :z :about ?t }", node("b")),
        ("SELECT (OBJECT(?t) AS ?x) { :z :about ?t }", ABOUT.object),
        ("SELECT (isTRIPLE(?t) AS ?x) { :z :about ?t }", Literal(value=True)),
        ("SELECT (sameTerm(?t, TRIPLE(SUBJECT(?t), PREDICATE(?t), OBJECT(?t))) AS ?x) { :z :about ?t }", Literal(value=True)),
        ("SELECT (STRLANGDIR('שלום', 'he', 'rtl') AS ?x) {}", TITLE),
        ("SELECT (STRLANGDIR('a', 'he', 'up') AS ?x) {}", None),
        ("SELECT (LANGDIR(?t) AS ?x) { :z :title ?t }", Literal("rtl")),
        ("SELECT (LANG(?t) AS ?x) { :z :title ?t }", Literal("he")),
        ("SELECT (hasLANGDIR(?t) && hasLANG(?t) AS ?x) { :z :title ?t }", Literal(value=True)),
        ("SELECT (DATATYPE(?t) = rdf:dirLangString AS ?x) { :z :title ?t }", Literal(value=True)),
    ],
)
def test_what_is_answered(endpoint: str, media_type: str, text: str, value: object) -> None:
    response = ask(endpoint, text, media_type)
    assert response.status_code == httpx.codes.OK, response.text
    assert read_answer(response.content, media_type) == Table(("x",), ((value,),))  # type: ignore[arg-type]


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.2-basic"])
def test_a_version_may_be_announced(endpoint: str, version: str) -> None:
    assert httpx.get(endpoint, params={"query": f'VERSION "{version}" ASK {{}}'}).json()["boolean"] is True


@pytest.mark.parametrize("media_type", ["text/turtle", "application/n-triples", "application/trig", "application/n-quads"])
def test_a_graph_is_told_with_its_reifiers_and_directions(endpoint: str, media_type: str) -> None:
    """Read by Oxigraph itself: rdflib does not know RDF 1.2."""
    response = ask(
        endpoint, "CONSTRUCT { ?s :p ?o ~ :n {| :by :me |} . ?s :title ?t } WHERE { ?s :about|:title ?o, ?t }", media_type
    )
    found = {quad.triple for quad in parse(response.content, format=RdfFormat.from_media_type(media_type))}
    reified = Triple(node("z"), node("p"), ABOUT)
    assert Triple(node("n"), NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies"), reified) in found
    assert {reified, Triple(node("n"), node("by"), node("me")), Triple(node("z"), node("title"), TITLE)} <= found


def test_rdf_xml_tells_them_in_its_version_1_2(endpoint: str) -> None:
    response = ask(endpoint, "CONSTRUCT WHERE { :z ?p ?o }", "application/rdf+xml")
    assert 'rdf:parseType="Triple"' in response.text
    assert {quad.object for quad in parse(response.content, format=RdfFormat.RDF_XML)} == {ABOUT, TITLE}


@pytest.mark.parametrize(
    ("text", "media_type"),
    [("SELECT ?x { :z :about ?x }", "text/csv"), ("CONSTRUCT WHERE { :z :about ?x }", "application/ld+json")],
)
def test_formats_without_triple_terms_are_not_acceptable(endpoint: str, text: str, media_type: str) -> None:
    response = ask(endpoint, text, media_type)
    assert response.status_code == httpx.codes.NOT_ACCEPTABLE
    assert "Ask for" in response.json()["detail"]


def test_a_version_that_is_not_known_is_not_refused(endpoint: str) -> None:
    """So a client cannot learn from VERSION what is understood here."""
    assert httpx.get(endpoint, params={"query": 'VERSION "9.9" ASK {}'}).status_code == httpx.codes.OK
