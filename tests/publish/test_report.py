"""Validation reports: the same bytes every time, and one readable line a result."""

from __future__ import annotations

import pytest

from lsgraph.publish.asserted import Asserted
from lsgraph.publish.cache import Cache
from lsgraph.publish.faults import Faults
from lsgraph.publish.report import tell_report
from lsgraph.publish.shapes import canonical_turtle, read_shapes, validate
from lsgraph.publish.turtle import parse_files
from lsgraph.workspace import Workspace

AGENTS = "data/ttl/register/agents.ttl"
SPARQL_SHAPE = '''
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ls: <https://w3id.org/lsgraph/ontology#> .
<#s> a sh:NodeShape ; sh:targetClass ls:Person ; sh:sparql <#c> .
<#c> sh:message "Nobody called {?value}."@en , "Nessuno che si chiami {?value}."@it ;
    sh:select """SELECT $this ?value {
      $this <http://www.w3.org/2004/02/skos/core#prefLabel> ?value FILTER(LANG(?value) = 'en') }""" .
'''


def told(workspace: Workspace, language: str) -> Faults:
    files, _ = parse_files(workspace.source_files(), Cache())
    asserted = Asserted.gather(workspace.base_iri, files)
    shapes = read_shapes(workspace.shape_files(), workspace.base_iri)
    assert shapes.findings == ()
    return tell_report(validate(files, shapes, Cache()), shapes, asserted, language)


def edit(workspace: Workspace, path: str, old: str, new: str) -> None:
    text = (workspace.root / path).read_text("utf-8")
    assert old in text
    (workspace.root / path).write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "Mario Rossi: Nobody called Mario Rossi. (here: Mario Rossi)"),
        ("it", "Mario Rossi: Nessuno che si chiami Mario Rossi. (here: Mario Rossi)"),
    ],
)
def test_the_language_of_a_sparql_constraint_is_found_again(workspace: Workspace, language: str, message: str) -> None:
    (workspace.root / "shapes/sparql.ttl").write_text(SPARQL_SHAPE, "utf-8")
    assert [error.message for error in told(workspace, language).errors] == [message]


def test_a_label_is_told_in_the_users_language(workspace: Workspace) -> None:
    edit(workspace, AGENTS, "agent:arno-network a ls:Network ;", 'agent:arno-network a ls:Network ; skos:note "x" ;')
    assert [warning.message.split(":")[0] for warning in told(workspace, "it").warnings] == ["Rete Arno"]
    assert [warning.message.split(":")[0] for warning in told(workspace, "en").warnings] == ["Arno Network"]


def test_a_node_without_a_label_goes_by_its_name(workspace: Workspace) -> None:
    edit(workspace, AGENTS, "agent:mario-rossi a", 'agent:anna-bianchi a ls:Person ; skos:note "x" .\nagent:mario-rossi a')
    assert [warning.message.split(":")[0] for warning in told(workspace, "it").warnings] == ["anna-bianchi"]


def test_a_result_leads_to_the_file_that_states_the_value(workspace: Workspace) -> None:
    """The register gives the type; the reference file states the value that is at fault."""
    shape = SPARQL_SHAPE.split("<#s>")[0] + "<#s> a sh:NodeShape ; sh:targetClass ls:Person ; sh:property <#p> .\n"
    shape += "<#p> sh:path ls:in ; sh:nodeKind sh:Literal ."
    (workspace.root / "shapes/in.ttl").write_text(shape, "utf-8")
    places = workspace.root / "data/ttl/reference/places.ttl"
    places.write_text(places.read_text("utf-8") + "\nagent:mario-rossi ls:in agent:arno-network .\n", "utf-8")
    [error] = told(workspace, "en").errors
    assert (error.path, error.line) == (places, places.read_text("utf-8").count("\n"))
    assert error.message.endswith("(here: agent:arno-network)")


def test_a_report_has_the_same_bytes_whatever_its_nodes_are_called() -> None:
    one = b'_:a <http://e.org/p> _:b .\n_:b <http://e.org/q> "1" .\n_:a <http://e.org/p> _:c .\n_:c <http://e.org/q> "2" .\n'
    other = b'_:y <http://e.org/q> "1" .\n_:x <http://e.org/p> _:z .\n_:z <http://e.org/q> "2" .\n_:x <http://e.org/p> _:y .\n'
    assert canonical_turtle(one) == canonical_turtle(other)
    assert canonical_turtle(one) != canonical_turtle(one.replace(b'"2"', b'"3"'))
