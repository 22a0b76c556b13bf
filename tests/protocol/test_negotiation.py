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


# The oracle: RFC 9110, 12.5.1, written again from its text. A media type has the quality of the most specific range that fits.
RANGES = [*OFFERS, "*/*", "text/*", "application/*", "image/*", "image/png", "text/html"]
QUALITIES = [0.0, 0.001, 0.2, 0.5, 0.9, 1.0]


def quality(said: dict[str, float], media_type: str) -> float:
    main = media_type.partition("/")[0]
    return next((said[fitting] for fitting in (media_type, f"{main}/*", "*/*") if fitting in said), 0.0)


@given(
    st.dictionaries(st.sampled_from(RANGES), st.sampled_from(QUALITIES), min_size=1, max_size=8).flatmap(
        lambda said: st.tuples(st.just(said), st.permutations(list(said.items())))
    ),
    st.sampled_from([", ", ",", " ,\t"]),
)
def test_what_is_chosen_is_what_the_client_likes_best(
    asked: tuple[dict[str, float], list[tuple[str, float]]], comma: str
) -> None:
    said, pairs = asked
    accept = comma.join(f"{name};q={value:g}" for name, value in pairs)
    chosen = choose_media_types(accept)
    assert choose_media_types(comma.join(f"{name}; q={value:g}" for name, value in said.items())) == chosen
    if prefers_html(accept):
        assert quality(said, "text/html") >= max(quality(said, offer) for offer in OFFERS)
        return
    for form, formats in FORMATS.items():
        qualities = {offer: quality(said, offer) for known in formats for offer in known.media_types}
        best = max(qualities.values())
        assert (form in chosen) is (best > 0)
        assert best == 0 or qualities[chosen[form]] == best


@given(st.text(max_size=2_000), st.lists(st.text(max_size=20)))
def test_nothing_that_a_client_sends_breaks_it(accept: str, names: list[str]) -> None:
    choose_media_types(accept, names)
    prefers_html(accept)


def test_a_long_header_is_read_like_a_short_one() -> None:
    assert choose_media_types(f"text/csv, {'a' * 2_000}/b") == choose_media_types("text/csv")
