"""A copy of the small workspace to spoil, and the commands to run on it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lsgraph.cli import app
from lsgraph.release.checksums import verify
from lsgraph.release.layout import Release
from lsgraph.release.pointer import current_release

FIXTURES = Path(__file__).parents[1] / "fixtures"


@dataclass(frozen=True)
class Desk:
    """A workspace, the documents it was read from, and a folder of releases."""

    root: Path
    documents: Path
    releases: Path

    def run(self, command: str, *arguments: str) -> Result:
        said = [command, str(self.root), "--releases", str(self.releases), *arguments]
        return CliRunner().invoke(app, said, catch_exceptions=False)

    def publish(self, *arguments: str) -> Result:
        return self.run("publish", *arguments)

    def write(self, path: str, content: str | bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)

    def read(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text, f"{path} does not hold {old!r}"
        self.write(path, text.replace(old, new, 1))

    def line_of(self, path: str, words: str) -> int:
        """Return the line on which some words begin."""
        before, found, _ = self.read(path).partition(words)
        assert found, f"{path} does not hold {words!r}"
        return before.count("\n") + 1

    def served(self) -> str | None:
        """Return the name of the release being served, having verified that it is whole."""
        release = current_release(self.releases)
        if release is not None:
            assert verify(release) == []
        return release.name if release else None

    def release(self) -> Release:
        release = current_release(self.releases)
        assert release is not None
        return release

    def unfinished(self) -> list[Path]:
        return list(self.releases.glob(".building-*"))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    root = tmp_path / "workspace"
    shutil.copytree(FIXTURES / "workspace", root)
    shutil.copytree(FIXTURES / "documents", tmp_path / "documents")
    monkeypatch.chdir(root)
    return Desk(root, tmp_path / "documents", tmp_path / "releases")
