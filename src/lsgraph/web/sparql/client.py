"""Whether the client is still there, without anything spent on answers that come at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from starlette.types import Receive

PATIENCE_S = 0.005
"""Work that ends sooner is never watched."""


class ClientLeft(Exception):
    """The client left before it was answered; the work for it was given up."""


class ClientWatch:
    """A block of work that goes on as long as the client is there.

    Used as a context manager around the work, in one task; the request's body must have been read. What happens when the
    client leaves is `on_leave`, at first `give_up`.

    Args:
        receive: tells of the client (ASGI).

    Raises:
        ClientLeft: at the end of the block, when the work was given up.
    """

    def __init__(self, receive: Receive) -> None:
        self.on_leave: Callable[[], None] = self.give_up
        self.is_gone = False
        self._receive = receive
        self._is_given_up = False
        self._is_over = False
        self._watcher: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        task = asyncio.current_task()
        assert task is not None, "a request is answered in a task"
        self._task = task
        self._cancelling = task.cancelling()
        self._timer = asyncio.get_running_loop().call_later(PATIENCE_S, self._start)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._is_over = True
        self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
        if self._is_given_up and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise ClientLeft from None

    def give_up(self) -> None:
        """Stop the work where it stands."""
        if not self._is_over and not self._is_given_up:
            self._is_given_up = True
            self._task.cancel()

    def depend(self) -> None:
        """From now on the work is for this client alone: it ends when the client leaves, at once where it has left."""
        self.on_leave = self.give_up
        if self.is_gone:
            raise ClientLeft

    def _start(self) -> None:
        self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        if not self._is_over:
            self.is_gone = True
            self.on_leave()
