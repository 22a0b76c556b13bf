"""What every kind of drawing withstands, and that it comes out the same each time."""

from __future__ import annotations

import asyncio
from string import Formatter
from xml.etree.ElementTree import fromstring
from xml.sax.saxutils import escape

import pytest
from pyoxigraph import Literal
from tests.drawings.sketches import Studio, answer, column

from lsgraph.drawings.figures import days
from lsgraph.drawings.map import EMPTY, SHADES
from lsgraph.drawings.places import PlaceFacts
from lsgraph.drawings.plotter import Plotter
from lsgraph.drawings.svg import INK, PAPER, SERIES, SOFT
from lsgraph.drawings.text import clean, shorten, width, wrap
from lsgraph.drawings.wording import LOCALES, MESSAGES
from lsgraph.questions.answer import Answer, Cell

COLUMNS = [
    column("name", "thing"),
    column("other", "thing"),
    column("value", "number", "euro"),
    column("start", "date"),
    column("end", "date"),
    column("note"),
]
KINDS: dict[str, dict[str, object]] = {
    "bar": {"type": "bar", "category": "name", "value": "value", "series": "note"},
    "line": {"type": "line", "x": "start", "y": "value", "series": "note"},
    "timeline": {"type": "timeline", "label": "name", "start": "start", "end": "end", "group": "note"},
    "network": {"type": "network", "from": "name", "to": "other", "label": "note"},
    "map": {"type": "map", "place": "name", "value": "value"},
    "number": {"type": "number", "value": "value"},
}
HOSTILE = [
    "<script>alert(1)</script>",
    "</text></svg><img src=x onerror=alert(1)>",
    "\"' onload='alert(1)\" style='x",
    "]]><!-- & &amp; &#x3c; <![CDATA[",
    "x" * 10_000,
    "Wörter " * 2_000,
    "\u202eright to left\u202c \u2066isolate",
    "שלום עולם, وزارة الصحة",
    "\x00\x01\x08\x0b\x1f\x7f\ufffe\uffff",
    "\n\t\r ",
    "漢字" * 200,
    "a\u0301" * 50,
    "javascript:alert(1)",
    "{{7*7}} ${x} %s %(x)s {count}",
    "k0",
    "r1",
    "n0",
    "url(#p1)",
]


def content(text: str, number: int = 5) -> Answer:
    rows = [[f"{text}{n or ''}", f"{text}-{n}", n * 1.5, f"20{10 + n % 80}-03-01", None, text] for n in range(number)]
    return answer(COLUMNS, rows)


def places(of: Answer, text: str) -> dict[str, PlaceFacts]:
    iris = [row.cells[0].name.iri for row in of.rows if row.cells[0].name]
    return {iri: PlaceFacts(iri, text, "commune", None, 40 + n / 10, 10) for n, iri in enumerate(iris)}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
@pytest.mark.parametrize("kind", KINDS)
def test_texts_are_texts(studio: Studio, kind: str, text: str) -> None:
    told = content(text)
    drawn = studio.must_draw(KINDS[kind], told, "it", title=text, places=places(told, text))  # looks for all that must not be
    written = "".join(drawn.texts())
    assert not set(written) & set("\x00\x1f\u202e\u2066\uffff")
    assert all(len(line.text or "") < 400 for line in drawn.all("tspan"))
    assert len(drawn.drawn.svg) < 200_000


def test_markup_is_seen_as_it_is_written(studio: Studio) -> None:
    drawn = studio.must_draw(KINDS["bar"], answer(COLUMNS, [["<i>A & B</i>", None, 1, None, None, None]]))
    assert "<i>A & B</i>" in drawn.texts()
    assert "&lt;i&gt;A &amp; B&lt;/i&gt;" in drawn.drawn.svg


