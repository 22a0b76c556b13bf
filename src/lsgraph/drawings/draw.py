"""The one way in: a kind of drawing and an answer give an SVG."""

from __future__ import annotations

from collections.abc import Mapping

from lsgraph.drawings.bar import draw_bar
from lsgraph.drawings.drawn import DrawnSvg, Href, Request
from lsgraph.drawings.line import draw_line
from lsgraph.drawings.map import draw_map
from lsgraph.drawings.network import draw_network
from lsgraph.drawings.number import draw_number
from lsgraph.drawings.places import PlaceFacts
from lsgraph.drawings.plotter import Plotter
from lsgraph.drawings.timeline import draw_timeline
from lsgraph.drawings.wording import Wording
from lsgraph.questions.answer import Answer
from lsgraph.questions.header import Bar, Drawing, Line, Map, Network, Timeline


async def draw(
    drawing: Drawing,
    answer: Answer,
    language: str,
    *,
    title: str,
    plotter: Plotter,
    href: Href = lambda _iri: None,
    places: Mapping[str, PlaceFacts] | None = None,
) -> DrawnSvg | None:
    """Draw an answer; the same answer gives the same bytes.

    Args:
        drawing: how, as the question's header says.
        answer: what.
        language: the code of the reader's language; English where it is an unknown one.
        title: what the drawing is called: the question's title.
        plotter: who plots, one for the whole service.
        href: gives the address of the page of an IRI; without it nothing links.
        places: for maps, where places lie: what `read_places` gives.

    Returns:
        The drawing, or None where no row can be drawn.

    Raises:
        PlotterError: it could not be made; the page goes on without it.
    """
    request = Request(answer, Wording(language), title, plotter, href, places or {})
    match drawing:
        case Bar():
            return await draw_bar(drawing, request)
        case Line():
            return await draw_line(drawing, request)
        case Timeline():
            return await draw_timeline(drawing, request)
        case Network():
            return await draw_network(drawing, request)
        case Map():
            return draw_map(drawing, request)
    return draw_number(drawing, request)
