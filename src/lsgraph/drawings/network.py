"""A network: things and the ties between them, laid out by forces that always come to rest in the same way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element, fromstring

from lsgraph.drawings.drawn import DrawnSvg, Request
from lsgraph.drawings.figures import LeftOut, Table, iri
from lsgraph.drawings.plot import KEY, Spec
from lsgraph.drawings.svg import SERIES, SMALL, SOFT, document, element, group, legend, link, text
from lsgraph.drawings.text import shorten, wrap
from lsgraph.questions.answer import Cell
from lsgraph.questions.header import Network

MOST_THINGS: Final = 45
VEGA: Final = "https://vega.github.io/schema/vega/v6.json"
STRETCH: Final = 2.1
"""Names are wider than high: things are laid out as circles and then drawn apart sideways."""
ROOM: Final = 33
NAME_ROOM: Final = 122
NAME_LINES: Final = 3
MARGIN: Final = 16
RADIUS: Final = 7
LEAST_WIDE: Final = 480
MOST_OF_BOTH_KINDS: Final = 0.2
"""What part of all things may stand on both sides of a tie if the sides are still told apart: a member that has members."""
_PLACE = re.compile(r"translate\((-?[\d.e-]+),(-?[\d.e-]+)\)")


@dataclass(slots=True)
class _Thing:
    """A thing of the network, known by its IRI or its text."""

    key: str
    name: str
    iri: str | None
    is_source: bool = False
    is_target: bool = False
    neighbours: set[str] = field(default_factory=set)


Ties = dict[tuple[str, str], list[str]]
"""Two things, and what their ties are called."""


async def draw_network(drawing: Network, request: Request) -> DrawnSvg | None:
    """Draw a network, of its best connected things where there are too many."""
    wording, left_out, table = request.wording, LeftOut(), Table(request.answer)
    things, ties = _read(drawing, table, request, left_out)
    things, ties = _kept(things, ties, left_out)
    if not things:
        return None
    places = await _laid_out(things, ties, request)
    both = sum(thing.is_source and thing.is_target for thing in things.values())
    has_kinds = both <= len(things) * MOST_OF_BOTH_KINDS
    key: list[Element] = []
    top = 0.0
    left, right, above, below = _bounds(places)
    wide = max(LEAST_WIDE, right - left + 2 * MARGIN)
    if has_kinds:
        kinds = ((False, drawing.source), (True, drawing.target))
        key, top = legend(((_sign(is_target=kind), table.label(name, wording)) for kind, name in kinds), wide - 2 * MARGIN)
    most = min(things.values(), key=lambda thing: (-len(thing.neighbours), thing.name, thing.key))
    drawn = [_tie(one, other, names, places, things) for (one, other), names in ties.items()]
    drawn += [_thing(thing, places[thing.key], request, has_kinds=has_kinds) for thing in things.values()]
    told = f"{most.name} ({wording.say('ties', len(most.neighbours))})"
    alternative = wording.say("things", len(things), ties=str(len(ties)), most=told)
    # What is narrower than the drawing stands in its middle.
    shift = MARGIN - left + (wide - 2 * MARGIN - (right - left)) / 2
    body = [group(MARGIN, MARGIN, key), group(shift, MARGIN + top - above, drawn)]
    svg = document(wide, below - above + top + 2 * MARGIN, request.title, alternative, body)
    return DrawnSvg(svg, alternative, left_out.words(wording))


def _read(drawing: Network, table: Table, request: Request, left_out: LeftOut) -> tuple[dict[str, _Thing], Ties]:
    things: dict[str, _Thing] = {}
    ties: Ties = {}
    for row in request.answer.rows:
        ends = [table.cell(row, name) for name in (drawing.source, drawing.target)]
        if any(cell.term is None for cell in ends):
            left_out.add("no-thing")
            continue
        source, target = (
            _known(things, cell, table.text(row, name))
            for cell, name in zip(ends, (drawing.source, drawing.target), strict=True)
        )
        source.is_source = target.is_target = True
        if source is not target:
            source.neighbours.add(target.key)
            target.neighbours.add(source.key)
        ties.setdefault((source.key, target.key), []).append(table.text(row, drawing.label))
    return things, ties


def _known(things: dict[str, _Thing], cell: Cell, name: str) -> _Thing:
    key = str(cell.term)
    return things.setdefault(key, _Thing(key, name, iri(cell)))


def _kept(things: dict[str, _Thing], ties: Ties, left_out: LeftOut) -> tuple[dict[str, _Thing], Ties]:
    """Return the best connected things and the ties among them."""
    best = sorted(things.values(), key=lambda thing: (-len(thing.neighbours), thing.name, thing.key))[:MOST_THINGS]
    among = {thing.key for thing in best}
    kept = {ends: names for ends, names in ties.items() if among.issuperset(ends)}
    left_out.add("too-many", sum(map(len, ties.values())) - sum(map(len, kept.values())))
    tied = {key for ends in kept for key in ends}
    return {key: thing for key, thing in things.items() if key in tied}, kept


async def _laid_out(things: dict[str, _Thing], ties: Ties, request: Request) -> dict[str, tuple[float, float]]:
    """Return where each thing stands; the forces are d3's, which start from a spiral and need no chance."""
    svg = fromstring(await request.plotter.svg(_spec(things, ties)))  # noqa: S314 - written by our own process
    found: dict[str, tuple[float, float]] = {}
    for mark in svg.iter():
        place = _PLACE.match(mark.get("transform", ""))
        if place and mark.get(KEY, "").startswith("n"):
            found[mark.attrib[KEY]] = (float(place[1]) * STRETCH, float(place[2]))
    return {key: found[f"n{number}"] for number, key in enumerate(things)}


