"""A scripted engine, for tests of whatever stands above engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lsgraph.engine.answer import WholeAnswer
from lsgraph.engine.base import DEFAULT_MEDIA_TYPES, Answer, EngineStatus, Query, ResultForm
from lsgraph.errors import EngineError


@dataclass(frozen=True, slots=True)
class Scripted:
    """What to answer: chunks of bytes, and then the error that breaks the answer off, if any."""

    chunks: tuple[bytes, ...]
    form: ResultForm = ResultForm.SOLUTIONS
    media_type: str | None = None
    error: EngineError | None = None


Reply = Scripted | bytes | EngineError
Script = Iterable[tuple[str | Callable[[str], bool], Reply]]


class FakeEngine:
    """An `Engine` that answers from a script and remembers what it was asked.

    Args:
        script: pairs of a query text, or a test of one, and the reply: bytes of SELECT results, a `Scripted` answer, or an
            error to raise. The first pair that fits answers; a query that none fits is a fault in the test.

    Attributes:
        queries: what it was asked, in order.
        left_early: how many answers were left before their end.
    """

    def __init__(self, script: Script) -> None:
        self._script = list(script)
        self.queries: list[Query] = []
        self.left_early = 0

    async def start(self) -> None:
        """Do nothing: a script is always ready."""

    async def close(self) -> None:
        """Do nothing: a script holds no process."""

    @property
    def status(self) -> EngineStatus:
        """Nothing to tell of: a script has no processes."""
        return EngineStatus()

    async def query(self, query: Query) -> Answer:
        """Give the scripted answer, or raise the scripted error."""
        self.queries.append(query)
        reply = self._reply(query.text)
        if isinstance(reply, EngineError):
            raise reply
        scripted = reply if isinstance(reply, Scripted) else Scripted((reply,))
        media_type = scripted.media_type or query.media_types.get(scripted.form, DEFAULT_MEDIA_TYPES[scripted.form])
        return _FakeAnswer(scripted, media_type, self)

    def _reply(self, text: str) -> Reply:
        for wanted, reply in self._script:
            if wanted(text) if callable(wanted) else wanted == text:
                return reply
        raise AssertionError(f"The script has no answer to: {text}")


class _FakeAnswer(WholeAnswer):
    def __init__(self, scripted: Scripted, media_type: str, engine: FakeEngine) -> None:
        super().__init__(scripted.form, media_type, scripted.chunks)
        self._error = scripted.error
        self._engine = engine
        self._is_over = False

    async def __aexit__(self, *_: object) -> None:
        self._engine.left_early += not self._is_over

    async def __anext__(self) -> bytes:
        try:
            return await super().__anext__()
        except StopAsyncIteration:
            self._is_over = True
            if self._error is not None:
                raise self._error from None
            raise
