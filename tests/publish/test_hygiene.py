"""Hygiene on real files: the file and line of a fault. What each query finds is tested in `test_hygiene_queries.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsgraph.publish.asserted import Asserted
from lsgraph.publish.cache import Cache
from lsgraph.publish.hygiene import ask_hygiene
from lsgraph.publish.turtle import parse_files
from lsgraph.workspace import Workspace

SHIPPED = Path(__file__).parents[2] / "shapes" / "hygiene"
AGENTS = "data/ttl/register/agents.ttl"
ONTOLOGY = "ontology/lsgraph.ttl"
ASKED = ("claim-outside-passage.rq", "same-name.rq", "undefined-term.rq", "undocumented-term.rq")
JOINING = "data/ttl/sources/arno-news-2021/1-joining.ttl"


def faults(workspace: Workspace, query: str) -> list[tuple[str, int | None, str]]:
    files, findings = parse_files(workspace.source_files(), Cache())
    assert findings == []
    found = ask_hygiene(Asserted.gather(workspace.base_iri, files), [SHIPPED / query])
    assert found.warnings == ()
    return [
        (fault.path.relative_to(workspace.root).as_posix() if fault.path else "", fault.line, fault.message)
        for fault in found.errors
    ]


def edit(workspace: Workspace, path: str, old: str, new: str) -> int:
    """Change a file, and return the line of the change."""
    text = (workspace.root / path).read_text("utf-8")
    assert old in text
    (workspace.root / path).write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("query", ASKED)
def test_a_sound_workspace_has_none(workspace: Workspace, query: str) -> None:
    assert faults(workspace, query) == []


@pytest.mark.parametrize(
    ("old", "new", "term"),
    [
        ("agent:mario-rossi a ls:Person", "agent:mario-rossi a ls:Preson", "ontology#Preson"),
        ("agent:mario-rossi a ls:Person", "agent:mario-rossi ls:konws agent:arno-network ; a ls:Person", "ontology#konws"),
        (
            "agent:mario-rossi a ls:Person",
            "agent:mario-rossi ls:role <https://w3id.org/lsgraph/ontology/roles#mebmer> ; a ls:Person",
            "ontology/roles#mebmer",
        ),
    ],
)
def test_a_term_that_is_not_defined(workspace: Workspace, old: str, new: str, term: str) -> None:
    line = edit(workspace, AGENTS, old, new)
    message = f"agent:mario-rossi: uses https://w3id.org/lsgraph/{term}, which the ontology does not define"
    assert faults(workspace, "undefined-term.rq") == [(AGENTS, line, message)]


def test_the_file_that_uses_the_term_is_named(workspace: Workspace) -> None:
    """The register says what Officina Verde is; the passage has the slip."""
    text = (workspace.root / JOINING).read_text("utf-8") + "\nagent:officina-verde ls:mentoin 'x' .\n"
    (workspace.root / JOINING).write_text(text, "utf-8")
    assert [(path, line) for path, line, _ in faults(workspace, "undefined-term.rq")] == [(JOINING, text.count("\n"))]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (' , "rete"@it', "", "ls:Network: has no label in the language it"),
        ('"network"@en', '"network"@fr', "ls:Network: has no label in the language en"),
        (
            '    skos:definition "What the tests call network."@en ,',
            "    skos:definition",
            "ls:Network: has no definition in the language en",
        ),
    ],
)
def test_a_term_that_is_not_documented(workspace: Workspace, old: str, new: str, message: str) -> None:
    edit(workspace, ONTOLOGY, old, new)
    text = (workspace.root / ONTOLOGY).read_text("utf-8")
    line = text[: text.index("ls:Network a ")].count("\n") + 1
    assert faults(workspace, "undocumented-term.rq") == [(ONTOLOGY, line, message)]


def test_two_things_of_one_name(workspace: Workspace) -> None:
    line = edit(workspace, AGENTS, '"Port Authority of Livorno"@en', '"Officina Verde"@en')
    message = (
        "agent:port-authority: is called “Officina Verde” (en) like <https://example.org/kg/id/agent/officina-verde>: "
        "one thing, or two names?"
    )
    assert faults(workspace, "same-name.rq") == [(AGENTS, line - 1, message)]


def test_things_of_different_classes_may_share_a_name(workspace: Workspace) -> None:
    edit(workspace, AGENTS, '"Mario Rossi"@en', '"Officina Verde"@en')
    assert faults(workspace, "same-name.rq") == []


def test_a_claim_under_another_passages_name(workspace: Workspace) -> None:
    line = edit(workspace, JOINING, "<#officina-verde-joins>", "<2-signing#officina-verde-joins>")
    [(path, found, message)] = faults(workspace, "claim-outside-passage.rq")
    assert (path, found) == (JOINING, line)
    assert "must have an IRI that begins with it and #" in message


def test_a_claim_in_the_register(workspace: Workspace) -> None:
    edit(workspace, AGENTS, "agent:mario-rossi a ls:Person", "<#joins> a ls:Membership .\nagent:mario-rossi a ls:Person")
    [(path, _, message)] = faults(workspace, "claim-outside-passage.rq")
    assert path == AGENTS
    assert message.endswith("a claim stands in <https://example.org/kg/register/agents>, which is no passage")
