from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsgraph.engine.base import ResultForm
from lsgraph.protocol.representation import Representation, represent

CONTENT = b"n\r\n1\r\n" * 1000


def made(content: bytes = CONTENT, media_type: str = "text/csv", coding: str = "identity", **more: bool) -> Representation:
    return asyncio.run(represent(ResultForm.SOLUTIONS, media_type, content, (coding,), **more))


def test_a_tag_is_of_the_bytes_their_type_and_their_coding() -> None:
    assert made().etag == made().etag
    assert len({made().etag, made(b"n").etag, made(media_type="text/plain").etag, made(coding="gzip").etag}) == 4
    assert made().etag.startswith('"')


def test_headers_say_what_the_bytes_are() -> None:
    headers = dict(made(coding="gzip").headers)
    assert headers[b"content-type"] == b"text/csv; charset=utf-8"
    assert headers[b"content-encoding"] == b"gzip"
    assert headers[b"content-length"] == str(len(made(coding="gzip").body)).encode()
    assert headers[b"vary"] == b"Accept, Accept-Encoding"
    assert headers[b"cache-control"] == b"public, no-cache"
    assert b"content-encoding" not in dict(made().headers)


def test_what_is_not_modified_keeps_the_headers_that_caches_need() -> None:
    assert {name for name, _ in made().short_headers} == {b"etag", b"vary", b"cache-control"}


def test_what_is_another_each_time_has_no_tag_and_is_not_stored() -> None:
    volatile = made(is_volatile=True)
    assert b"etag" not in dict(volatile.headers)
    assert dict(volatile.headers)[b"cache-control"] == b"no-store"
    assert not volatile.is_known_to("*")


@pytest.mark.parametrize("condition", ["{}", "W/{}", '"a", {}', '"a",W/"b" , W/{}', "*", " * "])
def test_a_client_that_has_it_says_so(condition: str) -> None:
    assert made().is_known_to(condition.format(made().etag))


@pytest.mark.parametrize("condition", ["", '"a"', 'W/"a", "b"', "nonsense", '"', '"*"'])
def test_a_client_that_has_another_gets_this(condition: str) -> None:
    assert not made().is_known_to(condition)


@given(st.text())
def test_no_condition_is_too_strange(condition: str) -> None:
    made(b"n").is_known_to(condition)
