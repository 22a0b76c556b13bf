"""The commands as a whole."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest
from tests.cli.conftest import Desk
from typer.testing import CliRunner

from lsgraph import __version__
from lsgraph.cli import app

COMMAND = [sys.executable, "-c", "from lsgraph.cli import main; main()"]


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"lsgraph {__version__}\n"


def test_help_names_every_command() -> None:
    told = CliRunner().invoke(app, ["--help"]).stdout
    for command in ("check", "publish", "load", "serve", "releases", "coverage", "locate"):
        assert f"\n  {command} " in told


@pytest.mark.parametrize("command", ["check", "publish", "load", "serve", "releases", "coverage", "locate"])
def test_every_option_is_explained(command: str) -> None:
    told = CliRunner().invoke(app, [command, "--help"], terminal_width=200).stdout
    options = [line for line in told.splitlines() if line.startswith("  --")]
    assert options
    assert all(len(line.split("  ")) > 2 or line.endswith("]") for line in options), told


def test_progress_is_shown_on_a_terminal_and_nowhere_else(desk: Desk) -> None:
    primary, secondary = pty.openpty()
    said = [*COMMAND, "publish", str(desk.root), "--releases", str(desk.releases)]
    environment = {**os.environ, "TERM": "xterm"}
    process = subprocess.run(said, stderr=secondary, stdout=subprocess.PIPE, env=environment, check=True)
    os.close(secondary)
    shown = os.read(primary, 100_000)
    os.close(primary)
    assert b"checking shapes" in shown
    assert process.stdout.startswith(b"Published ")
    quiet = subprocess.run(said, capture_output=True, check=True)
    assert quiet.stderr == b""


def test_an_interruption_ends_with_its_own_status(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lsgraph.publish.gate.ask_hygiene", interrupt)
    result = desk.publish()
    assert (result.exit_code, result.output) == (130, "")
    assert desk.served() is None
    assert desk.unfinished() == []
