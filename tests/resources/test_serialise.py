"""Descriptions are sorted, the described first, and prefixes are those in use."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from lsgraph.resources.serialise import serialise_description, used_prefixes

EX = "http://example.org/"
PREFIXES = {"ex": EX, "deep": f"{EX}deep/", "unused": "http://example.com/"}
GRAPH = b"""<http://example.org/z> <http://example.org/p> "last" .
<http://example.org/b> <http://example.org/p> <http://example.org/z> .
<http://example.org/b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/T> .
<http://example.org/a> <http://example.org/p> <http://example.org/b> .
"""


def text(described: str = "b", media_type: str = "text/turtle") -> str:
    return serialise_description(GRAPH, NamedNode(EX + described), media_type, PREFIXES).decode()


def test_the_described_comes_first_and_its_type_before_the_rest() -> None:
    body = [line for line in text().splitlines() if line and not line.startswith("@prefix")]
    assert body[0].startswith("ex:b a ex:T")
    assert [line.split()[0] for line in body if line.startswith("ex:")] == ["ex:b", "ex:a", "ex:z"]


def test_the_same_graph_in_another_order_gives_the_same_bytes() -> None:
    lines = GRAPH.splitlines(keepends=True)
    shuffled = b"".join(reversed(lines))
    assert serialise_description(shuffled, NamedNode(EX + "b"), "text/turtle", PREFIXES).decode() == text()


def test_nothing_is_lost_in_any_format() -> None:
    expected = set(parse(GRAPH, format=RdfFormat.N_TRIPLES))
    for media_type in ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"):
        found = parse(text(media_type=media_type), format=RdfFormat.from_media_type(media_type))
        assert set(found) == expected


def test_prefixes_are_those_in_use_and_never_need_escapes() -> None:
    plain = Triple(NamedNode(EX + "a"), NamedNode(EX + "p"), Literal("x"))
    slashed = Triple(NamedNode(EX + "deep/a"), NamedNode(EX + "p"), Literal("x"))
    assert used_prefixes([plain], PREFIXES) == {"ex": EX}
    assert used_prefixes([slashed], PREFIXES) == {"deep": f"{EX}deep/"}
