"""Hygiene queries: SPARQL 1.1 SELECT queries in `shapes/hygiene/` whose rows are faults.

The first line of a file is `# ` and one sentence that says what must not be; a line `# severity: warning` makes it advice. A
row has `?node`; it may have `?message`, which is said in place of that sentence, and `?graph`, whose file is at fault. The
queries see every asserted statement in its graph, merged in the default graph, and the kind of each graph in the
administrative graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolutions

from lsgraph.errors import Finding
from lsgraph.publish.asserted import Asserted
from lsgraph.publish.faults import Faults
from lsgraph.publish.turtle import syntax_reason

_SEVERITIES = {"error": False, "warning": True}


def ask_hygiene(asserted: Asserted, paths: list[Path]) -> Faults:
    """Run every hygiene query; one that cannot be run is itself an error.

    They run side by side, since Oxigraph lets go of the interpreter while it works; what they find is told in their order.
    """
    faults = Faults()
    with ThreadPoolExecutor() as pool:
        for found in pool.map(partial(_ask, asserted), paths):
            faults += found
    return faults


def _ask(asserted: Asserted, path: Path) -> Faults:
    try:
        text = path.read_text("utf-8")
        banner, is_warning = _header(text)
        return Faults.of(list(_rows(asserted, text, banner)), is_warning=is_warning)
    except SyntaxError as error:
        return Faults.of([Finding(path, error.lineno, error.offset, f"not SPARQL: {syntax_reason(error)}")])
    except (ValueError, OSError) as error:
        return Faults.of([Finding(path, 1, None, f"not a hygiene query: {error}")])


def _header(text: str) -> tuple[str, bool]:
    """Return the sentence of the first line, and whether the severity is that of a warning."""
    first, *others = text.splitlines() or [""]
    if not first.startswith("# "):
        raise ValueError("its first line must be '# ' and one sentence that says what must not be")
    said = [line.partition(":")[2].strip() for line in others if line.startswith("# severity:")]
    severity = said[0] if said else "error"
    if severity not in _SEVERITIES:
        raise ValueError(f"its severity must be error or warning, not {severity}")
    return first[2:].strip(), _SEVERITIES[severity]


def _rows(asserted: Asserted, text: str, banner: str) -> Iterator[Finding]:
    rows = asserted.store.query(text)
    if not isinstance(rows, QuerySolutions) or "node" not in (variable.value for variable in rows.variables):
        raise ValueError("it must be a SELECT with ?node")
    optional = {variable.value for variable in rows.variables} & {"message", "graph"}
    for row in rows:
        said = {name: term.value for name in optional if isinstance(term := row[name], NamedNode | Literal)}
        yield _finding(asserted, row["node"], said.get("message", banner), said.get("graph"))


def _finding(asserted: Asserted, node: object, message: str, graph_iri: str | None) -> Finding:
    if not isinstance(node, NamedNode):
        return Finding(None, None, None, f"{node}: {message}")
    return asserted.finding(node, f"{asserted.short(node)}: {message}", graph_iri)
