"""Maps of Italy: regions as tiles of one size, smaller places as spots.

Tiles stand about where the regions lie, so that Molise is seen as well as Sicily and no outline is taken for a measure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element

from lsgraph.drawings.drawn import DrawnSvg, Request
from lsgraph.drawings.figures import Figure, LeftOut, Table, commonest, iri
from lsgraph.drawings.places import REGION, PlaceFacts
from lsgraph.drawings.svg import INK, LINE, PAPER, SERIES, SMALL, SOFT, document, element, group, legend, link, text
from lsgraph.drawings.text import clean, width, wrap
from lsgraph.drawings.wording import Wording
from lsgraph.questions.header import Map

TILES: Final = {
    "02": (0, 0), "04": (2, 0), "06": (3, 0),
    "01": (0, 1), "03": (1, 1), "05": (2, 1),
    "07": (0, 2), "08": (1, 2),
    "09": (1, 3), "10": (2, 3), "11": (3, 3),
    "12": (2, 4), "13": (3, 4), "14": (4, 4),
    "20": (0, 5), "15": (3, 5), "16": (5, 5),
    "17": (4, 5), "18": (4, 6),
    "19": (3, 7),
}  # fmt: skip
"""ISTAT's code of a region -> the column and row of its tile."""
TILE: Final = 96
TILE_GAP: Final = 4
MARGIN: Final = 16
SHADES: Final = ("#e5efe9", "#b5d3c4", "#7fb09a", "#3d7760", "#1d5b47")
"""From the least to the most; on the last two, texts are white."""
EMPTY: Final = "#f4f2ec"
SPOTS_WIDE: Final = 760
MOST_SPOTS: Final = 40
CONTEXT: Final = ("region", "commune", "province", "metropolitanCity")
AREAS: Final = {"region", "province", "metropolitanCity"}
LEAST_SPAN: Final = 0.8
"""Degrees of latitude that a map of spots shows at least."""


@dataclass(slots=True)
class _Mark:
    """A place with what is said of it."""

    place: PlaceFacts
    figure: Figure | None = None
    rows: list[str] = field(default_factory=list)

    @property
    def value(self) -> Decimal:
        return self.figure.value if self.figure else Decimal(len(self.rows))

    def short(self, wording: Wording) -> str:
        return self.figure.short(wording) if self.figure else wording.number(self.value)

    def words(self, wording: Wording) -> str:
        told = self.figure.long(wording) if self.figure else wording.say("rows", len(self.rows))
        return f"{clean(self.place.name)}: {told}"

    def title(self, wording: Wording) -> str:
        inside = [name for name in dict.fromkeys(self.rows) if name != clean(self.place.name)]
        return f"{self.words(wording)} ({'; '.join(inside)})" if inside else self.words(wording)


def draw_map(drawing: Map, request: Request) -> DrawnSvg | None:
    """Draw tiles where all places are regions, else spots."""
    wording, left_out = request.wording, LeftOut()
    marks = _read(drawing, request, left_out)
    if not marks:
        return None
    is_tiled = all(mark.place.kind == REGION and mark.place.region in TILES for mark in marks)
    if not is_tiled:
        marks.sort(key=lambda mark: (-mark.value, mark.place.iri))
        left_out.add("too-many", sum(len(mark.rows) for mark in marks[MOST_SPOTS:]))
        marks = marks[:MOST_SPOTS]
    high = max(marks, key=lambda mark: mark.value)
    low = min(marks, key=lambda mark: mark.value)
    told = wording.say("regions" if is_tiled else "spots", len(marks), high=high.words(wording), low=low.words(wording))
    wide, tall, body = _tiles(drawing, marks, request) if is_tiled else _spots(marks, request)
    return DrawnSvg(document(wide, tall, request.title, told, body), told, left_out.words(wording))


def _read(drawing: Map, request: Request, left_out: LeftOut) -> list[_Mark]:
    """Return a mark for each place: its first figure, or how many rows it has."""
    table = Table(request.answer)
    found: list[tuple[PlaceFacts, str, Figure | None]] = []
    for row in request.answer.rows:
        facts = request.places.get(iri(table.cell(row, drawing.place)) or "")
        figure = table.figure(row, drawing.value, request.wording) if drawing.value else None
        if facts is None:
            left_out.add("no-place")
        elif drawing.value and figure is None:
            left_out.add("no-number")
        else:
            found.append((facts, table.text(row, drawing.place), figure))
    unit = commonest(figure.unit for _, _, figure in found if figure)
    marks: dict[str, _Mark] = {}
    for facts, name, figure in found:
        if figure and figure.unit != unit:
            left_out.add("other-unit")
        elif figure and facts.iri in marks:
            left_out.add("second-figure")
        else:
            marks.setdefault(facts.iri, _Mark(facts, figure)).rows.append(name)
    return list(marks.values())


