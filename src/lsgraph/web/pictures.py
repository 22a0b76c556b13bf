"""The drawing of an answer, made once for each way a question is asked."""

from __future__ import annotations

import logging

from pyoxigraph import NamedNode

from lsgraph.drawings.draw import draw
from lsgraph.drawings.drawn import DrawnSvg
from lsgraph.drawings.places import PlaceFacts, read_places
from lsgraph.drawings.plotter import PlotterError
from lsgraph.questions.answer import Answer
from lsgraph.questions.header import Map
from lsgraph.web.asking import Asking
from lsgraph.web.site import Site

logger = logging.getLogger(__name__)


async def picture(site: Site, asking: Asking, found: Answer) -> DrawnSvg | None:
    """Return the drawing of an answer; None where the question has none, no row can be drawn, or it cannot be made now."""
    header = asking.question.header
    if header.drawing is None or not found.rows:
        return None
    places = await _places(site, header.drawing, found, asking.language) if isinstance(header.drawing, Map) else None
    try:
        return await draw(
            header.drawing,
            found,
            asking.language,
            title=header.title.in_language(asking.language),
            plotter=site.plotter,
            href=lambda iri: site.links.page(iri, asking.language),
            places=places,
        )
    except PlotterError as error:
        logger.warning("The drawing of %s was left out: %s", asking.question.name, error)
        return None


async def _places(site: Site, drawing: Map, found: Answer, language: str) -> dict[str, PlaceFacts]:
    place = [column.name for column in found.columns].index(drawing.place)
    terms = [row.cells[place].term for row in found.rows]
    return await read_places(site.engine, {term.value for term in terms if isinstance(term, NamedNode)}, language)
