"""Who says so: for each row of an answer, the passages its claims stand in, or whoever else speaks there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lsgraph.engine.base import Engine, Row
from lsgraph.resources.claims import Claim, read_claims
from lsgraph.resources.links import is_web_address
from lsgraph.resources.names import Name, read_names
from lsgraph.resources.sources import Speaker, speaker_of


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to believe a row.

    Attributes:
        speaker: who speaks.
        claim: what the passage says, where a document speaks.
        source: the graph, where the editors or an authority speak and the row names it.
    """

    speaker: Speaker
    claim: Claim | None = None
    source: Name | None = None


async def read_evidence(
    engine: Engine, found: list[Row], variables: tuple[str, ...], base_iri: str, language: str
) -> list[tuple[Evidence, ...]]:
    """Return the evidence of every row, at least one for each.

    Args:
        engine: who answers; all claims are asked for together.
        found: the rows.
        variables: those that hold claims, or graphs of the register or of an authority; one, or several in a text.
        base_iri: the workspace's namespace.
        language: the reader's.
    """
    pointers = [_pointers(row, variables) for row in found]
    wanted = {iri for row in pointers for iri in row}
    claims = await read_claims(engine, wanted, language)
    names = await read_names(engine, wanted - claims.keys(), language)
    told = {iri: _graph_evidence(iri, base_iri, names.name(iri)) for iri in wanted - claims.keys()}
    return [_of_row(row, claims, told) for row in pointers]


def _pointers(row: Row, variables: Iterable[str]) -> list[str]:
    """Return the claims and graphs that a row points to: an IRI, or (where rows were grouped) a text of IRIs with spaces."""
    terms = [row[variable] for variable in variables if variable in row]
    iris = [term.value for term in terms if isinstance(term, NamedNode)]
    iris += [iri for term in terms if isinstance(term, Literal) for iri in term.value.split() if is_web_address(iri)]
    return list(dict.fromkeys(iris))


def _graph_evidence(iri: str, base_iri: str, name: Name) -> Evidence:
    return Evidence(speaker_of(iri, base_iri), source=name)


def _of_row(pointers: list[str], claims: Mapping[str, Claim], told: Mapping[str, Evidence]) -> tuple[Evidence, ...]:
    """Return the evidence of one row; what no claim carries stands in the register, where the editors speak."""
    found = [Evidence(Speaker.DOCUMENT, claims[iri]) if iri in claims else told[iri] for iri in pointers]
    return tuple(found) or (Evidence(Speaker.EDITORS),)