def _tiles(drawing: Map, marks: list[_Mark], request: Request) -> tuple[float, float, list[Element]]:
    by_region = {mark.place.region: mark for mark in marks}
    names = {facts.region: facts for facts in request.places.values() if facts.kind == REGION}
    columns, lines = (max(place[axis] for place in TILES.values()) + 1 for axis in (0, 1))
    step = TILE + TILE_GAP
    wide, high = 2 * MARGIN + columns * step, 2 * MARGIN + lines * step
    drawn = [
        _tile(MARGIN + column * step, MARGIN + row * step, names.get(code), by_region.get(code), marks, request)
        for code, (column, row) in sorted(TILES.items(), key=lambda item: (item[1][1], item[1][0]))
    ]
    # The lower left is sea.
    measure = Table(request.answer).label(drawing.value or "", request.wording)
    told = f"{measure}, {marks[0].figure.unit}" if marks[0].figure and marks[0].figure.unit else measure
    drawn.append(text(MARGIN, high - MARGIN - TILE, wrap(told, 2.8 * step, SMALL, 2), size=SMALL))
    empty = element("rect", x=-10, y=-6, width=12, height=12, fill=EMPTY, stroke=LINE)
    drawn.append(group(MARGIN, high - MARGIN - TILE / 2, legend([(empty, request.wording.say("not-said"))], 2.8 * step)[0]))
    return wide, high, drawn


def _tile(x: float, y: float, facts: PlaceFacts | None, mark: _Mark | None, marks: list[_Mark], request: Request) -> Element:
    name = clean(mark.place.name if mark else facts.name if facts else "")
    fill = SHADES[_shade(mark, marks)] if mark else EMPTY
    ink = PAPER if fill in SHADES[3:] else INK if mark else SOFT
    parts = [
        element(
            "rect", x=x, y=y, width=TILE, height=TILE, rx=6, fill=fill, title=mark.title(request.wording) if mark else name
        ),
        text(x + 8, y + 26, wrap(name, TILE - 14, SMALL, 2), size=SMALL, fill=ink),
    ]
    if mark:
        told = mark.short(request.wording)
        size = min(17, 17 * (TILE - 16) / width(told, 17))
        parts.append(text(x + 8, y + TILE - 22, told, size=size, fill=ink, weight="600"))
    return link(request.href(mark.place.iri) if mark else None, *parts)


def _shade(mark: _Mark, marks: list[_Mark]) -> int:
    """Return which of the shades a mark has: by its part of the way from zero, or the least, to the most."""
    low = min(Decimal(0), *(other.value for other in marks))
    high = max(other.value for other in marks)
    part = float((mark.value - low) / (high - low)) if high > low else 1.0
    return min(len(SHADES) - 1, int(part * len(SHADES)))


def _spots(marks: list[_Mark], request: Request) -> tuple[float, float, list[Element]]:
    """Return spots at their places, among the names of others that help to find them."""
    frame = _Frame([mark.place for mark in marks])
    taken: list[tuple[float, float, float, float]] = []
    most = max(abs(mark.value) for mark in marks) or Decimal(1)
    spots: list[Element] = []
    for mark in marks:
        x, y = frame.at(mark.place)
        radius = 6 + 14 * math.sqrt(float(abs(mark.value) / most))
        taken.append((x - radius, y - radius, x + radius, y + radius))
        spot = _spot(x, y, radius, is_area=mark.place.kind in AREAS, title=mark.title(request.wording))
        spots.append(link(request.href(mark.place.iri), spot))
    names: list[Element] = []
    for mark, box in zip(marks, list(taken), strict=True):
        told = f"{clean(mark.place.name)} ({mark.short(request.wording)})"
        names += _named(box, told, frame, taken, INK, must=True)
    drawn = {mark.place.iri for mark in marks}
    for facts in _context(request.places, drawn):
        x, y = frame.at(facts)
        if frame.holds(x, y):
            is_spot = facts.kind != REGION
            name = _named((x - 3, y - 3, x + 3, y + 3), clean(facts.name), frame, taken, SOFT, must=False)
            names += [element("circle", cx=x, cy=y, r=2, fill=SOFT), *name] if name and is_spot else name
    ground = element("rect", x=MARGIN, y=MARGIN, width=frame.wide, height=frame.high, rx=6, fill=EMPTY, stroke=LINE)
    drawn_areas = any(mark.place.kind in AREAS for mark in marks)
    key, high = legend([(_spot(0, 0, 6, is_area=True), request.wording.say("somewhere"))] if drawn_areas else [], frame.wide)
    body = [ground, *spots, *names, group(MARGIN, frame.high + MARGIN + 8, key)]
    return SPOTS_WIDE, frame.high + high + 2 * MARGIN, body


