"""A saved question asked: its rows as the columns want them, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lsgraph.engine.base import Engine, Limits, Row, Term, rows
from lsgraph.questions.catalogue import Question
from lsgraph.questions.evidence import NO_TEXTS, Evidence, read_evidence
from lsgraph.questions.header import Column
from lsgraph.questions.parameters import LANGUAGE
from lsgraph.resources.names import Name, Names, read_names
from lsgraph.texts.documents import DocumentTexts

NAME_ENDING = "Name"
"""The variable `networkName` holds the name of what `network` holds."""
ALL_ROWS = slice(None)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of an answer.

    Attributes:
        term: what the engine gave, None where the row has nothing here.
        name: what to call it, for IRIs.
    """

    term: Term | None = None
    name: Name | None = None

    @property
    def text(self) -> str:
        """The value as plain text: a name for an IRI, the lexical form for a literal."""
        return self.name.text if self.name else getattr(self.term, "value", "")


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row, a cell for each column, and who says so where that was asked for."""

    cells: tuple[Cell, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer.

    Attributes:
        columns: what its columns are.
        rows: its rows, in the order the query gives.
        query: the SPARQL that was asked.
    """

    columns: tuple[Column, ...]
    rows: tuple[AnswerRow, ...]
    query: str


async def answer(
    engine: Engine,
    question: Question,
    values: Mapping[str, str],
    *,
    base_iri: str,
    language: str,
    limits: Limits | None = None,
    told: slice = ALL_ROWS,
    texts: DocumentTexts = NO_TEXTS,
) -> Answer:
    """Ask a saved question.

    Args:
        engine: who answers.
        question: what to ask.
        values: values of its parameters by name.
        base_iri: the workspace's namespace.
        language: the reader's; it is bound as `lang` too.
        limits: what it may cost.
        told: the rows whose evidence is read; the others come without any.
        texts: the documents' texts, whose sentences are shown.

    Raises:
        ParameterError: a value that a parameter does not take.
        EngineError: the engine gave no answer.
    """
    text = question.bound({**values, LANGUAGE: language})
    found = await rows(engine, text, limits)
    evidence: list[tuple[Evidence, ...]] = [()] * len(found)
    evidence[told] = await read_evidence(engine, found[told], question.header.evidence, base_iri, language, texts)
    columns = question.header.columns
    unnamed = {term.value for row in found for column in columns if (term := _unnamed(row, column))}
    names = await read_names(engine, unnamed, language)
    answered = [
        AnswerRow(tuple(_cell(row, column, names) for column in columns), by) for row, by in zip(found, evidence, strict=True)
    ]
    return Answer(columns, tuple(answered), text)


def _unnamed(row: Row, column: Column) -> NamedNode | None:
    """Return the IRI of a cell that the query gives no name for."""
    term = row.get(column.name)
    return term if isinstance(term, NamedNode) and column.name + NAME_ENDING not in row else None


def _cell(row: Row, column: Column, names: Names) -> Cell:
    term = row.get(column.name)
    if not isinstance(term, NamedNode):
        return Cell(term)
    given = row.get(column.name + NAME_ENDING)
    if isinstance(given, Literal):
        return Cell(term, Name(term.value, given.value, given.language))
    return Cell(term, names.name(term.value))
