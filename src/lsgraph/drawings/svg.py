"""Elements of SVG 2, and the document around them.

Everything is built as a tree and written by the XML library, so that no text of an answer can become an element. Looks are
presentation attributes, never styles, which a page's Content-Security-Policy drops; each colour has a class of the same name
(`fill-ink`, `stroke-line`) by which a page's own sheet may change it in the dark.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree.ElementTree import Element, tostring

from lsgraph.drawings.text import shorten, width, wrap

NAMESPACE: Final = "http://www.w3.org/2000/svg"
FONT: Final = "sans-serif"
SIZE: Final = 13
SMALL: Final = 11.5
LINE_HEIGHT: Final = 1.25

INK, SOFT, LINE, PAPER = "#1f2421", "#5b645f", "#dcd8cc", "#ffffff"
SERIES: Final = ("#1d5b47", "#b35c00", "#2f5d9b", "#8a3b7a", "#6b6b00", "#3d4a5c")
"""Colours that differ, each 4.5:1 on white or more; where they stand together, each has a pattern, dash or shape too."""
NAMES: Final = {INK: "ink", SOFT: "soft", LINE: "line", PAPER: "paper"} | {
    colour: f"series-{number}" for number, colour in enumerate(SERIES)
}
PATTERNS: Final = (
    "",
    "M-2,2l4,-4M0,8l8,-8M6,10l4,-4",
    "M2,2h1.5v1.5h-1.5zM6,6h1.5v1.5h-1.5z",
    "M4,0v8",
    "M0,0l8,8M8,0l-8,8",
    "M0,4h8",
)
"""What is drawn in white over each colour of `SERIES` in a square of eight."""
SWATCH: Final = 12
LEGEND_LINE: Final = 20
LEGEND_TEXT: Final = 340


def element(tag: str, *children: Element, title: str | None = None, **attributes: float | str | None) -> Element:
    """Return an element; `_` in the name of an attribute stands for `-`, and attributes that are None are left out.

    Args:
        tag: its name.
        children: what it holds.
        title: what is shown when the reader points at it.
        attributes: numbers are written to a hundredth.
    """
    made = Element(tag, {name.replace("_", "-"): written(value) for name, value in attributes.items() if value is not None})
    if title:
        told = Element("title")
        told.text = shorten(title)
        made.append(told)
    made.extend(children)
    return made


def written(value: float | str) -> str:
    """Return the value of an attribute as it is written.

    >>> written(2.0), written(1 / 3), written("a")
    ('2', '0.33', 'a')
    >>> written(-0.001)
    '0'
    """
    return value if isinstance(value, str) else f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def text(
    x: float,
    y: float,
    lines: str | Sequence[str],
    *,
    size: float = SIZE,
    anchor: str = "start",
    fill: str = INK,
    weight: str | None = None,
    title: str | None = None,
    halo: bool = False,
) -> Element:
    """Return lines of text whose middle is at a height.

    Args:
        x: where they start, end or have their middle, as `anchor` says.
        y: where their middle is.
        lines: what they say.
        size: of the font.
        anchor: `start`, `end` or `middle`.
        fill: the colour.
        weight: of the font.
        title: the whole text, where the lines are less.
        halo: whether they keep what is behind them at a distance.
    """
    lines = [lines] if isinstance(lines, str) else list(lines)
    top = y - (len(lines) - 1) * size * LINE_HEIGHT / 2 + size * 0.35
    drawn = element(
        "text",
        title=title,
        font_size=size,
        fill=fill,
        text_anchor=None if anchor == "start" else anchor,
        font_weight=weight,
        stroke=PAPER if halo else None,
        stroke_width=3 if halo else None,
        stroke_linejoin="round" if halo else None,
        paint_order="stroke" if halo else None,
    )
    for number, line in enumerate(lines):
        piece = element("tspan", x=x, y=top + number * size * LINE_HEIGHT)
        piece.text = line
        drawn.append(piece)
    return drawn


def label(x: float, y: float, whole: str, room: float, *, lines: int = 2, size: float = SIZE, anchor: str = "end") -> Element:
    """Return a text of an answer, wrapped into its room, whole when pointed at."""
    pieces = wrap(whole, room, size, lines)
    return text(x, y, pieces, size=size, anchor=anchor, title=whole if " ".join(pieces) != whole else None)


def fill_of(series: int) -> str:
    """Return the fill of a series: its colour, and from the second on its pattern over it."""
    return f"url(#p{series})" if PATTERNS[series] else SERIES[series]


def symbol(series: int, x: float, y: float) -> Element:
    """Return the square that stands for a series in a legend."""
    return element("rect", x=x, y=y - SWATCH / 2, width=SWATCH, height=SWATCH, fill=fill_of(series))


def legend(symbols: Iterable[tuple[Element, str]], room: float) -> tuple[list[Element], float]:
    """Return a legend in as many lines as it takes, and its height.

    Args:
        symbols: each drawn around the origin, ten to its right and left, with what it means.
        room: how wide it may be.
    """
    drawn: list[Element] = []
    x, y = 0.0, LEGEND_LINE / 2
    for sign, meaning in symbols:
        wide = 24 + min(LEGEND_TEXT, width(meaning, SMALL)) + 16
        if x and x + wide > room:
            x, y = 0.0, y + LEGEND_LINE
        drawn.append(element("g", sign, transform=f"translate({written(x + 10)},{written(y)})"))
        drawn.append(label(x + 24, y, meaning, LEGEND_TEXT, lines=1, size=SMALL, anchor="start"))
        x += wide
    return drawn, (y + LEGEND_LINE / 2 + 8 if drawn else 0.0)


def group(x: float, y: float, children: Iterable[Element]) -> Element:
    """Return elements moved to another place."""
    return element("g", *children, transform=f"translate({written(x)},{written(y)})")


def link(address: str | None, *children: Element) -> Element:
    """Return elements that lead to an address on this site or the web, or that lead nowhere."""
    if address is None or not address.startswith(("/", "https://", "http://")):
        return element("g", *children)
    return element("a", *children, href=address)


def document(wide: float, high: float, title: str, description: str, body: Iterable[Element]) -> str:
    """Return a whole `<svg>`.

    Ids start with a digest of what is drawn, so that drawings in one page do not meet. One with links is a group, since to
    assistive technology an image has no parts that could be followed.

    Args:
        wide: its width.
        high: its height.
        title: what it is called.
        description: what is to be seen.
        body: what is drawn.
    """
    content = element("g", *body, font_family=FONT, font_size=SIZE)
    role = "group" if content.find(".//a") is not None else "img"
    prefix = "d" + hashlib.sha256(tostring(content) + title.encode()).hexdigest()[:10] + "-"
    used = [number for number in range(len(SERIES)) if any(fill_of(number) == part.get("fill") for part in content.iter())]
    drawn = element(
        "svg",
        _named("title", prefix + "title", shorten(title) or description),
        _named("desc", prefix + "desc", description),
        *([element("defs", *map(_pattern, filter(None, used)))] if any(used) else []),
        element("rect", width=wide, height=high, fill=PAPER),
        content,
        xmlns=NAMESPACE,
        viewBox=f"0 0 {written(wide)} {written(high)}",
        width=wide,
        height=high,
        role=role,
        aria_labelledby=f"{prefix}title",
        aria_describedby=f"{prefix}desc",
    )
    _finish(drawn, prefix)
    return tostring(drawn, encoding="unicode")


def _named(tag: str, identifier: str, content: str) -> Element:
    made = element(tag, id=identifier)
    made.text = shorten(content)
    return made


def _pattern(series: int) -> Element:
    ground = element("rect", width=8, height=8, fill=SERIES[series])
    drawn = element("path", d=PATTERNS[series], stroke=PAPER, stroke_width=1.4, fill="none")
    return element("pattern", ground, drawn, id=f"p{series}", width=8, height=8, patternUnits="userSpaceOnUse")


def _finish(drawn: Element, prefix: str) -> None:
    """Give ids their prefix, and colours their classes."""
    for part in drawn.iter():
        if (identifier := part.get("id")) and not identifier.startswith(prefix):
            part.set("id", prefix + identifier)
        classes = [f"{name}-{NAMES[colour]}" for name in ("fill", "stroke") if (colour := part.get(name, "")) in NAMES]
        if classes:
            part.set("class", " ".join(classes))
        if (fill := part.get("fill", "")).startswith("url(#"):
            part.set("fill", fill.replace("url(#", f"url(#{prefix}"))
