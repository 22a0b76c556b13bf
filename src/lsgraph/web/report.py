"""The link by which a reader reports a statement: who made it, which question showed it, and in which release.

RFC 6068 (mailto): subject and body percent-encoded, lines ended by CRLF. RFC 3986, 2.1: everything but unreserved characters is
encoded, so that no name of the graph can add a recipient, a header or a parameter.
"""

from __future__ import annotations

from urllib.parse import quote

MAILTO = "mailto:"
LONGEST = 2000
"""Characters of a link that every mail program and browser takes."""
_WORDS = {
    "en": ("About a statement in LSGraph", "Statement", "Question", "Release", "What is wrong, and how it should be"),
    "it": ("Su un'affermazione di LSGraph", "Affermazione", "Domanda", "Versione", "Che cosa non va, e come dovrebbe essere"),
}


def report_link(address: str | None, claim: str, question: str, release: str, language: str) -> str | None:
    """Return the link that reports a claim; None where nobody takes reports, or the link would be too long.

    Args:
        address: `mailto:` and an address, or an `https` address in which `{title}` and `{body}` are replaced.
        claim: the IRI of the claim.
        question: the address of the question, or its name.
        release: the name of the release.
        language: the reader's.

    >>> report_link("mailto:a@example.org", "https://e.org/#c", "members", "0123", "en")[:53]
    'mailto:a@example.org?subject=About%20a%20statement%20'
    """
    if address is None:
        return None
    subject, *labels, ask = _WORDS["it" if language == "it" else "en"]
    lines = [f"{label}: {value}" for label, value in zip(labels, (claim, question, release), strict=True)]
    title, body = _encoded(subject), _encoded("\r\n".join([*lines, "", f"{ask}:", ""]))
    if address.startswith(MAILTO):
        link = f"{address}?subject={title}&body={body}"
    else:
        link = address.replace("{title}", title).replace("{body}", body)
    return link if len(link) <= LONGEST else None


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="replace")
