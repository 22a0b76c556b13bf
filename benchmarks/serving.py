"""What a query costs over HTTP when nobody else asks, against asking the same store inside one process."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from benchmarks.driver import Connection, Target
from benchmarks.measure import median_s, table
from benchmarks.queries import TABLE
from benchmarks.servers import MEMORY, NO_CACHE, lsgraph
from lsgraph.publish.gate import GateOptions
from lsgraph.publish.release import publish
from lsgraph.workspace import Workspace, shipped_workspace

RUNS = 200
QUERIES = {
    "one thing": "SELECT ?p ?o WHERE { <https://w3id.org/lsgraph/id/agent/kedrion> ?p ?o }",
    "claims with their passages": "PREFIX ls: <https://w3id.org/lsgraph/ontology#> "
    "SELECT ?passage ?claim ?phrase WHERE { GRAPH ?passage { ?claim ls:asPrinted ?phrase } } LIMIT 100",
    "counting by class": "SELECT ?class (COUNT(*) AS ?n) WHERE { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n)",
}


def measure() -> str:
    """Return the table."""
    with tempfile.TemporaryDirectory() as folder:
        release = publish(Workspace.open(shipped_workspace()), Path(folder), GateOptions()).release
        with lsgraph(release, MEMORY | NO_CACHE) as running:
            rows = list(_rows(Store.read_only(str(release.store)), running.target))
    header = ("query", "in one process (ceiling)", "over HTTP, from a worker process", "times the ceiling")
    return table(f"Asking, one after another (median of {RUNS})", header, rows)


def _rows(store: Store, target: Target) -> Iterator[tuple[str, str, str, str]]:
    connection = Connection(target)
    for name, text in QUERIES.items():
        inside = median_s(partial(_ask, store, text), RUNS)
        outside = median_s(partial(connection.ask, target.request(text, TABLE)), RUNS)
        yield name, f"{inside * 1000:.2f} ms", f"{outside * 1000:.2f} ms", f"{outside / inside:.1f}"


def _ask(store: Store, text: str) -> bytes | None:
    results = store.query(text)
    assert isinstance(results, QuerySolutions)
    return results.serialize(format=QueryResultsFormat.JSON)
