"""The digests of the documents' texts, by which a text at hand is known to be the one that was read."""

from __future__ import annotations

from lsgraph.engine.base import Engine, rows
from lsgraph.resources.statements import value

DIGESTS = (
    "SELECT ?document ?digest WHERE { ?document <https://w3id.org/lsgraph/ontology#textDigest> ?digest } ORDER BY ?document"
)


async def read_digests(engine: Engine) -> dict[str, tuple[str, ...]]:
    """Ask which SHA-256 digests the text of each document may have, in lower case.

    Raises:
        EngineError: there was no answer.
    """
    found: dict[str, tuple[str, ...]] = {}
    for row in await rows(engine, DIGESTS):
        document = value(row, "document")
        found[document] = (*found.get(document, ()), value(row, "digest").lower())
    return found
