"""`lsgraph load`: any RDF file as it is, once somebody said that it is unchecked."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Store
from typer.testing import CliRunner, Result

from lsgraph.cli import app
from lsgraph.publish.sorting import sort_lines
from lsgraph.release.checksums import verify
from lsgraph.release.layout import Release
from lsgraph.release.manifest import read_manifest
from lsgraph.release.pointer import current_release

A, B = "<http://e.org/a>", "<http://e.org/b>"
QUADS = f'{A} {B} {A} <http://e.org/g1> .\n{A} {B} {A} <http://e.org/g2> .\n{B} {B} _:x <http://e.org/g1> .\n_:x {B} "t" .\n'
FILES = {
    "data.nq": QUADS,
    "data.nt": f"{A} {B} {A} .\n",
    "data.ttl": "<http://e.org/a> <http://e.org/b> [ a <http://e.org/c> ] .",
    "data.trig": "<http://e.org/g> { <http://e.org/a> a <http://e.org/c> }",
    "data.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">'
    '<e:C rdf:about="http://e.org/a"/></rdf:RDF>',
    "data.jsonld": '{"@id": "http://e.org/a", "http://e.org/b": "x"}',
}


def load(path: Path, *arguments: str) -> Result:
    said = ["load", str(path), "--releases", str(path.parent / "releases"), *arguments]
    return CliRunner().invoke(app, said, catch_exceptions=False)


def loaded(path: Path) -> Release:
    assert load(path, "--unchecked").exit_code == 0
    release = current_release(path.parent / "releases")
    assert release is not None
    assert verify(release) == []
    assert not list(path.parent.glob("releases/.building-*"))
    return release


@pytest.mark.parametrize("name", FILES)
def test_every_format_is_loaded(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FILES[name])
    manifest = read_manifest(loaded(tmp_path / name))
    assert not manifest.is_checked
    assert manifest.title["en"] == name
    assert manifest.triples > 0


def test_a_gzip_file_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "data.nq.gz").write_bytes(gzip.compress(QUADS.encode()))
    assert read_manifest(loaded(tmp_path / "data.nq.gz")).quads == 4


def test_graphs_are_kept_and_merged_each_triple_once(tmp_path: Path) -> None:
    (tmp_path / "data.nq").write_text(QUADS)
    release = loaded(tmp_path / "data.nq")
    store = Store.read_only(str(release.store))
    assert sorted(graph.value for graph in store.named_graphs()) == ["http://e.org/g1", "http://e.org/g2"]
    default = [quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())]
    assert len(default) == len(set(default)) == 3
    manifest = read_manifest(release)
    assert (manifest.quads, manifest.triples, manifest.graphs) == (4, 3, 2)


def test_a_blank_node_is_the_same_one_in_every_graph(tmp_path: Path) -> None:
    (tmp_path / "data.nq").write_text(QUADS)
    store = Store.read_only(str(loaded(tmp_path / "data.nq").store))
    assert store.query("ASK { <http://e.org/b> ?p ?x . ?x ?p 't' }")


def test_the_same_file_is_loaded_once(tmp_path: Path) -> None:
    (tmp_path / "data.nq").write_text(QUADS)
    first = loaded(tmp_path / "data.nq")
    assert load(tmp_path / "data.nq", "--unchecked").stdout.startswith(f"Nothing has changed; activated {first.name}")
    (tmp_path / "data.nq").write_text(QUADS + f"{A} {A} {A} .\n")
    assert loaded(tmp_path / "data.nq") != first


def test_the_same_bytes_in_another_format_are_something_else(tmp_path: Path) -> None:
    names = set()
    for name in ("data.nt", "data.ttl"):
        (tmp_path / name).write_text(FILES["data.nt"])
        names.add(loaded(tmp_path / name).name)
    assert len(names) == 2


def test_without_saying_so_nothing_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "data.nq").write_text(QUADS)
    result = load(tmp_path / "data.nq")
    assert result.exit_code == 1
    assert result.stderr.startswith(
        f"lsgraph: {tmp_path / 'data.nq'} would be served without passing any gate. Say --unchecked"
    )
    assert not (tmp_path / "releases").exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("data.csv", b"a,b", "the format of .csv files is not known"),
        ("data.nq", b"", "states nothing"),
        ("data.nq", b"<http://e.org/a> <b> .\n", "data.nq:1:18: cannot be parsed: "),
        ("data.nq", b'<http://e.org/a> <http://e.org/b> "\xff" .\n', "cannot be parsed: "),
        ("data.nq.gz", gzip.compress(b"x" * 99)[:-9], "is not a whole gzip file"),
        ("data.nq.gz", b"plain", "is not a whole gzip file"),
    ],
)
def test_what_cannot_be_loaded_leaves_the_old_release(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / "good.nq").write_text(QUADS)
    before = loaded(tmp_path / "good.nq")
    (tmp_path / name).write_bytes(content)
    result = load(tmp_path / name, "--unchecked")
    assert result.exit_code == 1
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert current_release(tmp_path / "releases") == before
    assert not list(tmp_path.glob("releases/.building-*"))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = load(tmp_path / "none.nq", "--unchecked")
    assert result.exit_code == 1
    assert result.stderr == f"lsgraph: {tmp_path / 'none.nq'} cannot be read: No such file or directory.\n"


@pytest.mark.parametrize("run_lines", [1, 3, 1000])
def test_lines_are_sorted_in_runs_each_once(tmp_path: Path, run_lines: int) -> None:
    lines = [f"{number * 7 % 10}\n".encode() for number in range(25)]
    (tmp_path / "lines").write_bytes(b"".join(lines))
    sort_lines(tmp_path / "lines", tmp_path / "sorted", run_lines)
    assert (tmp_path / "sorted").read_bytes() == b"".join(sorted(set(lines)))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lines", "sorted"]
