"""The gate as a whole, on the shipped workspace: what it must refuse, and that its evidence stands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lsgraph.publish.gate import GateOptions
from lsgraph.publish.release import check
from lsgraph.workspace import Workspace

ROOT = Path(__file__).parents[2]
DOCUMENTS = Path(os.environ.get("LSGRAPH_TEST_DOCUMENTS", ROOT.parent / "shared" / "documents"))
SIGNING = "data/ttl/sources/alisei-ice-agreement-2020/1-firmato-il-16-gennaio-2020.ttl"


def copy_of_workspace(folder: Path) -> Path:
    for part in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "lsgraph.toml", folder)
    return folder


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run([sys.executable, "-m", "lsgraph", *arguments], capture_output=True, text=True, env=environment)


def test_a_person_as_signatory_is_refused_by_publish_and_the_last_release_stays(tmp_path: Path) -> None:
    """A range of ls:signatoryOf would make the person an organisation: the gate must see what is asserted, before that."""
    workspace, releases = copy_of_workspace(tmp_path / "workspace"), tmp_path / "releases"
    assert run("publish", str(workspace), "--releases", str(releases)).returncode == 0
    served = (releases / "current").readlink()

    passage = workspace / SIGNING
    text = passage.read_text("utf-8")
    organisation = "ls:participant agent:alisei ;\n    ls:in document:accordo-alisei-ice-2020 ;\n    ls:role role:signatory"
    assert organisation in text
    passage.write_text(text.replace(organisation, organisation.replace("agent:alisei", "agent:diana-bracco")), "utf-8")

    refused = run("publish", str(workspace), "--releases", str(releases))
    assert refused.returncode == 1
    line = text[: text.index("<#alisei-signed>")].count("\n") + 1
    assert f"1-firmato-il-16-gennaio-2020.ttl:{line}:" in refused.stderr
    assert "A signatory is an organisation" in refused.stderr
    assert (releases / "current").readlink() == served


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the documents' texts are not beside the checkout")
def test_every_phrase_stands_in_its_passage() -> None:
    assert check(Workspace.open(ROOT), GateOptions(documents=DOCUMENTS)).warnings == ()


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the documents' texts are not beside the checkout")
def test_a_phrase_that_no_document_prints_is_refused(tmp_path: Path) -> None:
    workspace = copy_of_workspace(tmp_path / "workspace")
    passage = workspace / SIGNING
    passage.write_text(passage.read_text("utf-8").replace("Diana Bracco per ALISEI", "Diana Bracco contro ALISEI"), "utf-8")
    refused = run("check", str(workspace), "--documents", str(DOCUMENTS))
    assert refused.returncode == 1
    assert "Diana Bracco contro ALISEI" in refused.stderr
