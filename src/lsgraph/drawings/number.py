"""A number, large, with what it is."""

from __future__ import annotations

from typing import Final

from lsgraph.drawings.drawn import DrawnSvg, Request
from lsgraph.drawings.figures import LeftOut, Table
from lsgraph.drawings.svg import SERIES, SOFT, document, text
from lsgraph.drawings.text import width, wrap
from lsgraph.questions.header import Number

WIDE: Final = 480
LARGE: Final = 56
MARGIN: Final = 16
HIGH: Final = 130


def draw_number(drawing: Number, request: Request) -> DrawnSvg | None:
    """Draw the number of the first row."""
    table, wording, left_out = Table(request.answer), request.wording, LeftOut()
    figure = table.figure(request.answer.rows[0], drawing.value, wording) if request.answer.rows else None
    if figure is None:
        return None
    left_out.add("first-row", len(request.answer.rows) - 1)
    told = figure.short(wording)
    size = min(LARGE, LARGE * (WIDE - 2 * MARGIN) / width(told, LARGE))
    measure = table.label(drawing.value, wording)
    below = f"{figure.unit}, {measure}" if figure.unit and figure.unit != measure else measure
    body = [
        text(MARGIN, MARGIN + LARGE / 2, told, size=size, fill=SERIES[0], weight="600"),
        text(MARGIN, MARGIN + LARGE + 24, wrap(below, WIDE - 2 * MARGIN, 15, 2), size=15, fill=SOFT),
    ]
    alternative = f"{measure}: {figure.long(wording)}."
    return DrawnSvg(document(WIDE, HIGH, request.title, alternative, body), alternative, left_out.words(wording))
