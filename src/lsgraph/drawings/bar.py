"""Bars: the longest first, from a common zero, each with its number."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final
from xml.etree.ElementTree import Element

from lsgraph.drawings.drawn import DrawnSvg, Request
from lsgraph.drawings.figures import Figure, LeftOut, Table, commonest, series_of
from lsgraph.drawings.plot import Spec, at, chart, keyed, layer, measured, placed, plotted
from lsgraph.drawings.svg import SERIES, SIZE, SMALL, SOFT, document, element, fill_of, group, label, legend, symbol, text
from lsgraph.drawings.text import width, wrap
from lsgraph.drawings.wording import Wording
from lsgraph.questions.answer import AnswerRow
from lsgraph.questions.header import Bar

MOST_BARS: Final = 40
WIDE: Final = 760
LABELS: Final = 236
MARGIN: Final = 16
BAR, GAP, GROUP_GAP = 18, 4, 10
MOST_TICKS, TICK_GAP = 5, 14
LINE_OF_NAME: Final = SIZE * 1.25
AXIS: Final = 44


@dataclass(frozen=True, slots=True)
class _Bar:
    category: str
    series: str
    figure: Figure

    def words(self, wording: Wording) -> str:
        """Return what it says: whose number, which number."""
        whose = f"{self.category}, {self.series}" if self.series else self.category
        return f"{whose}: {self.figure.long(wording)}"


async def draw_bar(drawing: Bar, request: Request) -> DrawnSvg | None:
    """Draw bars of one unit: unlike things are never set on one axis."""
    wording, left_out = request.wording, LeftOut()
    bars = _kept(_read(drawing, request, left_out), left_out)
    if not bars:
        return None
    shown = series_of([bar.series for bar in bars if bar.series], len(SERIES), wording.say("rest", 2))
    numbers = {name: number for number, name in enumerate(dict.fromkeys(shown.values()))}
    colours = [numbers.get(shown.get(bar.series, ""), 0) for bar in bars]
    places, high = _places(bars)
    key, top = legend(((symbol(number, -6, 0), name) for name, number in numbers.items()), WIDE - 2 * MARGIN)
    room = max(width(bar.figure.short(wording), SMALL) for bar in bars) + 12
    wide = WIDE - LABELS - 2 * MARGIN
    spec, domain = _spec(bars, colours, places, wide, high, room, wording)
    titles = {f"r{row}": bar.words(wording) for row, bar in enumerate(bars)}
    drawn = await plotted(request.plotter, spec, titles=titles, fills={SERIES[n]: fill_of(n) for n in range(1, len(SERIES))})
    body = [
        group(MARGIN, MARGIN, key),
        group(
            LABELS + MARGIN, MARGIN + top, [drawn, _zero(domain, wide, high), *_numbers(bars, places, wide, domain, wording)]
        ),
        group(MARGIN, MARGIN + top, _categories(bars, places)),
        text(LABELS + MARGIN, MARGIN + top + high + 32, _axis_title(drawing, request, bars), size=SMALL, fill=SOFT),
    ]
    alternative = _alternative(bars, numbers, wording)
    svg = document(WIDE, MARGIN + top + high + AXIS + MARGIN / 2, request.title, alternative, body)
    return DrawnSvg(svg, alternative, left_out.words(wording))


def _read(drawing: Bar, request: Request, left_out: LeftOut) -> list[_Bar]:
    table = Table(request.answer)
    bars: list[_Bar] = []
    for row in request.answer.rows:
        if not table.is_of(row, drawing.where):
            left_out.add("other-kind")
        elif (figure := table.figure(row, drawing.value, request.wording)) is None:
            left_out.add("no-number")
        else:
            bars.append(_Bar(_named(table, row, drawing.category, request.wording), table.text(row, drawing.series), figure))
    return bars


def _named(table: Table, row: AnswerRow, column: str, wording: Wording) -> str:
    return table.text(row, column) or wording.say("not-said")


def _kept(bars: list[_Bar], left_out: LeftOut) -> list[_Bar]:
    """Return the bars to draw: categories by their longest bar, and the series of each in one order."""
    unit = commonest(bar.figure.unit for bar in bars)
    alike = [bar for bar in bars if bar.figure.unit == unit]
    left_out.add("other-unit", len(bars) - len(alike))
    alike.sort(key=lambda bar: (-bar.figure.value, bar.category, bar.series))
    first = {bar.category: place for place, bar in reversed(list(enumerate(alike)))}
    series = {name: place for place, name in enumerate(dict.fromkeys(bar.series for bar in alike))}
    alike.sort(key=lambda bar: (first[bar.category], series[bar.series]))
    left_out.add("too-many", len(alike) - MOST_BARS)
    return alike[:MOST_BARS]


def _places(bars: list[_Bar]) -> tuple[list[float], float]:
    """Return the top of each bar, and the height of all; a category has room for its name, however few its bars."""
    places: list[float] = []
    y = 0.0
    for category, of in groupby(bars, key=lambda bar: bar.category):
        count = len(list(of))
        deep = count * (BAR + GAP) - GAP
        slot = max(deep, LINE_OF_NAME * len(_name_lines(category))) + GROUP_GAP
        places += [y + (slot - deep) / 2 + number * (BAR + GAP) for number in range(count)]
        y += slot
    return places, y


def _name_lines(category: str) -> list[str]:
    return wrap(category, LABELS - 12, SIZE, 2)


def _spec(
    bars: list[_Bar], colours: list[int], places: list[float], wide: float, high: float, room: float, wording: Wording
) -> tuple[Spec, tuple[float, float]]:
    values = [float(bar.figure.value) for bar in bars]
    least, most = min(0.0, *values), max(0.0, *values)
    # Beside every end there must be room for its number.
    scale = ((most - least) or 1.0) / max(wide / 4, wide - room * ((most > 0) + (least < 0)))
    domain = (least - room * scale * (least < 0), most + room * scale * (most > 0) or 1.0)
    rows = [
        {"key": f"r{row}", "value": value, "top": top, "end": top + BAR, "fill": SERIES[colour]}
        for row, (value, top, colour) in enumerate(zip(values, places, colours, strict=True))
    ]
    encoding = {
        "x": measured("value", domain, values=_ticks(domain, wide, wording)),
        "x2": {"datum": 0},
        "y": at("top"),
        "y2": {"field": "end"},
        "fill": placed("fill"),
        "description": keyed(),
    }
    return chart(wording, wide, high, [layer({"type": "bar"}, encoding, rows)]), domain


def _ticks(domain: tuple[float, float], wide: float, wording: Wording) -> list[float]:
    """Return round numbers along the axis whose labels stand clear of each other and of its ends."""
    span = domain[1] - domain[0]
    rough = span / MOST_TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    longest = max(width(wording.number(Decimal(repr(step * count))), SMALL) for count in (1, MOST_TICKS))
    every = max(1, math.ceil((longest + TICK_GAP) / (step / span * wide)))
    margin = longest / 2 / wide * span
    ticks = [step * every * count for count in range(-MOST_TICKS, MOST_TICKS + 1)]
    return [tick for tick in ticks if tick == 0 or domain[0] + margin <= tick <= domain[1] - margin]


def _numbers(
    bars: list[_Bar], places: list[float], wide: float, domain: tuple[float, float], wording: Wording
) -> list[Element]:
    drawn = []
    for bar, top in zip(bars, places, strict=True):
        x = (float(bar.figure.value) - domain[0]) / (domain[1] - domain[0]) * wide
        side, anchor = (-6, "end") if bar.figure.value < 0 else (6, "start")
        drawn.append(text(x + side, top + BAR / 2, bar.figure.short(wording), size=SMALL, anchor=anchor))
    return drawn


def _zero(domain: tuple[float, float], wide: float, high: float) -> Element:
    x = -domain[0] / (domain[1] - domain[0]) * wide
    return element("line", x1=x, y1=0, x2=x, y2=high, stroke=SOFT)


def _categories(bars: list[_Bar], places: list[float]) -> list[Element]:
    """Return each category's name once, at the middle of its bars."""
    tops: dict[str, list[float]] = {}
    for bar, top in zip(bars, places, strict=True):
        tops.setdefault(bar.category, []).append(top)
    return [label(LABELS - 10, (of[0] + of[-1] + BAR) / 2, category, LABELS - 12, lines=2) for category, of in tops.items()]


def _axis_title(drawing: Bar, request: Request, bars: list[_Bar]) -> str:
    measure, unit = Table(request.answer).label(drawing.value, request.wording), bars[0].figure.unit
    return f"{measure}, {unit}" if unit and unit != measure else measure


def _alternative(bars: list[_Bar], series: dict[str, int], wording: Wording) -> str:
    high = max(bars, key=lambda bar: bar.figure.value)
    low = min(bars, key=lambda bar: bar.figure.value)
    told = wording.say("bars", len(bars), high=high.words(wording), low=low.words(wording))
    return f"{told} {wording.say('series', len(series), names=', '.join(series))}" if series else told
