"""Each hygiene query that LSGraph ships finds its fault in a small world that is otherwise without any."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from lsgraph.publish.asserted import Asserted
from lsgraph.publish.hygiene import ask_hygiene
from lsgraph.publish.turtle import ParsedFile, canonical_nquads
from lsgraph.workspace import GraphKind, SourceFile

SHIPPED = Path(__file__).parents[2] / "shapes" / "hygiene"
BASE = "https://example.org/kg/"
PREFIXES = """
@prefix ls: <https://w3id.org/lsgraph/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix agent: <https://example.org/kg/id/agent/> .
@prefix concept: <https://example.org/kg/id/concept/> .
@prefix place: <https://example.org/kg/id/place/> .
@prefix role: <https://example.org/kg/ontology/roles#> .
"""
CLASSES = ("Claim", "Membership", "Agent", "Network", "Firm", "Person", "Perimeter", "Sector", "Place", "Document", "Passage")
PROPERTIES = "participant in role modality memberOf hasMember impliesProperty perimeter ofSector because item order partOf"
ABOVE = {"Membership": "Claim", "Network": "Agent", "Firm": "Agent", "Person": "Agent"}


def term(name: str, kind: str) -> str:
    texts = f'rdfs:label "{name}"@en , "{name}"@it ; skos:definition "{name}"@en , "{name}"@it'
    above = f" ; rdfs:subClassOf ls:{ABOVE[name]}" if name in ABOVE else ""
    return f"ls:{name} a owl:{kind} ; {texts}{above} .\n"


def thing(node: str, kind: str, *facts: str) -> str:
    name = f"{kind} {node.partition(':')[2]}"
    labels = f'skos:prefLabel "{name}"@en , "{name}"@it'
    return f"{node} a {kind} ; {' ; '.join([labels, *facts])} .\n"


WORLD = {
    "ontology": "".join(term(name, "Class") for name in CLASSES)
    + "".join(term(name, "ObjectProperty") for name in PROPERTIES.split())
    + "ls:hasMember owl:inverseOf ls:memberOf .\nls:ofSector rdfs:domain ls:Perimeter .\n",
    "ontology/roles": thing("role:participant", "skos:Concept")
    + thing("role:member", "skos:Concept", "ls:impliesProperty ls:memberOf", "skos:broader role:participant")
    + thing("role:done", "skos:Concept"),
    "register/agents": thing("agent:verde", "ls:Firm", 'skos:altLabel "OV"@en')
    + thing("agent:arno", "ls:Network", 'skos:altLabel "the Arno"@en')
    + thing("agent:rossi", "ls:Person")
    + thing("agent:editors", "ls:Firm"),
    "register/documents": "<../source/news> a ls:Document .\n",
    "register/concepts": thing("concept:firms", "ls:Perimeter", "ls:ofSector concept:pharma")
    + thing("concept:pharma", "ls:Sector"),
    "reference/places": thing("place:tuscany", "ls:Place") + thing("place:pisa", "ls:Place", "ls:partOf place:tuscany"),
    "source/news/1": """
<> a ls:Passage ; dcterms:isPartOf <../news> ; ls:order 1 .
<#graph> dcterms:creator agent:editors .
<#joins> a ls:Membership ; ls:participant agent:verde ; ls:in agent:arno ; ls:role role:member ; ls:modality role:done ;
    ls:perimeter concept:firms ; ls:item <2#stays> .
""",
    "source/news/2": """
<> a ls:Passage ; dcterms:isPartOf <../news> .
<#stays> a ls:Membership ; ls:participant agent:rossi ; ls:in agent:arno ; ls:role role:member ; ls:modality role:done ;
    ls:because <#stays> .
""",
    "source/other/1": """
