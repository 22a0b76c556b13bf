"""`docs/questions.md` is what `lsgraph questions` prints, and `docs/adding-a-question.md` can be followed step by step."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lsgraph.cli import app
from lsgraph.questions.catalogue import read_catalogue
from lsgraph.questions.header import Header
from lsgraph.questions.parameters import RESERVED

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "questions.md"
WALK = (ROOT / "docs" / "adding-a-question.md").read_text("utf-8")
BLOCK = re.compile(r"```(console|sparql)\n(.*?)```", re.DOTALL)
QUERY = "valley/queries/who-joined.rq"


def test_the_page_is_what_the_command_prints(tmp_path: Path) -> None:
    printed = CliRunner().invoke(app, ["questions", str(ROOT)], catch_exceptions=False)
    assert printed.exit_code == 0
    assert printed.stdout.splitlines() == PAGE.read_text("utf-8").splitlines(), "docs/questions.md is old: run make questions"
    written = CliRunner().invoke(app, ["questions", str(ROOT), "--write", str(tmp_path / "q.md")], catch_exceptions=False)
    assert f"{len(read_catalogue(ROOT / 'queries'))} questions" in written.stdout
    assert (tmp_path / "q.md").read_text("utf-8") == printed.stdout


def test_where_the_page_cannot_be_written_is_told(tmp_path: Path) -> None:
    refused = CliRunner().invoke(app, ["questions", str(ROOT), "--write", str(tmp_path)], catch_exceptions=False)
    assert refused.exit_code == 1
    assert "cannot be written" in refused.stderr


def steps() -> Iterator[tuple[str, str]]:
    """Give each step of the walk: a command with what it shows, or the file to be written with its content."""
    for kind, text in BLOCK.findall(WALK):
        if kind == "sparql":
            yield f"write {QUERY}", text
            continue
        for step in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, shown = step.partition("\n")
            yield command, shown


def run(command: str, folder: Path) -> str:
    """Run a command as a reader would, and return what a terminal shows: both outputs, as they come."""
    environment = {key: value for key, value in os.environ.items() if key not in ("LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS")}
    environment["PATH"] = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that has what the walk begins with, and the command."""
    shutil.copytree(ROOT / "tests/fixtures/workspace", tmp_path / "tests/fixtures/workspace")
    command = tmp_path / "bin/lsgraph"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m lsgraph "$@"\n')
    command.chmod(0o755)
    return tmp_path


def test_the_walk_can_be_followed(folder: Path) -> None:
    commands = 0
    for command, shown in steps():
        if command == f"write {QUERY}":
            (folder / QUERY).write_text(shown, "utf-8")
            continue
        seen = run(command, folder)
        expected = ".*".join(re.escape(part) for part in shown.strip("\n").split("…"))
        assert re.fullmatch(expected, seen.strip("\n")), f"$ {command}\n{seen}\ninstead of\n{shown}"
        commands += 1
    assert commands > 10


def test_the_walk_names_every_key_and_every_name_that_is_taken() -> None:
    keys = {field.alias or name for name, field in Header.model_fields.items()}
    table = WALK.partition("## What a header can say")[2]
    assert all(f"`{key}`" in table for key in keys)
    assert all(f"`{name}`" in table for name in RESERVED)
