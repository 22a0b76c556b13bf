"""The texts of the documents, where they are at hand, `DIR/DOCUMENT.txt`: only ever those that were read, by their digest."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from lsgraph.texts.ranges import CharacterRange, parse_range
from lsgraph.texts.spans import Sentence, find_sentences, read_sentences

KEPT_PASSAGES = 1024
"""Passages whose sentences are kept once they were told apart."""
LONGEST_SENTENCE = 1200
"""Characters of a sentence that are shown; what is longer is a table or a list."""


def read_text(path: Path, digests: Collection[str]) -> str:
    """Read a document's text.

    Args:
        path: where it is.
        digests: the SHA-256 digests, in hexadecimal, of what the text may be.

    Raises:
        ValueError: it is not there, not UTF-8, or not the text that was read; the message says which.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"its text {path} cannot be read: {error.strerror}") from None
    actual = hashlib.sha256(content).hexdigest()
    if actual not in digests:
        said = ", ".join(digests) or "none"
        raise ValueError(f"{path} is not the text that was read: ls:textDigest is {said}, its SHA-256 {actual}")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError(f"its text {path} is not UTF-8") from None


@dataclass(frozen=True, slots=True)
class DocumentTexts:
    """The texts that are at hand, by the IRI of their document; none by default.

    Attributes:
        texts: document -> text.
        faults: what is wrong with the others, a sentence each.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    def sentences(
        self, document: str, ranges: tuple[str, ...], headings: tuple[str, ...], phrases: Iterable[str]
    ) -> tuple[str, ...]:
        """Return the sentences of a passage that phrases stand in, in the passage's order; none where its text is not at hand.

        Only what lies in the passage's ranges is ever returned.

        Args:
            document: its IRI.
            ranges: the passage's ranges (RFC 5147); what is no range, or ends after the text, is passed over.
            headings: the headings it stands under.
            phrases: words as printed.
        """
        text = self.texts.get(document)
        if text is None:
            return ()
        found = _sentences(text, ranges, headings)
        wanted = sorted({number for phrase in phrases for number in find_sentences(found, phrase)})
        return tuple(_shown(found[number]) for number in wanted)


def read_document_texts(folder: Path, digests: Mapping[str, Collection[str]]) -> DocumentTexts:
    """Read the texts of documents; one that cannot be used is told among the faults.

    Args:
        folder: where they are, each named by the last step of its document's IRI.
        digests: document -> the digests that its text may have.
    """
    texts: dict[str, str] = {}
    faults: list[str] = []
    for document, known in sorted(digests.items()):
        name = document.rpartition("/")[2]
        try:
            texts[document] = read_text(folder / f"{name}.txt", known)
        except ValueError as error:
            faults.append(f"{name}: {error}")
    return DocumentTexts(texts, tuple(faults))


@lru_cache(maxsize=KEPT_PASSAGES)
def _sentences(text: str, ranges: tuple[str, ...], headings: tuple[str, ...]) -> list[Sentence]:
    stretches = sorted(stretch for said in ranges if (stretch := _range(said)) and stretch.end <= len(text))
    return read_sentences(text, stretches, headings)


def _range(said: str) -> CharacterRange | None:
    try:
        return parse_range(said)
    except ValueError:
        return None


def _shown(sentence: Sentence) -> str:
    words = " ".join(sentence.text.split())
    return words if len(words) <= LONGEST_SENTENCE else f"{words[:LONGEST_SENTENCE].rstrip()} …"