@pytest.mark.parametrize("kind", KINDS)
def test_long_names_are_whole_when_pointed_at(studio: Studio, kind: str) -> None:
    name = "Centro interdipartimentale per la ricerca " * 5
    told = content(name, 2)
    drawn = studio.must_draw(KINDS[kind], told, places=places(told, name))
    whole = [title.text or "" for title in drawn.all("title")]
    assert kind == "number" or any(name.strip() in title for title in whole)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_answer_gives_the_same_bytes(studio: Studio, kind: str) -> None:
    told = content("Firenze", 12)
    first = studio.must_draw(KINDS[kind], told, places=places(told, "Firenze"))
    again = Studio()
    try:
        second = again.must_draw(KINDS[kind], told, places=places(told, "Firenze"))
    finally:
        again.close()
    assert first.drawn == second.drawn


def test_two_drawings_share_no_ids(studio: Studio) -> None:
    drawn = [
        studio.must_draw(KINDS["bar"], answer(COLUMNS, [["a", None, n, None, None, "s"], ["a", None, 3, None, None, "t"]]))
        for n in (1, 2)
    ]
    ids = [{part.get("id") for part in made.root.iter() if part.get("id")} for made in drawn]
    assert len(ids[0]) >= 3
    assert not ids[0] & ids[1]


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_language_is_english(studio: Studio, kind: str) -> None:
    told = content("Pisa")
    assert (
        studio.must_draw(KINDS[kind], told, "xx", places=places(told, "Pisa")).drawn
        == studio.must_draw(KINDS[kind], told, "en", places=places(told, "Pisa")).drawn
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_that_is_missing_gives_no_drawing(studio: Studio, kind: str) -> None:
    assert studio.draw(KINDS[kind], answer([column("elsewhere")], [["x"]])) is None


def test_colours_can_be_read() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one: str, other: str) -> float:
        lighter, darker = sorted((light(one), light(other)), reverse=True)
        return (lighter + 0.05) / (darker + 0.05)

    assert min(contrast(colour, PAPER) for colour in (*SERIES, INK, SOFT)) >= 4.5
    assert min(contrast(PAPER, shade) for shade in SHADES[3:]) >= 4.5
    assert min(contrast(INK, shade) for shade in SHADES[:3]) >= 4.5
    assert contrast(SOFT, EMPTY) >= 4.5


def test_every_message_is_in_every_language() -> None:
    for name, sentences in MESSAGES.items():
        assert set(sentences) == set(LOCALES), name
        one, many = ({frozenset(_parts(sentence[at])) for sentence in sentences.values()} for at in (0, 1))
        assert len(one) == len(many) == 1, f"{name} says the same in both"


def _parts(sentence: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(sentence) if field}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_lines_fit_their_room(text: str) -> None:
    for lines in (1, 2, 3):
        found = wrap(text, 120, 12, lines)
        assert 1 <= len(found) <= lines
        assert all(width(line, 12) <= 120 for line in found)
    assert clean(clean(text)) == clean(text)
    assert len(shorten(text)) <= 1000
    assert fromstring(f"<a>{escape(shorten(text))}</a>").text in {shorten(text), None}, "XML can hold it"


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("2019", ("2019-01-01", "2019-12-31")),
        ("2019-02", ("2019-02-01", "2019-02-28")),
        ("2019-12", ("2019-12-01", "2019-12-31")),
        ("2019-03-26", ("2019-03-26", "2019-03-26")),
        ("2019-03-26Z", ("2019-03-26", "2019-03-26")),
        ("9999-12", ("9999-12-01", "9999-12-31")),
        ("0000", None),
        ("2019-13", None),
        ("-0044-03-15", None),
        ("March", None),
        ("", None),
    ],
)
def test_days_are_read_from_dates_months_and_years(text: str, bounds: tuple[str, str] | None) -> None:
    found = days(Cell(Literal(text)))
    assert (tuple(day.isoformat() for day in found) if found else None) == bounds


def test_nothing_is_started_before_the_first_drawing() -> None:
    async def made() -> int | None:
        return Plotter().pid

    assert asyncio.run(made()) is None
