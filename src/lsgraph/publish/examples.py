"""The examples of the endpoint held against the shape that the tools which read them expect (`examples.ttl`)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, parse

from lsgraph.errors import Finding
from lsgraph.publish.serial import to_bytes
from lsgraph.publish.validators import outcomes, validate_quickly
from lsgraph.resources.links import local_name, short_iri

SHAPES = Path(__file__).with_name("examples.ttl")


def check_examples(examples: Iterable[Quad], files: dict[str, Path]) -> list[Finding]:
    """Return what is wrong with the examples of the questions in some files, by the names of these."""
    report = validate_quickly(_n_triples(quad.triple for quad in examples), shapes())
    findings = set()
    for focus, path, _, component, *_ in outcomes(report):
        name = local_name(focus.strip("<>"))
        told = f"would be an example that tools cannot read: {short_iri(path.strip('<>'))} ({short_iri(component.strip('<>'))})"
        findings.add(Finding(files.get(name), None, None, told))
    return sorted(findings, key=str)


def shapes() -> bytes:
    """Return the shapes, as N-Triples."""
    return _n_triples(quad.triple for quad in parse(path=str(SHAPES), format=RdfFormat.TURTLE))


def _n_triples(triples: Iterable[Triple]) -> bytes:
    return b"".join(sorted(to_bytes(triples, RdfFormat.N_TRIPLES).splitlines(keepends=True)))
