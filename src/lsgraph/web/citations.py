"""How to cite an answer: as a sentence, as BibTeX, RIS and CSL-JSON, with the documents that its rows rest on.

A citation names the question, the release with its date, the permanent link and the licence, so that whoever follows it finds
the same answer. It holds nothing of the moment at which it was made. BibTeX: O. Patashnik, "BibTeXing" (1988), entry type
`misc`; RIS: the format of Research Information Systems, types `DATA` and `GEN`; CSL-JSON: the Citation Style Language's data,
schema 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from babel.dates import format_date

from lsgraph.questions.answer import Answer
from lsgraph.questions.catalogue import Question
from lsgraph.release.history import first_activation
from lsgraph.resources.creators import read_creators
from lsgraph.resources.links import local_name
from lsgraph.resources.sources import DocumentSource
from lsgraph.resources.when import LOCALES
from lsgraph.web.permalinks import permalink
from lsgraph.web.site import Site

SHORT_NAME = 10
"""Characters of a release's name in the key of an entry."""
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "%$&#_"},
}
_WORDS = {
    "en": {
        "release": "release",
        "of": " of {}",
        "licence": "Licence",
        "undated": "n.d.",
        "untold": "n.p.",
    },
    "it": {
        "release": "versione",
        "of": " ({})",
        "licence": "Licenza",
        "undated": "s.d.",
        "untold": "s.n.",
    },
}


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation of an answer says.

    Attributes:
        title: the question's.
        dataset: what the graph is called.
        creators: who made it.
        release: the name of the release.
        day: when it was first activated; None where nobody remembers.
        address: the permanent link.
        licence: of the data; empty where there is none.
        documents: what the rows rest on, each once.
        question: the question's name.
        language: the reader's.
    """

    title: str
    dataset: str
    creators: tuple[str, ...]
    release: str
    day: date | None
    address: str
    licence: str
    documents: tuple[DocumentSource, ...]
    question: str
    language: str

    @property
    def text(self) -> str:
        """The citation as a sentence."""
        words = _WORDS[self.language]
        by = ", ".join(self.creators) or words["untold"]
        year = self.day.year if self.day else words["undated"]
        day = words["of"].format(format_date(self.day, format="long", locale=LOCALES[self.language])) if self.day else ""
        licence = f" {words['licence']}: {self.licence}." if self.licence else ""
        release = f"{self.dataset}, {words['release']} {self.release}{day}"
        return _plain(f"{by} ({year}). {_ended(self.title)} {release}. {self.address}.{licence}")

    @property
    def sources(self) -> tuple[str, ...]:
        """The documents it rests on, as people cite them."""
        words = _WORDS[self.language]
        told = []
        for document in self.documents:
            by = ", ".join(name.text for name in document.publishers) or words["untold"]
            told.append(_plain(f"{by} ({_year(document) or words['undated']}). {_ended(document.name.text)}"))
        return tuple(told)

    @property
    def key(self) -> str:
        """The key of its entry in a bibliography."""
        return f"lsgraph-{self.question}-{self.release[:SHORT_NAME]}"


async def cite(site: Site, question: Question, values: dict[str, str], found: Answer, language: str, server: str) -> Citation:
    """Return the citation of an answer.

    Args:
        site: of the release that answered.
        question: what was asked.
        values: the parameters that were said.
        found: the answer, with evidence.
        language: the reader's.
        server: the address of this server, without a slash at its end.
    """
    creators = await site.keep(f"creators {language}", lambda: read_creators(site.engine, language))
    title = site.manifest.title
    return Citation(
        title=question.header.title.in_language(language),
        dataset=title.get(language) or title.get("en", "LSGraph"),
        creators=tuple(name.text for name in creators),
        release=site.release.name,
        day=first_activation(site.release.path.parent, site.release.name),
        address=f"{server}{permalink(site.release.name, question_address(question, values))}",
        licence=site.manifest.licence_iri,
        documents=_documents(found),
        question=question.name,
        language=language if language in _WORDS else "en",
    )


def question_address(question: Question, values: dict[str, str], extension: str = "") -> str:
    """Return the one address of an answer: parameters in the order of the question, and none that goes without saying."""
    said = {
        known.name: values[known.name].strip()
        for known in question.header.parameters
        if values.get(known.name, "").strip() not in {"", known.default}
    }
    return f"/questions/{question.name}{extension}" + (f"?{urlencode(said, quote_via=quote)}" if said else "")


def bibtex(citation: Citation) -> str:
    """Return a citation and its documents as BibTeX."""
    fields = {
        "title": citation.title,
        "author": citation.creators,
        "year": str(citation.day.year) if citation.day else "",
        "howpublished": citation.dataset,
        "version": citation.release,
        "note": f"{_WORDS[citation.language]['licence']}: {citation.licence}" if citation.licence else "",
        "url": citation.address,
    }
    entries = [_entry(citation.key, fields)]
    for document in citation.documents:
        told = {"title": document.name.text, "author": tuple(name.text for name in document.publishers)}
        entries.append(_entry(f"lsgraph-{_slug(local_name(document.name.iri))}", told | {"year": _year(document)}))
    return "\n".join(entries)


def ris(citation: Citation) -> str:
    """Return a citation and its documents as RIS."""
    day = citation.day.strftime("%Y/%m/%d/") if citation.day else ""
    lines = [
        ("TY", "DATA"),
        *(("AU", creator) for creator in citation.creators),
        ("TI", citation.title),
        ("T2", citation.dataset),
        ("ET", citation.release),
        ("PY", str(citation.day.year) if citation.day else ""),
        ("DA", day),
        ("UR", citation.address),
        ("N1", citation.licence),
        ("ER", ""),
    ]
    for document in citation.documents:
        lines += [("TY", "GEN"), *(("AU", name.text) for name in document.publishers), ("TI", document.name.text)]
        lines += [("PY", _year(document)), ("ER", "")]
    return "".join(f"{tag}  - {_plain(text)}\r\n" for tag, text in lines if text or tag == "ER")


def csl_json(citation: Citation) -> list[dict[str, Any]]:
    """Return a citation and its documents as CSL-JSON's values."""
    day = citation.day
    main = {
        "id": citation.key,
        "type": "dataset",
        "title": citation.title,
        "author": [{"literal": creator} for creator in citation.creators],
        "container-title": citation.dataset,
        "version": citation.release,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "URL": citation.address,
        "note": citation.licence or None,
        "language": citation.language,
    }
    return [_known(main), *(_document_csl(document) for document in citation.documents)]


