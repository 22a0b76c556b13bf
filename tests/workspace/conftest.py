"""The shipped workspace, published once for all its tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

from lsgraph.publish.gate import GateOptions
from lsgraph.publish.release import publish
from lsgraph.release.layout import Release
from lsgraph.workspace import Workspace

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    return Workspace.open(ROOT)


@pytest.fixture(scope="session")
def release(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return publish(workspace, tmp_path_factory.mktemp("releases"), GateOptions()).release


@pytest.fixture(scope="session")
def store(release: Release) -> Store:
    return Store.read_only(str(release.store))
