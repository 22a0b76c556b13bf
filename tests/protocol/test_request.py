from __future__ import annotations

from urllib.parse import urlencode

import pytest

from lsgraph.engine.base import Dataset
from lsgraph.protocol.request import FORM, QUERY, UPDATE, ProtocolRequest, RequestError, parse_request

ASK = "ASK { ?s ?p 'città & + %' }"
LIMIT = 200


def parse(
    method: str = "GET", url: object = (), content_type: str | None = None, body: bytes | dict[str, str] = b""
) -> ProtocolRequest:
    query_string = url if isinstance(url, bytes) else urlencode(url).encode()  # type: ignore[arg-type]
    content = body if isinstance(body, bytes) else urlencode(body).encode()
    return parse_request(method, query_string, content_type, content, LIMIT)


@pytest.mark.parametrize(
    "asked",
    [
        parse("GET", {"query": ASK}),
        parse("HEAD", {"query": ASK}),
        parse("POST", (), FORM, {"query": ASK}),
        parse("POST", (), f"{FORM}; charset=UTF-8", {"query": ASK}),
        parse("POST", (), QUERY, ASK.encode()),
    ],
)
def test_every_way_of_asking_gives_the_same_text(asked: ProtocolRequest) -> None:
    assert asked == ProtocolRequest(ASK)


GRAPHS = [
    ("default-graph-uri", "a"),
    ("named-graph-uri", "b"),
    ("default-graph-uri", "c"),
    ("format", "csv"),
    ("output", "xml"),
]
EXPECTED = ProtocolRequest("q", Dataset(("a", "c"), ("b",)), ("csv", "xml"))


@pytest.mark.parametrize(
    "asked",
    [
        parse("GET", [("query", "q"), *GRAPHS]),
        parse("POST", (), FORM, urlencode([("query", "q"), *GRAPHS]).encode()),
        parse("POST", GRAPHS, QUERY, b"q"),
        parse("POST", GRAPHS, FORM, {"query": "q"}),
    ],
)
def test_the_dataset_and_format_are_read_in_order(asked: ProtocolRequest) -> None:
    assert asked == EXPECTED


def test_a_get_without_a_query_asks_nothing() -> None:
    assert parse().query is None
    assert parse("GET", {"query": ""}).query == ""


@pytest.mark.parametrize(
    ("method", "url", "content_type", "body", "status"),
    [
        ("POST", (), FORM, b"", 400),
        ("POST", (), FORM, b"other=1", 400),
        ("GET", [("query", "a"), ("query", "b")], None, b"", 400),
        ("POST", {"query": "a"}, QUERY, b"b", 400),
        ("GET", b"query=%E9", None, b"", 400),
        ("GET", b"query=\xe9", None, b"", 400),
        ("POST", (), FORM, b"query=%ff", 400),
        ("POST", (), QUERY, b"ASK { '\xe9' }", 400),
        ("POST", (), FORM, {"update": "CLEAR ALL"}, 403),
        ("GET", {"update": "CLEAR ALL"}, None, b"", 403),
        ("POST", (), UPDATE, b"CLEAR ALL", 403),
        ("POST", (), QUERY, b" " * (LIMIT + 1), 413),
        ("GET", {"query": "a" * LIMIT}, None, b"", 414),
        ("POST", (), None, b"ASK {}", 415),
        ("POST", (), "text/plain", b"ASK {}", 415),
        ("POST", (), f"{QUERY}; charset=latin-1", b"ASK {}", 415),
    ],
)
def test_what_is_no_query_operation_is_told(
    method: str, url: object, content_type: str | None, body: bytes, status: int
) -> None:
    with pytest.raises(RequestError) as caught:
        parse(method, url, content_type, body)
    assert caught.value.status == status
    assert caught.value.accepted == ((FORM, QUERY) if status == 415 else ())


def test_a_body_up_to_the_limit_is_taken() -> None:
    assert parse("POST", (), QUERY, b"a" * LIMIT).query == "a" * LIMIT


def test_a_thousand_parameters_are_enough() -> None:
    with pytest.raises(RequestError, match="parameters"):
        parse_request("GET", b"a=1&" * 1001, None, b"", 10_000)
