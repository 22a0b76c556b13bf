"""A released IRI stays, or says what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsgraph.errors import GateError, WorkspaceError
from lsgraph.publish import vanished
from lsgraph.publish.gate import GateOptions
from lsgraph.publish.release import check, publish
from lsgraph.publish.vanished import RECORD, record_iris
from lsgraph.workspace import Workspace

AGENTS = "data/ttl/register/agents.ttl"
RETIRED = "data/ttl/register/retired.ttl"
ROSSI = "https://example.org/kg/id/agent/mario-rossi"
PREFIXES = """
@prefix agent: <https://example.org/kg/id/agent/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""


def record(workspace: Workspace, releases: Path) -> list[str]:
    published = publish(workspace, releases, GateOptions())
    count = record_iris(workspace, published.release)
    lines = (workspace.root / RECORD).read_text("utf-8").splitlines()
    iris = [line for line in lines if not line.startswith("#")]
    assert len(iris) == count
    return iris


def remove_rossi(workspace: Workspace) -> None:
    path = workspace.root / AGENTS
    head, _, _ = path.read_text("utf-8").partition("agent:mario-rossi")
    path.write_text(head, "utf-8")


def faults(workspace: Workspace) -> list[str]:
    try:
        check(workspace, GateOptions())
    except GateError as error:
        return [str(finding).removeprefix(f"{workspace.root}/") for finding in error.findings]
    return []


def test_the_record_holds_what_the_sources_describe(workspace: Workspace, tmp_path: Path) -> None:
    iris = record(workspace, tmp_path / "releases")
    assert iris == sorted(set(iris))
    assert {ROSSI, "https://example.org/kg/source/arno-news-2021/1-joining#officina-verde-joins"} <= set(iris)
    assert "https://example.org/kg/ontology/roles#member" in iris
    assert not [iri for iri in iris if iri.endswith("#graph") or "/inferred/" in iri or not iri.startswith(workspace.base_iri)]
    assert faults(workspace) == []


def test_before_the_first_record_everything_may_go(workspace: Workspace) -> None:
    remove_rossi(workspace)
    assert faults(workspace) == []


def test_an_iri_that_vanished_is_told_with_what_to_do(workspace: Workspace, tmp_path: Path) -> None:
    line = record(workspace, tmp_path / "releases").index(ROSSI) + 3
    served = (tmp_path / "releases" / "current").readlink()
    remove_rossi(workspace)
    [fault] = faults(workspace)
    assert fault.startswith(f"{RECORD}:{line}: <{ROSSI}> was released and is described no more; describe it again, or retire")
    with pytest.raises(GateError):
        publish(workspace, tmp_path / "releases", GateOptions())
    assert (tmp_path / "releases" / "current").readlink() == served


@pytest.mark.parametrize("fate", ["dcterms:isReplacedBy agent:officina-verde", "owl:deprecated true"])
def test_an_iri_may_be_retired(workspace: Workspace, tmp_path: Path, fate: str) -> None:
    record(workspace, tmp_path / "releases")
    remove_rossi(workspace)
    (workspace.root / RETIRED).write_text(f"{PREFIXES}agent:mario-rossi {fate} .\n", "utf-8")
    assert faults(workspace) == []


def test_a_replacement_must_be_there(workspace: Workspace) -> None:
    (workspace.root / RETIRED).write_text(f"{PREFIXES}agent:old dcterms:isReplacedBy agent:gone .\n", "utf-8")
    assert faults(workspace) == [
        f"{RETIRED}:5: agent:old: is replaced by <https://example.org/kg/id/agent/gone>, which nothing describes"
    ]
    (workspace.root / RETIRED).write_text(f"{PREFIXES}agent:old dcterms:isReplacedBy <https://elsewhere.org/x> .\n", "utf-8")
    assert faults(workspace) == []


def test_a_record_only_grows(workspace: Workspace, tmp_path: Path) -> None:
    first = record(workspace, tmp_path / "releases")
    remove_rossi(workspace)
    (workspace.root / RETIRED).write_text(
        f"{PREFIXES}agent:mario-rossi owl:deprecated true . agent:new owl:deprecated true .\n"
    )
    assert sorted([*first, "https://example.org/kg/id/agent/new"]) == record(workspace, tmp_path / "releases")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"no iri at all\n"])
def test_a_record_that_cannot_be_used_is_told(workspace: Workspace, content: bytes) -> None:
    (workspace.root / RECORD).write_bytes(content)
    [fault] = faults(workspace)
    assert fault.startswith(RECORD)


def test_an_installed_workspace_keeps_no_record(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published = publish(workspace, tmp_path / "releases", GateOptions())
    monkeypatch.setattr(vanished, "is_installed", lambda _: True)
    with pytest.raises(WorkspaceError, match="installed package"):
        record_iris(workspace, published.release)
