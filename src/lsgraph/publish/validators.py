"""The two SHACL validators behind the gate: a quick one that decides, and pySHACL, the reference it is held against.

SHACL, section 3 (validation) and appendix C (shapes for shapes). Both take and give N-Triples (3.6, the report).
`shacl` validates about a hundred times faster, which is what an edit asks for; that both say the same of every shape, every
example and the whole shipped graph is tested, and `--reference` asks both at any time. Both are loaded only when there is
something to validate, since a verdict kept from an earlier run needs neither; rdflib's terms are known here and nowhere else.
"""

from __future__ import annotations

import re
from importlib.metadata import version

from pyoxigraph import NamedNode, RdfFormat, Store

from lsgraph.vocabulary import SH

VALIDATORS = ", ".join(f"{name} {version(name)}" for name in ("shacl", "pyshacl", "rdflib"))
N_TRIPLES = "ntriples"

Outcome = tuple[str, ...]


def require_well_formed(shapes: bytes) -> None:
    """Hold shapes against the shapes for shapes.

    Raises:
        ValueError: some are not well formed; says which rule is broken.
    """
    import pyshacl
    import rdflib
    from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, ShapeLoadError

    graph = rdflib.Graph().parse(data=shapes, format="nt")
    try:
        pyshacl.validate(rdflib.Graph(), shacl_graph=graph, inference="none", meta_shacl=True)
    except (ReportableRuntimeError, ShapeLoadError, ConstraintLoadError) as error:
        told = re.findall(r"^\tMessage: (.*)$", str(error), flags=re.MULTILINE)
        raise ValueError("; ".join(told) or str(error)) from None


def validate_quickly(data: bytes, shapes: bytes) -> bytes:
    """Validate data against well-formed shapes.

    Raises:
        ValueError: the validator cannot read one of them.
    """
    import shacl

    compiled = shacl.Shapes.from_text(shapes.decode(), N_TRIPLES)
    return compiled.validate_text(data.decode(), N_TRIPLES).serialize(N_TRIPLES).encode()


def validate_by_reference(data: bytes, shapes: bytes) -> bytes:
    """Validate data against shapes with pySHACL, without any inference.

    Raises:
        ValueError: a constraint cannot be loaded.
    """
    import pyshacl
    import rdflib
    from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, ShapeLoadError

    graphs = [rdflib.Graph().parse(data=text, format="nt") for text in (data, shapes)]
    try:
        _, report, text = pyshacl.validate(graphs[0], shacl_graph=graphs[1], inference="none", inplace=True, advanced=False)
    except (ReportableRuntimeError, ShapeLoadError, ConstraintLoadError) as error:
        raise ValueError(str(error)) from None
    assert isinstance(report, rdflib.Graph), text
    return report.serialize(format="nt", encoding="utf-8")


def outcomes(report: bytes) -> set[Outcome]:
    """Return what a report says, in a form that two validators' reports can be compared in.

    One result is its focus node, path, value, component, severity and shape; blank nodes stand as such,
    and what a result details further is left out, since validators may tell it or not.
    """
    store = Store()
    store.load(report, format=RdfFormat.N_TRIPLES)
    told = [quad.object for quad in store.quads_for_pattern(None, SH.result, None)]
    parts = (SH.focusNode, SH.resultPath, SH.value, SH.sourceConstraintComponent, SH.resultSeverity, SH.sourceShape)
    return {tuple(_one(store, result, part) for part in parts) for result in told}


def _one(store: Store, result: object, part: NamedNode) -> str:
    found = [quad.object for quad in store.quads_for_pattern(result, part, None)]  # type: ignore[arg-type]
    return next((str(term) if not str(term).startswith("_:") else "_:" for term in found), "")
