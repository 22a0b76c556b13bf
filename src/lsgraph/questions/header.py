"""The header of a saved question: YAML behind `#+`, and what it must say.

    #+ title: {en: "Members", it: "Membri"}
    #+ parameters:
    #+   - {name: network, type: thing, class: Network, label: {en: network, it: rete}}

The habit is grlc's and RAMOSE's; the words are ours. Unknown keys are faults, since they are mostly misspelt ones.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from lsgraph.errors import QuestionFileError
from lsgraph.questions.lined import read_yaml

MARK = "#+"


TOPIC_NAME = r"^[a-z-]{1,40}$"


class Part(BaseModel):
    """A part of what a file says; unknown keys are faults."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Words(Part):
    """A text in both languages."""

    en: str = Field(min_length=1)
    it: str = Field(min_length=1)

    def in_language(self, language: str) -> str:
        """Return the text in a language; English where it is another one."""
        return self.it if language == "it" else self.en


class ParameterType(StrEnum):
    """What a parameter takes."""

    THING = "thing"
    CHOICE = "choice"
    TEXT = "text"
    YEAR = "year"
    NUMBER = "number"


class ColumnType(StrEnum):
    """What a column holds."""

    THING = "thing"
    TEXT = "text"
    NUMBER = "number"
    YEAR = "year"
    DATE = "date"
    IRI = "iri"


class Choice(Part):
    """One of the values a choice takes.

    Attributes:
        value: what stands in the address of the answer.
        iri: the term it is bound as; without one, the value itself as text.
        label: what the form shows.
    """

    value: str = Field(pattern=r"^[\w-]{1,40}$")
    iri: str | None = None
    label: Words


class Parameter(Part):
    """One thing that the asker may say.

    Attributes:
        name: the variable of the query, without question mark.
        type: what it takes.
        thing_class: for things, the class (local name in the ontology) that the form offers.
        choices_query: for things, a SELECT of `?value` and `?label` whose rows the form offers instead, with
            `VALUES ?lang { "en" }`; for choices, the same with texts as values.
        default: the value where none is given; without one, everything is asked for.
        required: whether the question has no answer without a value.
        choices: for choices, what may be chosen.
        minimum: for years and numbers, the least that is taken.
        maximum: for years and numbers, the most that is taken.
        hint: what the form says beside the field.
    """

    name: str = Field(pattern=r"^[a-z][A-Za-z0-9]{0,30}$")
    type: ParameterType
    thing_class: str | None = Field(default=None, alias="class", pattern=r"^[A-Za-z]+$")
    choices_query: str | None = Field(default=None, alias="choices-query")
    default: str | None = None
    required: bool = False
    label: Words
    hint: Words | None = None
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


class Column(Part):
    """One column of the answer.

    A thing's variable holds its IRI; a variable of the same name with `Name` at its end, where there is one, its name.

    Attributes:
        name: the variable of the query, without question mark.
        type: what it holds.
        unit: of every number in it; where units differ by row, they have a column of their own.
        label: what stands above it.
    """

    name: str = Field(pattern=r"^[a-z][A-Za-z0-9]{0,30}$")
    type: ColumnType
    unit: Words | None = None
    label: Words


class Bar(Part):
    """Bars, one for each row, or for each category and series; `value` is a number."""

    type: Literal["bar"]
    category: str
    value: str
    series: str | None = None
    where: dict[str, str] = Field(default_factory=dict, description="only rows whose cells have these texts")


class Line(Part):
    """Lines through points; `x` is a year or date, `y` a number, one line for each value of `series`."""

    type: Literal["line"]
    x: str
    y: str
    series: str | None = None
    where: dict[str, str] = Field(default_factory=dict)


class Timeline(Part):
    """Spans and moments on a common axis; `start` and `end` are dates, and either may be missing in a row."""

    type: Literal["timeline"]
    label: str
    start: str
    end: str | None = None
    group: str | None = None


class Network(Part):
    """Things and the ties between them: each row is a tie from one thing to another."""

    type: Literal["network"]
    source: str = Field(alias="from")
    target: str = Field(alias="to")
    label: str | None = None


class Map(Part):
    """Places on a map of Italy: `place` is a thing that is, or lies in, a region, province or commune."""

    type: Literal["map"]
    place: str
    value: str | None = None


class Number(Part):
    """One number, large: that of the first row."""

    type: Literal["number"]
    value: str


Drawing = Annotated[Bar | Line | Timeline | Network | Map | Number, Field(discriminator="type")]


class Expects(Part):
    """What the answer must have for the question to be released."""

    rows: int = Field(ge=0, description="fewest rows, asked as the example says")
    contains: tuple[dict[str, str], ...] = Field(
        default=(), description="rows that must be among them: for each column named, the text in English or the IRI"
    )


class Header(Part):
    """Everything a question says about itself.

    Attributes:
        title: a few words.
        question: the question as a person asks it.
        topic: the name of its topic.
        order: its place among all questions.
        parameters: what the asker may say.
        columns: what its rows hold.
        drawing: how its answer is drawn, where a drawing helps.
        evidence: variables that hold claims or graphs, one IRI or several in a text with spaces between.
        sums: what a sum or count adds up, and what it leaves out; needed where the query has SUM or AVG.
        covers_not: what its answer does not say.
        example: values of a call that shows it well.
        keywords: words to find it by.
        expects: what its answer must have for the question to be released.
    """

    title: Words
    question: Words
    topic: str = Field(pattern=TOPIC_NAME)
    order: int = Field(ge=0)
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[Column, ...] = Field(min_length=1)
    drawing: Drawing | None = None
    evidence: tuple[str, ...] = ()
    sums: Words | None = None
    covers_not: Words = Field(alias="covers-not")
    example: dict[str, str] = Field(default_factory=dict)
    keywords: tuple[Words, ...] = ()
    expects: Expects


_MODEL = TypeAdapter(Header)


def read_header(path: Path, lines: list[str]) -> Header:
    """Read the header of a question file.

    Args:
        path: for the message of what is raised.
        lines: the whole file.

    Raises:
        QuestionFileError: the header is missing, is no YAML, or says what it must not; with the line it stands in.
    """
    numbers = [number for number, line in enumerate(lines, start=1) if line.startswith(MARK)]
    if not numbers:
        raise QuestionFileError(path, 1, f"The header is missing: lines that start with {MARK}, in YAML.")
    said = [lines[number - 1].removeprefix(MARK).removeprefix(" ") for number in numbers]
    return read_yaml(path, said, numbers, _MODEL, "The header")
