"""Answers that were given before, kept by how many bytes they take.

A cache belongs to one release, and a release never changes: nothing in it can grow stale, and nothing is ever taken out but
for room. Two maps make it: from what is asked to the answer, and from a request just as it came to what it asks, so that a
request that came before in the same bytes is answered without being read again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from lsgraph.engine.base import Dataset, ResultForm
from lsgraph.protocol.representation import Representation
from lsgraph.protocol.request import ProtocolRequest

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

SHARE = 8
"""One answer takes at most this part of the budget, and so do all requests as they came."""
ENTRY_BYTES = 1_000
"""What an entry costs besides its texts: about what Python's objects take."""
ADDRESS_LIMIT_BYTES = 16_384
"""A longer request is read each time."""

FORMS = tuple(ResultForm)

Address: TypeAlias = tuple[bytes | None, ...]
"""A request just as it came: query string, the headers that matter, and the body."""


class Asked(NamedTuple):
    """What an answer depends on.

    Attributes:
        text: the query.
        default_graphs, named_graphs: the graphs named in the request.
        media_types: those chosen for each form of answer, in the order of `FORMS`; None where the client takes none.
        codings: the content codings the client takes, best first.
    """

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    media_types: tuple[str | None, ...]
    codings: tuple[str, ...]

    @property
    def dataset(self) -> Dataset:
        """The graphs named in the request."""
        return Dataset(self.default_graphs, self.named_graphs)

    def media_type(self, form: ResultForm) -> str | None:
        """Return the media type for this form of answer."""
        return self.media_types[FORMS.index(form)]


def asked_of(request: ProtocolRequest, media_types: Mapping[ResultForm, str], codings: tuple[str, ...]) -> Asked:
    """Return what a request asks; it must hold a query."""
    assert request.query is not None
    chosen = tuple(media_types.get(form) for form in FORMS)
    return Asked(request.query, request.dataset.default_graphs, request.dataset.named_graphs, chosen, codings)


class LeastRecentlyUsed(Generic[K, V]):
    """A map that forgets what was not asked for longest when it is over its budget.

    Args:
        budget_bytes: what all entries together may take.
        largest_bytes: what one entry may take.
    """

    def __init__(self, budget_bytes: int, largest_bytes: int) -> None:
        self.budget_bytes = budget_bytes
        self.largest_bytes = largest_bytes
        self.used_bytes = 0
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: K) -> V | None:
        """Return what is kept under `key`, None where nothing is."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def keep(self, key: K, value: V, size_bytes: int) -> bool:
        """Keep a value that takes `size_bytes`, and forget others for it; return whether it is kept.

        A value that is too large is not kept, and what was kept under its key stays.
        """
        if size_bytes > min(self.largest_bytes, self.budget_bytes):
            return False
        self._forget(key)
        self._entries[key] = (value, size_bytes)
        self.used_bytes += size_bytes
        while self.used_bytes > self.budget_bytes:
            self._forget(next(iter(self._entries)))
        return True

    def _forget(self, key: K) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.used_bytes -= entry[1]


class AnswerCache:
    """The answers of one release.

    Args:
        budget_bytes: what it may take; 0 keeps nothing.
    """

    def __init__(self, budget_bytes: int) -> None:
        share = budget_bytes // SHARE
        self.budget_bytes = budget_bytes
        self._answers: LeastRecentlyUsed[Asked, Representation] = LeastRecentlyUsed(budget_bytes - share, share)
        self._addresses: LeastRecentlyUsed[Address, Asked] = LeastRecentlyUsed(share, share)

    @property
    def largest_bytes(self) -> int:
        """The longest body that is kept."""
        return max(0, self._answers.largest_bytes - ENTRY_BYTES)

    @property
    def used_bytes(self) -> int:
        """What it takes now."""
        return self._answers.used_bytes + self._addresses.used_bytes

    def __len__(self) -> int:
        """How many answers it holds."""
        return len(self._answers)

    def at(self, address: Address) -> tuple[Asked, Representation] | None:
        """Return what a request asks and its answer, where the same request came before and the answer is still here."""
        asked = self._addresses.get(address)
        if asked is None:
            return None
        answer = self._answers.get(asked)
        return None if answer is None else (asked, answer)

    def get(self, asked: Asked) -> Representation | None:
        """Return the answer to what is asked, where it is here."""
        return self._answers.get(asked)

    def keep(self, asked: Asked, answer: Representation) -> bool:
        """Keep an answer; return whether there is room for it."""
        return self._answers.keep(asked, answer, len(answer.body) + _size(asked) + ENTRY_BYTES)

    def remember(self, address: Address, asked: Asked) -> None:
        """Remember what a request asks, unless it is too long."""
        length = sum(len(part) for part in address if part is not None)
        if length <= ADDRESS_LIMIT_BYTES:
            self._addresses.keep(address, asked, length + _size(asked) + ENTRY_BYTES)


def _size(asked: Asked) -> int:
    """Return about how many bytes the texts take; Python gives a character up to four."""
    width = 1 if asked.text.isascii() else 4
    return width * len(asked.text) + sum(map(len, asked.default_graphs + asked.named_graphs))
