"""Lines through points in time, from a common zero; each with its own colour, dash and sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from lsgraph.drawings.drawn import DrawnSvg, Request
from lsgraph.drawings.figures import DAY_MS, Figure, LeftOut, Table, commonest, days, milliseconds, series_of
from lsgraph.drawings.plot import YEAR_MS, Spec, chart, dated, keyed, layer, measured, placed, plotted
from lsgraph.drawings.svg import PAPER, SERIES, SMALL, SOFT, document, element, group, legend, text
from lsgraph.drawings.wording import Wording
from lsgraph.questions.header import Line

MOST_POINTS: Final = 500
WIDE: Final = 760
HIGH: Final = 300
LABELS: Final = 118
MARGIN: Final = 16
AXIS: Final = 44
DASHES: Final = ((1, 0), (8, 4), (2, 3), (10, 3, 2, 3), (5, 5), (14, 4))
SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
SIGNS: Final = (
    "M4,0A4,4 0 1 1 -4,0A4,4 0 1 1 4,0Z",
    "M-3.5,-3.5h7v7h-7z",
    "M0,-4.5L4.5,3.5h-9z",
    "M0,-5L3.5,0L0,5L-3.5,0z",
    "M-4.5,-1.5h3v-3h3v3h3v3h-3v3h-3v-3h-3z",
    "M0,4.5L4.5,-3.5h-9z",
)
"""The shapes as they stand in the legend."""


@dataclass(frozen=True, slots=True)
class _Point:
    start: date
    end: date
    series: str
    figure: Figure

    def words(self, wording: Wording) -> str:
        when = wording.span(self.start, self.end)
        return f"{f'{self.series}, {when}' if self.series else when}: {self.figure.long(wording)}"


async def draw_line(drawing: Line, request: Request) -> DrawnSvg | None:
    """Draw lines of one unit."""
    wording, left_out = request.wording, LeftOut()
    points = _kept(_read(drawing, request, left_out), left_out)
    if not points:
        return None
    shown = series_of([point.series for point in points if point.series], len(SERIES), wording.say("rest", 2))
    numbers = {name: number for number, name in enumerate(dict.fromkeys(shown.values()))}
    lines = [numbers.get(shown.get(point.series, ""), 0) for point in points]
    wide = WIDE - LABELS - 2 * MARGIN
    key, top = legend(((_sign(number), name) for name, number in numbers.items()), WIDE - 2 * MARGIN)
    titles = {f"r{row}": point.words(wording) for row, point in enumerate(points)}
    drawn = await plotted(request.plotter, _spec(points, lines, wide, wording), titles=titles)
    measure, unit = Table(request.answer).label(drawing.y, wording), points[0].figure.unit
    title = f"{measure}, {unit}" if unit and unit != measure else measure
    body = [
        text(MARGIN, MARGIN + 6, title, size=SMALL, fill=SOFT),
        group(MARGIN, MARGIN + 20, key),
        group(LABELS + MARGIN, MARGIN + 28 + top, [drawn]),
    ]
    high = max(points, key=lambda point: point.figure.value)
    low = min(points, key=lambda point: point.figure.value)
    first, last = points[0], points[-1]
    alternative = wording.say(
        "points",
        len(points),
        first=wording.span(first.start, first.end),
        last=wording.span(last.start, last.end),
        high=high.words(wording),
        low=low.words(wording),
    )
    if numbers:
        alternative += " " + wording.say("series", len(numbers), names=", ".join(numbers))
    svg = document(WIDE, MARGIN + 28 + top + HIGH + AXIS, request.title, alternative, body)
    return DrawnSvg(svg, alternative, left_out.words(wording))


def _read(drawing: Line, request: Request, left_out: LeftOut) -> list[_Point]:
    table = Table(request.answer)
    points: list[_Point] = []
    for row in request.answer.rows:
        if not table.is_of(row, drawing.where):
            left_out.add("other-kind")
        elif (figure := table.figure(row, drawing.y, request.wording)) is None:
            left_out.add("no-number")
        elif (when := days(table.cell(row, drawing.x))) is None:
            left_out.add("no-date")
        else:
            points.append(_Point(*when, table.text(row, drawing.series), figure))
    return points


def _kept(points: list[_Point], left_out: LeftOut) -> list[_Point]:
    unit = commonest(point.figure.unit for point in points)
    alike = [point for point in points if point.figure.unit == unit]
    left_out.add("other-unit", len(points) - len(alike))
    left_out.add("too-many", len(alike) - MOST_POINTS)
    return sorted(alike[:MOST_POINTS], key=lambda point: (point.start, point.end, point.series, point.figure.value))


def _spec(points: list[_Point], lines: list[int], wide: float, wording: Wording) -> Spec:
    values = [float(point.figure.value) for point in points]
    least, most = min(0.0, *values), max(0.0, *values)
    room = (most - least) * 0.06 or 1.0
    first, last = milliseconds(points[0].start), milliseconds(points[-1].start)
    by_year = last - first >= 2 * YEAR_MS or all((point.start.month, point.start.day) == (1, 1) for point in points)
    edge = max((last - first) * 0.04, YEAR_MS / 2 if by_year else 20 * DAY_MS)
    rows = [
        {"key": f"r{row}", "x": milliseconds(point.start), "y": value, "series": f"s{line}", "fill": SERIES[line]}
        for row, (point, value, line) in enumerate(zip(points, values, lines, strict=True))
    ]
    domain = (least - room * (least < 0), most + room)
    placing = {
        "x": dated("x", (first - edge, last + edge), by_year=by_year, grid=False),
        "y": measured("y", domain, labelLimit=LABELS),
    }
    line = layer(
        {"type": "line", "strokeWidth": 2},
        placing
        | {"stroke": placed("fill"), "strokeDash": _by_series(DASHES), "detail": {"field": "series", "type": "nominal"}},
        rows,
    )
    dots = layer(
        {"type": "point", "filled": True, "opacity": 1, "size": 70, "stroke": PAPER, "strokeWidth": 1},
        placing | {"fill": placed("fill"), "shape": _by_series(SHAPES), "description": keyed()},
        rows,
    )
    return chart(wording, wide, HIGH, [line, dots])


def _by_series(looks: Sequence[object]) -> Spec:
    domain = [f"s{number}" for number in range(len(looks))]
    return {"field": "series", "type": "nominal", "scale": {"domain": domain, "range": list(looks)}, "legend": None}


def _sign(series: int) -> Element:
    dashes = " ".join(map(str, DASHES[series])) if series else None
    stroke = element("path", d="M-10,0h20", stroke=SERIES[series], stroke_width=2, stroke_dasharray=dashes)
    return element("g", stroke, element("path", d=SIGNS[series], fill=SERIES[series]))
