"""Killed at any step, a publication leaves the release that was served, whole, and the next one succeeds."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lsgraph.publish.gate import GateOptions
from lsgraph.publish.progress import Step
from lsgraph.publish.release import publish
from lsgraph.release.checksums import verify
from lsgraph.release.pointer import current_release
from lsgraph.workspace import Workspace

PUBLISH_AND_STOP = """
import os, signal, sys
from pathlib import Path
from lsgraph.publish.gate import GateOptions
from lsgraph.publish.progress import Step
from lsgraph.publish.release import publish
from lsgraph.workspace import Workspace

root, releases, last, ending = sys.argv[1:]

def progress(step):
    if step == Step[last]:
        os.kill(os.getpid(), signal.Signals[ending])

publish(Workspace.open(Path(root)), Path(releases), GateOptions(progress=progress))
"""


def stop_at(step: Step, ending: str, workspace: Workspace, releases: Path) -> int:
    command = [sys.executable, "-c", PUBLISH_AND_STOP, str(workspace.root), str(releases), step.name, ending]
    return subprocess.run(command, capture_output=True, check=False).returncode


def change(workspace: Workspace) -> None:
    path = workspace.root / "data/ttl/register/agents.ttl"
    path.write_text(path.read_text("utf-8").replace("Rete Arno", "Rete dell'Arno"), "utf-8")


@pytest.mark.parametrize("ending", ["SIGKILL", "SIGINT"])
@pytest.mark.parametrize("step", Step)
def test_a_publication_that_is_stopped_leaves_the_old_release(
    workspace: Workspace, tmp_path: Path, step: Step, ending: str
) -> None:
    releases = tmp_path / "releases"
    before = publish(workspace, releases, GateOptions()).release
    change(workspace)

    # A process that does not catch SIGINT ends by it as well, once Python has cleared up.
    assert stop_at(step, ending, workspace, releases) == -signal.Signals[ending]
    assert current_release(releases) == before
    assert verify(before) == []
    if ending == "SIGINT":
        assert not list(releases.glob(".building-*"))

    after = publish(workspace, releases, GateOptions()).release
    assert after != before
    assert current_release(releases) == after
    assert verify(after) == []
    assert not list(releases.glob(".building-*"))


def test_every_step_is_told_in_order(workspace: Workspace, tmp_path: Path) -> None:
    steps: list[Step] = []
    publish(workspace, tmp_path / "releases", GateOptions(progress=steps.append))
    assert steps == list(Step)
