"""How texts are made alike, and how words are found in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsgraph.texts.ranges import CharacterRange, parse_range
from lsgraph.texts.text import find_phrases, holds_name, holds_phrase, normalise, readings, word_count


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  one\n\ttwo\u00a0three\u2009four ", "one two three four"),
        ("l\u2019accordo", "l'accordo"),
        ("\u00abSignature\u00bb \u201cof\u201d \u201ethe\u201d", '"Signature" "of" "the"'),
        ("2019\u20132021 \u2014 pre\u2011clinical \u2212 1", "2019-2021 - pre-clinical - 1"),
        ("bio\u00adtechnology", "biotechnology"),
        ("bio-\n   technology", "biotechnology"),
        ("bio- \ntechnology", "biotechnology"),
        ("bio-\r\ntechnology", "biotechnology"),
        ("Emilia-\nRomagna", "Emilia-Romagna"),
        ("COVID-\n19", "COVID-19"),
        ("a dash \u2013\nthen", "a dash - then"),
        ("\ufb01nance, m\u00b2, \u2460", "finance, m2, 1"),
        ("citta\u0300", "citt\u00e0"),
        ("Kedrion S.p.A.", "Kedrion S.p.A."),
        ("", ""),
    ],
)
def test_texts_are_made_plain(text: str, plain: str) -> None:
    assert normalise(text) == plain


def test_a_hyphen_at_a_line_end_is_read_both_ways() -> None:
    assert readings("life-\nscience and bio-\ntechnology") == (
        "lifescience and biotechnology",
        "life-science and bio-technology",
    )


# Not the whole of Unicode: Korean letters that a removed hyphen brings together would make another syllable.
@given(st.text(st.one_of(st.characters(max_codepoint=0xFFF), st.characters(min_codepoint=0x2000, max_codepoint=0x2FFF))))
def test_plain_is_as_plain_as_it_gets(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("text", "phrase", "is_there"),
    [
        ("the Port Authority signs", "Port Authority", True),
        ("the Port Authority signs", "port authority", False),
        ("the Port Authority signs", "Port  Auth", False),
        ("more than 400, or so", "400", True),
        ("more than 1400", "400", False),
        ("more than 4000", "400", False),
        ("a (so-called) one", "(so-called)", True),
        ("a.b", "a+b", False),
        ("anything", "", False),
        ("anything", " \n", False),
    ],
)
def test_a_phrase_is_found_as_whole_words_in_its_own_case(text: str, phrase: str, is_there: bool) -> None:
    assert holds_phrase(normalise(text), phrase) is is_there


def test_a_name_is_found_in_any_case() -> None:
    assert holds_name("REGIONE TOSCANA E STRASSE", "Regione Toscana")
    assert holds_name("regione toscana e strasse", "Stra\u00dfe")
    assert not holds_name("regionetoscana", "Regione")


def test_words_are_counted_as_white_space_parts_them() -> None:
    assert word_count("over \u20ac 3.2 billion\n(2019)") == 5


@given(st.text(st.sampled_from("ab -\n\u2019'\u00ad")), st.text(st.sampled_from("ab -'"), min_size=1))
def test_what_is_located_is_the_phrase(text: str, phrase: str) -> None:
    for stretch in find_phrases(text, phrase):
        located = text[stretch.start : stretch.end]
        assert normalise(phrase).replace("-", "") == normalise(located).replace("-", "")


def test_a_phrase_is_located_in_the_text_as_it_is() -> None:
    text = "Signed\nby the Region\u2019s bio-\ntechnology office, by the Region's  biotechnology office."
    assert [text[place.start : place.end] for place in find_phrases(text, "the Region's biotechnology office")] == [
        "the Region\u2019s bio-\ntechnology office",
        "the Region's  biotechnology office",
    ]
    assert find_phrases(text, " ") == []


@pytest.mark.parametrize(
    "fragment", ["", "char=1", "char=,5", "char=1,", "line=1,2", "char=1,2;length=9", "char=-1,2", "char= 1,2"]
)
def test_only_the_form_of_the_house_is_a_range(fragment: str) -> None:
    with pytest.raises(ValueError, match="is not a range such as char=195,786"):
        parse_range(fragment)


@pytest.mark.parametrize("fragment", ["char=5,5", "char=6,5"])
def test_a_range_has_something_in_it(fragment: str) -> None:
    with pytest.raises(ValueError, match="is empty"):
        parse_range(fragment)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_range_is_written_as_it_is_read(start: int, length: int) -> None:
    stretch = CharacterRange(start, start + length)
    assert parse_range(str(stretch)) == stretch
