"""The shipped questions, asked of the shipped data: both languages, and evidence on every row."""

from __future__ import annotations

import asyncio
import sys
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from lsgraph.questions.answer import Answer, answer
from lsgraph.questions.catalogue import Question, read_catalogue
from lsgraph.questions.header import ColumnType
from lsgraph.resources.sources import Speaker
from lsgraph.workspace import Workspace, shipped_workspace

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.web.small_graph import StoreEngine, small_store

WORKSPACE = Workspace.open(shipped_workspace())
QUESTIONS = list(read_catalogue(WORKSPACE.root / "queries"))


@cache
def engine() -> StoreEngine:
    """Return an engine over what the sources assert, nothing inferred."""
    quads = [
        Quad(found.subject, found.predicate, found.object, NamedNode(source.graph_iri))
        for source in WORKSPACE.source_files()
        for found in parse(path=str(source.path), format=RdfFormat.TURTLE, base_iri=source.graph_iri)
    ]
    return StoreEngine(small_store(quads))


@cache
def asked(question: Question, language: str) -> Answer:
    return asyncio.run(answer(engine(), question, {}, base_iri=WORKSPACE.base_iri, language=language))


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_gives_what_it_promises(question: Question, language: str) -> None:
    assert len(asked(question, language).rows) >= question.header.expects.rows


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_row_rests_on_claims_with_printed_words(question: Question, language: str) -> None:
    for row in asked(question, language).rows:
        for found in row.evidence:
            assert found.speaker is Speaker.DOCUMENT
            assert found.claim is not None
            assert found.claim.printed
            assert found.claim.passage.document.name.iri != found.claim.passage.name.iri


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_both_languages_give_the_same_rows(question: Question) -> None:
    things = {}
    for language in ("en", "it"):
        found = asked(question, language)
        kept = [n for n, column in enumerate(found.columns) if column.type is not ColumnType.TEXT]
        things[language] = sorted([str(row.cells[n].term) for n in kept] for row in found.rows)
    assert things["en"] == things["it"]


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_things_are_named_in_the_readers_language(question: Question, language: str) -> None:
    names = [cell.name for row in asked(question, language).rows for cell in row.cells if cell.name]
    assert names
    assert {name.language for name in names} == {language}
