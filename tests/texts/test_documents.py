"""The documents' texts: only those that were read, and of them only the sentences of the passage that speaks."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from lsgraph.texts.documents import LONGEST_SENTENCE, DocumentTexts, read_document_texts, read_text

NEWS = "https://example.org/source/news"
TEXT = "The valley opens. It has over\n400 companies, they say. Nobody knows when.\n\nAnother passage has 400 companies too."
WHOLE = (f"char=0,{TEXT.index('Another')}",)
TEXTS = DocumentTexts({NEWS: TEXT})


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_sentence_of_a_phrase_is_whole_and_on_one_line() -> None:
    found = TEXTS.sentences(NEWS, WHOLE, (), ["over 400 companies"])
    assert found == ("It has over 400 companies, they say.",)


def test_several_phrases_give_each_sentence_once_in_the_order_of_reading() -> None:
    found = TEXTS.sentences(NEWS, WHOLE, (), ["Nobody knows", "400 companies", "over 400"])
    assert found == ("It has over 400 companies, they say.", "Nobody knows when.")


def test_nothing_outside_the_ranges_is_shown() -> None:
    assert TEXTS.sentences(NEWS, ("char=0,17",), (), ["400 companies"]) == ()
    assert TEXTS.sentences(NEWS, ("char=0,99999", "char=9,1", "junk"), (), ["400 companies"]) == ()


def test_a_document_without_text_has_no_sentences() -> None:
    assert TEXTS.sentences("https://example.org/source/other", WHOLE, (), ["400 companies"]) == ()
    assert DocumentTexts().sentences(NEWS, WHOLE, (), ["400 companies"]) == ()


def test_what_never_ends_is_cut() -> None:
    text = "word " * 1000
    (found,) = DocumentTexts({NEWS: text}).sentences(NEWS, (f"char=0,{len(text)}",), (), ["word word"])
    assert len(found) <= LONGEST_SENTENCE + 2
    assert found.endswith(" …")


def test_only_the_text_that_was_read_is_taken(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_bytes(TEXT.encode())
    (tmp_path / "changed.txt").write_bytes(b"changed")
    (tmp_path / "latin.txt").write_bytes(b"citt\xe0")
    wanted = {
        NEWS: [digest(TEXT.encode())],
        "https://example.org/source/changed": [digest(b"read")],
        "https://example.org/source/latin": [digest(b"citt\xe0")],
        "https://example.org/source/missing": [digest(b"")],
        "https://example.org/source/..": [digest(b"")],
        "https://example.org/source/": [digest(b"")],
    }
    read = read_document_texts(tmp_path, wanted)
    assert read.texts == {NEWS: TEXT}
    assert [fault.split(":")[0] for fault in read.faults] == ["", "..", "changed", "latin", "missing"]
    assert "is not the text that was read" in read.faults[2]


def test_a_folder_in_the_place_of_a_text_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "news.txt").mkdir()
    with pytest.raises(ValueError, match="cannot be read"):
        read_text(tmp_path / "news.txt", [])