def _spec(things: dict[str, _Thing], ties: Ties) -> Spec:
    numbers = {key: number for number, key in enumerate(things)}
    links = [{"source": numbers[one], "target": numbers[other]} for one, other in ties if one != other]
    forces: list[Spec] = [
        {"force": "collide", "radius": ROOM, "iterations": 4},
        {"force": "nbody", "strength": -160, "distanceMax": 320},
        {"force": "link", "links": "ties", "distance": 64, "iterations": 2},
        {"force": "x", "x": 0, "strength": 0.09},
        {"force": "y", "y": 0, "strength": 0.09},
    ]
    symbols = {
        "type": "symbol",
        "from": {"data": "things"},
        "encode": {"enter": {"description": {"field": "key"}, "fill": {"value": SOFT}}},
        "transform": [{"type": "force", "static": True, "iterations": 400, "forces": forces}],
    }
    data = [
        {"name": "things", "values": [{"key": f"n{number}"} for number in numbers.values()]},
        {"name": "ties", "values": links},
    ]
    return {"$schema": VEGA, "width": 100, "height": 100, "padding": 0, "autosize": "none", "data": data, "marks": [symbols]}


def _bounds(places: dict[str, tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return the left, right, top and bottom of all things with their names."""
    across, down = zip(*places.values(), strict=True)
    half = NAME_ROOM / 2 + 2
    return min(across) - half, max(across) + half, min(down) - RADIUS - 2, max(down) + RADIUS + 4 + NAME_LINES * SMALL * 1.25


def _sign(*, is_target: bool) -> Element:
    if is_target:
        return element("rect", x=-RADIUS, y=-RADIUS, width=2 * RADIUS, height=2 * RADIUS, fill=SERIES[1])
    return element("circle", r=RADIUS, fill=SERIES[0])


def _tie(one: str, other: str, names: list[str], places: dict[str, tuple[float, float]], things: dict[str, _Thing]) -> Element:
    called = ", ".join(name for name in dict.fromkeys(names) if name)
    ends = f"{things[one].name} \N{RIGHTWARDS ARROW} {things[other].name}"
    (x1, y1), (x2, y2) = places[one], places[other]
    title = f"{ends}: {called}" if called else ends
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="#8a938d", stroke_width=1.3, title=title)


def _thing(thing: _Thing, place: tuple[float, float], request: Request, *, has_kinds: bool) -> Element:
    lines = wrap(thing.name, NAME_ROOM, SMALL, NAME_LINES)
    y = RADIUS + 4 + len(lines) * SMALL * 1.25 / 2
    parts = [_sign(is_target=has_kinds and thing.is_target), text(0, y, lines, size=SMALL, anchor="middle", halo=True)]
    parts[0].append(_title(thing.name))
    return group(*place, [link(request.href(thing.iri) if thing.iri else None, *parts)])


def _title(name: str) -> Element:
    made = element("title")
    made.text = shorten(name)
    return made
