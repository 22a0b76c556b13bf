"""Lines and timelines: when, in which order, and how what is open is shown."""

from __future__ import annotations

import re

import pytest
from tests.drawings.sketches import Drawn, Studio, answer, column

LINE = {"type": "line", "x": "year", "y": "value", "series": "who"}
POINTS = [column("year", "year"), column("value", "number", "euro"), column("who")]
TIMELINE = {"type": "timeline", "label": "what", "start": "start", "end": "end", "group": "group"}
ENTRIES = [column("what", "thing"), column("start", "date"), column("end", "date"), column("group")]


def places(drawn: Drawn) -> list[tuple[float, float]]:
    """Return where the points are, in their order."""
    found = [
        re.match(r"translate\(([\d.e-]+),([\d.e-]+)\)", part.get("transform", ""))
        for part in drawn.all("path")
        if part.find("*") is not None
    ]
    return [(float(place[1]), float(place[2])) for place in found if place]


def spans(drawn: Drawn) -> dict[str, tuple[float, float]]:
    """Return from where to where each span goes, by what it says."""
    found: dict[str, tuple[float, float]] = {}
    for part in drawn.all("path"):
        title, place = part.find("*"), re.match(r"M([\d.e-]+),[\d.e-]+h([\d.e-]+)", part.get("d", ""))
        if title is not None and place and part.get("transform") is None:
            found[title.text or ""] = float(place[1]), float(place[1]) + float(place[2])
    return found


def test_lines_go_through_all_points_in_time(studio: Studio) -> None:
    rows = [["2020", 30, "A"], ["2018", 10, "A"], ["2019", 20, "A"], ["2019", 5, "B"], ["2020", 7, "B"]]
    drawn = studio.must_draw(LINE, answer(POINTS, rows))
    assert drawn.titles("path") == [
        "A, 2018: 10 euro",
        "A, 2019: 20 euro",
        "B, 2019: 5 euro",
        "A, 2020: 30 euro",
        "B, 2020: 7 euro",
    ]
    across = [x for x, _ in places(drawn)]
    assert across == sorted(across)
    lines = [
        part
        for part in drawn.all("path")
        if part.get("fill") is None and part.get("stroke-width") == "2" and len(part.attrib["d"]) > 10
    ]
    assert len({line.get("stroke") for line in lines}) == 2
    assert len({line.get("stroke-dasharray") for line in lines}) == 2, "lines differ without colour"
    assert {"2018", "2019", "2020", "value, euro", "A", "B"} <= set(drawn.texts())
    assert drawn.drawn.alternative == (
        "5 points from 2018 to 2020; the highest: A, 2020: 30 euro; the lowest: B, 2019: 5 euro. In 2 colours: A, B."
    )


def test_the_months_of_an_axis_are_the_readers(studio: Studio) -> None:
    rows = [["2019-05-01", 1, None], ["2019-08-01", 2, None]]
    assert any("mag" in text for text in studio.must_draw(LINE, answer(POINTS, rows), "it").texts())
    assert any("May" in text for text in studio.must_draw(LINE, answer(POINTS, rows), "en").texts())


def test_points_without_a_day_or_number_are_told(studio: Studio) -> None:
    rows = [["2019", 1, None], ["soon", 2, None], ["2020", None, None], [None, 4, None]]
    drawn = studio.must_draw(LINE, answer(POINTS, rows))
    assert drawn.titles("path") == ["2019: 1 euro"]
    assert drawn.drawn.left_out == "2 rows have no date. One row has no number."
    assert studio.draw(LINE, answer(POINTS, [])) is None


def test_a_year_is_a_span_of_that_year_and_a_day_a_moment(studio: Studio) -> None:
    rows = [
        ["year", "2014-01-01", "2014-12-31", None],
        ["two years", "2016-01-01", "2017-12-31", None],
        ["day", "2019-03-26", "2019-03-26", None],
    ]
    drawn = studio.must_draw(TIMELINE, answer(ENTRIES, rows))
    found = spans(drawn)
    assert set(found) == {"year: 2014", "two years: 2016\N{EN DASH}2017"}
    year, two = found["year: 2014"], found["two years: 2016\N{EN DASH}2017"]
    assert (two[1] - two[0]) / (year[1] - year[0]) == pytest.approx(731 / 365)
    assert "day: 26 Mar 2019" in drawn.titles("path")
    assert drawn.drawn.alternative == "3 entries; the earliest: year: 2014; the latest: day: 26 Mar 2019."


def test_what_is_open_fades_to_its_side(studio: Studio) -> None:
    rows = [
        ["since", "2016-01-01", None, None],
        ["until", None, "2018-12-31", None],
        ["both", "2015-01-01", "2019-12-31", None],
    ]
    drawn = studio.must_draw(TIMELINE, answer(ENTRIES, rows), "it")
    found = spans(drawn)
    both = found["both: 2015\N{EN DASH}2019"]
    assert found["since: dal 2016"][1] > both[1]
    assert found["until: fino al 2018"][0] < both[0]
    opacities = {
        (title.text or "").partition(":")[0]: part.get("fill-opacity")
        for part in drawn.all("path")
        if (title := part.find("*")) is not None and part.get("transform") is None
    }
    assert opacities["since"] == opacities["until"] == "0.45"
    assert opacities["both"] in {None, "1"}
    assert drawn.titles("path").count("since: dal 2016") == 2, "a bar and its arrow"


def test_groups_have_headings_and_rows_stand_once(studio: Studio) -> None:
    rows = [
        ["b", "2019", None, "second"],
        ["a", "2020-02", "2020-03", "first"],
        ["a", "2020-02", "2020-03", "first"],
        ["c", "2018-01-05", "2018-01-05", "second"],
        ["never", None, None, "first"],
    ]
    drawn = studio.must_draw(TIMELINE, answer(ENTRIES, rows))
    shown = [text for text in drawn.texts() if text in {"first", "second", "a", "b", "c"}]
    assert shown == ["second", "first", "c", "b", "a"]
    assert {"from 2019", "Feb 2020 \N{EN DASH} Mar 2020", "5 Jan 2018"} <= set(drawn.texts())
    assert drawn.drawn.left_out == "One row has no date."
    assert studio.draw(TIMELINE, answer(ENTRIES, rows[-1:])) is None


@pytest.mark.parametrize("bounds", [("0001-01-01", "9999-12-31"), ("2020-05-01", "2019-05-01"), ("2020-05-01", "2020-05-01")])
def test_times_of_any_length_can_be_drawn(studio: Studio, bounds: tuple[str, str]) -> None:
    drawn = studio.must_draw(TIMELINE, answer(ENTRIES, [["x", *bounds, None]]))
    assert drawn.drawn.alternative.startswith("One entry: x: ")


def test_a_thousand_entries_are_cut_and_told(studio: Studio) -> None:
    rows = [[f"e{number}", f"{1000 + number}-01-01", None, None] for number in range(1000)]
    drawn = studio.must_draw(TIMELINE, answer(ENTRIES, rows))
    assert len(spans(drawn)) == 60
    assert drawn.drawn.left_out == "940 rows are left out for want of room."
