"""Questions that are being answered now: who asks the same waits for the same answer.

The first who asks leads: the evaluation runs in the leader's own task, and nobody starts another for it. When the leader's
client leaves and others wait, the leader goes on for them; when none is left, it is told to give up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from lsgraph.errors import LsgraphError
from lsgraph.protocol.cache import Asked

T = TypeVar("T")


class Flight(Generic[T]):
    """One evaluation, from its start until it is known what came of it.

    Args:
        give_up: ends the evaluation, because nobody waits for it any more.
    """

    def __init__(self, give_up: Callable[[], None]) -> None:
        self._give_up = give_up
        self._followers: set[asyncio.Future[T | LsgraphError | None]] = set()
        self._is_led = True
        self._is_over = False

    async def outcome(self) -> T | LsgraphError | None:
        """Wait for the outcome: the answer, the error that all are told, or None for "ask yourself"."""
        follower: asyncio.Future[T | LsgraphError | None] = asyncio.get_running_loop().create_future()
        self._followers.add(follower)
        try:
            return await follower
        finally:
            self._followers.discard(follower)
            self._end_if_deserted()

    def land(self, outcome: T | LsgraphError | None) -> None:
        """Tell everybody who waits."""
        followers, self._followers = self._followers, set()
        self._is_over = True
        for follower in followers:
            if not follower.done():
                follower.set_result(outcome)

    def lose_leader(self) -> None:
        """Take note that the leader's client left."""
        self._is_led = False
        self._end_if_deserted()

    def _end_if_deserted(self) -> None:
        if not self._is_over and not self._is_led and not self._followers:
            self._give_up()


class Flights(Generic[T]):
    """All questions being answered, by what they ask."""

    def __init__(self) -> None:
        self._flights: dict[Asked, Flight[T]] = {}

    def get(self, asked: Asked) -> Flight[T] | None:
        """Return the flight of a question that is being answered."""
        return self._flights.get(asked)

    def start(self, asked: Asked, give_up: Callable[[], None]) -> Flight[T]:
        """Start one; the caller leads it, and ends it whatever happens."""
        flight = self._flights[asked] = Flight[T](give_up)
        return flight

    def end(self, asked: Asked, flight: Flight[T], outcome: T | LsgraphError | None) -> None:
        """End one and tell everybody who waits; the second time nothing happens."""
        if self._flights.get(asked) is flight:
            del self._flights[asked]
            flight.land(outcome)
