r"""Where the sentences of a text are, in Italian and in English, as documents and PDF pages print them.

A line end is a space, unless a paragraph ends there, a list entry or a table row begins, or the line breaks off although the
next word had room: so end headings. It is a rule of thumb for people who look for what was left unread; it proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from lsgraph.texts.ranges import CharacterRange

_ABBREVIATIONS = (
    r"ad|artt?|avv|cap|cfr|co|col|dott|dr|ecc|es|etc|fig|ing|lett|lgs|mrs?|ms|nn?|no|nr|par|pagg?|pp?|prof|sigg?|ss?|st|tab|vs"
)
_WORD_WITH_STOP = re.compile(rf"(?i:{_ABBREVIATIONS})|(?:\w+\.)*[A-Z]|(?:\w\.)+\w")
_MAY_END = frozenset({"ecc", "etc", "no", "co"})
"""Abbreviations that may also end a sentence; a capital then follows."""

_OPENING = r"[\"\u201c\u00ab'\u2018(\[]*"
_STOP = re.compile(
    rf"""
    (?:[.!?\u2026]+ [\"\u201d\u00bb'\u2019)\]]*      # a stop, and what it closes
      | (?<=[^\W\d]) \. \d{{1,2}})                   # a stop with the number of a footnote
    (?=\s+ {_OPENING} [A-Z\u00c0-\u00de0-9\u2022])
    """,
    re.VERBOSE,
)
_PARAGRAPH = re.compile(r"\n\s*\n")
_ROW = r"[^\n\t]*\t[^\n\t]*\t[^\n]*"
_SIGN = r"[\u2022\u25aa\u25cf\u25e6\uf0a7\uf0b7]|(?:[-*\u2013]|\d{1,2}[.)]|[a-z]\)|\#+)\s|\d{1,2}\s(?=https?:|[\"\u201c])"
_ENTRY = re.compile(rf"^[^\S\n]*(?:{_SIGN}|{_ROW})", re.MULTILINE)
_WHOLE_LINE = re.compile(rf"^[^\S\n]*(?:\#+\s[^\n]*|{_ROW})\n", re.MULTILINE)
_LINE_END = re.compile(rf"\n(?=[^\S\n]*({_OPENING}(?:[A-Z\u00c0-\u00de]|\d{{1,2}}\s+[A-Z\u201c])\S*))")
_LAST_WORD = re.compile(r"[\w.]*$")
_GOES_ON = re.compile(
    r"(?:[,(/\u2013-]|(?<!\S)(?:an?|and|at|by|for|from|in|of|on|or|the|to|with|"
    r"a|al|alla|con|da|dal|dalla|de|dei|del|della|di|e|ed|gli|i|il|la|le|lo|nel|nella|o|per|su|tra|un|una))$"
)
_FULL_LINE = 0.8
"""The part of the longest line that a line fills which was not broken off: letters are of different widths."""


def split_sentences(text: str, headings: Iterable[str] = ()) -> list[CharacterRange]:
    r"""Return where the sentences of a text are, without the white space around them.

    Args:
        text: the text.
        headings: phrases after which, where they end a line, something new begins.

    >>> text = "Si veda ad es. la S. Anna\ndi Pisa. Vale 1.8 M.\n\nFine"
    >>> [text[found.start:found.end] for found in split_sentences(text)]
    ['Si veda ad es. la S. Anna\ndi Pisa.', 'Vale 1.8 M.', 'Fine']
    """
    cuts = sorted({0, len(text), *_cuts(text), *_after_headings(text, headings)})
    spans = (_stripped(text, start, end) for start, end in pairwise(cuts))
    return [span for span in spans if any(map(str.isalnum, text[span.start : span.end]))]


def _cuts(text: str) -> Iterator[int]:
    yield from (match.end() for match in _PARAGRAPH.finditer(text) if not _is_broken(text, match))
    yield from (match.start() for match in _ENTRY.finditer(text))
    yield from (match.end() for match in _WHOLE_LINE.finditer(text))
    yield from (match.end() for match in _STOP.finditer(text) if not _is_abbreviation(text, match))
    yield from _early_line_ends(text)


def _is_broken(text: str, gap: re.Match[str]) -> bool:
    """Tell whether a sentence goes on after an empty line, as PDF pages have them in their midst."""
    before = text[max(0, gap.start() - 40) : gap.start()].rstrip()
    is_open = not before.endswith((".", "!", "?", ":", ";"))
    after = text[gap.end() : gap.end() + 40].lstrip()
    return is_open and not after.startswith("http") and (after[:1].islower() or _GOES_ON.search(before) is not None)


def _is_abbreviation(text: str, stop: re.Match[str]) -> bool:
    """Tell whether a stop belongs to the word before it: an abbreviation, an initial, the last dot of an acronym."""
    word = _LAST_WORD.search(text, max(0, stop.start() - 20), stop.start())
    if stop.group() != "." or word is None:
        return False
    if word.group().lower() in _MAY_END:
        return not text[stop.end() :].lstrip()[:1].isupper()
    return _WORD_WITH_STOP.fullmatch(word.group()) is not None


def _early_line_ends(text: str) -> Iterator[int]:
    """Return the line ends before a capital where the next word had room, by the longest line of the paragraph."""
    start = 0
    for end in [*(match.end() for match in _PARAGRAPH.finditer(text)), len(text)]:
        paragraph = text[start:end]
        room = _FULL_LINE * max(len(line.rstrip()) for line in paragraph.split("\n"))
        for match in _LINE_END.finditer(paragraph):
            line = paragraph[paragraph.rfind("\n", 0, match.start()) + 1 : match.start()].rstrip()
            if len(line) + 1 + len(match[1]) <= room and not line.endswith(":") and not _GOES_ON.search(line):
                yield start + match.end()
        start = end


def _after_headings(text: str, headings: Iterable[str]) -> Iterator[int]:
    for words in filter(None, map(str.split, headings)):
        heading = r"\s+".join(map(re.escape, words))
        yield from (match.end() for match in re.finditer(rf"^[^\S\n]*{heading}[^\S\n]*\n", text, re.MULTILINE))


def _stripped(text: str, start: int, end: int) -> CharacterRange:
    stretch = text[start:end]
    return CharacterRange(start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip()))
