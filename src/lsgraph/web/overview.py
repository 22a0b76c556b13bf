"""What the home page says: how much there is, how far it reaches, where to start. All of it is asked of the graph."""

from __future__ import annotations

from dataclasses import dataclass

from lsgraph.engine.base import Engine, rows
from lsgraph.resources.names import Name, iris_of, read_names
from lsgraph.resources.sources import DocumentSource, document_source
from lsgraph.resources.statements import Statements, statement_of, value
from lsgraph.vocabulary import LS

CLASSES = ("Organisation", "Network", "Person", "Protocol", "Project", "Event", "Infrastructure", "Place", "Objective")
SOURCES = ("Claim", "Passage", "Document")
EXAMPLES = ("Network", "Protocol", "Organisation", "Project", "Infrastructure")
EXAMPLE_COUNT = 3

COUNTS = """
SELECT ?class (COUNT(DISTINCT ?thing) AS ?number) WHERE { VALUES ?class { %CLASSES% } ?thing a ?class } GROUP BY ?class
"""
DOCUMENTS = """
PREFIX ls: <https://w3id.org/lsgraph/ontology#>
SELECT ?graph ?s ?p ?o WHERE {
  { SELECT ?s (MAX(?end) AS ?last) WHERE { ?s a ls:Document OPTIONAL { ?s ls:end ?end } }
    GROUP BY ?s ORDER BY DESC(?last) ?s LIMIT 20 }
  GRAPH ?graph { ?s ?p ?o }
} ORDER BY DESC(?last) ?s
"""
MOST_TOLD = """
PREFIX ls: <https://w3id.org/lsgraph/ontology#>
SELECT ?class ?thing (COUNT(DISTINCT ?claim) AS ?claims) WHERE {
  VALUES ?class { %CLASSES% }
  ?claim ls:modality ?modality ; ?link ?thing . ?thing a ?class
} GROUP BY ?class ?thing ORDER BY DESC(?claims) ?thing LIMIT 50
"""


@dataclass(frozen=True, slots=True)
class Overview:
    """What there is.

    Attributes:
        counts: things by class, those of a subclass counted with it.
        documents: the newest documents, newest first.
        examples: things that much is told of, of different classes.
    """

    counts: dict[str, int]
    documents: tuple[DocumentSource, ...]
    examples: tuple[Name, ...]


async def read_overview(engine: Engine, language: str) -> Overview:
    """Ask the graph what there is."""
    counted = await rows(engine, COUNTS.replace("%CLASSES%", _classes((*CLASSES, *SOURCES))))
    counts = {value(row, "class").rpartition("#")[2]: int(value(row, "number")) for row in counted}
    told = await rows(engine, MOST_TOLD.replace("%CLASSES%", _classes(EXAMPLES)))
    examples = _examples([(value(row, "class").rpartition("#")[2], value(row, "thing")) for row in told])
    statements = Statements(statement_of(row) for row in await rows(engine, DOCUMENTS))
    names = await read_names(engine, iris_of(statements) | set(examples), language)
    return Overview(
        counts={name: counts[name] for name in (*CLASSES, *SOURCES) if counts.get(name)},
        documents=tuple(document_source(iri, statements, names) for iri in statements.subjects()),
        examples=tuple(names.name(iri) for iri in examples),
    )


def _classes(names: tuple[str, ...]) -> str:
    return " ".join(str(LS.term(name)) for name in names)


def _examples(told: list[tuple[str, str]]) -> list[str]:
    """Return the thing most is told of in each class, each thing once."""
    chosen: list[str] = []
    for wanted in EXAMPLES:
        first = next((thing for name, thing in told if name == wanted and thing not in chosen), None)
        chosen += [first] if first else []
    return chosen[:EXAMPLE_COUNT]
