"""A workspace: what it must have, and which graph each file fills."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lsgraph.errors import WorkspaceError
from lsgraph.workspace import PARTS, GraphKind, Workspace, is_installed, shipped_workspace

FIXTURE = Path(__file__).parent / "fixtures" / "workspace"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURE, tmp_path / "workspace")
    return tmp_path / "workspace"


def test_a_files_place_gives_its_graph_and_kind(root: Path) -> None:
    found = {
        source.path.relative_to(root).as_posix(): (source.graph_iri, source.kind)
        for source in Workspace.open(root).source_files()
    }
    base = "https://example.org/kg/"
    assert found == {
        "ontology/lsgraph.ttl": (f"{base}ontology", GraphKind.REGISTER),
        "ontology/modalities.ttl": (f"{base}ontology/modalities", GraphKind.REGISTER),
        "ontology/roles.ttl": (f"{base}ontology/roles", GraphKind.REGISTER),
        "data/ttl/reference/places.ttl": (f"{base}reference/places", GraphKind.REFERENCE),
        "data/ttl/register/agents.ttl": (f"{base}register/agents", GraphKind.REGISTER),
        "data/ttl/register/documents.ttl": (f"{base}register/documents", GraphKind.REGISTER),
        "data/ttl/sources/arno-news-2021/1-joining.ttl": (f"{base}source/arno-news-2021/1-joining", GraphKind.PASSAGE),
        "data/ttl/sources/arno-news-2021/2-signing.ttl": (f"{base}source/arno-news-2021/2-signing", GraphKind.PASSAGE),
    }


def test_files_come_in_the_order_of_their_graphs(root: Path) -> None:
    iris = [source.graph_iri for source in Workspace.open(root).source_files()]
    assert iris == sorted(iris)


def test_a_name_may_have_dots(root: Path) -> None:
    (root / "data/ttl/register/v1.2.ttl").write_text("")
    assert "https://example.org/kg/register/v1.2" in {source.graph_iri for source in Workspace.open(root).source_files()}


def test_what_editors_and_systems_leave_lying_about_is_no_source(root: Path) -> None:
    before = Workspace.open(root).source_files()
    (root / "data/ttl/register/.#agents.ttl").symlink_to("nobody@nowhere")
    (root / "data/ttl/register/._agents.ttl").write_bytes(b"\0")
    (root / "data/ttl/register/.trash").mkdir()
    (root / "data/ttl/register/.trash/old.ttl").write_text("")
    (root / "data/ttl/register/folder.ttl").mkdir()
    (root / "shapes/.#claims.ttl").symlink_to("nobody@nowhere")
    (root / "queries/.#members.rq").symlink_to("nobody@nowhere")
    workspace = Workspace.open(root)
    assert workspace.source_files() == before
    assert [path.name for path in workspace.shape_files()] == ["claims.ttl"]
    assert [path.name for path in workspace.question_files()] == ["members.rq"]


def test_examples_are_no_part_of_the_gate(root: Path) -> None:
    (root / "shapes/examples").mkdir()
    (root / "shapes/examples/bad.ttl").write_text("")
    assert [path.name for path in Workspace.open(root).shape_files()] == ["claims.ttl"]


@pytest.mark.parametrize("path", ["data/ttl/agents.ttl", "data/ttl/regsiter/agents.ttl"])
def test_a_file_in_no_tree_is_told(root: Path, path: str) -> None:
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text("")
    with pytest.raises(WorkspaceError, match=r"live under register, reference, sources in "):
        Workspace.open(root).source_files()


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_part_is_told(root: Path, part: str) -> None:
    shutil.rmtree(root / part)
    with pytest.raises(WorkspaceError, match=f"it has no folder {part}/"):
        Workspace.open(root)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", r"the table \[workspace\] is missing"),
        (b"[workspace", "lsgraph.toml: "),
        (b"\xff", "lsgraph.toml: "),
        (b"[workspace]\n", "base_iri must be"),
        (b"[workspace]\nbase_iri = 'https://example.org/kg'\n", "base_iri must be"),
        (b"[workspace]\nbase_iri = 'urn:x/'\n", "base_iri must be"),
        (b"[workspace]\nbase_iri = 3\n", "base_iri must be"),
        (b"[workspace]\nbase_iri = 'https://example.org/k g/'\n", "base_iri must be"),
        (b"workspace = 3\n", r"the table \[workspace\] is missing"),
        (b"[workspace]\nbase_iri = 'https://example.org/'\ntitle = 'The valley'\n", "title must be a table of languages"),
        (b"[workspace]\nbase_iri = 'https://example.org/'\ntitle.en = 3\n", "title must be a table of languages"),
        (b"[workspace]\nbase_iri = 'https://example.org/'\nlicence = 'CC BY'\n", "licence must be"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_told(root: Path, content: bytes, told: str) -> None:
    (root / "lsgraph.toml").write_bytes(content)
    with pytest.raises(WorkspaceError, match=told):
        Workspace.open(root)


def test_a_folder_without_a_configuration_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"is not a workspace: it has no lsgraph\.toml"):
        Workspace.open(tmp_path)


def test_the_shipped_workspace_is_that_of_the_checkout() -> None:
    root = shipped_workspace()
    assert Workspace.open(root).base_iri == "https://w3id.org/lsgraph/"
    assert not is_installed(root)
