"""Bars: how many, how long, in which order, with which words; and what is left out is told."""

from __future__ import annotations

import re

import pytest
from tests.drawings.sketches import Drawn, Studio, answer, column

BAR = {"type": "bar", "category": "who", "value": "value"}
COLUMNS = [column("who", "thing"), column("value", "number", "euro")]


def lengths(drawn: Drawn) -> list[float]:
    """Return the length of each bar, from the top down."""
    bars = [
        re.match(r"M([\d.e-]+),[\d.e-]+h(-?[\d.e-]+)", part.get("d", ""))
        for part in drawn.all("path")
        if part.find("*") is not None
    ]
    return [float(bar[2]) for bar in bars if bar]


def starts(drawn: Drawn) -> set[str]:
    return {part.attrib["d"].split(",")[0] for part in drawn.all("path") if part.find("*") is not None}


def test_each_row_is_a_bar_and_the_longest_is_on_top(studio: Studio) -> None:
    drawn = studio.must_draw(BAR, answer(COLUMNS, [["Aboca", 230], ["Menarini", 3750], ["Molteni", 76]]))
    assert drawn.titles("path") == ["Menarini: 3,750 euro", "Aboca: 230 euro", "Molteni: 76 euro"]
    long = lengths(drawn)
    assert long == sorted(long, reverse=True)
    assert long[0] / long[2] == pytest.approx(3750 / 76)
    assert len(starts(drawn)) == 1, "all from one zero"
    assert [text for text in drawn.texts() if text in {"Aboca", "Menarini", "Molteni"}] == ["Menarini", "Aboca", "Molteni"]
    assert "value, euro" in drawn.texts()


def test_numbers_and_words_are_the_readers(studio: Studio) -> None:
    content = answer(COLUMNS, [["Aboca", "1234567.8"], ["Molteni", 2]])
    italian = studio.must_draw(BAR, content, "it")
    assert "1.234.567,8" in italian.texts()
    assert "value-it, euro-it" in italian.texts()
    assert italian.drawn.alternative == "2 barre; la più lunga: Aboca: 1.234.567,8 euro-it; la più corta: Molteni: 2 euro-it."
    assert any(re.fullmatch(r"[15]00\.000|1\.000\.000", text) for text in italian.texts()), "so are those of the axis"
    assert "1,234,567.8" in studio.must_draw(BAR, content, "en").texts()


def test_a_hedge_stands_beside_the_number(studio: Studio) -> None:
    columns = [*COLUMNS, column("approximation")]
    drawn = studio.must_draw(BAR, answer(columns, [["GSK", 400, "over"], ["Kedrion", 850, None]]))
    assert {"over 400", "850"} <= set(drawn.texts())


def test_series_differ_without_colour(studio: Studio) -> None:
    columns = [*COLUMNS, column("year")]
    rows = [["Aboca", 5, "2019"], ["Aboca", 7, "2020"], ["Molteni", 6, "2019"], ["Molteni", 1, "2020"]]
    drawn = studio.must_draw({**BAR, "series": "year"}, answer(columns, rows))
    bars = [part for part in drawn.all("path") if part.find("*") is not None]
    assert [bar[0].text for bar in bars] == [
        "Aboca, 2020: 7 euro",
        "Aboca, 2019: 5 euro",
        "Molteni, 2020: 1 euro",
        "Molteni, 2019: 6 euro",
    ]
    assert bars[0].get("fill") == bars[2].get("fill") == "#1d5b47"
    assert bars[1].get("fill") == bars[3].get("fill")
    assert bars[1].attrib["fill"].startswith("url(#")
    assert {"2019", "2020"} <= set(drawn.texts()), "the legend"
    assert drawn.texts().count("Aboca") == 1
    assert "In 2 colours: 2020, 2019." in drawn.drawn.alternative


def test_more_series_than_colours_share_one(studio: Studio) -> None:
    rows = [[f"c{number % 3}", number + 1, f"s{number}"] for number in range(12)]
    drawn = studio.must_draw({**BAR, "series": "series"}, answer([*COLUMNS, column("series")], rows))
    assert "others" in drawn.texts()
    assert len(drawn.titles("path")) == 12
    assert "In 6 colours" in drawn.drawn.alternative


def test_what_is_not_drawn_is_told(studio: Studio) -> None:
    columns = [column("who", "thing"), column("value", "number"), column("unit"), column("kind")]
    rows = [
        ["a", 1, "euro", "x"],
        ["b", 2, "euro", "x"],
        ["c", 3, "people", "x"],
        ["d", None, "euro", "x"],
        ["e", "1e999999", "euro", "x"],
        ["f", "NaN", "euro", "x"],
        ["g", 9, "euro", "y"],
    ]
    drawn = studio.must_draw({**BAR, "where": {"kind": "x"}}, answer(columns, rows))
    assert drawn.titles("path") == ["b: 2 euro", "a: 1 euro"]
    assert drawn.drawn.left_out == "3 rows have no number. One row is of another kind. One row is in another unit."


def test_negative_numbers_go_the_other_way(studio: Studio) -> None:
    drawn = studio.must_draw(BAR, answer(COLUMNS, [["up", 10], ["down", -20], ["nought", 0]]))
    assert drawn.titles("path") == ["up: 10 euro", "nought: 0 euro", "down: -20 euro"]
    up, nought, down = (part.attrib["d"] for part in drawn.all("path") if part.find("*") is not None)
    zero = float(up[1:].split(",")[0])
    assert float(nought[1:].split(",")[0]) == pytest.approx(zero)
    assert float(down[1:].split(",")[0]) < zero


@pytest.mark.parametrize("value", ["1e300", "-1e300", "1e-300", "0", "123456789012345678901234567890"])
def test_numbers_of_any_size_can_be_drawn(studio: Studio, value: str) -> None:
    drawn = studio.must_draw(BAR, answer(COLUMNS, [["one", value]]))
    assert len(drawn.titles("path")) == 1
    assert drawn.drawn.alternative.startswith("One bar: one: ")
    assert all(len(text) < 40 for text in drawn.texts())


def test_a_thousand_rows_are_cut_and_told(studio: Studio) -> None:
    drawn = studio.must_draw(BAR, answer(COLUMNS, [[f"c{number}", number] for number in range(1000)]))
    assert drawn.titles("path")[0] == "c999: 999 euro"
    assert len(drawn.titles("path")) == 40
    assert drawn.drawn.left_out == "960 rows are left out for want of room."


def test_nothing_gives_no_drawing(studio: Studio) -> None:
    assert studio.draw(BAR, answer(COLUMNS, [])) is None
    assert studio.draw(BAR, answer(COLUMNS, [["a", None]])) is None
