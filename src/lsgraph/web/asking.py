"""A question with what was said to it: the addresses of its page, in parts, and of everything that can be had of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from lsgraph.questions.catalogue import Question
from lsgraph.questions.parameters import LANGUAGE

PAGE = "page"
"""The part of the answer that a page shows, in its address."""
PAGE_ROWS = 100


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as somebody asks it.

    Attributes:
        question: the question.
        values: what was said, by parameter; nothing empty.
        language: the reader's.
        prefix: what a permanent link has before the addresses of its release.
    """

    question: Question
    values: Mapping[str, str]
    language: str
    prefix: str = ""

    @property
    def path(self) -> str:
        """Its address without language and values."""
        return f"/questions/{self.question.name}"

    def page(self, number: int = 1, *, without: str | None = None) -> str:
        """Return the address of a page of its answer.

        Args:
            number: which part of it.
            without: a parameter to leave unsaid.
        """
        said = {name: value for name, value in self.values.items() if name != without}
        return f"{self.prefix}/{self.language}{self.path}{_query(said | ({PAGE: str(number)} if number > 1 else {}))}"

    @property
    def start(self) -> str:
        """The address of its page with nothing said."""
        return f"{self.prefix}/{self.language}{self.path}"

    def canonical(self, number: int = 1) -> str:
        """Return the one address of a page of its answer, whoever says what goes without saying and in whichever order."""
        said = {
            parameter.name: self.values[parameter.name]
            for parameter in self.question.header.parameters
            if self.values.get(parameter.name, parameter.default) != parameter.default
        }
        return Asking(self.question, said, self.language, self.prefix).page(number)

    def data(self, extension: str) -> str:
        """Return the address of the answer in a format, with its names in the reader's language."""
        return f"{self.prefix}/api{self.path}.{extension}{_query({**self.values, LANGUAGE: self.language})}"

    @property
    def drawing(self) -> str:
        """The address of the drawing alone."""
        return f"{self.prefix}/{self.language}{self.path}.svg{_query(self.values)}"

    @property
    def example(self) -> Asking | None:
        """The question as its example asks it; None where it has none, or is asked so already."""
        example = Asking(self.question, self.question.header.example, self.language, self.prefix)
        return example if example.values and example.canonical() != self.canonical() else None


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of an answer a page shows.

    Attributes:
        number: of the page, from 1.
        rows: how many the whole answer has.
    """

    number: int
    rows: int

    @staticmethod
    def part(number: int) -> slice:
        """Return the rows that a page shows."""
        return slice((number - 1) * PAGE_ROWS, number * PAGE_ROWS)

    @property
    def last(self) -> int:
        """The number of the last page; an answer without rows has one page too."""
        return max(1, -(-self.rows // PAGE_ROWS))

    @property
    def first_row(self) -> int:
        """The number of the first row shown, from 1."""
        return (self.number - 1) * PAGE_ROWS + 1

    @property
    def last_row(self) -> int:
        """The number of the last row shown."""
        return min(self.rows, self.number * PAGE_ROWS)


def endpoint_address(query: str) -> str:
    """Return the address at which the endpoint answers a query."""
    return f"/sparql?query={quote(query, safe='')}"


def _query(said: Mapping[str, str]) -> str:
    return f"?{urlencode(said)}" if said else ""
