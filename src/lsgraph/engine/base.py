"""The contract between the web and whatever answers SPARQL.

An engine is given a query, a dataset, the formats its answer may have and limits, and gives back an `Answer`: what kind of
answer it is, as soon as that is known, and then its bytes, already serialised. The front never parses a query and never sees
a row on its way out. Pages that need typed terms call `rows`, which reads a small answer whole.

SPARQL 1.1 Protocol, section 2.1 (query operation); results as in the SPARQL 1.1 JSON, XML, CSV and TSV documents.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, Triple, parse_query_results

from lsgraph.errors import EngineError, QueryLimitReached

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Row: TypeAlias = dict[str, Term]


class ResultForm(StrEnum):
    """What a query gives back: a table, yes or no, or a graph."""

    SOLUTIONS = "solutions"
    BOOLEAN = "boolean"
    GRAPH = "graph"


RESULTS_JSON = "application/sparql-results+json"
DEFAULT_MEDIA_TYPES = {
    ResultForm.SOLUTIONS: RESULTS_JSON,
    ResultForm.BOOLEAN: RESULTS_JSON,
    ResultForm.GRAPH: "text/turtle",
}
"""What an answer is serialised in when nobody said."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs a query is asked over (SPARQL 1.1 Protocol, 2.1.4); empty means the release's own dataset."""

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default_graphs or self.named_graphs)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may cost."""

    timeout_s: float = 30.0
    result_bytes: int = 1_000_000_000
    result_rows: int = 10_000_000


@dataclass(frozen=True, slots=True)
class Query:
    """One question for an engine.

    Attributes:
        text: the SPARQL text, never parsed outside the engine.
        media_types: for each form, the media type its answer is to be serialised in (the one asked for, chosen before the
            form is known, since only the engine parses the query). A form that is left out is answered in
            `DEFAULT_MEDIA_TYPES`: whether the caller can take that is the caller's to see, in `Answer.media_type`.
        dataset: overrides what the text says in FROM.
        prefixes: put into graph answers that can carry them; they never change what the text means.
        limits: what it may cost.
    """

    text: str
    media_types: dict[ResultForm, str] = field(default_factory=dict)
    dataset: Dataset = Dataset()
    prefixes: dict[str, str] = field(default_factory=dict)
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the first bytes of an answer took, in seconds.

    Attributes:
        waited_s: from the query's admission until a worker took it up.
        worked_s: from then until the first bytes were there, parsing and planning included.
    """

    waited_s: float = 0.0
    worked_s: float = 0.0


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """How an engine is doing, for whoever watches it.

    Attributes:
        storage: where the data are while it answers, `memory` or `disk`.
        walls: what encloses whoever answers, such as `seccomp`, `landlock`; tried from inside when it started.
        processes: how many processes answer now.
        busy: how many queries are being answered.
        waiting: how many wait for their turn.
        lost: how many processes ended on their own since the start: killed by a signal that nobody here sent.
        stopped: how many were stopped since the start, for a limit reached or a client that left.
    """

    storage: str = "memory"
    walls: tuple[str, ...] = ()
    processes: int = 0
    busy: int = 0
    waiting: int = 0
    lost: int = 0
    stopped: int = 0


class Answer(Protocol):
    """An answer on its way: its form and media type are known, its bytes come as they are made.

    Use it as an asynchronous context manager and iterate it once. Leaving early gives up the query: whoever works on it is
    stopped. A limit met, or a worker lost, after the first bytes raises the `EngineError` out of the iteration, so that
    what was sent so far can be broken off and never passes for a whole answer.
    """

    @property
    def form(self) -> ResultForm:
        """What kind of answer it is."""
        ...

    @property
    def media_type(self) -> str:
        """The media type of the bytes, without parameters."""
        ...

    @property
    def timing(self) -> Timing:
        """How long its first bytes took."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def __aiter__(self) -> AsyncIterator[bytes]: ...


class Engine(Protocol):
    """Whatever answers SPARQL over one release."""

    async def start(self) -> None:
        """Make ready to answer.

        Raises:
            EngineUnavailable: the release cannot be opened.
        """
        ...

    async def close(self) -> None:
        """Stop every process and give back every descriptor."""
        ...

    @property
    def status(self) -> EngineStatus:
        """How it is doing now."""
        ...

    async def query(self, query: Query) -> Answer:
        """Begin to answer; returns once the form of the answer is known.

        Raises:
            QueryRefused: it asks for what is not allowed here.
            QuerySyntaxError: it is not SPARQL.
            QueryLimitReached: it was over a limit before the first byte.
            EngineUnavailable: nobody could answer.
        """
        ...


ROWS_LIMIT_BYTES = 16_000_000


async def rows(engine: Engine, text: str, limits: Limits | None = None) -> list[Row]:
    """Ask a SELECT and return its rows as typed terms; unbound variables are left out of a row.

    This is the small call for pages: an answer over `ROWS_LIMIT_BYTES` is refused rather than read.

    Raises:
        EngineError: as `Engine.query`, and when the text is not a SELECT.
    """
    answer = await engine.query(Query(text, {ResultForm.SOLUTIONS: RESULTS_JSON}, limits=limits or Limits()))
    content = bytearray()
    async with answer:
        if answer.form is not ResultForm.SOLUTIONS:
            raise EngineError("A page asked for rows and the query does not give any.")
        async for chunk in answer:
            content += chunk
            if len(content) > ROWS_LIMIT_BYTES:
                raise QueryLimitReached("rows_limit_bytes", ROWS_LIMIT_BYTES)
    results = parse_query_results(bytes(content), format=QueryResultsFormat.JSON)
    assert isinstance(results, QuerySolutions)
    names = [variable.value for variable in results.variables]
    return [{name: term for name in names if (term := solution[name]) is not None} for solution in results]
