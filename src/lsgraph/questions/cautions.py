"""What to keep in mind before numbers of one answer are set beside each other: that they are not all of one kind.

A question that sums, counts or draws puts numbers side by side. Where the claims behind them differ in certainty, in whom they
count, in time or in unit, the answer says so in words (`docs/modelling.md`, "Perimeters").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lsgraph.questions.answer import Answer
from lsgraph.questions.header import ColumnType, Header
from lsgraph.resources.names import Name
from lsgraph.resources.times import Time

NAMED_AT_MOST = 6


class Mixed(StrEnum):
    """In what the claims behind an answer differ."""

    MODALITY = "modality"
    PERIMETER = "perimeter"
    TIME = "time"
    UNIT = "unit"


_WORDS = {
    "en": {
        Mixed.MODALITY: "Not all of this is equally certain: {}.",
        Mixed.PERIMETER: "The figures do not all count the same kind of whole: {}.",
        Mixed.TIME: "The figures are not all of the same time: {}.",
        Mixed.UNIT: "The figures are in different units: {}.",
    },
    "it": {
        Mixed.MODALITY: "Non tutto è ugualmente certo: {}.",
        Mixed.PERIMETER: "Le cifre non contano tutte lo stesso tipo di insieme: {}.",
        Mixed.TIME: "Le cifre non sono tutte dello stesso tempo: {}.",
        Mixed.UNIT: "Le cifre sono in unità diverse: {}.",
    },
}
_UNSTATED = {"en": "not stated", "it": "non indicato"}


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning that goes with an answer.

    Attributes:
        kind: in what its claims differ.
        text: the same in words.
    """

    kind: Mixed
    text: str


def cautions(header: Header, answer: Answer, language: str) -> tuple[Caution, ...]:
    """Return what to keep in mind before the numbers of an answer are compared; nothing where it neither sums nor draws any.

    Args:
        header: of the question.
        answer: with its evidence; rows without evidence say nothing.
        language: the reader's.
    """
    language = language if language in _WORDS else "en"
    drawn = _drawn_columns(header)
    if header.sums is None and not drawn:
        return ()
    claims = [found.claim for row in answer.rows for found in row.evidence if found.claim]
    figures = [claim for claim in claims if claim.figure]
    unstated = _UNSTATED[language]
    mixed = {
        Mixed.MODALITY: _texts(claim.modality for claim in claims),
        Mixed.PERIMETER: _texts((whom.boundary for claim in figures for whom in claim.perimeters), unstated),
        Mixed.TIME: sorted({_time_words(claim.time, unstated) for claim in figures}),
        Mixed.UNIT: _texts(claim.figure.unit for claim in figures if claim.figure),
    }
    if _has_time(header, drawn):
        del mixed[Mixed.TIME]
    return tuple(
        Caution(kind, _WORDS[language][kind].format(_listed(texts)).replace("….", "…"))
        for kind, texts in mixed.items()
        if len(texts) > 1
    )


def _drawn_columns(header: Header) -> set[str]:
    """Return the columns that a drawing sets side by side, where one of them is a number."""
    if header.drawing is None or header.drawing.type == "number":
        return set()
    said = header.drawing.model_dump(exclude={"type", "where"}, exclude_none=True)
    types = {column.name: column.type for column in header.columns}
    names = {name for name in said.values() if isinstance(name, str)}
    return names if any(types.get(name) is ColumnType.NUMBER for name in names) else set()


def _has_time(header: Header, drawn: set[str]) -> bool:
    """Tell whether a drawing tells times apart, so that they need not be told again."""
    times = {ColumnType.YEAR, ColumnType.DATE}
    return any(column.name in drawn and column.type in times for column in header.columns)


def _texts(names: Iterable[Name | None], unstated: str = "") -> list[str]:
    return sorted({name.text if name else unstated for name in names} - {""})


def _time_words(time: Time | None, unstated: str) -> str:
    if time is None or not time.is_stated or not (time.start or time.end):
        return unstated
    years = dict.fromkeys(str(day.year) for day in (time.start, time.end) if day)
    return "\N{EN DASH}".join(years)


def _listed(texts: list[str]) -> str:
    return ", ".join([*texts[:NAMED_AT_MOST], *(["…"] if len(texts) > NAMED_AT_MOST else [])])
