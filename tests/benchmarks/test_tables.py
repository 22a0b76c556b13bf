"""Each benchmark prints its tables: the real servers, on as little as will do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from benchmarks.measure import machine, table
from benchmarks.queries import KINDS
from benchmarks.servers import made_release

from benchmarks import endpoint, runaways, streaming
from lsgraph.release.layout import Release

SIZE = 12_000


@pytest.fixture(scope="module")
def release() -> Iterator[Release]:
    with made_release(SIZE) as made:
        yield made


@pytest.mark.parametrize("mode", endpoint.Mode)
def test_the_endpoint_agrees_with_the_oxigraph_server_and_is_measured(release: Release, mode: endpoint.Mode) -> None:
    told = endpoint.measure(release, SIZE, mode, endpoint.Budget(rounds=1, seconds=0.0, patience_s=60))
    assert told.count("/s, ") == 2 * len(KINDS)


def test_runaways_are_measured(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runaways, "AT_ONCE", 1)
    told = runaways.measure(release, SIZE, runaways.Budget(times=1, seconds=0.1))
    assert "Every runaway got status 504." in told
    assert told.count("≤") == 5


def test_large_answers_are_measured(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "SLOW_FOR_S", 0.1)
    told = streaming.measure(release, SIZE, 1)
    assert told.count("MB/s") == 6


def test_a_table_is_markdown() -> None:
    assert table("Title", ("a", "b"), [("1", "2")]) == "### Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"


def test_the_machine_tells_what_the_figures_depend_on() -> None:
    assert "pyoxigraph 0." in machine()
    assert "processors" in machine()
