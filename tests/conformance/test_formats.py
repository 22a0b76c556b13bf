"""What is sent in each format is read back as what was asked, by readers that Oxigraph has no part in."""

from __future__ import annotations

from typing import Any

import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple
from tests.conformance.reading import Table, Term, read_answer, read_csv
from tests.engine.kept import Kept

from lsgraph.engine.base import Query, ResultForm
from lsgraph.engine.evaluation import evaluate
from lsgraph.errors import NotExpressible

S, P, V = (NamedNode(f"http://example.org/{name}") for name in "spv")
ROWS = "SELECT ?s ?v { ?s <http://example.org/p> ?v }"
GRAPH = "CONSTRUCT WHERE { ?s ?p ?v }"
PREFIXES = {
    "ex": "http://example.org/",
    "": "http://example.org/x#",
    "e1": "http://example.org/1",
    "xml": "http://example.org/",
}

XML_TABLE = "application/sparql-results+xml"
RDF_XML = "application/rdf+xml"
EXACT_TABLES = ("application/sparql-results+json", XML_TABLE, "text/tab-separated-values")
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    RDF_XML: "xml",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}
NOT_XML = {*map(chr, range(0x20)), "\ufffe", "\uffff"} - {"\t", "\n", "\r"}

HOSTILE = [
    "",
    " ",
    " a  b ",
    "a\r\nb\rc\nd\te",
    "\r",
    '"',
    '"""',
    "'''",
    "a\"b'c\\d\\n\\u0041\\",
    "<a & b>]]></literal><!-- &amp; &#13; -->",
    "a,b;c|d",
    "=1+1",
    "\x01\x08\x0b\x0c\x1f",
    "\ufffe\uffff",
    "\x7f\x80\x85\x9f\u2028\u2029\ufeff",
    "עברית \u202e العربية \u200f",
    "👩‍🔬🇮🇹 𝄞 \U0010fffd",
    "e\u0301 é",
    '}},{"}},{},{"a":',
    "x" * 200_000,
    "\r\n" * 40_000,
    "\ufeff",
]
TERMS: list[NamedNode | BlankNode | Literal] = [
    NamedNode("http://example.org/a?b=1&c='2'#é%20(,;)"),
    NamedNode("urn:x:y"),
    BlankNode("b0"),
    BlankNode("0"),
    Literal("città", language="it"),
    Literal("x", language="zh-hant-tw"),
    Literal("12", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    Literal("1.5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    Literal("not a number", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    Literal("2020-02-30", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
    Literal("<b>x</b>", datatype=NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral")),
    Literal('{"a": 1}', datatype=NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON")),
]
pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning:rdflib")  # by rdflib, of itself
texts = st.text(st.characters(codec="utf-8"), max_size=40)


def ask(store: Store, text: str, media_type: str) -> bytes:
    output = Kept()
    evaluate(store, Query(text, dict.fromkeys(ResultForm, media_type), prefixes=PREFIXES), output)
    return output.content


def store_of(*values: Term) -> Store:
    store = Store()
    store.extend([Quad(S, P, value) for value in values])
    return store


def read_table(store: Store, media_type: str) -> Table:
    table = read_answer(ask(store, ROWS, media_type), media_type)
    assert isinstance(table, Table)
    return table


@pytest.fixture(autouse=True, scope="module")
def literals_as_they_are() -> Any:
    """Let rdflib read a literal without changing its lexical form."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    yield
    rdflib.NORMALIZE_LITERALS = before


def read_graph(store: Store, media_type: str) -> list[tuple[str, ...]]:
    """Return subject, predicate and object in N-Triples as rdflib reads them, blank nodes as `_:`."""
    dataset = rdflib.Dataset()
    dataset.parse(data=ask(store, GRAPH, media_type), format=GRAPHS[media_type])
    return sorted(tuple("_:" if isinstance(node, rdflib.BNode) else node.n3() for node in quad[:3]) for quad in dataset.quads())


def triples_of(store: Store) -> list[tuple[str, ...]]:
    return sorted(tuple("_:" if isinstance(node, BlankNode) else told(node) for node in quad.triple) for quad in store)


def told(node: Any) -> str:
    """Return a term as rdflib would tell it in N-Triples."""
    if isinstance(node, NamedNode):
        return rdflib.URIRef(node.value).n3()
    plain = node.datatype.value == "http://www.w3.org/2001/XMLSchema#string" or node.language
    return rdflib.Literal(node.value, lang=node.language, datatype=None if plain else node.datatype.value).n3()


@pytest.mark.parametrize("media_type", EXACT_TABLES)
@settings(deadline=None)
@given(text=texts)
@example(text="\r\n")
def test_a_table_is_read_back(media_type: str, text: str) -> None:
    if media_type == XML_TABLE and NOT_XML & set(text):
        with pytest.raises(NotExpressible, match=r"U\+[0-9A-F]{4} .*JSON"):
            ask(store_of(Literal(text)), ROWS, media_type)
    else:
        assert read_table(store_of(Literal(text)), media_type) == Table(("s", "v"), ((S, Literal(text)),))


@pytest.mark.parametrize("media_type", EXACT_TABLES)
@pytest.mark.parametrize("term", TERMS + [Literal(text) for text in HOSTILE], ids=lambda term: repr(str(term))[:30])
def test_every_kind_of_term_is_read_back_from_a_table(media_type: str, term: NamedNode | BlankNode | Literal) -> None:
    if media_type == XML_TABLE and NOT_XML & set(term.value):
        with pytest.raises(NotExpressible):
            ask(store_of(term), ROWS, media_type)
    elif isinstance(term, BlankNode):
        ((_, found),) = read_table(store_of(term), media_type).rows
        assert isinstance(found, BlankNode)
    else:
        assert read_table(store_of(term), media_type) == Table(("s", "v"), ((S, term),))


@settings(deadline=None)
@given(text=texts)
@example(text="a\r\nb")
@example(text='"a","b"')
def test_csv_is_read_back(text: str) -> None:
    assert read_csv(ask(store_of(Literal(text)), ROWS, "text/csv")) == [["s", "v"], [S.value, text]]


def test_csv_tells_what_it_can_of_other_terms() -> None:
    lines = read_csv(ask(store_of(*TERMS), ROWS, "text/csv"))
    assert sorted(line[1] for line in lines[1:] if not line[1].startswith("_:")) == sorted(
        term.value for term in TERMS if isinstance(term, NamedNode | Literal)
    )


@pytest.mark.parametrize("media_type", GRAPHS)
@settings(deadline=None)
@given(text=texts)
@example(text="\r\n")
def test_a_graph_is_read_back(media_type: str, text: str) -> None:
    store = store_of(Literal(text), Literal(text, language="it"))
    if media_type == RDF_XML and NOT_XML & set(text):
        with pytest.raises(NotExpressible, match=r"U\+[0-9A-F]{4} .*Turtle"):
            ask(store, GRAPH, media_type)
    else:
        assert read_graph(store, media_type) == triples_of(store)


@pytest.mark.parametrize("media_type", GRAPHS)
@pytest.mark.parametrize("term", TERMS + [Literal(text) for text in HOSTILE], ids=lambda term: repr(str(term))[:30])
def test_every_kind_of_term_is_read_back_from_a_graph(media_type: str, term: NamedNode | BlankNode | Literal) -> None:
    store = store_of(term)
    if media_type == RDF_XML and NOT_XML & set(term.value):
        with pytest.raises(NotExpressible):
            ask(store, GRAPH, media_type)
    else:
        assert read_graph(store, media_type) == triples_of(store)


@pytest.mark.parametrize("media_type", GRAPHS)
def test_a_large_graph_with_blank_nodes_is_read_back(media_type: str) -> None:
    """Large enough to be cut into chunks wherever it can be cut: a chain of blank nodes with digits for names."""
    store = Store()
    store.extend([Quad(BlankNode(str(n)), P, BlankNode(str(n + 1))) for n in range(2_000)])
    graph = rdflib.Dataset()
    graph.parse(data=ask(store, GRAPH, media_type), format=GRAPHS[media_type])
    following = {subject: value for subject, _, value, _ in graph.quads()}
    (node,) = set(following) - set(following.values())
    length = 0
    while node in following:
        node, length = following[node], length + 1
    assert length == 2_000


NAMESPACES = ["http://example.org/", "http://example.org/x#", "urn:", "http://www.w3.org/2000/xmlns/"]
NAMES = ["p", "1", "a/", "a(b)", "a.b", "-", "%20", "é", "·", "x·", "1p", "xml", "\U00010000", "\u2070", "a'b", "~"]
NOT_NAMED = {"1", "a/", "a(b)", "-", "%20", "·", "\U00010000", "\u2070", "~"}
"""What has no name of XML 1.0 at its end, as its first four editions have it, which is what readers know."""


@pytest.mark.parametrize("media_type", GRAPHS)
@pytest.mark.parametrize("namespace", NAMESPACES)
@pytest.mark.parametrize("name", NAMES)
def test_every_predicate_is_read_back_or_refused(media_type: str, namespace: str, name: str) -> None:
    store = Store()
    store.add(Quad(S, NamedNode(namespace + name), NamedNode(namespace + name)))
    is_reserved = "xmlns" in namespace and name not in {"1p", "a'b"}
    if media_type == RDF_XML and (name in NOT_NAMED or is_reserved):
        with pytest.raises(NotExpressible, match="does not end in a name"):
            ask(store, GRAPH, media_type)
    else:
        assert read_graph(store, media_type) == triples_of(store)


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@pytest.mark.parametrize(
    ("media_type", "triple"),
    [
        (RDF_XML, Triple(S, NamedNode("http://example.org/1"), V)),
        (RDF_XML, Triple(S, NamedNode("http://www.w3.org/2000/xmlns/a"), V)),
        (RDF_XML, Triple(S, NamedNode(RDF + "li"), V)),
        (RDF_XML, Triple(S, NamedNode(RDF + "Description"), V)),
        ("application/ld+json", Triple(S, P, Triple(S, P, V))),
    ],
)
def test_what_a_format_cannot_say_is_refused_before_its_first_byte(media_type: str, triple: Triple) -> None:
    store = Store()
    store.add(Quad(triple.subject, triple.predicate, triple.object))
    with pytest.raises(NotExpressible, match="Ask for Turtle or N-Triples"):
        ask(store, GRAPH, media_type)
    assert ask(store, GRAPH, "text/turtle")


def test_a_fault_that_shows_late_breaks_the_answer_off() -> None:
    store = store_of(*(Literal(f"{n:06} \x01") for n in range(1)), *(Literal(f"{n:06}") for n in range(20_000)))
    output = Kept()
    with pytest.raises(NotExpressible):
        evaluate(store, Query(f"{ROWS} ORDER BY CONTAINS(?v, ' ')", {ResultForm.SOLUTIONS: XML_TABLE}), output)
    assert output.content
    assert b"</results>" not in output.content
    assert b"\x01" not in output.content


TABLES = [
    ("SELECT * {}", Table((), ((),))),
    ("SELECT * { VALUES () { () () } }", Table((), ((), ()))),
    ("SELECT ?a ?b { FILTER(false) }", Table(("a", "b"), ())),
    ("SELECT ?a ?b { VALUES (?a ?b) { (UNDEF UNDEF) (UNDEF 1) ('' UNDEF) } }", None),
    ("SELECT ?è ?_1 { VALUES ?è { 'x' } }", Table(("è", "_1"), ((Literal("x"), None),))),
]
UNBOUND = Table(("a", "b"), ((None, None), (None, Literal(1)), (Literal(""), None)))


@pytest.mark.parametrize("media_type", EXACT_TABLES)
@pytest.mark.parametrize(("text", "table"), TABLES)
def test_the_shape_of_a_table_is_read_back(media_type: str, text: str, table: Table | None) -> None:
    assert read_answer(ask(Store(), text, media_type), media_type) == (table or UNBOUND)


def test_the_shape_of_a_table_in_csv() -> None:
    assert ask(Store(), "SELECT * { VALUES () { () () } }", "text/csv") == b"\r\n\r\n\r\n"
    assert ask(Store(), "SELECT ?a ?b { FILTER(false) }", "text/csv") == b"a,b\r\n"
    assert ask(Store(), "SELECT ?a ?b { VALUES (?a ?b) { (UNDEF 1) } }", "text/csv") == b"a,b\r\n,1\r\n"


@pytest.mark.parametrize("media_type", EXACT_TABLES)
@pytest.mark.parametrize("is_so", [True, False])
def test_yes_and_no_are_read_back(media_type: str, *, is_so: bool) -> None:
    assert read_answer(ask(Store(), f"ASK {{ FILTER({str(is_so).lower()}) }}", media_type), media_type) is is_so


@pytest.mark.parametrize("media_type", GRAPHS)
def test_an_empty_graph_is_read_back(media_type: str) -> None:
    assert read_graph(Store(), media_type) == []


def test_a_constructed_triple_is_written_once() -> None:
    text = "CONSTRUCT { <http://example.org/s> <http://example.org/p> ?v } { VALUES ?x { 1 2 3 } BIND('x' AS ?v) }"
    assert ask(Store(), text, "application/n-triples").count(b"\n") == 1
