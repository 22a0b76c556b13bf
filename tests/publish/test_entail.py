"""What follows from a source graph, and what must not."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from lsgraph.publish.asserted import Asserted
from lsgraph.publish.cache import Cache
from lsgraph.publish.entail import Companion, entail
from lsgraph.publish.ontology import Ontology
from lsgraph.publish.turtle import parse_files
from lsgraph.vocabulary import LS, RDF
from lsgraph.workspace import Workspace

JOINING = "data/ttl/sources/arno-news-2021/1-joining.ttl"
SIGNING = "data/ttl/sources/arno-news-2021/2-signing.ttl"
PASSAGE = "https://example.org/kg/source/arno-news-2021/1-joining"
COMPANION = "https://example.org/kg/inferred/source/arno-news-2021/1-joining"
OFFICINA = NamedNode("https://example.org/kg/id/agent/officina-verde")
NETWORK = NamedNode("https://example.org/kg/id/agent/arno-network")
CLAIM = NamedNode(f"{PASSAGE}#officina-verde-joins")
RELATION_CLAIM = """
<#works-together> a ls:RelationClaim ;
    ls:subject agent:officina-verde ; ls:relation ls:worksWith ; ls:object agent:arno-network , agent:port-authority ;
    ls:modality modality:done ; ls:asPrinted "joined the Arno Network" .
"""


def companions(workspace: Workspace) -> dict[str, Companion]:
    files, findings = parse_files(workspace.source_files(), Cache())
    assert findings == []
    asserted = Asserted.gather(workspace.base_iri, files)
    return {companion.graph_iri: companion for companion in entail(asserted, Ontology.read(asserted.store))}


def edit(workspace: Workspace, path: str, old: str, new: str) -> None:
    text = (workspace.root / path).read_text("utf-8")
    assert old in text
    (workspace.root / path).write_text(text.replace(old, new), "utf-8")


def add(workspace: Workspace, path: Path | str, text: str) -> None:
    target = workspace.root / path
    target.write_text((target.read_text("utf-8") if target.exists() else "") + text, "utf-8")


def test_a_participation_draws_its_short_cut_with_all_that_follows(workspace: Workspace) -> None:
    companion = companions(workspace)[COMPANION]
    assert companion.derived_from == PASSAGE
    assert set(companion.triples) == {
        Triple(CLAIM, RDF.type, LS.Participation),
        Triple(CLAIM, RDF.type, LS.Claim),
        Triple(OFFICINA, LS.memberOf, NETWORK),
        Triple(OFFICINA, LS.participatesIn, NETWORK),
        Triple(NETWORK, LS.hasMember, OFFICINA),
    }


def test_a_relation_claim_draws_one_for_each_object(workspace: Workspace) -> None:
    add(workspace, JOINING, RELATION_CLAIM)
    drawn = {triple for triple in companions(workspace)[COMPANION].triples if triple.predicate == LS.worksWith}
    harbour = NamedNode("https://example.org/kg/id/agent/port-authority")
    assert drawn == {Triple(OFFICINA, LS.worksWith, NETWORK), Triple(OFFICINA, LS.worksWith, harbour)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("modality:done", "modality:planned"),
        ("modality:done", "modality:done , modality:planned"),
        ("    ls:modality modality:done ;\n", ""),
        ("modality:done", "modality:done ; ls:attributedTo agent:mario-rossi"),
        ("modality:done", "modality:done ; ls:approximation <https://example.org/kg/ontology/approximations#about>"),
        ("role:member", "role:unknown"),
    ],
)
def test_a_hedged_claim_draws_nothing(workspace: Workspace, old: str, new: str) -> None:
    edit(workspace, JOINING, old, new)
    predicates = {triple.predicate for triple in companions(workspace)[COMPANION].triples}
    assert predicates == {RDF.type}


def test_an_exact_claim_draws(workspace: Workspace) -> None:
    exact = "modality:done ; ls:approximation <https://example.org/kg/ontology/approximations#exact>"
    edit(workspace, JOINING, "modality:done", exact)
    assert Triple(OFFICINA, LS.memberOf, NETWORK) in companions(workspace)[COMPANION].triples


def test_what_is_stated_is_not_entailed_again(workspace: Workspace) -> None:
    add(workspace, JOINING, "\nagent:officina-verde ls:memberOf agent:arno-network .\n")
    triples = companions(workspace)[COMPANION].triples
    assert Triple(OFFICINA, LS.memberOf, NETWORK) not in triples
    assert Triple(NETWORK, LS.hasMember, OFFICINA) in triples


def test_an_inverse_holds_both_ways(workspace: Workspace) -> None:
    add(workspace, JOINING, "\nagent:arno-network ls:hasMember agent:port-authority .\n")
    harbour = NamedNode("https://example.org/kg/id/agent/port-authority")
    assert Triple(harbour, LS.memberOf, NETWORK) in companions(workspace)[COMPANION].triples


def test_each_graph_keeps_what_follows_from_it(workspace: Workspace) -> None:
    found = companions(workspace)
    stated = Triple(OFFICINA, RDF.type, LS.Agent)
    assert {iri for iri, companion in found.items() if stated in companion.triples} == {
        "https://example.org/kg/inferred/register/agents",
        "https://example.org/kg/inferred/reference/places",
    }


def test_domain_and_range_say_nothing(workspace: Workspace) -> None:
    edit(workspace, SIGNING, "ls:participant agent:port-authority", "ls:participant agent:mario-rossi")
    rossi = NamedNode("https://example.org/kg/id/agent/mario-rossi")
    everything = {triple for companion in companions(workspace).values() for triple in companion.triples}
    assert any(triple.subject == rossi and triple.predicate == LS.signatoryOf for triple in everything)
    assert Triple(rossi, RDF.type, LS.Organisation) not in everything


def test_other_vocabularies_are_left_to_others(workspace: Workspace) -> None:
    alignment = "\n<https://w3id.org/lsgraph/ontology#Network> rdfs:subClassOf <http://www.w3.org/ns/org#Organization> .\n"
    add(workspace, "ontology/lsgraph.ttl", alignment)
    add(
        workspace,
        "ontology/lsgraph.ttl",
        "ls:role owl:inverseOf <http://e.org/p> . ls:in rdfs:subPropertyOf <http://e.org/q> .\n",
    )
    add(workspace, "ontology/lsgraph.ttl", "ls:Agent skos:broader ls:Claim . <#x> skos:broader <#y> .\n")
    everything = {triple for companion in companions(workspace).values() for triple in companion.triples}
    assert everything
    assert all(triple.predicate.value.startswith((LS, RDF)) for triple in everything)
    assert all(str(triple.object).startswith(f"<{LS}") for triple in everything if triple.predicate == RDF.type)


def test_a_circle_of_classes_comes_to_an_end(workspace: Workspace) -> None:
    add(workspace, "ontology/lsgraph.ttl", "\nls:Claim rdfs:subClassOf ls:Membership .\n")
    kinds = {triple.object for triple in companions(workspace)[COMPANION].triples if triple.subject == CLAIM}
    assert kinds == {LS.Claim, LS.Participation}
