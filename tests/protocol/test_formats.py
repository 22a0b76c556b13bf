from __future__ import annotations

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat

from lsgraph.engine.base import DEFAULT_MEDIA_TYPES, ResultForm
from lsgraph.protocol.formats import FORMATS, GRAPH_FORMATS, TABLE_FORMATS, Format, content_type, format_named


@pytest.mark.parametrize("known", TABLE_FORMATS, ids=lambda known: known.short_name)
def test_oxigraph_writes_every_table_format_under_all_its_names(known: Format) -> None:
    written = {QueryResultsFormat.from_media_type(name) for name in known.media_types}
    assert len(written) == 1
    assert None not in written


@pytest.mark.parametrize("known", GRAPH_FORMATS, ids=lambda known: known.short_name)
def test_oxigraph_writes_every_graph_format_under_all_its_names(known: Format) -> None:
    written = {RdfFormat.from_media_type(name) for name in known.media_types}
    assert len(written) == 1
    assert None not in written


@pytest.mark.parametrize("form", ResultForm)
def test_the_first_format_is_the_engines_default(form: ResultForm) -> None:
    assert FORMATS[form][0].media_type == DEFAULT_MEDIA_TYPES[form]


@pytest.mark.parametrize(
    ("form", "name", "media_type"),
    [
        (ResultForm.SOLUTIONS, "xml", "application/sparql-results+xml"),
        (ResultForm.GRAPH, "xml", "application/rdf+xml"),
        (ResultForm.GRAPH, "rdf+xml", "application/rdf+xml"),
        (ResultForm.GRAPH, "N3", "text/turtle"),
        (ResultForm.BOOLEAN, " text/csv ", "text/csv"),
        (ResultForm.SOLUTIONS, "turtle", None),
        (ResultForm.SOLUTIONS, "json-ld", None),
        (ResultForm.GRAPH, "csv", None),
    ],
)
def test_clients_names_are_known(form: ResultForm, name: str, media_type: str | None) -> None:
    known = format_named(form, name)
    assert (known.media_type if known else None) == media_type


@pytest.mark.parametrize(
    ("media_type", "header"),
    [("text/turtle", "text/turtle; charset=utf-8"), ("application/n-triples", "application/n-triples")],
)
def test_text_says_its_encoding(media_type: str, header: str) -> None:
    assert content_type(media_type) == header
