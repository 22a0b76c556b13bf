"""What a drawing is, and what every kind of it is given to start from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lsgraph.drawings.places import PlaceFacts
from lsgraph.drawings.plotter import Plotter
from lsgraph.drawings.wording import Wording
from lsgraph.questions.answer import Answer

Href = Callable[[str], str | None]
"""The address of the page of an IRI, or None where it has none."""


@dataclass(frozen=True, slots=True)
class DrawnSvg:
    """A drawing.

    Attributes:
        svg: a whole `<svg>` element that can stand in a page or be served on its own.
        alternative: what is to be seen, in a sentence or two, in the reader's language.
        left_out: how many rows are not drawn and why, in the reader's language; empty where all are.
    """

    svg: str
    alternative: str
    left_out: str


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be drawn, for whom.

    Attributes:
        answer: what is drawn.
        wording: the reader's language.
        title: what the drawing is called.
        plotter: who plots.
        href: where things link to.
        places: where places lie, by IRI.
    """

    answer: Answer
    wording: Wording
    title: str
    plotter: Plotter
    href: Href = lambda _iri: None
    places: Mapping[str, PlaceFacts] = field(default_factory=dict)
