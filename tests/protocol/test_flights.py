from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from lsgraph.errors import EngineError
from lsgraph.protocol.cache import Asked
from lsgraph.protocol.flights import Flight, Flights

ASKED = Asked("q", (), (), (), ("identity",))


class Led:
    """A flight, its followers, and how often its leader was told to give up."""

    def __init__(self, followers: int) -> None:
        self.flights: Flights[str] = Flights()
        self.given_up = 0
        self.flight: Flight[str] = self.flights.start(ASKED, self._give_up)
        self.followers = [asyncio.ensure_future(self.flight.outcome()) for _ in range(followers)]

    def _give_up(self) -> None:
        self.given_up += 1

    def end(self, outcome: Any) -> None:
        self.flights.end(ASKED, self.flight, outcome)


def run(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(scenario(), 60))


@pytest.mark.parametrize("outcome", ["answer", EngineError("no"), None])
def test_all_who_wait_are_told_the_same(outcome: Any) -> None:
    async def scenario() -> None:
        led = Led(3)
        await asyncio.sleep(0)
        led.end(outcome)
        assert await asyncio.gather(*led.followers) == [outcome] * 3
        assert led.flights.get(ASKED) is None
        assert led.given_up == 0

    run(scenario)


def test_it_goes_on_without_its_leader_until_the_last_who_waits_has_left() -> None:
    async def scenario() -> None:
        led = Led(2)
        await asyncio.sleep(0)
        led.flight.lose_leader()
        assert led.given_up == 0
        led.followers[0].cancel()
        await asyncio.sleep(0)
        assert led.given_up == 0
        led.followers[1].cancel()
        await asyncio.gather(*led.followers, return_exceptions=True)
        assert led.given_up == 1

    run(scenario)


def test_a_leader_that_nobody_follows_gives_up_at_once() -> None:
    led = Led(0)
    led.flight.lose_leader()
    assert led.given_up == 1


def test_followers_that_leave_do_not_end_it() -> None:
    async def scenario() -> None:
        led = Led(1)
        await asyncio.sleep(0)
        led.followers[0].cancel()
        await asyncio.gather(*led.followers, return_exceptions=True)
        assert led.given_up == 0
        assert led.flights.get(ASKED) is led.flight

    run(scenario)


def test_what_has_landed_is_not_ended_by_those_who_leave() -> None:
    async def scenario() -> None:
        led = Led(1)
        await asyncio.sleep(0)
        led.end("answer")
        led.flight.lose_leader()
        assert led.given_up == 0

    run(scenario)


def test_ending_one_twice_leaves_the_next_alone() -> None:
    async def scenario() -> None:
        led = Led(0)
        led.end(None)
        following = led.flights.start(ASKED, lambda: None)
        led.end(None)
        assert led.flights.get(ASKED) is following

    run(scenario)
