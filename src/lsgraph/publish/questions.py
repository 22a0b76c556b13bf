"""The saved questions as a gate: each must be readable, and answer with something from the data it is published with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from lsgraph.errors import Finding, QuestionError, QuestionFileError
from lsgraph.publish.turtle import syntax_reason
from lsgraph.questions.answer import NAME_ENDING
from lsgraph.questions.catalogue import read_question


def check_questions(paths: Iterable[Path], store: Store) -> list[Finding]:
    """Ask every saved question, as its example says.

    Args:
        paths: the question files.
        store: what is to be published, merged in its default graph.

    Returns:
        One finding for each question that cannot be read or run, or that gives fewer rows than it expects.
    """
    return [finding for path in paths if (finding := _check(path, store)) is not None]


def _check(path: Path, store: Store) -> Finding | None:
    try:
        question = read_question(path)
        wanted = max(question.header.expects.rows, 1)
        found = _rows(store.query(question.bound(question.header.example)))
    except QuestionFileError as error:
        return error.finding
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
