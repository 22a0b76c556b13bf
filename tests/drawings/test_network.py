"""Networks: every thing once, every tie a line, names that do not lie on each other."""

from __future__ import annotations

import re
from itertools import combinations

from tests.drawings.sketches import Drawn, Studio, answer, column

NETWORK = {"type": "network", "from": "who", "to": "net", "label": "role"}
COLUMNS = [column("who", "thing"), column("net", "thing"), column("role")]


def places(drawn: Drawn) -> dict[str, tuple[float, float]]:
    """Return where each thing is, by its name."""
    found: dict[str, tuple[float, float]] = {}
    for part in drawn.all("g"):
        title = part.find("*/*/*")
        place = re.fullmatch(r"translate\((-?[\d.]+),(-?[\d.]+)\)", part.get("transform", ""))
        if place and title is not None and title.tag.endswith("title") and len(part) == 1:
            found[title.text or ""] = float(place[1]), float(place[2])
    return found


def test_things_stand_once_and_ties_join_them(studio: Studio) -> None:
    rows = [["Aboca", "TPV", "member"], ["GSK", "TPV", "member"], ["GSK", "TPV", "founder"], ["GSK", "ALISEI", "member"]]
    drawn = studio.must_draw(NETWORK, answer(COLUMNS, rows))
    found = places(drawn)
    assert set(found) == {"Aboca", "TPV", "GSK", "ALISEI"}
    arrow = "\N{RIGHTWARDS ARROW}"
    assert drawn.titles("line") == [
        f"Aboca {arrow} TPV: member",
        f"GSK {arrow} TPV: member, founder",
        f"GSK {arrow} ALISEI: member",
    ]
    assert drawn.drawn.alternative == "4 things and 3 ties between them; the most ties has GSK (2 ties)."
    assert [link.get("href") for link in drawn.all("a")][:1] == ["/page?https://example.org/id/Aboca"]
    assert len(list(drawn.all("a"))) == 4
    assert {"who", "net"} <= set(drawn.texts()), "the kinds differ by their signs, and the legend tells them"
    assert len(list(drawn.all("circle"))) == 3
    assert drawn.drawn.left_out == ""


def test_one_kind_of_thing_has_one_sign(studio: Studio) -> None:
    drawn = studio.must_draw(NETWORK, answer(COLUMNS, [["a", "b", None], ["b", "c", None], ["c", "a", None]]))
    assert len(list(drawn.all("circle"))) == 3
    assert "who" not in drawn.texts()


def test_names_keep_their_distance(studio: Studio) -> None:
    rows = [[f"University number {number}", f"Network number {number % 5}", "member"] for number in range(38)]
    found = places(studio.must_draw(NETWORK, answer(COLUMNS, rows)))
    assert len(found) == 43
    for (x, y), (u, v) in combinations(found.values(), 2):
        assert abs(x - u) > 60 or abs(y - v) > 30


def test_the_best_connected_are_kept_and_the_others_told(studio: Studio) -> None:
    rows = [[f"leaf {number}", f"hub {number % 3}", None] for number in range(200)]
    drawn = studio.must_draw(NETWORK, answer(COLUMNS, rows))
    found = places(drawn)
    assert len(found) == 45
    assert {"hub 0", "hub 1", "hub 2"} <= set(found)
    assert drawn.drawn.left_out == "158 rows are left out for want of room."


def test_half_a_tie_is_told_and_a_thing_may_be_tied_to_itself(studio: Studio) -> None:
    drawn = studio.must_draw(NETWORK, answer(COLUMNS, [["a", "a", "x"], ["b", None, "x"]]))
    assert set(places(drawn)) == {"a"}
    assert drawn.drawn.left_out == "One row lacks one of the two things it would tie."
    assert studio.draw(NETWORK, answer(COLUMNS, [["b", None, "x"]])) is None


def test_texts_are_things_too_but_lead_nowhere(studio: Studio) -> None:
    columns = [column("who"), column("net"), column("role")]
    drawn = studio.must_draw(NETWORK, answer(columns, [["javascript:alert(1)", "<b>", None]]))
    assert not list(drawn.all("a"))
    assert set(places(drawn)) == {"javascript:alert(1)", "<b>"}
