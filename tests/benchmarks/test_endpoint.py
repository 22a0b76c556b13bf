from __future__ import annotations

import pytest
from benchmarks.driver import Load
from benchmarks.endpoint import GOALS, Mode, Result, content_of, report
from benchmarks.queries import KINDS, Weight

TABLE = next(kind for kind in KINDS if not kind.is_any_rows and kind.weight is Weight.HEAVY)
ANY_ROWS = next(kind for kind in KINDS if kind.is_any_rows)
GRAPH = next(kind for kind in KINDS if kind.media_type == "application/n-triples")
ONE, TWO = b'{"a":{"type":"literal","value":"1"}}', b'{"a":{"value":"2","type":"literal"}}'
ROWS = b'{"head":{"vars":["a"]},"results":{"bindings":[' + ONE + b"," + TWO + b"]}}"
TURNED = b'{"head":{"vars":["a"]},"results":{"bindings":[' + TWO.replace(b",", b" , ") + b"," + ONE + b"]}}"
OTHER = ROWS.replace(b'"1"', b'"3"')


def test_answers_are_the_same_whatever_the_order_and_the_spacing() -> None:
    assert content_of(TABLE, ROWS) == content_of(TABLE, TURNED)
    assert content_of(TABLE, ROWS) != content_of(TABLE, OTHER)
    assert content_of(ANY_ROWS, ROWS) == content_of(ANY_ROWS, OTHER) == ["2"]
    assert content_of(TABLE, b'{"head":{},"boolean":true}') == ["True"]
    assert content_of(GRAPH, b"<a> <b> <c> .\n<d> <b> <c> .\n") == content_of(GRAPH, b"<d> <b> <c> .\n<a> <b> <c> .\n")


@pytest.mark.parametrize("mode", Mode)
def test_a_table_has_a_row_for_each_kind_and_a_verdict_for_each_goal(mode: Mode) -> None:
    of_bare = 0.7 if mode is Mode.HOT else None
    told = report(1000, mode, [Result(kind, "1/s", "2/s", 25.0 if kind is TABLE else 1.0, of_bare) for kind in KINDS])
    rows = [line for line in told.splitlines() if line.startswith("| ") and not line.startswith("| query")]
    verdicts = [line for line in told.splitlines() if line.startswith("- ")]
    assert [row.split(" | ")[0][2:] for row in rows] == [kind.name for kind in KINDS]
    assert len({row.count("|") for row in rows}) == 1
    assert len(verdicts) == len([goal for goal in GOALS if goal[0] is mode]) + (mode is Mode.HOT)
    heavy = next(verdict for verdict in verdicts if verdict.startswith("- heavy"))
    assert "least 1.00" in heavy
    assert f"goal ≥ {GOALS[mode, Weight.HEAVY]:g}" in heavy
    assert "met by 1 of 8" in heavy if mode is not Mode.COLD_DISK else "met by 8 of 8" in heavy


def test_a_load_tells_its_rate() -> None:
    assert Load(0.5, [0.1, 0.2], 10).rate == 4
