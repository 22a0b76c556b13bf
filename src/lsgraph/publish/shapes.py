"""The SHACL gate (SHACL, section 3, validation): over what is asserted, and nothing else.

The ontology is among what is asserted, so that `sh:class` and `sh:targetClass` know subclasses (section 1.4); no statement is
inferred first, because an inferred type would hide the error.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse

from lsgraph.errors import Finding
from lsgraph.publish.cache import Cache, digest
from lsgraph.publish.serial import to_bytes
from lsgraph.publish.turtle import ParsedFile, syntax_reason
from lsgraph.publish.validators import (
    VALIDATORS,
    outcomes,
    require_well_formed,
    validate_by_reference,
    validate_quickly,
)
from lsgraph.vocabulary import COMMON_PREFIXES

VALIDATOR_VERSION = f"2 {VALIDATORS}"


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


def validate(files: list[ParsedFile], shapes: Shapes, cache: Cache, *, is_reference: bool = False) -> bytes:
    """Validate what files assert against shapes.

    Args:
        files: the parsed source files, the ontology among them.
        shapes: what they must conform to.
        cache: the verdict is kept by the digests of all that it depends on.
        is_reference: ask pySHACL too, and require that both say the same; nothing is taken from the cache.

    Returns:
        The validation report (SHACL, section 3.6) as Turtle; the same sources give the same bytes.

    Raises:
        ValueError: the shapes themselves are not well formed, or the two validators differ.
    """
    key = digest("shapes", VALIDATOR_VERSION, *shapes.texts, *(file.nquads for file in files))
    if not is_reference and (kept := cache.read(key)) is not None:
        return kept
    _require_well_formed_once(shapes, cache)
    data, rules = _sorted_lines(_triples(files)), _sorted_lines(shapes.triples)
    found = validate_quickly(data, rules)
    if is_reference and (differing := outcomes(found) ^ outcomes(validate_by_reference(data, rules))):
        raise ValueError(f"the two validators differ on {len(differing)} results, such as {' '.join(min(differing))}")
    report = canonical_turtle(found)
    cache.write(key, report)
    return report


def _require_well_formed_once(shapes: Shapes, cache: Cache) -> None:
    key = digest("well-formed shapes", VALIDATOR_VERSION, *shapes.texts)
    if cache.read(key) is None:
        require_well_formed(_sorted_lines(shapes.triples))
        cache.write(key, b"well formed")


def _parse(text: str, base_iri: str) -> list[Triple]:
    return [quad.triple for quad in parse(text, format=RdfFormat.TURTLE, base_iri=base_iri, rename_blank_nodes=True)]


def _triples(files: list[ParsedFile]) -> list[Triple]:
    return list({quad.triple: None for file in files for quad in file.quads()})


def _sorted_lines(triples: list[Triple] | tuple[Triple, ...]) -> bytes:
    """Return triples as N-Triples; the order of statements leaks into the order of work, hence sorted."""
    return b"".join(sorted(to_bytes(triples, RdfFormat.N_TRIPLES).splitlines(keepends=True)))


def canonical_turtle(ntriples: bytes) -> bytes:
    """Return triples as Turtle whose bytes depend on nothing but what they say (RDF Dataset Canonicalization)."""
    graph = Dataset(Quad(*quad.triple) for quad in parse(ntriples, format=RdfFormat.N_TRIPLES))
    graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    prefixes = {prefix: COMMON_PREFIXES[prefix] for prefix in ("ls", "sh", "xsd")}
    return to_bytes(sorted((quad.triple for quad in graph), key=str), RdfFormat.TURTLE, prefixes)
