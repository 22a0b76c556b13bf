"""Waiting for a future until a deadline, at the cost of one timer."""

from __future__ import annotations

import asyncio
from typing import TypeVar

T = TypeVar("T")


async def wait_until(future: asyncio.Future[T], deadline: float) -> T:
    """Await a future that nobody else awaits.

    Args:
        future: what to await; it is given up at the deadline.
        deadline: the loop's time.

    Raises:
        TimeoutError: the deadline has come first.
    """
    timer = asyncio.get_running_loop().call_at(deadline, _give_up, future)
    try:
        return await future
    finally:
        timer.cancel()


def _give_up(future: asyncio.Future[T]) -> None:
    if not future.done():
        future.set_exception(TimeoutError())