<> a ls:Passage ; dcterms:isPartOf <../other> .
<../other> a ls:Document .
""",
}
KINDS = {"source": GraphKind.PASSAGE, "reference": GraphKind.REFERENCE}


def parsed(path: str, turtle: str) -> ParsedFile:
    source = SourceFile(Path(f"{path}.ttl"), f"{BASE}{path}", KINDS.get(path.partition("/")[0], GraphKind.REGISTER))
    text = PREFIXES + turtle
    graph = NamedNode(source.graph_iri)
    triples = parse(text, format=RdfFormat.TURTLE, base_iri=source.graph_iri)
    quads = [Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples]
    return ParsedFile(source, text, canonical_nquads(quads), is_from_cache=False)


def faults(query: str, **additions: str) -> list[str]:
    """The rows of a query over the world with some Turtle added to files, `/` in their paths written `__`."""
    added = {path.replace("__", "/"): turtle for path, turtle in additions.items()}
    files = [parsed(path, WORLD.get(path, "") + added.get(path, "")) for path in sorted({*WORLD, *added})]
    found = ask_hygiene(Asserted.gather(BASE, files), [SHIPPED / f"{query}.rq"])
    return [f"{fault.path}: {fault.message}" for fault in [*found.errors, *found.warnings]]


@pytest.mark.parametrize("query", sorted(path.stem for path in SHIPPED.glob("*.rq")))
def test_the_world_has_no_fault(query: str) -> None:
    assert faults(query) == []


@pytest.mark.parametrize(
    ("path", "addition", "name"),
    [
        ("ontology", term("Lonely", "Class"), "ls:Lonely"),
        ("ontology", term("lonely", "DatatypeProperty"), "ls:lonely"),
        ("ontology__roles", thing("role:lonely", "skos:Concept"), "role:lonely"),
        ("ontology__roles", thing("role:lonely", "skos:Concept", "skos:broader role:member"), "role:lonely"),
    ],
)
def test_a_term_that_nothing_uses(path: str, addition: str, name: str) -> None:
    file = path.replace("__", "/")
    assert faults("unused-term", **{path: addition}) == [f"{file}.ttl: {name}: A term of the ontology should be used."]


def test_a_term_that_was_withdrawn_may_rest() -> None:
    assert faults("unused-term", ontology=term("Lonely", "Class") + "ls:Lonely owl:deprecated true .\n") == []


def test_a_term_is_used_by_what_is_under_it_and_by_its_inverse() -> None:
    """In the world `ls:Agent` has no instance, `ls:hasMember` states nothing, and `role:participant` is nobody's."""
    assert faults("unused-term", ontology="ls:Agent rdfs:comment 'above' . ls:PassageGraph a owl:Class .\n") == []


@pytest.mark.parametrize(
    ("path", "addition", "rows"),
    [
        ("register__agents", 'agent:new a ls:Firm ; skos:prefLabel "New"@en .\n', [("register/agents.ttl: agent:new", "it")]),
        ("ontology__roles", 'role:new a skos:Concept ; rdfs:label "new"@it .\n', [("ontology/roles.ttl: role:new", "en")]),
        ("source__news__1", "<#joins> ls:because agent:nobody .\n", [(": agent:nobody", "en"), (": agent:nobody", "it")]),
    ],
)
def test_a_thing_or_concept_without_a_label(path: str, addition: str, rows: list[tuple[str, str]]) -> None:
    found = faults("missing-label", **{path: addition})
    assert [row.removeprefix("None") for row in found] == [f"{who}: has no label in the language {lang}" for who, lang in rows]


def test_what_was_retired_needs_no_label() -> None:
    assert faults("missing-label", register__retired="agent:old dcterms:isReplacedBy agent:arno .\n") == []
    assert faults("missing-label", register__retired="agent:old rdfs:seeAlso agent:arno .\n") != []


def test_a_thing_that_no_passage_speaks_of() -> None:
    message = "A thing of the register should be one that a passage or a reference speaks of."
    lonely = thing("agent:lonely", "ls:Firm")
    assert faults("orphan", register__agents=lonely) == [f"register/agents.ttl: agent:lonely: {message}"]
    assert faults("orphan", register__agents=lonely, reference__places="agent:lonely ls:order 1 .\n") == []
    assert (
        faults("orphan", register__agents=lonely, register__documents="<../source/news> dcterms:publisher agent:lonely .\n")
        == []
    )


