"""`lsgraph locate`: from words to a range."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lsgraph.cli import app
from lsgraph.texts.ranges import parse_range

TEXT = "One thing.\n\nThe Region\u2019s agree-\nment is here. Another thing is here. The end.\n"


def locate(tmp_path: Path, first: str, last: str) -> Result:
    document = tmp_path / "document.txt"
    document.write_bytes(TEXT.encode())
    return CliRunner().invoke(app, ["locate", str(document), first, last], catch_exceptions=False)


@pytest.mark.parametrize(
    ("first", "last", "passage"),
    [
        ("One", "thing.", "One thing."),
        ("The Region's agreement", "is here.", "The Region\u2019s agree-\nment is here."),
        ("The  end.", "The end.", "The end."),
        ("Another", "The end.", "Another thing is here. The end."),
    ],
)
def test_the_range_runs_from_the_first_words_to_the_last(tmp_path: Path, first: str, last: str, passage: str) -> None:
    result = locate(tmp_path, first, last)
    assert result.exit_code == 0
    stretch = parse_range(result.stdout.strip())
    assert TEXT[stretch.start : stretch.end] == passage


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("Two", "thing.", "The first words “Two” are not in the text."),
        ("thing", "here.", "The first words “thing” stand in 2 places; give some more of them."),
        ("Another", "agreement", "The last words “agreement” do not stand after the first ones."),
        ("Another", " ", "The last words “ ” do not stand after the first ones."),
    ],
)
def test_words_that_do_not_lead_to_a_range_are_told(tmp_path: Path, first: str, last: str, message: str) -> None:
    result = locate(tmp_path, first, last)
    assert (result.exit_code, result.stderr) == (1, f"lsgraph: {message}\n")


def test_a_document_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["locate", str(tmp_path), "a", "b"])
    assert (result.exit_code, result.stderr) == (1, f"lsgraph: {tmp_path} cannot be read: Is a directory.\n")
    (tmp_path / "latin.txt").write_bytes("città".encode("latin-1"))
    result = CliRunner().invoke(app, ["locate", str(tmp_path / "latin.txt"), "a", "b"])
    assert (result.exit_code, result.stderr) == (1, f"lsgraph: {tmp_path / 'latin.txt'} is not UTF-8.\n")
