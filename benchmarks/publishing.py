"""How long the gate and a publication take on the shipped workspace, against reading its Turtle and nothing else."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from benchmarks.measure import median_s, table
from lsgraph.publish.cache import Cache
from lsgraph.publish.gate import GateOptions
from lsgraph.publish.release import check, publish
from lsgraph.workspace import Workspace, shipped_workspace

RUNS = 5


def read_turtle(workspace: Workspace) -> int:
    """Parse every file and return the number of statements: the least that any publication must do."""
    return sum(
        1
        for source in workspace.source_files()
        for _ in parse(path=source.path, format=RdfFormat.TURTLE, base_iri=source.graph_iri)
    )


def measure() -> str:
    """Return the table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        for part in ("ontology", "data", "shapes", "queries"):
            shutil.copytree(shipped_workspace() / part, root / part)
        shutil.copy(shipped_workspace() / "lsgraph.toml", root)
        return _measure(Workspace.open(root), Path(folder))


def _measure(workspace: Workspace, folder: Path) -> str:
    releases, cache = folder / "releases", Cache(folder / "cache")

    def publish_anew() -> None:
        shutil.rmtree(releases, ignore_errors=True)
        publish(workspace, releases, GateOptions())

    def publish_after_a_change() -> None:
        _touch(workspace)
        publish(workspace, releases, GateOptions(cache=cache))

    statements = read_turtle(workspace)
    ceiling = median_s(lambda: read_turtle(workspace), RUNS)
    timed = [
        ("reading the Turtle, nothing else", ceiling),
        ("check, nothing cached", median_s(lambda: check(workspace, GateOptions()), RUNS)),
        ("publish, nothing cached", median_s(publish_anew, RUNS)),
        ("publish after one changed line", median_s(publish_after_a_change, RUNS)),
        ("publish, nothing changed", median_s(lambda: publish(workspace, releases, GateOptions(cache=cache)), RUNS)),
    ]
    rows = [(name, f"{seconds * 1000:,.0f} ms", f"{seconds / ceiling:.1f}") for name, seconds in timed]
    title = f"Publishing: {len(workspace.source_files())} files, {statements:,} statements (median of {RUNS})"
    return table(title, ("what", "time", "times the reading"), rows)


def _touch(workspace: Workspace) -> None:
    """Add a name to a thing, another one each time."""
    path = workspace.root / "data" / "ttl" / "register" / "agents" / "kedrion.ttl"
    count = path.read_text("utf-8").count("altLabel")
    addition = f'agent:kedrion <http://www.w3.org/2004/02/skos/core#altLabel> "Kedrion {count}"@en .\n'
    path.write_text(path.read_text("utf-8") + addition, "utf-8")
