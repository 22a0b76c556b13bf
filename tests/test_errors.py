"""Errors say where and what, in an order that can be followed."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from lsgraph import errors
from lsgraph.errors import Finding, GateError, LsgraphError, QueryLimitReached, QuestionFileError


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        (Finding(Path("a.ttl"), 3, 7, "is wrong"), "a.ttl:3:7: is wrong"),
        (Finding(Path("a.ttl"), 3, None, "is wrong"), "a.ttl:3: is wrong"),
        (Finding(Path("a.ttl"), None, None, "is wrong"), "a.ttl: is wrong"),
        (Finding(None, None, None, "is wrong"), "is wrong"),
    ],
)
def test_a_finding_says_where_as_far_as_that_is_known(finding: Finding, told: str) -> None:
    assert str(finding) == told


def test_findings_stand_in_the_order_of_the_files() -> None:
    unordered = [
        Finding(Path("b.ttl"), 1, None, "x"),
        Finding(Path("a.ttl"), 10, None, "x"),
        Finding(Path("a.ttl"), 9, None, "y"),
        Finding(Path("a.ttl"), 9, None, "x"),
        Finding(None, None, None, "x"),
        Finding(Path("a.ttl"), None, None, "x"),
    ]
    assert str(GateError(unordered)).splitlines() == ["x", "a.ttl: x", "a.ttl:9: x", "a.ttl:9: y", "a.ttl:10: x", "b.ttl:1: x"]


def test_every_error_is_in_the_tree_and_the_tree_in_the_docstring() -> None:
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)]
    assert all(issubclass(kind, LsgraphError) for kind in kinds)
    assert all(kind.__name__ in (errors.__doc__ or "") for kind in kinds)


def test_errors_carry_what_is_to_be_told() -> None:
    assert QueryLimitReached("query_timeout_s", 30.0).limit == "query_timeout_s"
    assert "query_timeout_s = 30." in str(QueryLimitReached("query_timeout_s", 30.0))
    assert str(QuestionFileError(Path("q.rq"), 2, "is wrong")) == "q.rq:2: is wrong"
