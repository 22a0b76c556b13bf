"""What a query costs over HTTP, against asking the same store inside one process; and how soon a server is ready."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from benchmarks.measure import median_s, table
from lsgraph.publish.gate import GateOptions
from lsgraph.publish.release import publish
from lsgraph.workspace import Workspace, shipped_workspace

RUNS = 200
STARTS = 5
QUERIES = {
    "one thing": "SELECT ?p ?o WHERE { <https://w3id.org/lsgraph/id/agent/kedrion> ?p ?o }",
    "claims with their passages": "PREFIX ls: <https://w3id.org/lsgraph/ontology#> "
    "SELECT ?passage ?claim ?phrase WHERE { GRAPH ?passage { ?claim ls:asPrinted ?phrase } } LIMIT 100",
    "counting by class": "SELECT ?class (COUNT(*) AS ?n) WHERE { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n)",
}


def measure() -> str:
    """Return the tables."""
    with tempfile.TemporaryDirectory() as folder:
        root = shipped_workspace()
        release = publish(Workspace.open(root), Path(folder), GateOptions()).release
        starts = sorted(_start_s(root, Path(folder)) for _ in range(STARTS))
        with _server(root, Path(folder)) as url:
            rows = list(_rows(Store.read_only(str(release.store)), url))
    ready = f"A server over a published release is ready after {starts[STARTS // 2]:.2f} s (median of {STARTS}).\n"
    header = ("query", "in one process (ceiling)", "over HTTP, from a worker process", "times the ceiling")
    return table(f"Asking, one after another (median of {RUNS})", header, rows) + "\n" + ready


def _rows(store: Store, url: str) -> Iterator[tuple[str, str, str, str]]:
    with httpx.Client() as client:
        for name, text in QUERIES.items():
            inside = median_s(lambda text=text: _ask(store, text), RUNS)  # type: ignore[misc]
            outside = median_s(lambda text=text: client.post(f"{url}/sparql", data={"query": text}), RUNS)  # type: ignore[misc]
            yield name, f"{inside * 1000:.2f} ms", f"{outside * 1000:.2f} ms", f"{outside / inside:.1f}"


def _ask(store: Store, text: str) -> bytes | None:
    results = store.query(text)
    assert isinstance(results, QuerySolutions)
    return results.serialize(format=QueryResultsFormat.JSON)


@contextmanager
def _server(root: Path, releases: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "lsgraph", "serve", str(root), "--releases", str(releases), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1].rstrip("/")
        process.terminate()


def _start_s(root: Path, releases: Path) -> float:
    start = time.perf_counter()
    with _server(root, releases):
        return time.perf_counter() - start
