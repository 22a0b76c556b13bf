"""`docs/coverage.md` is what `lsgraph coverage` prints; `make coverage` writes it anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.workspace.test_gate import DOCUMENTS
from typer.testing import CliRunner

from lsgraph.cli import app

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "coverage.md"
MOST_WORDS = 10


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the documents' texts are not beside the checkout")
def test_the_page_is_what_the_command_prints(tmp_path: Path) -> None:
    said = ["coverage", str(ROOT), "--documents", str(DOCUMENTS), "--releases", str(tmp_path)]
    printed = CliRunner().invoke(app, said, catch_exceptions=False)
    assert printed.exit_code == 0
    assert printed.stdout.splitlines() == PAGE.read_text("utf-8").splitlines(), "docs/coverage.md is old: run make coverage"


def test_the_page_quotes_few_words() -> None:
    quoted = re.findall("“(.*)” —", PAGE.read_text("utf-8"))
    assert quoted
    assert max(len(words.split()) for words in quoted) <= MOST_WORDS
