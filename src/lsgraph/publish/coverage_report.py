"""The coverage of the documents as a page in Markdown: at most eight words of a sentence, no time, and no path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from lsgraph.publish.coverage import DocumentCoverage, Read
from lsgraph.publish.passages import Passage
from lsgraph.texts.ranges import CharacterRange

SHOWN_WORDS = 8
NO_REASON = "no reason given"
_HEAD = """\
# Coverage

What of the documents' texts became claims, what did not, and why not. `make coverage` writes this page; it is never edited.

A sentence is claimed when the printed words of a claim lie in it. Sentences are told apart by rule of thumb, headings and list
entries among them, and shown by their first words. Why words carry no claim is said by the curators
([modelling.md](modelling.md#what-is-not-claimed)).

| document | passages | sentences | claimed | not, with a reason | not, no reason given | outside passages, no reason given |
|---|--:|--:|--:|--:|--:|--:|
"""
_COLUMNS = """\
| passage | characters | sentences | claimed | not, with a reason | not, no reason given |
|---|---|--:|--:|--:|--:|
"""
_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|])")


def coverage_page(documents: list[DocumentCoverage]) -> str:
    """Return the page on some documents."""
    return _HEAD + "".join(map(_summary, documents)) + "".join(map(_section, documents))


def _summary(document: DocumentCoverage) -> str:
    link = f"[{_plain(document.name)}](#{_slug(document)})"
    if document.outside is None:
        return f"| {link} | text not at hand | | | | | |\n"
    outside = sum(not read.is_explained for gap in document.outside for read in gap)
    return f"| {link} | {len(document.passages)} | {_counts(document.inside())} | {outside} |\n"


def _section(document: DocumentCoverage) -> str:
    lines = [f"\n## {_slug(document)}\n\n{_plain(document.name)}.\n"]
    if document.outside is None:
        return "".join([*lines, "\nIts text, as it was read, is not at hand.\n"])
    if document.passages:
        rows = (_row(document, passage, reads) for passage, reads in document.passages)
        lines += ["\n", _COLUMNS, *rows, "\n### Sentences without a claim\n\n"]
        silent = [line for passage, reads in document.passages for line in _silent(_path(document, passage), reads)]
        lines += silent or ["None.\n"]
    between = [line for gap in document.outside for line in _between(gap)]
    return "".join([*lines, "\n### Text outside the passages\n\n", *(between or ["None.\n"])])


def _row(document: DocumentCoverage, passage: Passage, reads: tuple[Read, ...]) -> str:
    characters = ", ".join(map(_span, passage.ranges))
    return f"| `{_path(document, passage)}` | {characters} | {_counts(reads)} |\n"


def _counts(reads: Iterable[Read]) -> str:
    told = list(reads)
    claimed = sum(read.claims > 0 for read in told)
    explained = sum(read.is_explained for read in told)
    return f"{len(told)} | {claimed} | {explained - claimed} | {len(told) - explained}"


def _silent(path: str, reads: tuple[Read, ...]) -> Iterator[str]:
    for read in reads:
        if not read.claims:
            yield f"- `{path}` {_span(read.sentence.span)}: {_quoted(read)} — {read.reason or NO_REASON}\n"


def _between(reads: tuple[Read, ...]) -> Iterator[str]:
    """Tell neighbours of one reason together."""
    for reason, group in groupby(reads, key=lambda read: read.reason):
        first, *others = group
        span = CharacterRange(first.sentence.span.start, (others or [first])[-1].sentence.span.end)
        count = f", {len(others) + 1} sentences" if others else ""
        yield f"- {_span(span)}{count}: {_quoted(first)} — {reason or NO_REASON}\n"


def _quoted(read: Read) -> str:
    return f"“{_plain(read.sentence.beginning(SHOWN_WORDS))}”"


def _span(span: CharacterRange) -> str:
    return f"{span.start}-{span.end}"


def _plain(text: str) -> str:
    """Return a text with what Markdown would read as markup made literal."""
    return _SIGNS.sub(r"\\\1", text)


def _slug(document: DocumentCoverage) -> str:
    return document.node.value.rpartition("/")[2]


def _path(document: DocumentCoverage, passage: Passage) -> str:
    return passage.node.value.removeprefix(f"{document.node.value}/")
