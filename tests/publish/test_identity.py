"""The same workspace makes the same release: on every machine, in every folder, with every kind of line end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lsgraph.publish.cache import Cache
from lsgraph.publish.gate import GateOptions
from lsgraph.publish.identity import release_name, source_digests
from lsgraph.publish.release import publish
from lsgraph.publish.turtle import parse_files
from lsgraph.workspace import Workspace

TEXTS = ("*.ttl", "*.rq", "*.toml")


def name_of(workspace: Workspace) -> str:
    files, findings = parse_files(workspace.source_files(), Cache())
    assert findings == []
    return release_name(source_digests(workspace, files))


def with_windows_line_ends(workspace: Workspace, folder: Path) -> Workspace:
    shutil.copytree(workspace.root, folder)
    for pattern in TEXTS:
        for path in folder.rglob(pattern):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
            os.utime(path, (1, 1))
    return Workspace.open(folder)


def published_elsewhere(root: Path, releases: Path, seed: str) -> None:
    """Publish in a process of its own, with its own current folder and its own order of sets."""
    command = [sys.executable, "-c", "from lsgraph.cli import main; main()", "publish", str(root), "--releases", str(releases)]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run(command, cwd=root.parent, env=environment, check=True, capture_output=True)


def test_two_copies_make_the_same_bytes(workspace: Workspace, tmp_path: Path) -> None:
    # A text over several lines is where line ends would show.
    agents = workspace.root / "data/ttl/register/agents.ttl"
    agents.write_text(agents.read_text("utf-8") + '\nagent:mario-rossi skos:note """one\ntwo"""@en .\n', "utf-8")
    other = with_windows_line_ends(workspace, tmp_path / "elsewhere" / "copy")
    made = []
    for number, root in enumerate((workspace.root, other.root)):
        published_elsewhere(root, tmp_path / f"releases-{number}", seed=str(number))
        made.append((tmp_path / f"releases-{number}" / "current").resolve())
    assert made[0].name == made[1].name
    for name in ("dump.nq", "void.ttl", "report.ttl", "manifest.json", "queries/members.rq"):
        assert (made[0] / name).read_bytes() == (made[1] / name).read_bytes(), name
    assert b"sh:Warning" in (made[0] / "report.ttl").read_bytes(), "the report of this workspace has a warning to keep in order"


@pytest.mark.parametrize(
    "path",
    [
        "data/ttl/register/agents.ttl",
        "data/ttl/reference/places.ttl",
        "data/ttl/sources/arno-news-2021/1-joining.ttl",
        "ontology/lsgraph.ttl",
        "shapes/claims.ttl",
        "shapes/hygiene/two-names.rq",
        "queries/members.rq",
        "lsgraph.toml",
    ],
)
def test_every_source_counts_in_the_name(workspace: Workspace, path: str) -> None:
    before = name_of(workspace)
    source = workspace.root / path
    changed = source.read_text("utf-8")
    for old, new in (
        ('"@en', ' x"@en'),
        ("A thing", "Things"),
        ("Who is", "Who was"),
        ("The valley", "This valley"),
        ("officina", "o"),
    ):
        changed = changed.replace(old, new)
    source.write_text(changed, "utf-8")
    assert name_of(Workspace.open(workspace.root)) != before


def test_a_move_counts_in_the_name(workspace: Workspace) -> None:
    before = name_of(workspace)
    (workspace.root / "queries/members.rq").rename(workspace.root / "queries/who.rq")
    assert name_of(workspace) != before


def test_layout_and_settings_of_the_server_do_not(workspace: Workspace) -> None:
    before = name_of(workspace)
    path = workspace.root / "data/ttl/register/agents.ttl"
    path.write_text("# Another layout.\n\n" + path.read_text("utf-8").replace(" ;\n    ", " ; "), "utf-8")
    configuration = workspace.root / "lsgraph.toml"
    configuration.write_text(configuration.read_text("utf-8") + "\n[server]\nport = 9000\n", "utf-8")
    (workspace.root / "shapes/examples").mkdir()
    (workspace.root / "shapes/examples/good.ttl").write_text("<a> a <b> .", "utf-8")
    assert name_of(Workspace.open(workspace.root)) == before


def test_a_second_run_parses_nothing(workspace: Workspace, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    first, _ = parse_files(workspace.source_files(), cache)
    assert not any(file.is_from_cache for file in first)
    second, _ = parse_files(workspace.source_files(), cache)
    assert all(file.is_from_cache for file in second)
    assert [file.nquads for file in second] == [file.nquads for file in first]


def test_only_what_changed_is_parsed_again(workspace: Workspace, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    parse_files(workspace.source_files(), cache)
    changed = workspace.root / "data/ttl/register/agents.ttl"
    changed.write_text(changed.read_text("utf-8") + "\n# a remark\n", "utf-8")
    again, _ = parse_files(workspace.source_files(), cache)
    assert [file.source.path for file in again if not file.is_from_cache] == [changed]


def test_an_entry_of_the_cache_that_was_spoilt_is_a_miss(workspace: Workspace, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    first, _ = parse_files(workspace.source_files(), cache)
    for entry in (path for path in (tmp_path / "cache").rglob("*") if path.is_file()):
        entry.write_bytes(entry.read_bytes()[:-1])
    second, _ = parse_files(workspace.source_files(), cache)
    assert not any(file.is_from_cache for file in second)
    assert [file.nquads for file in second] == [file.nquads for file in first]


def test_the_verdict_of_the_shapes_is_kept(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = GateOptions(cache=Cache(tmp_path / "cache"))
    publish(workspace, tmp_path / "one", options)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the validator was asked again")

    monkeypatch.setattr("lsgraph.publish.shapes.validate_quickly", refuse)
    publish(workspace, tmp_path / "two", options)
    agents = workspace.root / "data/ttl/register/agents.ttl"
    agents.write_text(agents.read_text("utf-8").replace("Rete Arno", "Rete dell'Arno"), "utf-8")
    with pytest.raises(AssertionError, match="asked again"):
        publish(workspace, tmp_path / "three", options)
