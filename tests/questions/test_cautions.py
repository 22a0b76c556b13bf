"""Numbers that are set side by side come with a warning where the claims behind them are not of one kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lsgraph.questions.answer import Answer, AnswerRow
from lsgraph.questions.cautions import Mixed, cautions
from lsgraph.questions.evidence import Evidence
from lsgraph.questions.header import Header
from lsgraph.resources.claims import Claim
from lsgraph.resources.names import Name
from lsgraph.resources.perimeters import Perimeter
from lsgraph.resources.saying import Figure
from lsgraph.resources.sources import DocumentSource, PassageSource, Speaker
from lsgraph.resources.times import Time

PASSAGE = PassageSource(Name("urn:passage", "passage"), DocumentSource(Name("urn:document", "document")))
BAR = {"type": "bar", "category": "who", "value": "value"}
SUMS = {"en": "All of it.", "it": "Tutto."}


def header(**more: Any) -> Header:
    words = {"en": "x", "it": "x"}
    columns = [
        {"name": "who", "type": "thing", "label": words},
        {"name": "value", "type": "number", "label": words},
        {"name": "year", "type": "year", "label": words},
    ]
    said = {"title": words, "question": words, "topic": "x", "order": 1, "columns": columns, "covers-not": words}
    return Header.model_validate({**said, "expects": {"rows": 1}, **more})


def claim(modality: str = "done", boundary: str | None = "company", year: int | None = 2019, unit: str = "euro") -> Claim:
    whole = Perimeter(Name("urn:whom", "whom"), Name(f"urn:b#{boundary}", boundary) if boundary else None)
    time = Time(date(year, 1, 1), date(year, 12, 31)) if year else Time(is_stated=False)
    figure = Figure(unit=Name(f"urn:u#{unit}", unit), value=Decimal(1))
    return Claim(
        "urn:c", PASSAGE, None, modality=Name(f"urn:m#{modality}", modality), time=time, figure=figure, perimeters=(whole,)
    )


def answer(*claims: Claim) -> Answer:
    rows = tuple(AnswerRow((), (Evidence(Speaker.DOCUMENT, claim),)) for claim in claims)
    return Answer((), rows, "")


@pytest.mark.parametrize(
    ("other", "kind", "words"),
    [
        (claim(modality="planned"), Mixed.MODALITY, "Not all of this is equally certain: done, planned."),
        (claim(boundary="group"), Mixed.PERIMETER, "The figures do not all count the same kind of whole: company, group."),
        (claim(boundary=None), Mixed.PERIMETER, "The figures do not all count the same kind of whole: company, not stated."),
        (claim(year=2020), Mixed.TIME, "The figures are not all of the same time: 2019, 2020."),
        (claim(year=None), Mixed.TIME, "The figures are not all of the same time: 2019, not stated."),
        (claim(unit="percent"), Mixed.UNIT, "The figures are in different units: euro, percent."),
    ],
)
def test_what_is_mixed_is_told(other: Claim, kind: Mixed, words: str) -> None:
    for asked in (header(drawing=BAR), header(sums=SUMS)):
        (caution,) = cautions(asked, answer(claim(), other), "en")
        assert (caution.kind, caution.text) == (kind, words)


def test_nothing_is_told_of_what_is_alike_or_only_listed() -> None:
    assert cautions(header(drawing=BAR), answer(claim(), claim()), "en") == ()
    assert cautions(header(), answer(claim(), claim(modality="planned")), "en") == ()
    assert cautions(header(drawing={"type": "number", "value": "value"}), answer(claim(), claim(year=2020)), "en") == ()
    assert cautions(header(drawing=BAR), answer(), "it") == ()


def test_a_drawing_along_time_needs_no_warning_of_time() -> None:
    line = header(drawing={"type": "line", "x": "year", "y": "value"})
    assert cautions(line, answer(claim(), claim(year=2020)), "en") == ()


def test_the_warning_is_in_the_readers_language_and_never_endless() -> None:
    many = [claim(year=year) for year in range(2000, 2020)]
    (caution,) = cautions(header(sums=SUMS), answer(*many), "it")
    assert caution.text == "Le cifre non sono tutte dello stesso tempo: 2000, 2001, 2002, 2003, 2004, 2005, …"
