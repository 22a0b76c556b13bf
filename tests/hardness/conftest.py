"""Attacks on a real server, each on loopback and bounded in count and time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.hardness.attack import FACTORS, factors_table, write_factors
from tests.hardness.data import make_release
from tests.hardness.server import Server, serving

# The walls are Linux's, and so is what tells that nothing was left behind.
collect_ignore_glob = [] if sys.platform == "linux" else ["test_*.py"]

DEADLINE_S = 0.4
MEMORY_BYTES = 100_000_000
QUERY_BYTES = 1_000_000
RESULT_BYTES = 20_000_000
RESULT_ROWS = 100_000
SETTINGS: dict[str, float] = {
    "workers": 2,
    "long_workers": 2,
    "query_timeout_s": DEADLINE_S,
    "query_memory_bytes": MEMORY_BYTES,
    "query_limit_bytes": QUERY_BYTES,
    "result_limit_bytes": RESULT_BYTES,
    "result_limit_rows": RESULT_ROWS,
}


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases with the small graph; nobody writes there."""
    folder = tmp_path_factory.mktemp("hardness") / "releases"
    make_release(folder)
    return folder


@pytest.fixture(scope="session")
def server(releases: Path) -> Iterator[Server]:
    """A warm server with short deadlines, one for all attacks: what one leaves behind the next would find."""
    with serving(releases, SETTINGS) as warm:
        yield warm
        warm.assert_settled(spare=0)


@pytest.fixture(scope="session")
def patient(releases: Path) -> Iterator[Server]:
    """A server whose deadline is so far that something else must be what stops a query."""
    with serving(releases, SETTINGS | {"query_timeout_s": 600}) as warm:
        yield warm
        warm.assert_settled(spare=0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how much slower a light query was beside each attack."""
    if FACTORS:
        terminalreporter.section("a light query beside each attack")
        terminalreporter.write_line(factors_table())
        write_factors()
