"""The saved questions as a gate: each must be readable, and answer with something from the data it is published with."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from pyoxigraph import QueryBoolean, Store

from lsgraph.errors import Finding, QuestionError, QuestionFileError
from lsgraph.publish.turtle import syntax_reason
from lsgraph.questions.catalogue import read_question


def check_questions(paths: Iterable[Path], store: Store) -> list[Finding]:
    """Ask every saved question, with its parameters' defaults.

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
        answer = store.query(question.bound({}))
        found = int(bool(answer)) if isinstance(answer, QueryBoolean) else sum(1 for _ in islice(answer, wanted))
    except QuestionFileError as error:
        return error.finding
    except SyntaxError as error:
        # The line is that of the text as it was bound, which no editor shows.
        return Finding(path, None, None, f"not SPARQL: {syntax_reason(error)}")
    except (QuestionError, ValueError, OSError) as error:
        return Finding(path, None, None, f"cannot be asked: {error}")
    if found >= wanted:
        return None
    return Finding(path, None, None, f"gives {found} rows with these data where at least {wanted} are expected")