def test_what_defines_a_thing_that_is_spoken_of_is_no_orphan_but_what_it_defines_is() -> None:
    above, below = "concept:pharma skos:broader concept:lonely .\n", "concept:lonely skos:broader concept:pharma .\n"
    lonely = thing("concept:lonely", "ls:Sector")
    assert faults("orphan", register__concepts=lonely + above) == []
    assert len(faults("orphan", register__concepts=lonely + below)) == 1


def test_two_agents_of_one_name() -> None:
    same = 'agent:zeta a ls:Person ; skos:prefLabel "ls:Network arno"@en , "Zeta"@it .\n'
    [row] = faults("same-name-of-agents", register__agents=same)
    assert row.startswith("register/agents.ttl: agent:zeta: is called “ls:Network arno” (en) like <")
    assert faults("same-name-of-agents", register__agents=same.replace("agent:zeta", "concept:zeta")) == []
    assert faults("same-name-of-agents", register__agents=same.replace("ls:Person", "ls:Network")) == []  # same-name tells it


@pytest.mark.parametrize("shared", ["OV", "ls:Firm verde"])
def test_two_agents_that_share_another_name(shared: str) -> None:
    [row] = faults("shared-other-name", register__agents=f'agent:rossi skos:altLabel "{shared}"@en .\n')
    assert row.startswith("register/agents.ttl: agent:")
    assert f"is also called “{shared}” like <https://example.org/kg/id/agent/" in row
    assert faults("shared-other-name", register__concepts=f'concept:pharma skos:altLabel "{shared}"@en .\n') == []


@pytest.mark.parametrize("path", ["register__agents", "reference__places", "source__news__1"])
@pytest.mark.parametrize("fact", ["agent:verde ls:memberOf agent:arno .\n", "agent:arno ls:hasMember agent:verde .\n"])
def test_a_fact_without_a_claim(path: str, fact: str) -> None:
    subject, relation, _ = fact.split(" ", 2)
    [row] = faults("fact-without-claim", **{path: fact})
    iri = relation.replace("ls:", "https://w3id.org/lsgraph/ontology#")
    assert row.startswith(f"{path.replace('__', '/')}.ttl: {subject}: is said to be related by {iri} without a claim")


def test_a_relation_that_a_claim_states_is_for_claims_only() -> None:
    fact = "agent:verde ls:because agent:arno .\n"
    assert faults("fact-without-claim", register__agents=fact) == []
    assert len(faults("fact-without-claim", register__agents=fact, source__news__2="<#stays> ls:relation ls:because .\n")) == 1


@pytest.mark.parametrize("relation", ["partOf", "ofSector"])
def test_what_is_timeless_and_what_perimeters_take_in_need_no_claim(relation: str) -> None:
    claim = f"<#stays> ls:relation ls:{relation} .\n"
    fact = f"agent:verde ls:{relation} agent:arno .\n"
    assert faults("fact-without-claim", register__agents=fact, source__news__2=claim) == []


@pytest.mark.parametrize(
    ("path", "addition"),
    [
        ("source__news__2", "<#stays> ls:because <1#joins> .\n"),
        ("source__other__1", "<#lists> a ls:Claim ; ls:modality role:done ; ls:item <../news/1#joins> .\n"),
    ],
)
def test_a_claim_about_another_passages_claim(path: str, addition: str) -> None:
    [row] = faults("foreign-claim", **{path: addition})
    assert row.startswith(f"{path.replace('__', '/')}.ttl: ")
    assert row.endswith("of <https://example.org/kg/source/news/1#joins>, which another passage claims")


def test_the_editors_may_speak_of_claims() -> None:
    assert faults("foreign-claim", register__concepts="<#comparison> ls:item <../source/news/1#joins> .\n") == []


def test_a_thing_described_in_a_passage() -> None:
    [row] = faults("described-in-passage", source__news__1='agent:verde skos:altLabel "Verde"@it ; ls:order 1 .\n')
    assert row.startswith("source/news/1.ttl: agent:verde: is given http://www.w3.org/2004/02/skos/core#altLabel by a passage")
