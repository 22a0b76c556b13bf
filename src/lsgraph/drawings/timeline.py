"""A timeline: each row a span or a moment on one axis, under the heading of its group.

Bounds are of what is known: a year known only is a bar as long as that year. Where a start or end is open, the bar fades out
towards the edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from lsgraph.drawings.drawn import DrawnSvg, Request
from lsgraph.drawings.figures import DAY_MS, LeftOut, Table, days, milliseconds
from lsgraph.drawings.plot import YEAR_MS, Spec, at, chart, dated, keyed, layer, plotted
from lsgraph.drawings.svg import SERIES, SMALL, SOFT, document, group, label, text
from lsgraph.drawings.text import wrap
from lsgraph.drawings.wording import Wording
from lsgraph.questions.header import Timeline

MOST_ENTRIES: Final = 60
WIDE: Final = 860
LABELS: Final = 284
DATES: Final = 158
MARGIN: Final = 16
LABEL: Final = 12
LANE, LANE_GAP, BAR, HEADING, AXIS = 15, 9, 12, 36, 34


@dataclass(frozen=True, slots=True)
class _Entry:
    label: str
    group: str
    start: date | None
    end: date | None

    @property
    def order(self) -> tuple[date, date]:
        """Where it stands among the others of its group."""
        first = self.start or self.end
        last = self.end or self.start
        assert first is not None
        assert last is not None
        return first, last

    def words(self, wording: Wording) -> str:
        return f"{self.label.rstrip('.')}: {wording.span(self.start, self.end)}"


async def draw_timeline(drawing: Timeline, request: Request) -> DrawnSvg | None:
    """Draw a timeline."""
    wording, left_out = request.wording, LeftOut()
    entries = _kept(_read(drawing, request, left_out), left_out)
    if not entries:
        return None
    lanes, headings, high = _lanes(entries)
    wide = WIDE - LABELS - DATES - 2 * MARGIN
    titles = {f"r{row}": entry.words(wording) for row, entry in enumerate(entries)}
    drawn = await plotted(request.plotter, _spec(entries, lanes, wide, high, wording), titles=titles)
    body = [group(MARGIN + LABELS, MARGIN, [drawn])]
    for heading, y in headings:
        body.append(label(MARGIN, MARGIN + y, heading, WIDE - 2 * MARGIN, lines=1, anchor="start"))
        body[-1].set("font-weight", "600")
    for entry, y in zip(entries, lanes, strict=True):
        body.append(label(MARGIN + LABELS - 12, MARGIN + y, entry.label, LABELS - 14, size=LABEL))
        when = wording.span(entry.start, entry.end)
        body.append(text(WIDE - MARGIN - DATES + 10, MARGIN + y, when, size=SMALL, fill=SOFT))
    early = min(entries, key=lambda entry: entry.order)
    late = max(entries, key=lambda entry: entry.order[::-1])
    alternative = wording.say("entries", len(entries), first=early.words(wording), last=late.words(wording))
    svg = document(WIDE, MARGIN + high + AXIS, request.title, alternative, body)
    return DrawnSvg(svg, alternative, left_out.words(wording))


def _read(drawing: Timeline, request: Request, left_out: LeftOut) -> list[_Entry]:
    """Return the rows that have a day at least, each once."""
    table = Table(request.answer)
    entries: dict[_Entry, None] = {}
    for row in request.answer.rows:
        start = days(table.cell(row, drawing.start))
        end = days(table.cell(row, drawing.end)) if drawing.end else start
        if start is None and end is None:
            left_out.add("no-date")
            continue
        first, last = start[0] if start else None, end[1] if end else None
        if first and last and last < first:
            first, last = last, first
        named = table.text(row, drawing.label) or request.wording.say("not-said")
        entries[_Entry(named, table.text(row, drawing.group), first, last)] = None
    return list(entries)


def _kept(entries: list[_Entry], left_out: LeftOut) -> list[_Entry]:
    """Return the entries to draw, by group and time; groups stand as their first entries do in the answer."""
    left_out.add("too-many", len(entries) - MOST_ENTRIES)
    kept = entries[:MOST_ENTRIES]
    places = {name: place for place, name in enumerate(dict.fromkeys(entry.group for entry in kept))}
    return sorted(kept, key=lambda entry: (places[entry.group], entry.order, entry.label))


def _lanes(entries: list[_Entry]) -> tuple[list[float], list[tuple[str, float]], float]:
    """Return the middle of each entry's lane, each heading with its own, and the height of all."""
    lanes: list[float] = []
    headings: list[tuple[str, float]] = []
    y = 0.0
    for number, entry in enumerate(entries):
        if entry.group and (not number or entry.group != entries[number - 1].group):
            headings.append((entry.group, y + HEADING / 2))
            y += HEADING
        lane = LANE * len(wrap(entry.label, LABELS - 14, LABEL, 2)) + LANE_GAP
        lanes.append(y + lane / 2)
        y += lane
    return lanes, headings, y


def _spec(entries: list[_Entry], lanes: list[float], wide: float, high: float, wording: Wording) -> Spec:
    first = milliseconds(min(entry.order[0] for entry in entries))
    last = milliseconds(max(entry.order[1] for entry in entries)) + DAY_MS
    by_year = last - first >= 2 * YEAR_MS
    edge = max((last - first) * 0.06, 30 * DAY_MS)
    domain = (first - edge, last + edge)
    least = (domain[1] - domain[0]) / wide * BAR
    spans: list[Spec] = []
    moments: list[Spec] = []
    for row, (entry, lane) in enumerate(zip(entries, lanes, strict=True)):
        start = milliseconds(entry.start) if entry.start else None
        end = milliseconds(entry.end) + DAY_MS if entry.end else None
        known = {"key": f"r{row}", "top": lane - BAR / 2, "end": lane + BAR / 2, "lane": lane}
        if start is not None and end is not None:
            # What is shorter than it is high reads as a moment.
            if end - start < least:
                moments.append(known | {"x": (start + end) / 2, "shape": "diamond"})
            else:
                spans.append(known | {"x": start, "x2": end, "opacity": 1})
        elif start is not None:
            spans.append(known | {"x": start, "x2": domain[1] - edge / 3, "opacity": 0.45})
            moments.append(known | {"x": domain[1] - edge / 3, "shape": "triangle-right"})
        elif end is not None:
            spans.append(known | {"x": domain[0] + edge / 3, "x2": end, "opacity": 0.45})
            moments.append(known | {"x": domain[0] + edge / 3, "shape": "triangle-left"})
    # The first layer's axis is the one that is drawn, and it must be there where there are no spans.
    time = dated("x", domain, by_year=by_year)
    looks = {"description": keyed(), "y": at("top")}
    opacity = {"field": "opacity", "type": "quantitative", "scale": None, "legend": None}
    bars = layer(
        {"type": "bar", "fill": SERIES[0]},
        looks | {"x": time, "x2": {"field": "x2"}, "y2": {"field": "end"}, "fillOpacity": opacity},
        spans,
    )
    shape = {"field": "shape", "type": "nominal", "scale": None, "legend": None}
    dots = layer(
        {"type": "point", "filled": True, "opacity": 1, "fill": SERIES[0], "size": 110},
        looks | {"x": time, "y": at("lane"), "shape": shape},
        moments,
    )
    return chart(wording, wide, high, [bars, dots])
