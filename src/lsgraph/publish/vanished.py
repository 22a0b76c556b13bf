"""No released IRI vanishes: what a public release described stays described, or says what became of it.

The IRIs of public releases are recorded in `data/released-iris.txt`, one a line. There is no such file before the first public
release, and until then everything may still be renamed.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from lsgraph.errors import Finding, WorkspaceError
from lsgraph.publish.asserted import Asserted
from lsgraph.publish.graphs import companion_graph, software_graphs
from lsgraph.release.layout import Release
from lsgraph.vocabulary import DCTERMS
from lsgraph.workspace import Workspace, is_installed

RECORD = "data/released-iris.txt"
_HEADER = (
    "# The IRIs that public releases described; `lsgraph publish --record-iris` adds to them. None may vanish:\n"
    "# retire one in data/ttl/register/retired.ttl, by dcterms:isReplacedBy (renamed) or owl:deprecated true (withdrawn).\n"
)
_ADVICE = "describe it again, or retire it in data/ttl/register/retired.ttl with dcterms:isReplacedBy or owl:deprecated true"


def find_vanished(workspace: Workspace, asserted: Asserted) -> list[Finding]:
    """Find released IRIs that nothing describes any more, and retired ones that lead nowhere."""
    path = workspace.root / RECORD
    try:
        recorded = list(_read(workspace))
    except (OSError, UnicodeDecodeError) as error:
        return [Finding(path, None, None, f"cannot be read: {error}")]
    gone = [(line, iri) for line, iri in recorded if not _is_described(asserted, iri)]
    findings = [Finding(path, line, None, f"<{iri}> was released and is described no more; {_ADVICE}") for line, iri in gone]
    return findings + list(_dead_ends(asserted))


def record_iris(workspace: Workspace, release: Release) -> int:
    """Record the IRIs that a release describes, and keep those of the releases before it.

    Returns:
        How many IRIs the record now holds.

    Raises:
        WorkspaceError: the record cannot be written.
    """
    path = workspace.root / RECORD
    if is_installed(workspace.root):
        raise WorkspaceError(f"{path} is part of an installed package; record the IRIs in a workspace of your own.")
    try:
        iris = {iri for _, iri in _read(workspace)} | _described(workspace.base_iri, release)
        unfinished = path.with_suffix(".new")
        unfinished.write_text(_HEADER + "".join(f"{iri}\n" for iri in sorted(iris)), "utf-8")
        unfinished.replace(path)
    except (OSError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"The IRIs cannot be recorded in {path}: {error}.") from None
    return len(iris)


def _read(workspace: Workspace) -> Iterator[tuple[int, str]]:
    """Return the recorded IRIs with their lines; none where no public release was made."""
    path = workspace.root / RECORD
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return ((number, line.strip()) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#"))


def _is_described(asserted: Asserted, iri: str) -> bool:
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    return any(asserted.store.quads_for_pattern(node, None, None, DefaultGraph()))


def _dead_ends(asserted: Asserted) -> Iterator[Finding]:
    """Find what is replaced by an IRI of ours that nothing describes."""
    replaced = asserted.store.quads_for_pattern(None, DCTERMS.isReplacedBy, None, DefaultGraph())
    for old, new in sorted(((quad.subject, quad.object) for quad in replaced), key=str):
        is_ours = isinstance(new, NamedNode) and new.value.startswith(asserted.base_iri)
        if isinstance(old, NamedNode) and isinstance(new, NamedNode) and is_ours and not _is_described(asserted, new.value):
            yield asserted.finding(old, f"{asserted.short(old)}: is replaced by <{new.value}>, which nothing describes")


def _described(base_iri: str, release: Release) -> set[str]:
    """Return the IRIs of ours that a release's source graphs describe, without the graphs' own descriptions."""
    quads = parse(path=str(release.dump), format=RdfFormat.N_QUADS)
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode) and _is_source(base_iri, quad)}
    return {iri for iri in subjects if iri.startswith(base_iri) and not iri.endswith("#graph")}


def _is_source(base_iri: str, quad: Quad) -> bool:
    graph = quad.graph_name
    is_inferred = isinstance(graph, NamedNode) and graph.value.startswith(companion_graph(base_iri, base_iri))
    return not is_inferred and graph not in software_graphs(base_iri)
