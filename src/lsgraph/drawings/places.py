"""Where places lie: the regions, provinces and communes of Italy that the graph knows, and what lies in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lsgraph.engine.base import Engine, rows
from lsgraph.resources.names import read_names
from lsgraph.resources.statements import read_in_chunks, value
from lsgraph.vocabulary import LS

KNOWN: Final = f"""
SELECT ?place ?kind ?latitude ?longitude ?region WHERE {{
  ?place <{LS.latitude.value}> ?latitude ; <{LS.longitude.value}> ?longitude ; <{LS.kind.value}> ?kind .
  OPTIONAL {{ ?place <{LS.partOf.value}>* ?above . ?above <{LS.istatCode.value}> ?region ; <{LS.kind.value}> ?region_kind
    FILTER(STRENDS(STR(?region_kind), "#region")) }}
}}
"""
WITHIN: Final = f"""
SELECT DISTINCT ?thing ?place WHERE {{
  VALUES ?thing {{ %IRIS% }}
  ?thing (<{LS.locatedIn.value}>|<{LS.partOf.value}>)+ ?place .
  ?place <{LS.latitude.value}> ?latitude
}}
"""
FINENESS: Final = {"commune": 0, "province": 1, "metropolitanCity": 1, "region": 2}
"""Kinds of places, the smallest first."""
REGION: Final = "region"


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What a map needs of a place.

    Attributes:
        iri: the place.
        name: in the reader's language.
        kind: the local name of what it is: `region`, `province`, `commune`.
        region: the code that ISTAT gives to its region, in two digits; None outside of Italy.
        latitude: of its middle, in degrees north (WGS 84).
        longitude: of its middle, in degrees east.
    """

    iri: str
    name: str
    kind: str
    region: str | None
    latitude: float
    longitude: float


async def read_places(engine: Engine, iris: Iterable[str], language: str) -> dict[str, PlaceFacts]:
    """Ask where things are.

    Args:
        engine: who answers.
        iris: places, or things that lie in one or belong to what does.
        language: the reader's.

    Returns:
        Every place of the graph with coordinates, by IRI; and for each other thing that was asked for, the smallest it lies in.
    """
    found = await rows(engine, KNOWN)
    names = await read_names(engine, {value(row, "place") for row in found}, language)
    known: dict[str, PlaceFacts] = {}
    for row in sorted(found, key=lambda row: value(row, "place")):
        iri = value(row, "place")
        known[iri] = PlaceFacts(
            iri,
            names.name(iri).text,
            value(row, "kind").rpartition("#")[2],
            value(row, "region") if "region" in row else None,
            float(value(row, "latitude")),
            float(value(row, "longitude")),
        )
    within: dict[str, PlaceFacts] = {}
    asked = sorted(set(iris) - known.keys())
    for row in await read_in_chunks(engine, WITHIN, asked):
        thing, place = value(row, "thing"), known[value(row, "place")]
        if thing not in within or _fineness(place) < _fineness(within[thing]):
            within[thing] = place
    return known | within


def _fineness(place: PlaceFacts) -> tuple[int, str]:
    return FINENESS.get(place.kind, len(FINENESS)), place.iri
