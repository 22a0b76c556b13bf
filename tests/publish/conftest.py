"""A copy of the small workspace."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lsgraph.workspace import Workspace

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    shutil.copytree(FIXTURES / "workspace", tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")
