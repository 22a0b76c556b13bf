"""Answers: one that is here already, and one that a worker is still making."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Protocol, Self

from lsgraph.engine.base import ResultForm, Timing

NOT_TIMED = Timing()


class Source(Protocol):
    """Whatever is still making an answer."""

    async def next_chunk(self) -> bytes | None:
        """Return the next bytes, or None at the end; raises `EngineError` when the answer breaks off."""
        ...

    def end(self, *, is_reusable: bool) -> None:
        """Stop; nothing happens when it has come to its end."""
        ...


class WholeAnswer:
    """An answer whose bytes are here."""

    def __init__(self, form: ResultForm, media_type: str, chunks: Iterable[bytes], timing: Timing = NOT_TIMED) -> None:
        self.form = form
        self.media_type = media_type
        self.timing = timing
        self._chunks = iter(chunks)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        for chunk in self._chunks:
            return chunk
        raise StopAsyncIteration


class StreamedAnswer:
    """An answer that is being made; nothing is read from its source before it is asked for."""

    def __init__(self, form: ResultForm, media_type: str, first: bytes, source: Source, timing: Timing = NOT_TIMED) -> None:
        self.form = form
        self.media_type = media_type
        self.timing = timing
        self._first: bytes | None = first
        self._source = source

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._source.end(is_reusable=False)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._first is not None:
            chunk, self._first = self._first, None
            return chunk
        following = await self._source.next_chunk()
        if following is None:
            raise StopAsyncIteration
        return following
