"""The texts of the documents, which are no part of a workspace: `DIR/DOCUMENT.txt`, UTF-8, with the digest that was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from lsgraph.errors import Finding
from lsgraph.publish.asserted import Asserted, tail
from lsgraph.publish.passages import Passage
from lsgraph.texts.documents import read_text
from lsgraph.vocabulary import LS


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts that could be read, by document, and what is wrong with the others."""

    by_document: dict[NamedNode, str]
    findings: list[Finding]


def read_texts(asserted: Asserted, passages: list[Passage], folder: Path) -> Texts:
    """Read the text of every document that has a passage with a range."""
    needed = {passage.document for passage in passages if passage.document is not None and passage.ranges}
    return read_documents(asserted, needed, folder)


def read_documents(asserted: Asserted, documents: Iterable[NamedNode], folder: Path) -> Texts:
    """Read the texts of some documents."""
    texts: dict[NamedNode, str] = {}
    findings: list[Finding] = []
    for document in sorted(documents, key=str):
        text = _read(asserted, document, folder / f"{tail(document)}.txt")
        if isinstance(text, Finding):
            findings.append(text)
        else:
            texts[document] = text
    return Texts(texts, findings)


def _read(asserted: Asserted, document: NamedNode, path: Path) -> str | Finding:
    digests = [said.value.lower() for said in asserted.objects(document, LS.textDigest)]
    try:
        return read_text(path, digests)
    except ValueError as error:
        return asserted.finding(document, f"{tail(document)}: {error}")
