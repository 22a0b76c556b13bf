"""The sentences of a stretch of a document that may lie in several ranges, each with its place in the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from lsgraph.texts.ranges import CharacterRange
from lsgraph.texts.sentences import split_sentences
from lsgraph.texts.text import holds_name, holds_phrase, normalise, readings, word_count

CHARACTERS_A_WORD = 10


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document.

    Attributes:
        span: from its first character to its last, with whatever stands between its parts.
        text: its words, with their line ends.
        words: its words as phrases are looked for in them.
    """

    span: CharacterRange
    text: str
    words: tuple[str, ...]

    def holds(self, phrase: str) -> bool:
        """Tell whether it has a phrase as printed."""
        return any(holds_phrase(reading, phrase) for reading in self.words)

    def names(self, name: str) -> bool:
        """Tell whether it has a name, in whatever case."""
        return any(holds_name(reading, name) for reading in self.words)

    def has_letters(self) -> bool:
        """Tell whether it is more than numbers and signs."""
        return any(map(str.isalpha, self.text))

    def beginning(self, word_limit: int) -> str:
        """Return its first words, cut where they are long."""
        words = normalise(self.text, keep_hyphens=True)
        begun = " ".join(words.split()[:word_limit])[: CHARACTERS_A_WORD * word_limit].rstrip()
        return begun if begun == words else f"{begun} …"


def read_sentences(text: str, ranges: Iterable[CharacterRange], headings: Iterable[str] = ()) -> list[Sentence]:
    """Return the sentences of some ranges of a document's text; one may begin in a range and end in the next."""
    joined, places = "", list[int]()
    for stretch in ranges:
        words = text[stretch.start : stretch.end].rstrip()
        joined += f"{words}\n"
        places += range(stretch.start, stretch.start + len(words) + 1)
    found = split_sentences(joined, headings)
    return [_sentence(joined[at.start : at.end], places[at.start], places[at.end - 1] + 1) for at in found]


def find_sentences(sentences: Sequence[Sentence], phrase: str) -> set[int]:
    """Return which sentences have a phrase; where none has it alone, those over which it runs."""
    alone = {number for number, sentence in enumerate(sentences) if sentence.holds(phrase)}
    return alone or next(filter(None, (_run(sentences, phrase, over) for over in range(2, word_count(phrase) + 1))), set())


def gaps(length: int, ranges: Iterable[CharacterRange]) -> list[CharacterRange]:
    """Return what of a text of some length lies in none of some ranges.

    >>> gaps(10, [CharacterRange(2, 5), CharacterRange(4, 6)])
    [CharacterRange(start=0, end=2), CharacterRange(start=6, end=10)]
    """
    found, end = [], 0
    for stretch in chain(sorted(ranges), [CharacterRange(length, length)]):
        if stretch.start > end:
            found.append(CharacterRange(end, stretch.start))
        end = max(end, stretch.end)
    return found


def _sentence(text: str, start: int, end: int) -> Sentence:
    return Sentence(CharacterRange(start, end), text, readings(text))


def _run(sentences: Sequence[Sentence], phrase: str, over: int) -> set[int]:
    found: set[int] = set()
    for first in range(len(sentences) - over + 1):
        together = "\n".join(sentence.text for sentence in sentences[first : first + over])
        if any(holds_phrase(reading, phrase) for reading in readings(together)):
            found |= set(range(first, first + over))
    return found