def _spot(x: float, y: float, radius: float, *, is_area: bool, title: str | None = None) -> Element:
    """Return a spot; that of an area is hollow, since its middle is no place where anything is."""
    looks = (PAPER, SERIES[0]) if is_area else (SERIES[0], PAPER)
    width = 2 if is_area else 1
    return element(
        "circle", cx=x, cy=y, r=radius, fill=looks[0], stroke=looks[1], stroke_width=width, fill_opacity=0.85, title=title
    )


def _context(places: Mapping[str, PlaceFacts], drawn: set[str]) -> list[PlaceFacts]:
    """Return the places that are not drawn themselves, each once; those that help most come first."""
    others = {facts.iri: facts for facts in places.values() if facts.iri not in drawn}
    return sorted(others.values(), key=lambda facts: (CONTEXT.index(facts.kind) if facts.kind in CONTEXT else 9, facts.iri))


def _named(
    box: tuple[float, float, float, float],
    name: str,
    frame: _Frame,
    taken: list[tuple[float, float, float, float]],
    fill: str,
    *,
    must: bool,
) -> list[Element]:
    """Return a name beside, below or above a spot, where nothing else stands; where there is no room, none unless it must."""
    told = wrap(name, 190, SMALL, 1)[0]
    long, middle = width(told, SMALL), (box[0] + box[2]) / 2
    beside = (box[1] + box[3]) / 2
    choices = [
        (box[2] + 4, beside, "start", box[2] + 4),
        (box[0] - 4, beside, "end", box[0] - 4 - long),
        (middle, box[3] + 10, "middle", middle - long / 2),
        (middle, box[1] - 10, "middle", middle - long / 2),
    ]
    for x, y, anchor, left in choices:
        place = (left, y - 7, left + long, y + 7)
        if (
            frame.holds(place[0], place[1])
            and frame.holds(place[2], place[3])
            and not any(_meet(place, other) for other in taken)
        ):
            taken.append(place)
            return [text(x, y, told, size=SMALL, anchor=anchor, fill=fill)]
    return [text(choices[0][0], choices[0][1], told, size=SMALL, fill=fill, halo=True)] if must else []


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


class _Frame:
    """The part of the world that holds some places, flattened about its own middle (equirectangular)."""

    def __init__(self, places: list[PlaceFacts]) -> None:
        south, north = min(place.latitude for place in places), max(place.latitude for place in places)
        west, east = min(place.longitude for place in places), max(place.longitude for place in places)
        self._latitude, self._longitude = (south + north) / 2, (west + east) / 2
        self._narrowing = math.cos(math.radians(self._latitude))
        self.wide = SPOTS_WIDE - 2 * MARGIN
        tall = max((north - south) * 1.35, LEAST_SPAN)
        across = max((east - west) * 1.6 * self._narrowing, LEAST_SPAN)
        self.high = min(1.3, max(0.5, tall / across)) * self.wide
        self._scale = min(self.wide / across, self.high / tall)

    def at(self, place: PlaceFacts) -> tuple[float, float]:
        """Return where a place is in the drawing."""
        x = MARGIN + self.wide / 2 + (place.longitude - self._longitude) * self._narrowing * self._scale
        return x, MARGIN + self.high / 2 - (place.latitude - self._latitude) * self._scale

    def holds(self, x: float, y: float) -> bool:
        """Return whether the frame holds a point of the drawing."""
        return MARGIN <= x <= MARGIN + self.wide and MARGIN <= y <= MARGIN + self.high
