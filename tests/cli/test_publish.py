"""`lsgraph publish` and `check`: what is said, what is written, and what stays when it cannot be."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, parse
from tests.cli.conftest import Desk

from lsgraph.publish.write import LOCK
from lsgraph.release.manifest import read_manifest
from lsgraph.vocabulary import SH

AGENTS = "data/ttl/register/agents.ttl"
SIGNING = "data/ttl/sources/arno-news-2021/2-signing.ttl"
LIMITED = """
import resource, sys
from lsgraph.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.argv[1:2] = []
main()
"""


def test_publish_says_what_it_made(desk: Desk) -> None:
    result = desk.publish()
    assert (result.exit_code, result.stderr) == (0, "")
    manifest = read_manifest(desk.release())
    assert result.stdout == f"Published {manifest.name}: 260 triples, 14 graphs, in ../releases/{manifest.name}.\n"
    assert (manifest.triples, manifest.graphs, manifest.is_checked) == (260, 14, True)


def test_publishing_again_activates_what_is_there(desk: Desk) -> None:
    desk.publish()
    made = desk.release().manifest.stat().st_mtime_ns
    result = desk.publish()
    assert result.stdout.startswith(f"Nothing has changed; activated {desk.served()}: ")
    assert desk.release().manifest.stat().st_mtime_ns == made


def test_going_back_activates_the_earlier_release(desk: Desk) -> None:
    desk.publish()
    first, text = desk.served(), desk.read(AGENTS)
    desk.edit(AGENTS, "Rete Arno", "Rete dell'Arno")
    desk.publish()
    assert desk.served() != first
    desk.write(AGENTS, text)
    assert desk.publish().stdout.startswith(f"Nothing has changed; activated {first}")
    log = [json.loads(line) for line in (desk.releases / "log.jsonl").read_text("utf-8").splitlines()]
    assert [entry["activated"] for entry in log][::2] == [first, first]
    assert [entry["has_documents"] for entry in log] == [False] * 3


def test_a_damaged_release_is_made_again(desk: Desk) -> None:
    desk.publish()
    name, dump = desk.served(), desk.release().dump.read_bytes()
    desk.release().dump.write_bytes(b"")
    assert desk.publish().stdout.startswith(f"Published {name}")
    assert (desk.served(), desk.release().dump.read_bytes()) == (name, dump)
    desk.publish()
    assert desk.unfinished() == []


def test_the_store_is_for_many_readers(desk: Desk) -> None:
    desk.publish()
    stores = [Store.read_only(str(desk.release().store)) for _ in range(2)]
    assert [len(store) for store in stores] == [read_manifest(desk.release()).quads + 260] * 2
    assert desk.served()  # and reading it changed none of its files


def test_check_writes_no_release(desk: Desk) -> None:
    result = desk.run("check", "--documents", str(desk.documents))
    assert result.exit_code == 0
    assert result.stdout.startswith("8 files, 260 triples: no faults (evidence found in the documents).")
    assert not list(desk.releases.glob("*/manifest.json"))
    desk.publish()
    assert f"A release of them is named {desk.served()}." in result.stdout


def test_check_does_without_a_folder_it_cannot_write(desk: Desk) -> None:
    desk.edit(SIGNING, "ls:participant agent:port-authority", "ls:participant agent:mario-rossi")
    (desk.root.parent / "releases").write_text("a file stands in the way")
    result = desk.run("check")
    assert result.exit_code == 1
    assert "A signatory is an organisation." in result.stderr
    assert "The SHACL report could not be written to ../releases/last-report.ttl: " in result.stderr


@pytest.mark.parametrize("has_place", [True, False])
def test_the_whole_report_is_kept_when_shapes_are_broken(desk: Desk, has_place: bool) -> None:
    desk.edit(SIGNING, "ls:participant agent:port-authority", "ls:participant agent:mario-rossi")
    place = desk.root.parent / "reports" / "mine.ttl" if has_place else desk.releases / "last-report.ttl"
    result = desk.publish(*(("--report", str(place)) if has_place else ()))
    assert f"The SHACL report is in ../{place.relative_to(desk.root.parent)}." in result.stderr
    triples = list(parse(place.read_bytes(), format=RdfFormat.TURTLE))
    assert [triple.object.value for triple in triples if triple.predicate == SH.conforms] == ["false"]
    assert len([triple for triple in triples if triple.predicate == SH.result]) == 1


def test_the_report_of_what_passed_is_written_where_it_is_asked_for(desk: Desk) -> None:
    desk.publish("--report", "report.ttl")
    assert desk.read("report.ttl") == desk.release().report.read_text("utf-8")
    assert "conforms true" in desk.read("report.ttl")


def test_a_second_publisher_is_sent_away(desk: Desk) -> None:
    desk.publish()
    before = desk.served()
    desk.edit(AGENTS, "Rete Arno", "Rete dell'Arno")
    with (desk.releases / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = desk.publish()
    assert (result.exit_code, desk.served()) == (1, before)
    assert result.stderr == f"lsgraph: Another publication is at work in {desk.releases}. Try again when it is done.\n"


def test_a_folder_that_cannot_be_written_is_told_in_one_line(desk: Desk) -> None:
    desk.releases.write_text("a file stands in the way")
    result = desk.publish()
    assert result.exit_code == 1
    assert result.stderr.startswith(f"lsgraph: The release cannot be written in {desk.releases}: ")
    assert result.stderr.endswith(" Name another folder with --releases.\n")


@pytest.mark.parametrize("most_bytes", [100, 5_000, 30_000], ids=["report", "dump", "store"])
def test_a_disk_that_fills_up_leaves_nothing_behind(desk: Desk, most_bytes: int) -> None:
    desk.publish()
    before = desk.served()
    desk.edit(AGENTS, "Rete Arno", "Rete dell'Arno")
    command = [sys.executable, "-c", LIMITED, str(most_bytes), "publish", str(desk.root), "--releases", str(desk.releases)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, desk.served()) == (1, before), result.stderr
    assert result.stderr.startswith(f"lsgraph: The release cannot be written in {desk.releases}: ")
    assert len(result.stderr.splitlines()) == 1
    assert desk.unfinished() == []
    assert desk.publish().exit_code == 0


def test_a_folder_of_documents_that_is_none_is_a_slip_of_the_command_line(desk: Desk) -> None:
    result = desk.publish("--documents", "nowhere")
    assert result.exit_code == 2
    assert "nowhere is not a folder." in result.stderr


@pytest.mark.parametrize("part", ["lsgraph.toml", "ontology", "data/ttl", "shapes", "queries"])
def test_a_folder_that_is_no_workspace_is_told_in_one_line(desk: Desk, part: str) -> None:
    path = desk.root / part
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    result = desk.publish()
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert Path(part).name in result.stderr


def test_a_setting_that_is_wrong_is_told_in_one_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LSGRAPH_PORT", "eighty")
    result = desk.publish()
    assert result.exit_code == 1
    assert result.stderr.startswith("lsgraph: Setting port: ")


def test_a_public_release_records_its_iris(desk: Desk) -> None:
    said = desk.publish("--record-iris").stdout.splitlines()
    recorded = [line for line in desk.read("data/released-iris.txt").splitlines() if not line.startswith("#")]
    assert said[1] == f"The record of released IRIs, data/released-iris.txt, holds {len(recorded)} IRIs."
    desk.edit(AGENTS, "agent:mario-rossi", "agent:rossi-mario")
    refused = desk.publish()
    assert refused.exit_code == 1
    assert "<https://example.org/kg/id/agent/mario-rossi> was released and is described no more" in refused.stderr
