"""What Vega and Vega-Lite are asked, and their SVG taken back into a drawing.

They are given numbers, and keys in the place of texts. Of their answer only known elements and attributes are taken over, and
the texts of the answer are put in for the keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element, fromstring

from lsgraph.drawings.plotter import Plotter
from lsgraph.drawings.svg import LINE, NAMESPACE, SMALL, SOFT, element
from lsgraph.drawings.wording import Wording

VEGA_LITE: Final = "https://vega.github.io/schema/vega-lite/v6.json"
KEY: Final = "aria-label"
"""Where Vega writes the key of a mark, given to it as the mark's `description`."""
_TAGS: Final = {"g", "path", "line", "rect", "text"}
_ATTRIBUTES: Final = {
    "transform", "d", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "fill", "stroke", "stroke-width", "stroke-dasharray",
    "stroke-linejoin", "fill-opacity", "stroke-opacity", "text-anchor", "font-size",
}  # fmt: skip

Spec = dict[str, Any]


def chart(wording: Wording, wide: float, high: float, layers: list[Spec]) -> Spec:
    """Return a Vega-Lite specification of layers over one pair of axes, with nothing around them."""
    axis = {
        "labelColor": SOFT, "labelFontSize": SMALL, "gridColor": LINE, "domainColor": SOFT, "tickColor": SOFT, "ticks": False,
        "labelPadding": 6, "domain": False,
    }  # fmt: skip
    return {
        "$schema": VEGA_LITE, "width": wide, "height": high, "padding": 0, "autosize": "none", "background": None,
        "config": {"view": {"stroke": None}, "axis": axis, "locale": wording.for_axes},
        "layer": layers,
    }  # fmt: skip


def layer(mark: Spec, encoding: Spec, values: list[Spec]) -> Spec:
    """Return one layer."""
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def measured(field: str, domain: tuple[float, float], **axis: object) -> Spec:
    """Return the encoding of numbers along an axis.

    Args:
        field: which numbers.
        domain: from where to where the axis goes.
        axis: what else the axis is told.
    """
    told = {"title": None, "format": _number_format(domain), "tickCount": 4, "labelOverlap": True} | axis
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": list(domain), "nice": False, "zero": False},
        "axis": told,
    }


def dated(field: str, domain: tuple[float, float], *, by_year: bool, **axis: object) -> Spec:
    """Return the encoding of days along an axis of time.

    Args:
        field: which times, in milliseconds of Unix time.
        domain: from where to where the axis goes.
        by_year: whether ticks stand at years; else at months.
        axis: what else the axis is told.
    """
    told = {"title": None, "format": "%Y" if by_year else "%b %Y", "tickCount": 6, "labelOverlap": True} | axis
    if by_year:
        told["tickCount"] = {"interval": "year", "step": max(1, round((domain[1] - domain[0]) / YEAR_MS / 8))}
    return {"field": field, "type": "temporal", "scale": {"type": "utc", "domain": list(domain)}, "axis": told}


YEAR_MS: Final = 31_556_952_000


def placed(field: str) -> Spec:
    """Return the encoding of what is a place or a look already."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def at(field: str) -> Spec:
    """Return the encoding of a height in the drawing."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def keyed() -> Spec:
    """Return the encoding of a mark's key."""
    return {"field": "key", "type": "nominal"}


async def plotted(
    plotter: Plotter, spec: Spec, *, titles: Mapping[str, str] | None = None, fills: Mapping[str, str] | None = None
) -> Element:
    """Have a specification plotted.

    Args:
        plotter: who plots.
        spec: what; its data hold no text of an answer.
        titles: what marks say when pointed at, by their keys.
        fills: other fills for colours, where patterns are to take their place.

    Returns:
        A group whose origin is the plot's.

    Raises:
        PlotterError: there is no plot.
    """
    root = fromstring(await plotter.svg(spec))  # noqa: S314 - written by our own process, without a document type
    return _taken(root, titles or {}, fills or {}) or element("g")


def _taken(part: Element, titles: Mapping[str, str], fills: Mapping[str, str]) -> Element | None:
    """Return what is known of an element and shows something."""
    tag = part.tag.removeprefix(f"{{{NAMESPACE}}}")
    if tag == "svg":
        tag = "g"
    children = [taken for child in part if (taken := _taken(child, titles, fills)) is not None]
    if tag not in _TAGS or (tag == "g" and not children) or (tag in {"path", "rect"} and not _shows(part)):
        return None
    kept = {name: value for name, value in part.attrib.items() if name in _ATTRIBUTES}
    if part.get("fill") in fills:
        kept["fill"] = fills[part.attrib["fill"]]
    if tag == "g" and kept.get("transform") in {None, "translate(0,0)"}:
        kept.pop("transform", None)
    kept.pop("width" if tag == "g" else "", None)
    made = element(tag, *children, title=titles.get(part.get(KEY, "")))
    made.attrib.update({name: value for name, value in kept.items() if tag != "g" or name in {"transform", "fill"}})
    if tag == "text":
        made.text = part.text
    return made


def _shows(part: Element) -> bool:
    return bool(part.get("d")) and (part.get("fill", "none") != "none" or "stroke" in part.attrib)


def _number_format(domain: tuple[float, float]) -> str:
    """Return the d3 format of an axis: plain numbers as long as they are read easily, powers of ten beyond."""
    most = max(map(abs, domain))
    if most >= 1e15:
        return ".2~e"
    return ",~f" if most >= 1e-3 else ".2~e"
