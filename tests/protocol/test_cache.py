from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsgraph.engine.base import Dataset, ResultForm
from lsgraph.protocol.cache import ADDRESS_LIMIT_BYTES, ENTRY_BYTES, SHARE, AnswerCache, Asked, LeastRecentlyUsed, asked_of
from lsgraph.protocol.representation import Representation, represent
from lsgraph.protocol.request import ProtocolRequest

CSV = {ResultForm.SOLUTIONS: "text/csv", ResultForm.BOOLEAN: "text/csv"}
NO_GRAPHS = Dataset()


def asked(text: str = "q", codings: tuple[str, ...] = ("identity",), dataset: Dataset = NO_GRAPHS) -> Asked:
    return asked_of(ProtocolRequest(text, dataset), CSV, codings)


def answer(content: bytes) -> Representation:
    return asyncio.run(represent(ResultForm.SOLUTIONS, "text/csv", content, ("identity",)))


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 60), st.booleans())),
    st.integers(0, 100),
    st.integers(0, 60),
)
def test_the_budget_holds_and_the_last_used_stay(steps: list[tuple[str, int, bool]], budget: int, largest: int) -> None:
    cache: LeastRecentlyUsed[str, int] = LeastRecentlyUsed(budget, largest)
    order: list[tuple[str, int]] = []  # the model: the last used last
    for key, size, is_read in steps:
        known = dict(order)
        if is_read:
            assert cache.get(key) == known.get(key)
            if key in known:
                order = [pair for pair in order if pair[0] != key] + [(key, known[key])]
            continue
        assert cache.keep(key, size, size) is (size <= min(budget, largest))
        if size <= min(budget, largest):
            order = [pair for pair in order if pair[0] != key] + [(key, size)]
            while sum(kept for _, kept in order) > budget:
                order.pop(0)
        assert cache.used_bytes == sum(kept for _, kept in order) <= budget
        assert len(cache) == len(order)


def test_an_answer_is_found_by_all_that_it_depends_on() -> None:
    cache = AnswerCache(1_000_000)
    kept = answer(b"n")
    assert cache.keep(asked(), kept)
    assert cache.get(asked()) is kept
    graph = Dataset(("http://a/",))
    others = [asked("r"), asked(codings=("gzip",)), asked(dataset=graph), asked_of(ProtocolRequest("q"), {}, ("identity",))]
    assert [cache.get(other) for other in others] == [None] * 4


def test_a_request_leads_to_the_answer_only_while_it_is_kept() -> None:
    cache = AnswerCache(8 * SHARE * ENTRY_BYTES)
    address = (b"query=q", None, None, None, None)
    cache.remember(address, asked())
    assert cache.at(address) is None
    kept = answer(b"n")
    cache.keep(asked(), kept)
    assert cache.at(address) == (asked(), kept)
    for count in range(100):
        cache.keep(asked(str(count)), kept)
    assert cache.at(address) is None


def test_one_answer_takes_no_more_than_its_share() -> None:
    cache = AnswerCache(SHARE * 10_000)
    assert not cache.keep(asked(), answer(b"n" * 10_000))
    assert cache.keep(asked(), answer(b"n" * (cache.largest_bytes - 10)))
    assert cache.used_bytes <= cache.budget_bytes


def test_a_long_request_is_not_remembered() -> None:
    cache = AnswerCache(10_000_000)
    cache.keep(asked(), answer(b"n"))
    before = cache.used_bytes
    cache.remember((b"a" * (ADDRESS_LIMIT_BYTES + 1), None), asked())
    assert cache.used_bytes == before


@pytest.mark.parametrize("text", ["a" * 5000, "è" * 5000])
def test_the_text_counts(text: str) -> None:
    cache = AnswerCache(10_000_000)
    cache.keep(asked(text), answer(b"n"))
    assert cache.used_bytes >= 5000


def test_without_a_budget_nothing_is_kept() -> None:
    cache = AnswerCache(0)
    assert not cache.keep(asked(), answer(b""))
    assert (len(cache), cache.used_bytes, cache.largest_bytes) == (0, 0, 0)