def _document_csl(document: DocumentSource) -> dict[str, Any]:
    year = _year(document)
    told = {
        "id": f"lsgraph-{_slug(local_name(document.name.iri))}",
        "type": "document",
        "title": document.name.text,
        "author": [{"literal": name.text} for name in document.publishers],
        "issued": {"date-parts": [[int(year)]]} if year else None,
        "URL": document.name.iri,
        "language": document.language,
    }
    return _known(told)


def _documents(found: Answer) -> tuple[DocumentSource, ...]:
    """Return the documents that rows rest on, each once, by title."""
    documents = {
        by.passage.document.name.iri: by.passage.document for row in found.rows for by in row.evidence if by.passage is not None
    }
    return tuple(sorted(documents.values(), key=lambda document: (document.name.text.casefold(), document.name.iri)))


def _year(document: DocumentSource) -> str:
    """Return the year of a document, empty where its bounds leave more than one open."""
    time = document.date
    years = {day.year for day in (time.start, time.end) if day} if time else set()
    return str(years.pop()) if len(years) == 1 else ""


def _entry(key: str, fields: dict[str, Any]) -> str:
    lines = [f"  {name} = {{{_tex(name, said)}}}," for name, said in fields.items() if said]
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


def _tex(name: str, said: str | Iterable[str]) -> str:
    """Return a field's value; who is named in one piece stands in braces, so that no part of it passes for a surname."""
    if name == "url":
        # Packages set addresses as they are; only what would end the field must not stand there.
        return quote(str(said), safe="/:?#[]@!$&'()*+,;=%-._~")
    if isinstance(said, str):
        return f"{{{_tex_text(said)}}}" if name == "title" else _tex_text(said)
    return " and ".join(f"{{{_tex_text(one)}}}" for one in said)


def _tex_text(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in _plain(text))


def _plain(text: str) -> str:
    """Return a text on one line, without signs that are none."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _ended(text: str) -> str:
    """Return a text that ends as sentences do."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", text).strip("-") or "document"


def _known(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in (None, [])}
