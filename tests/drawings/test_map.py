"""Maps and numbers: regions as tiles, smaller places as spots, where the graph says they are."""

from __future__ import annotations

import asyncio

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from tests.drawings.sketches import BASE, Drawn, Studio, answer, column
from tests.web.small_graph import StoreEngine, small_store

from lsgraph.drawings.map import SHADES, TILES
from lsgraph.drawings.places import PlaceFacts, read_places
from lsgraph.vocabulary import LS, SKOS

MAP = {"type": "map", "place": "where", "value": "value"}
COLUMNS = [column("where", "thing"), column("value", "number", "euro")]
REGIONS = {"Piemonte": "01", "Lombardia": "03", "Toscana": "09", "Lazio": "12"}
PLACES = {BASE + name: PlaceFacts(BASE + name, name, "region", code, 43.0, 11.0) for name, code in REGIONS.items()}
TOWNS = {
    BASE + name: PlaceFacts(BASE + name, name, "commune", "09", latitude, longitude)
    for name, latitude, longitude in (("Siena", 43.32, 11.33), ("Pisa", 43.72, 10.40), ("Firenze", 43.77, 11.26))
}


def tiles(drawn: Drawn) -> dict[str, str]:
    """Return the fill of each tile, by what it says."""
    return {(title.text or ""): part.attrib["fill"] for part in drawn.all("rect") if (title := part.find("*")) is not None}


def test_every_region_has_a_tile_of_its_own() -> None:
    assert sorted(TILES) == [f"{number:02}" for number in range(1, 21)]
    assert len(set(TILES.values())) == len(TILES)


def test_tiles_are_darker_for_more(studio: Studio) -> None:
    rows = [["Toscana", 16], ["Lombardia", 71], ["Piemonte", 13], ["Toscana", 99]]
    drawn = studio.must_draw(MAP, answer(COLUMNS, rows), "it", places=PLACES)
    found = tiles(drawn)
    assert found["Lombardia: 71 euro-it"] == SHADES[-1]
    assert found["Toscana: 16 euro-it"] == SHADES[1]
    assert found["Piemonte: 13 euro-it"] == SHADES[0]
    assert found["Lazio"] not in SHADES
    assert len([tile for tile in drawn.all("rect") if tile.get("rx")]) == 20
    assert (
        drawn.drawn.alternative
        == "3 regioni su una carta d'Italia; il massimo: Lombardia: 71 euro-it; il minimo: Piemonte: 13 euro-it."
    )
    assert drawn.drawn.left_out == "Una riga è una seconda cifra di un luogo; la carta mostra la prima."


def test_without_numbers_rows_are_counted(studio: Studio) -> None:
    rows = [["Toscana"], ["Toscana"], ["Lazio"], ["Atlantis"], [None]]
    drawn = studio.must_draw({"type": "map", "place": "where"}, answer(COLUMNS[:1], rows), places=PLACES)
    assert {"Toscana: 2 rows", "Lazio: 1 row"} <= set(tiles(drawn))
    assert drawn.drawn.left_out == "2 rows are of no place that the map has."
    assert studio.draw(MAP, answer(COLUMNS, [["Atlantis", 1]]), places=PLACES) is None


def test_smaller_places_are_spots_at_their_coordinates(studio: Studio) -> None:
    drawn = studio.must_draw(MAP, answer(COLUMNS, [["Siena", 4], ["Pisa", 1]]), places=PLACES | TOWNS)
    siena, pisa = (circle for circle in drawn.all("circle") if circle.find("*") is not None)
    assert float(siena.attrib["cx"]) > float(pisa.attrib["cx"]), "east is right"
    assert float(siena.attrib["cy"]) > float(pisa.attrib["cy"]), "north is up"
    assert float(siena.attrib["r"]) > float(pisa.attrib["r"])
    assert {"Siena (4)", "Pisa (1)", "Firenze"} <= set(drawn.texts()), "places nearby help to find them"


def test_the_middle_of_an_area_is_no_town(studio: Studio) -> None:
    drawn = studio.must_draw(MAP, answer(COLUMNS, [["Siena", 4], ["Toscana", 4]]), places=PLACES | TOWNS)
    siena, tuscany = (circle for circle in drawn.all("circle") if circle.find("*") is not None)
    assert siena.get("fill") != tuscany.get("fill")
    assert "somewhere in the region or province" in drawn.texts()


def test_one_spot_and_many_spots(studio: Studio) -> None:
    assert "Siena (0)" in studio.must_draw(MAP, answer(COLUMNS, [["Siena", 0]]), places=TOWNS).texts()
    many = {f"{BASE}p{n}": PlaceFacts(f"{BASE}p{n}", f"p{n}", "commune", None, 40 + n / 90, 9 + n % 7) for n in range(100)}
    drawn = studio.must_draw(MAP, answer(COLUMNS, [[f"p{n}", n] for n in range(100)]), places=many)
    assert len([circle for circle in drawn.all("circle") if circle.find("*") is not None]) == 40
    assert drawn.drawn.left_out == "60 rows are left out for want of room."


def test_things_lie_where_the_smallest_place_around_them_is() -> None:
    tuscany, pisa, plant, office = (NamedNode(BASE + name) for name in ("tuscany", "pisa", "plant", "office"))
    kind = "https://w3id.org/lsgraph/ontology/kinds#"
    triples: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (tuscany, LS.kind, NamedNode(kind + "region")),
        (tuscany, LS.istatCode, Literal("09")),
        (tuscany, LS.latitude, Literal(43.45)),
        (tuscany, LS.longitude, Literal(11.13)),
        (tuscany, SKOS.prefLabel, Literal("Toscana", language="it")),
        (tuscany, SKOS.prefLabel, Literal("Tuscany", language="en")),
        (pisa, LS.kind, NamedNode(kind + "commune")),
        (pisa, LS.partOf, tuscany),
        (pisa, LS.latitude, Literal(43.72)),
        (pisa, LS.longitude, Literal(10.4)),
        (plant, LS.locatedIn, pisa),
        (office, LS.partOf, plant),
    ]
    engine = StoreEngine(small_store([Quad(*triple, NamedNode("https://example.org/g")) for triple in triples]))
    found = asyncio.run(read_places(engine, [office.value, plant.value, "https://example.org/nowhere"], "it"))
    assert found[tuscany.value] == PlaceFacts(tuscany.value, "Toscana", "region", "09", 43.45, 11.13)
    assert found[office.value] == found[plant.value] == found[pisa.value]
    assert found[pisa.value].region == "09"
    assert "https://example.org/nowhere" not in found


@pytest.mark.parametrize("value", ["42", "-1234567.8", "1e300"])
def test_a_number_is_written_large(studio: Studio, value: str) -> None:
    columns = [column("value", "number", "euro"), column("approximation")]
    drawn = studio.must_draw({"type": "number", "value": "value"}, answer(columns, [[value, "about"], [7, None]]))
    assert drawn.drawn.alternative.startswith("value: about ")
    assert drawn.texts()[0].startswith("about ")
    assert drawn.texts()[1] == "euro, value"
    assert drawn.drawn.left_out == "One more row is in the table only."
    assert studio.draw({"type": "number", "value": "value"}, answer(columns, [[None, None]])) is None
    assert studio.draw({"type": "number", "value": "value"}, answer(columns, [])) is None
