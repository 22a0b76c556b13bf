"""Competency questions: what a careful reader knows from a passage, asked of the graph.

`competency/DOCUMENT/NAME.rq` holds one, asked of what that document says (with the register and the reference data, without the
other documents); `competency/together/` holds those asked of the whole. The `#+` header (YAML) says the question in words, the
passages it was written from, and the answer as read off the page: rows of CURIEs and literals, in any order unless `ordered`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, RdfFormat, Store, parse

from lsgraph.release.layout import Release
from lsgraph.vocabulary import workspace_prefixes

TOGETHER = "together"
FOLDER = Path(__file__).parent / "competency"
PREFIXES = workspace_prefixes("https://w3id.org/lsgraph/") | {"sdg": "http://metadata.un.org/sdg/"}


@dataclass(frozen=True)
class Competency:
    question: str
    passages: list[str]
    answer: list[list[str]]
    sparql: str
    is_ordered: bool


@cache
def read(path: Path) -> Competency:
    lines = path.read_text("utf-8").splitlines()
    header = yaml.safe_load("\n".join(line.removeprefix("#+").removeprefix(" ") for line in lines if line.startswith("#+")))
    answer = [[str(cell) for cell in row] for row in header["answer"]]
    sparql = "\n".join(line for line in lines if not line.startswith("#+"))
    return Competency(header["question"], header["passages"], answer, sparql, header.get("ordered", False))


def files() -> list[Path]:
    return sorted(FOLDER.rglob("*.rq"))


def shown(term: object) -> str:
    """A term as the header writes it: a CURIE, or the literal's text; whole decimals without their '.0'."""
    if isinstance(term, NamedNode):
        best = max((p for p, iri in PREFIXES.items() if term.value.startswith(iri)), key=lambda p: len(PREFIXES[p]), default="")
        return f"{best}:{term.value.removeprefix(PREFIXES[best])}" if best else term.value
    if isinstance(term, Literal):
        is_decimal = term.datatype.value.endswith("#decimal")
        return term.value.removesuffix(".0") if is_decimal else term.value
    return "" if term is None else str(term)


def asked(store: Store, sparql: str) -> list[list[str]]:
    results = store.query(sparql, prefixes=PREFIXES)
    if isinstance(results, QueryBoolean):
        return [["yes" if results else "no"]]
    assert isinstance(results, QuerySolutions)
    return [[shown(solution[variable]) for variable in results.variables] for solution in results]


@pytest.fixture(scope="module")
def said_by(release: Release, store: Store) -> Callable[[str], Store]:
    """What one document says, by the name of the folder of its questions; `together` is everything."""

    @cache
    def read_store(folder: str) -> Store:
        if folder == TOGETHER:
            return store
        quads = [quad for quad in parse(path=release.dump, format=RdfFormat.N_QUADS) if is_said_by(folder, quad)]
        assert any(f"/source/{folder}/" in str(quad.graph_name) for quad in quads), f"{folder} is no document"
        one = Store()
        one.extend(quads)
        one.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
        return one

    return read_store


def is_said_by(document: str, quad: Quad) -> bool:
    graph = str(quad.graph_name)
    return "/source/" not in graph or f"/source/{document}/" in graph


@pytest.mark.parametrize("path", files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_graph_answers_as_the_page_does(path: Path, said_by: Callable[[str], Store]) -> None:
    competency = read(path)
    found = asked(said_by(path.parent.name), competency.sparql)
    if competency.is_ordered:
        assert found == competency.answer, competency.question
    else:
        assert sorted(found) == sorted(competency.answer), competency.question


def test_every_passage_has_questions_of_its_own(store: Store) -> None:
    """Two or more for each passage that states much of the world; a bare heading or a contact line does not."""
    asked_of = [passage for path in files() for passage in read(path).passages]
    claims_of: dict[str, int] = {}
    counted = "SELECT ?p (COUNT(?c) AS ?n) WHERE { ?p a ls:Passage . OPTIONAL { GRAPH ?p { ?c ls:modality ?m } } } GROUP BY ?p"
    for passage, claims in asked(store, counted):
        claims_of[passage.removeprefix("source:")] = int(claims)
    assert set(asked_of) <= set(claims_of)
    assert {passage for passage, claims in claims_of.items() if claims > 5 and asked_of.count(passage) < 2} == set()
