from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsgraph.engine.base import ResultForm
from lsgraph.protocol.formats import FORMATS
from lsgraph.protocol.negotiation import choose_media_types, prefers_html

JSON, XML, CSV, TSV = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
TURTLE, NTRIPLES, JSONLD, RDFXML = "text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"


@pytest.mark.parametrize(
    ("accept", "table", "graph"),
    [
        (None, JSON, TURTLE),
        ("", JSON, TURTLE),
        ("*/*", JSON, TURTLE),
        (FIREFOX, JSON, TURTLE),
        (CHROME, JSON, TURTLE),
        ("text/html", JSON, TURTLE),
        (CSV, CSV, None),
        (TURTLE, None, TURTLE),
        (f"{TURTLE}, {CSV}", CSV, TURTLE),
        (f"{CSV};q=0.5, {TSV};q=0.8, */*;q=0.1", TSV, TURTLE),
        (f"{XML}, {JSON}", JSON, None),
        (f"{XML};q=1.0, {JSON};q=0.9", XML, None),
        ("application/*", JSON, NTRIPLES),
        ("text/*", CSV, TURTLE),
        (f"{JSON};q=0, */*", XML, TURTLE),
        (f"{TURTLE};q=0, */*;q=0.3", JSON, NTRIPLES),
        ("application/json", "application/json", "application/json"),
        ("application/xml", "application/xml", "application/xml"),
        ("text/plain", None, "text/plain"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', None, JSONLD),
        ("text/csv; charset=utf-8", CSV, None),
        ("TEXT/CSV", CSV, None),
        ("image/png", None, None),
        ("nonsense", None, None),
        (f"text/html;q=0.1, {CSV}", CSV, None),
    ],
)
def test_the_accept_header_decides(accept: str | None, table: str | None, graph: str | None) -> None:
    chosen = choose_media_types(accept)
    assert chosen.get(ResultForm.SOLUTIONS) == table
    assert chosen.get(ResultForm.BOOLEAN) == table
    assert chosen.get(ResultForm.GRAPH) == graph


@pytest.mark.parametrize(
    ("names", "accept", "table", "graph"),
    [
        (["csv"], FIREFOX, CSV, TURTLE),
        (["csv"], TURTLE, CSV, TURTLE),
        (["xml"], None, XML, RDFXML),
        (["json"], TURTLE, JSON, JSONLD),
        (["ttl"], None, JSON, TURTLE),
        (["json-ld"], None, JSON, JSONLD),
        ([JSON], XML, JSON, None),
        (["pdf", "TSV"], None, TSV, TURTLE),
        (["pdf"], CSV, CSV, None),
    ],
)
def test_a_name_goes_over_the_accept_header(names: list[str], accept: str | None, table: str, graph: str | None) -> None:
    chosen = choose_media_types(accept, names)
    assert (chosen[ResultForm.SOLUTIONS], chosen.get(ResultForm.GRAPH)) == (table, graph)


@pytest.mark.parametrize(
    ("accept", "is_page"),
    [(FIREFOX, True), (CHROME, True), ("text/html", True), ("*/*", False), (None, False), (f"text/html;q=0.9, {TURTLE}", False),
     (f"{TURTLE}, */*;q=0.1", False), ("text/html;q=0", False)],
)  # fmt: skip
def test_browsers_are_told_apart(accept: str | None, is_page: bool) -> None:
    assert prefers_html(accept) is is_page


OFFERS = sorted({offer for formats in FORMATS.values() for known in formats for offer in known.media_types})


@given(
    st.text(max_size=60) | st.lists(st.sampled_from([*OFFERS, "*/*", "text/*", ";q=0", ";q=1", ",", "text/html"])).map("".join)
)
def test_whatever_a_client_sends_gets_a_format_of_the_form_or_none(accept: str) -> None:
    for form, media_type in choose_media_types(accept).items():
        assert any(media_type in known.media_types for known in FORMATS[form])
