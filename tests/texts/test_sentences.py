"""Where sentences end, in the ways that documents print them."""

from __future__ import annotations

import pytest

from lsgraph.texts.ranges import CharacterRange
from lsgraph.texts.sentences import split_sentences
from lsgraph.texts.spans import find_sentences, gaps, read_sentences


def split(text: str, *headings: str) -> list[str]:
    return [" ".join(text[found.start : found.end].split()) for found in split_sentences(text, headings)]


@pytest.mark.parametrize(
    "sentence",
    [
        "La Scuola Superiore S.Anna e la S. Anna di Pisa.",
        "Imprese grandi (ad es. Menarini, El.En., Esaote) e altre, per es. Sebia.",
        "Il Centro (C.Re.Me.P.) di Siena vale 1.8 M di euro.",
        "Il decreto (GU n. 123 del 25.05.21, Art. 30) dà 16.5 milioni.",
        "See e.g. Kedrion and the F.A.R.E. Project of Dr. Rossi.",
        "Il D. Lgs. 50 del 2016, cfr. Regolamento UE, pag. 3.",
        "una riga che va\na capo dopo la prima parola\nscritta in Toscana",
        "i centri di ricerca di rilievo di\n\nR&S in Toscana",
        "aggregazione rispetto\n\nallo sfruttamento",
        "per il settore (ricerca ecc.) e altro.",
    ],
)
def test_one_sentence_stays_one(sentence: str) -> None:
    assert split(sentence) == [" ".join(sentence.split())]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It grows. It fell!  Why? Nobody knows… Yes.", ["It grows.", "It fell!", "Why?", "Nobody knows…", "Yes."]),
        ("“È fatto.” Commenta Rossi.", ["“È fatto.”", "Commenta Rossi."]),
        ("Impianti, reti, ecc. Questo cresce.", ["Impianti, reti, ecc.", "Questo cresce."]),
        ("È sicuro.12 Sarebbe bene.", ["È sicuro.12", "Sarebbe bene."]),
        (
            "Sono:\n• vaccini;\n• anticorpi\n  umani\n1) uno\n2. due",
            ["Sono:", "• vaccini;", "• anticorpi umani", "1) uno", "2. due"],
        ),
        ("# Title\nText goes on\n\n", ["# Title", "Text goes on"]),
        ("Region\tValue\tYear\nTuscany\t15,6\t2018\nnext", ["Region Value Year", "Tuscany 15,6 2018", "next"]),
        (
            "Asset strategici\nAltre realtà importanti sono molte e bene note a tutti",
            ["Asset strategici", "Altre realtà importanti sono molte e bene note a tutti"],
        ),
        (
            "2 “Un rapporto”, 2020\n3 https://example.org/a\n\n30\n\n• - •",
            ["2 “Un rapporto”, 2020", "3 https://example.org/a", "30"],
        ),
    ],
)
def test_sentences_are_told_apart(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


def test_a_known_heading_ends_where_its_line_does() -> None:
    text = "Contesto della roadmap\nil settore cresce."
    assert split(text) == ["Contesto della roadmap il settore cresce."]
    assert split(text, "Contesto della roadmap") == ["Contesto della roadmap", "il settore cresce."]


def test_a_sentence_may_begin_in_one_range_and_end_in_the_next() -> None:
    text = "It begins here and\n\n7 A footnote.\n\nends there. Next."
    sentences = read_sentences(text, [CharacterRange(0, 20), CharacterRange(35, len(text))])
    assert [(sentence.span, " ".join(sentence.text.split())) for sentence in sentences] == [
        (CharacterRange(0, text.index(" Next")), "It begins here and ends there."),
        (CharacterRange(text.index("Next"), len(text)), "Next."),
    ]


def test_a_phrase_over_two_sentences_is_in_both() -> None:
    text = "One is here. Two is there. Three is here."
    sentences = read_sentences(text, [CharacterRange(0, len(text))])
    assert find_sentences(sentences, "is here") == {0, 2}
    assert find_sentences(sentences, "here. Two is") == {0, 1}
    assert find_sentences(sentences, "nowhere at all") == set()


def test_the_beginning_is_short_even_where_words_are_long() -> None:
    text = f"https://example.org/{'a' * 200} and more words than that"
    [sentence] = read_sentences(text, [CharacterRange(0, len(text))])
    assert sentence.beginning(8) == f"{text[:80]} …"
    assert read_sentences("a b c", [CharacterRange(0, 5)])[0].beginning(2) == "a b …"


def test_gaps_at_both_ends() -> None:
    assert gaps(5, []) == [CharacterRange(0, 5)]
    assert gaps(9, [CharacterRange(6, 9), CharacterRange(1, 4)]) == [CharacterRange(0, 1), CharacterRange(4, 6)]
