"""The SHACL gate (SHACL, section 3, validation): pySHACL over what is asserted, and nothing else.

The ontology is among what is asserted, so that `sh:class` and `sh:targetClass` know subclasses (section 1.4); no statement is
inferred first, because an inferred type would hide the error. Terms are rdflib's here and nowhere else; it and pySHACL are
loaded only when there is something to validate, since a verdict kept from an earlier run needs neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse

from lsgraph.errors import Finding
from lsgraph.publish.cache import Cache, digest
from lsgraph.publish.serial import to_bytes
from lsgraph.publish.turtle import ParsedFile, syntax_reason
from lsgraph.vocabulary import COMMON_PREFIXES

if TYPE_CHECKING:
    import rdflib

VALIDATOR_VERSION = f"1 pyshacl {version('pyshacl')} rdflib {version('rdflib')}"


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of a workspace, merged, and what is wrong with their files."""

    texts: tuple[str, ...]
    triples: tuple[Triple, ...]
    findings: tuple[Finding, ...]


def read_shapes(paths: list[Path], base_iri: str) -> Shapes:
    """Parse the files of the gate; every faulty one is reported."""
    texts: list[str] = []
    triples: list[Triple] = []
    findings: list[Finding] = []
    for path in paths:
        try:
            text = path.read_text("utf-8")
            triples += _parse(text, f"{base_iri}shapes/{path.stem}")
            texts.append(text)
        except SyntaxError as error:
            findings.append(Finding(path, error.lineno, error.offset, f"not Turtle: {syntax_reason(error)}"))
        except (OSError, UnicodeDecodeError) as error:
            findings.append(Finding(path, None, None, f"cannot be read: {error}"))
    return Shapes(tuple(texts), tuple(triples), tuple(findings))


def validate(files: list[ParsedFile], shapes: Shapes, cache: Cache) -> bytes:
    """Validate what files assert against shapes.

    Args:
        files: the parsed source files, the ontology among them.
        shapes: what they must conform to.
        cache: the verdict is kept by the digests of all that it depends on.

    Returns:
        The validation report (SHACL, section 3.6) as Turtle; the same sources give the same bytes.

    Raises:
        ValueError: the shapes themselves are not well formed.
    """
    key = digest("shapes", VALIDATOR_VERSION, *shapes.texts, *(file.nquads for file in files))
    if (kept := cache.read(key)) is not None:
        return kept
    report = _report(_rdflib_graph(_triples(files)), _rdflib_graph(shapes.triples))
    cache.write(key, report)
    return report


def _parse(text: str, base_iri: str) -> list[Triple]:
    return [quad.triple for quad in parse(text, format=RdfFormat.TURTLE, base_iri=base_iri, rename_blank_nodes=True)]


def _triples(files: list[ParsedFile]) -> list[Triple]:
    return list({quad.triple: None for file in files for quad in file.quads()})


def _rdflib_graph(triples: list[Triple] | tuple[Triple, ...]) -> rdflib.Graph:
    import rdflib

    # The order of statements leaks into the order of work, hence sorted.
    lines = sorted(to_bytes(triples, RdfFormat.N_TRIPLES).splitlines(keepends=True))
    return rdflib.Graph().parse(data=b"".join(lines), format="nt")


def _report(data: rdflib.Graph, shapes: rdflib.Graph) -> bytes:
    import pyshacl
    import rdflib
    from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, ShapeLoadError

    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True, advanced=False)
    except (ReportableRuntimeError, ShapeLoadError, ConstraintLoadError) as error:
        raise ValueError(str(error)) from None
    assert isinstance(report, rdflib.Graph), text
    return canonical_turtle(report.serialize(format="nt", encoding="utf-8"))


def canonical_turtle(ntriples: bytes) -> bytes:
    """Return triples as Turtle whose bytes depend on nothing but what they say (RDF Dataset Canonicalization)."""
    graph = Dataset(Quad(*quad.triple) for quad in parse(ntriples, format=RdfFormat.N_TRIPLES))
    graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    prefixes = {prefix: COMMON_PREFIXES[prefix] for prefix in ("ls", "sh", "xsd")}
    return to_bytes(sorted((quad.triple for quad in graph), key=str), RdfFormat.TURTLE, prefixes)
