"""The W3C's SPARQL 1.1 query tests: what their manifests say."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store, parse

ROOT = Path(__file__).parents[2]
SUITE = Path(os.environ.get("LSGRAPH_TEST_SUITES", ROOT.parent / "shared" / "suites")) / "sparql11"
MISSING = "the public test suites are not beside the checkout"
BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QUERY = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

EVALUATION = "QueryEvaluationTest"
POSITIVE = ("PositiveSyntaxTest11", "PositiveSyntaxTest")
NEGATIVE = ("NegativeSyntaxTest11", "NegativeSyntaxTest")


@dataclass(frozen=True, slots=True)
class Case:
    """One test; documents are named by their IRIs under `BASE`."""

    iri: str
    kind: str
    query: str
    data: tuple[str, ...] = ()
    graphs: tuple[str, ...] = ()
    result: str = ""

    @property
    def name(self) -> str:
        return self.iri.removeprefix(BASE).replace("/manifest#", "/")

    @property
    def text(self) -> str:
        """The query, with the base IRI that its document has."""
        return f"BASE <{self.query}>\n{path_of(self.query).read_text('utf-8')}"


def path_of(iri: str) -> Path:
    """Return the file of a document."""
    return SUITE / iri.removeprefix(BASE)


def cases() -> list[Case]:
    """Return every test of every manifest, in the order of the manifests."""
    if not SUITE.is_dir():
        return []
    return [case for manifest in sorted(SUITE.glob("*/manifest.ttl")) for case in _cases_of(manifest)]


def _cases_of(path: Path) -> list[Case]:
    manifest = Store()
    base = BASE + path.relative_to(SUITE).as_posix()
    manifest.extend(parse(path=str(path), format=RdfFormat.TURTLE, base_iri=base))
    found = []
    (entries,) = _values(manifest, NamedNode(base), MANIFEST + "entries")
    while entries.value != RDF + "nil":
        (entry,) = _values(manifest, entries, RDF + "first")
        found.append(_case(manifest, entry))
        (entries,) = _values(manifest, entries, RDF + "rest")
    return found


def _case(manifest: Store, entry: NamedNode) -> Case:
    (kind,) = _values(manifest, entry, RDF + "type")
    (action,) = _values(manifest, entry, MANIFEST + "action")
    query = _values(manifest, action, QUERY + "query") or [action]
    return Case(
        iri=entry.value,
        kind=kind.value.removeprefix(MANIFEST),
        query=query[0].value,
        data=tuple(sorted(node.value for node in _values(manifest, action, QUERY + "data"))),
        graphs=tuple(sorted(node.value for node in _values(manifest, action, QUERY + "graphData"))),
        result="".join(node.value for node in _values(manifest, entry, MANIFEST + "result")),
    )


def _values(manifest: Store, subject: NamedNode, predicate: str) -> list[NamedNode]:
    """Return the objects; blank nodes among them serve as subjects just as well."""
    found = manifest.quads_for_pattern(subject, NamedNode(predicate), None)
    return [quad.object for quad in found]  # type: ignore[misc]
