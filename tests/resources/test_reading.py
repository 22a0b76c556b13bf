"""Statements, names, claims and sources, read from the small graph."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from lsgraph.engine.base import Query, ResultForm
from lsgraph.resources.claims import in_language, read_claims
from lsgraph.resources.describe import Known, Sort, description_query, find
from lsgraph.resources.document import read_document
from lsgraph.resources.graph import read_graph
from lsgraph.resources.groups import group_claims
from lsgraph.resources.links import Links
from lsgraph.resources.names import Name, read_names
from lsgraph.resources.passage import read_passage
from lsgraph.resources.sources import Speaker, read_sources
from lsgraph.resources.statements import CHUNK, iri_list
from lsgraph.resources.thing import LIMIT, read_thing
from lsgraph.vocabulary import DCTERMS, LS, RDF, RDFS, SKOS

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.web.small_graph import BASE, StoreEngine, small_quads, small_store

NEWS = f"{BASE}source/news-2019"
KEDRION = NamedNode(f"{BASE}id/agent/kedrion")
T = TypeVar("T")


def run(asked: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(asked)


@pytest.fixture
def engine() -> StoreEngine:
    return StoreEngine(small_store())


def described(engine: StoreEngine, path: str, sort: Sort) -> set[tuple[str, str]]:
    """Return subject and predicate of every triple of a description."""
    query = Query(description_query(NamedNode(BASE + path), sort, BASE), {ResultForm.GRAPH: "application/n-triples"})

    async def read() -> bytes:
        async with await engine.query(query) as answer:
            return b"".join([chunk async for chunk in answer])

    triples = parse(run(read()), format=RdfFormat.N_TRIPLES)
    return {(str(quad.subject.value), quad.predicate.value) for quad in triples}


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("id/agent/kedrion", Known(Sort.THING)),
        ("source/news-2019", Known(Sort.DOCUMENT)),
        ("source/news-2019/1-opening", Known(Sort.PASSAGE)),
        ("ontology", Known(Sort.GRAPH)),
        ("register/agents", Known(Sort.GRAPH)),
        ("id/agent/old-kedrion", Known(Sort.THING, f"{BASE}id/agent/kedrion")),
        ("id/agent/nobody", None),
    ],
)
def test_an_iri_is_found_for_what_it_is(engine: StoreEngine, path: str, known: Known | None) -> None:
    assert run(find(engine, NamedNode(BASE + path), BASE)) == known


def test_the_data_of_a_thing_hold_its_claims_whole_and_the_names_around_it(engine: StoreEngine) -> None:
    triples = described(engine, "id/agent/kedrion", Sort.THING)
    claim = f"{NEWS}/1-opening#kedrion-member"
    assert (KEDRION.value, SKOS.prefLabel.value) in triples
    assert (KEDRION.value, LS.memberOf.value) in triples
    assert {(claim, LS.asPrinted.value), (claim, LS.readingNote.value), (claim, LS.modality.value)} <= triples
    assert (f"{BASE}id/agent/valley", SKOS.prefLabel.value) in triples
    assert not [subject for subject, _ in triples if subject.endswith("#hub-planned")]


def test_the_data_of_a_place_hold_the_figures_that_cover_it(engine: StoreEngine) -> None:
    triples = described(engine, "id/place/toscana", Sort.THING)
    assert (f"{NEWS}/2-figures#employees", LS.value.value) in triples


def test_the_data_of_a_passage_are_its_graph_with_its_companion(engine: StoreEngine) -> None:
    triples = described(engine, "source/news-2019/1-opening", Sort.PASSAGE)
    assert (f"{NEWS}/1-opening#hub-planned", LS.attributedTo.value) in triples
    assert (KEDRION.value, LS.memberOf.value) in triples
    assert not [subject for subject, _ in triples if "report-2021" in subject]


def test_the_data_of_a_document_list_its_passages(engine: StoreEngine) -> None:
    triples = described(engine, "source/news-2019", Sort.DOCUMENT)
    assert {(f"{NEWS}/1-opening", LS.order.value), (f"{NEWS}/2-figures", DCTERMS.isPartOf.value)} <= triples
    assert not [subject for subject, _ in triples if "#" in subject and "source" in subject]


def test_claims_are_read_with_their_sources(engine: StoreEngine) -> None:
    claim = f"{NEWS}/1-opening#hub-planned"
    told = run(read_claims(engine, [claim, KEDRION.value], "it"))
    assert list(told) == [claim]
    found = told[claim]
    assert found.label == Literal("Il polo sarà costruito.", language="it")
    assert found.modality == Name(f"{BASE}ontology/modalities#planned", "previsto", "it")
    assert [name.text for name in found.attributed_to] == ["Anna Rossi"]
    assert {literal.value for literal in found.printed} == {"will be built", 'a hub for "<all>" companies'}
    assert found.time is not None
    assert found.time.start == date(2019, 3, 26)
    assert found.passage.document.name.text == "The valley opens"
    assert found.passage.order == (1,)
    assert found.anchor == "hub-planned"
    assert [detail.property.iri for detail in found.details] == [LS.about.value]


def test_what_another_graph_says_of_a_claim_is_not_the_claim(engine: StoreEngine) -> None:
    claim = f"{NEWS}/1-opening#hub-planned"
    kinds = run(read_claims(engine, [claim], "en"))[claim].kinds
    assert [kind.iri for kind in kinds] == [LS.StateClaim.value]


def test_claims_are_grouped_newest_document_first(engine: StoreEngine) -> None:
    report = f"{BASE}source/report-2021"
    iris = [f"{NEWS}/2-figures#employees", f"{NEWS}/1-opening#kedrion-member", f"{report}/1-rete#kedrion-membro"]
    groups = group_claims(run(read_claims(engine, iris, "en")).values())
    assert [group.document.name.text for group in groups] == ["Rapporto 2021", "The valley opens"]
    assert [part.passage.name.text for part in groups[1].passages] == ["1. The opening", "2. Figures"]


def test_many_iris_are_asked_for_some_at_a_time(engine: StoreEngine) -> None:
    names = run(read_names(engine, [*(f"{BASE}id/agent/n{n}" for n in range(2 * CHUNK)), KEDRION.value], "en"))
    assert len(engine.asked) == 3
    assert max(text.count("<") for text in engine.asked) < CHUNK + 10
    assert names.name(KEDRION.value).text == "Kedrion"


def test_what_is_no_iri_never_reaches_a_query() -> None:
    with pytest.raises(ValueError, match="IRI"):
        iri_list([BASE + "> } SELECT"])


def test_names_are_the_readers_where_there_are_any(engine: StoreEngine) -> None:
    tuscany, same = f"{BASE}id/place/toscana", "http://www.w3.org/2002/07/owl#sameAs"
    for language, expected in (("it", "Toscana"), ("en", "Tuscany")):
        assert run(read_names(engine, [tuscany], language)).name(tuscany).text == expected
    assert run(read_names(engine, [same], "it")).name(same).text == "lo stesso che"
    assert run(read_names(engine, [], "it")).name("https://ror.org/05qvyfd14").text == "ror.org/05qvyfd14"


def test_texts_come_in_one_language_and_untagged_ones_stay() -> None:
    texts = [Literal("uno", language="it"), Literal("one", language="en"), Literal("1")]
    assert in_language(texts, "it") == (Literal("uno", language="it"), Literal("1"))
    assert in_language(texts[1:], "it") == (Literal("1"), Literal("one", language="en"))


def test_a_passage_within_a_passage_belongs_to_the_document() -> None:
    graph, inner = NamedNode(f"{NEWS}/1-opening/a"), NamedNode(f"{NEWS}/1-opening/a")
    quads = [
        *small_quads(),
        Quad(inner, RDF.type, LS.Passage, graph),
        Quad(inner, DCTERMS.isPartOf, NamedNode(f"{NEWS}/1-opening"), graph),
        Quad(inner, LS.order, Literal(3), graph),
    ]
    engine = StoreEngine(small_store(quads))
    source = run(read_sources(engine, [inner.value], "en"))[inner.value]
    assert (source.document.name.text, source.order) == ("The valley opens", (1, 3))
    parts = run(read_document(engine, NamedNode(NEWS), BASE, "en")).parts
    assert [part.name.iri for part in parts[0].parts] == [inner.value]
    assert [part.claims for part in parts] == [2, 1]


def test_passages_that_go_round_in_a_circle_come_to_an_end() -> None:
    one, two = NamedNode(f"{BASE}source/x/1"), NamedNode(f"{BASE}source/x/2")
    graph = NamedNode(f"{BASE}source/x")
    quads = [Quad(a, DCTERMS.isPartOf, b, graph) for a, b in ((one, two), (two, one))]
    quads += [Quad(node, RDF.type, LS.Passage, graph) for node in (one, two)]
    engine = StoreEngine(small_store(quads))
    assert run(read_sources(engine, [one.value], "en"))[one.value].name.iri == one.value
    assert run(read_document(engine, one, BASE, "en")).parts


def test_a_thing_is_told_with_who_says_what(engine: StoreEngine) -> None:
    thing = run(read_thing(engine, KEDRION, BASE, "it"))
    assert (thing.name.text, [alias.value for alias in thing.aliases]) == ("Kedrion", ["Kedrion SpA"])
    assert [kind.text for kind in thing.kinds] == ["impresa"]
    assert thing.claim_count == 2
    speakers = {fact.predicate.iri: [by.speaker for by in fact.by] for fact in thing.facts}
    assert speakers[LS.memberOf.value] == [Speaker.INFERRED]
    assert speakers[LS.locatedIn.value] == [Speaker.DOCUMENT]
    assert speakers[LS.isni.value] == [Speaker.AUTHORITY]
    assert not thing.is_cut
    assert {fact.predicate.iri for fact in thing.facts if fact.is_inferred} == {LS.memberOf.value}


def test_what_covers_a_thing_is_told_apart_from_what_names_it(engine: StoreEngine) -> None:
    thing = run(read_thing(engine, NamedNode(f"{BASE}id/place/toscana"), BASE, "en"))
    assert thing.claims == ()
    (group,) = thing.around
    assert [claim.anchor for part in group.passages for claim in part.claims] == ["employees"]


def test_types_are_the_asserted_ones(engine: StoreEngine) -> None:
    thing = run(read_thing(engine, NamedNode(f"{BASE}id/agent/valley"), BASE, "en"))
    assert [name.text for name in thing.types] == ["network"]
    mentions = [(mention.words.value, mention.passage.name.text) for mention in thing.mentions]
    assert mentions == [("the Valley", "1. The opening")]


def test_a_thing_that_much_is_said_of_is_cut_and_says_so() -> None:
    register = NamedNode(f"{BASE}register/agents")
    more = [Quad(NamedNode(f"{BASE}id/agent/n{n}"), LS.locatedIn, KEDRION, register) for n in range(LIMIT + 5)]
    thing = run(read_thing(StoreEngine(small_store(small_quads() + more)), KEDRION, BASE, "en"))
    assert thing.is_cut
    assert len(thing.incoming) <= LIMIT + 1


def test_a_passage_tells_its_place_and_whom_it_speaks_of(engine: StoreEngine) -> None:
    passage = run(read_passage(engine, NamedNode(f"{NEWS}/2-figures"), BASE, "en"))
    assert [text.value for text in passage.ranges] == ["char=400,600", "char=620,700"]
    assert passage.before is not None
    assert passage.before.iri == f"{NEWS}/1-opening"
    assert passage.after is None
    first = run(read_passage(engine, NamedNode(f"{NEWS}/1-opening"), BASE, "en"))
    assert {named.name.text for named in first.things} == {"Anna Rossi", "Kedrion", "Logistics hub", "Pharma Valley", "Tuscany"}
    assert [(subject.text, fact.value) for subject, fact in first.facts] == [
        ("Kedrion", Name(f"{BASE}id/place/toscana", "Tuscany", "en"))
    ]


def test_a_graph_is_told_by_sections(engine: StoreEngine) -> None:
    page = run(read_graph(engine, NamedNode(f"{BASE}ontology"), "en"))
    assert list(page.sections) == ["classes", "properties"]
    assert "Organisation" in [entry.anchor for entry in page.sections["classes"]]
    register = run(read_graph(engine, NamedNode(f"{BASE}register/agents"), "en"))
    assert list(register.sections) == ["others"]


@pytest.mark.parametrize(
    ("iri", "page"),
    [
        (f"{BASE}id/agent/kedrion", "/it/id/agent/kedrion"),
        (f"{BASE}source/a/1#b", "/it/source/a/1#b"),
        (f"{BASE}ontology#Claim", "/it/ontology#Claim"),
        (f"{BASE}question/members", "/it/questions/members"),
        (f"{BASE}id/agent/à", "/it/id/agent/%C3%A0"),
        (f"{BASE}elsewhere/x", f"{BASE}elsewhere/x"),
        (RDFS.label.value, RDFS.label.value),
        ("urn:isbn:1", None),
        ("javascript:alert(1)", None),
    ],
)
def test_iris_have_pages(iri: str, page: str | None) -> None:
    assert Links(BASE).page(iri, "it") == page


@pytest.mark.parametrize("path", ["a b", "a>b", 'a"b', "a{b", "a\nb", "a#b", "a?b", "\ud800", "a" * 5000, "%zz"])
def test_what_is_no_iri_has_no_node(path: str) -> None:
    assert Links(BASE).node(f"id/agent/{path}") is None
