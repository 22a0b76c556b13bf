"""Answers made by hand, the drawings of them, and what must be true of every drawing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from pydantic import TypeAdapter
from pyoxigraph import Literal, NamedNode

from lsgraph.drawings.draw import draw
from lsgraph.drawings.drawn import DrawnSvg
from lsgraph.drawings.places import PlaceFacts
from lsgraph.drawings.plotter import Plotter
from lsgraph.questions.answer import Answer, AnswerRow, Cell
from lsgraph.questions.header import Column, ColumnType, Drawing, Words
from lsgraph.resources.names import Name
from lsgraph.vocabulary import XSD

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "title", "desc", "defs", "pattern", "g", "a", "rect", "path", "line", "circle", "text", "tspan"}
BASE = "https://example.org/id/"


def column(name: str, kind: str = "text", unit: str | None = None) -> Column:
    """Return a column whose labels are its name, in Italian with `-it` at the end."""
    words = Words(en=unit, it=f"{unit}-it") if unit else None
    return Column(name=name, type=ColumnType(kind), unit=words, label=Words(en=name, it=f"{name}-it"))


def cell(value: object, kind: ColumnType) -> Cell:
    if value is None:
        return Cell()
    if kind is ColumnType.THING:
        iri = BASE + re.sub(r"\W", "-", str(value))[:60]
        return Cell(NamedNode(iri), Name(iri, str(value), "en"))
    if kind is ColumnType.NUMBER:
        return Cell(Literal(str(value), datatype=XSD.decimal))
    return Cell(Literal(str(value)))


def answer(columns: Sequence[Column], rows: Iterable[Any]) -> Answer:
    told = [AnswerRow(tuple(cell(value, of.type) for value, of in zip(row, columns, strict=True)), ()) for row in rows]
    return Answer(tuple(columns), tuple(told), "")


@dataclass(frozen=True)
class Drawn:
    """A drawing, taken apart."""

    drawn: DrawnSvg
    root: Element

    def texts(self) -> list[str]:
        """Return what is written, each text's lines joined."""
        return [
            " ".join(line.text or "" for line in text if line.tag == f"{SVG}tspan") or text.text or ""
            for text in self.all("text")
        ]

    def titles(self, tag: str) -> list[str]:
        """Return what the elements of a kind say when pointed at, in their order."""
        return [title.text or "" for part in self.all(tag) if (title := part.find(f"{SVG}title")) is not None]

    def all(self, tag: str) -> Iterator[Element]:
        return self.root.iter(f"{SVG}{tag}")


class Studio:
    """Draws in one event loop with one plotter, for all tests of a module."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.plotter = Plotter()

    def draw(
        self,
        drawing: Mapping[str, object],
        content: Answer,
        language: str = "en",
        *,
        title: str = "A title",
        places: Mapping[str, PlaceFacts] | None = None,
    ) -> Drawn | None:
        wanted: Drawing = TypeAdapter(Drawing).validate_python(drawing)
        made = self.runner.run(
            draw(wanted, content, language, title=title, plotter=self.plotter, href=lambda iri: f"/page?{iri}", places=places)
        )
        if made is None:
            return None
        root = fromstring(made.svg)
        assert_sound(root)
        return Drawn(made, root)

    def must_draw(self, drawing: Mapping[str, object], content: Answer, language: str = "en", **more: object) -> Drawn:
        made = self.draw(drawing, content, language, **more)  # type: ignore[arg-type]
        assert made is not None
        return made

    def close(self) -> None:
        self.runner.run(self.plotter.close())
        self.runner.close()


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    made = Studio()
    yield made
    made.close()


def assert_sound(root: Element) -> None:
    """Assert what is true of every drawing: it does nothing, fetches nothing, and says what it shows."""
    ids = [part.get("id") for part in root.iter() if part.get("id")]
    assert len(ids) == len(set(ids))
    for part in root.iter():
        assert part.tag.removeprefix(SVG) in TAGS
        for name, value in part.attrib.items():
            assert not name.startswith("on")
            assert name not in {"style", "src", "{http://www.w3.org/1999/xlink}href"}
            if name == "href":
                assert part.tag == f"{SVG}a"
                assert value.startswith("/page?")
            if "url(" in value:
                assert re.fullmatch(r"url\(#([\w-]+)\)", value)
                assert value[5:-1] in ids
            assert "nan" not in value.lower().split()
    assert root.get("role") == ("group" if any(root.iter(f"{SVG}a")) else "img")
    for attribute, tag in (("aria-labelledby", "title"), ("aria-describedby", "desc")):
        named = root.find(f"{SVG}{tag}")
        assert named is not None
        assert root.get(attribute) == named.get("id")
        assert named.text
    left, top, wide, high = map(float, root.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    assert 0 < wide < 4000
    assert 0 < high < 8000
