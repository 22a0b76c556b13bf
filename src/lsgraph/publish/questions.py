"""The saved questions as a gate: each must be readable, and answer with something from the data it is published with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from lsgraph.errors import Finding, QuestionError, QuestionFileError
from lsgraph.publish.examples import check_examples
from lsgraph.publish.turtle import syntax_reason
from lsgraph.questions.answer import NAME_ENDING
from lsgraph.questions.catalogue import Catalogue, Question, catalogue_of, read_labels, read_question
from lsgraph.questions.examples import describe_examples
from lsgraph.questions.parameters import bind
from lsgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ReadQuestions:
    """The saved questions of a workspace.

    Attributes:
        catalogue: those that can be read.
        files: their files, by name.
        findings: what is wrong with the other files, and with the list of topics.
    """

    catalogue: Catalogue
    files: dict[str, Path]
    findings: tuple[Finding, ...]


def read_questions(workspace: Workspace) -> ReadQuestions:
    """Read every saved question; every faulty file is told."""
    paths = workspace.question_files()
    findings: list[Finding] = []
    questions: list[Question] = []
    labels = None
    try:
        labels = read_labels(workspace.queries)
    except QuestionFileError as error:
        findings.append(error.finding)
    for path in paths:
        try:
            questions.append(read_question(path, labels))
        except QuestionFileError as error:
            findings.append(error.finding)
    return ReadQuestions(catalogue_of(questions, labels), {path.stem: path for path in paths}, tuple(findings))


def check_questions(read: ReadQuestions, store: Store, base_iri: str) -> list[Finding]:
    """Ask every saved question, as its example says.

    Args:
        read: the questions.
        store: what is to be published, merged in its default graph.
        base_iri: the workspace's namespace.

    Returns:
        What reading them found, one finding for each question that cannot be run or gives fewer rows than it expects, and
        those that would be no example that tools can read.
    """
    asked = (_check(question, read.files[question.name], store) for question in read.catalogue)
    examples = check_examples(describe_examples(base_iri, read.catalogue), read.files)
    return [*read.findings, *(finding for finding in asked if finding is not None), *examples]


def _check(question: Question, path: Path, store: Store) -> Finding | None:
    try:
        for parameter in question.header.parameters:
            if parameter.choices_query is not None and not _rows(store.query(bind(parameter.choices_query, (), {}))):
                return Finding(path, None, None, f"has a parameter {parameter.name} that offers nothing with these data")
        wanted = max(question.header.expects.rows, 1)
        found = _rows(store.query(question.bound(question.header.example)))
    except SyntaxError as error:
        # The line is that of the text as it was bound, which no editor shows.
        return Finding(path, None, None, f"not SPARQL: {syntax_reason(error)}")
    except (QuestionError, ValueError, OSError) as error:
        return Finding(path, None, None, f"cannot be asked: {error}")
    if len(found) < wanted:
        return Finding(path, None, None, f"gives {len(found)} rows with these data where at least {wanted} are expected")
    for expected in question.header.expects.contains:
        if not any(all(text in row.get(name, ()) for name, text in expected.items()) for row in found):
            told = ", ".join(f"{name} {text!r}" for name, text in expected.items())
            return Finding(path, None, None, f"gives no row with {told}, which is expected")
    return None


def _rows(answer: QuerySolutions | QueryBoolean | QueryTriples) -> list[dict[str, tuple[str, ...]]]:
    """Return the texts that stand for each column: a literal's, or an IRI and the name given beside it.

    Raises:
        ValueError: the query is no SELECT.
    """
    if not isinstance(answer, QuerySolutions):
        raise ValueError("a saved question is a SELECT")  # noqa: TRY004 - told as a fault of the file
    names = [variable.value for variable in answer.variables]
    rows: list[dict[str, tuple[str, ...]]] = []
    for solution in answer:
        texts = {name: str(getattr(solution[name], "value", "")) for name in names}
        rows.append({name: (text, texts.get(name + NAME_ENDING, "")) for name, text in texts.items()})
    return rows
