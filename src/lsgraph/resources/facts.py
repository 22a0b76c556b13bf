"""What is said of things without a claim, each statement with all who make it: passages, editors, an authority, nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lsgraph.engine.base import Engine
from lsgraph.resources.names import Name, Names
from lsgraph.resources.sources import Authority, PassageSource, Speaker, read_authorities, read_sources, source_of, speaker_of
from lsgraph.resources.statements import Statement
from lsgraph.vocabulary import LS, RDF, SKOS

NAMED_APART = frozenset(term.value for term in (RDF.type, SKOS.prefLabel, SKOS.altLabel, LS.kind, LS.mention, SKOS.note))


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says something that is no claim.

    Attributes:
        speaker: what sort of speaker.
        source: the graph it stands in, or follows from.
        passage: the passage, where that is what the source is.
    """

    speaker: Speaker
    source: Name
    passage: PassageSource | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement with a thing at either end, and who makes it.

    Attributes:
        predicate: how the two are related.
        value: what stands at the other end.
        by: everybody who says so, asserting before inferring.
    """

    predicate: Name
    value: Name | Literal
    by: tuple[Attribution, ...]

    @property
    def is_inferred(self) -> bool:
        """Return whether nobody says so: it only follows from what is said."""
        return all(by.speaker is Speaker.INFERRED for by in self.by)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words in which a passage names a thing."""

    words: Literal
    passage: PassageSource


async def read_teller(engine: Engine, graphs: Iterable[str], names: Names, base_iri: str) -> Teller:
    """Ask whose graphs these are, so that facts can be told with who makes them."""
    speakers = {graph: speaker_of(graph, base_iri) for graph in graphs}
    passages = [graph for graph, speaker in speakers.items() if speaker is Speaker.DOCUMENT]
    references = [graph for graph, speaker in speakers.items() if speaker is Speaker.AUTHORITY]
    return Teller(
        base_iri,
        names,
        await read_sources(engine, passages, names.language),
        await read_authorities(engine, references, names.language),
    )


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells who says what, from the graphs that statements stand in."""

    base_iri: str
    names: Names
    sources: dict[str, PassageSource]
    authorities: dict[str, Authority]

    def attribution(self, graph: str) -> Attribution:
        """Return who says what stands in a graph."""
        source = source_of(graph, self.base_iri)
        authority = self.authorities.get(source)
        name = authority.name if authority else self.names.name(source)
        return Attribution(speaker_of(graph, self.base_iri), name, self.sources.get(source))

    def facts(self, statements: Iterable[Statement], *, is_incoming: bool = False) -> tuple[Fact, ...]:
        """Return statements as facts, each once with all who make it, by property and value."""
        graphs: dict[tuple[str, Name | Literal], set[str]] = {}
        for found in statements:
            other = NamedNode(found.subject) if is_incoming else found.object
            if isinstance(other, NamedNode | Literal):
                shown = other if isinstance(other, Literal) else self.names.name(other.value)
                graphs.setdefault((found.predicate, shown), set()).add(found.graph)
        facts = [Fact(self.names.name(predicate), shown, self._by(found)) for (predicate, shown), found in graphs.items()]
        return tuple(sorted(facts, key=_place))

    def mentions(self, statements: Iterable[Statement]) -> tuple[Mention, ...]:
        """Return the words in which passages name the thing."""
        found = [
            Mention(statement.object, self.sources[statement.graph])
            for statement in statements
            if statement.predicate == LS.mention.value
            and isinstance(statement.object, Literal)
            and statement.graph in self.sources
        ]
        return tuple(sorted(found, key=lambda mention: (mention.words.value, mention.passage.name.iri)))

    def _by(self, graphs: Iterable[str]) -> tuple[Attribution, ...]:
        told = {self.attribution(graph) for graph in graphs}
        return tuple(sorted(told, key=lambda by: (by.speaker is Speaker.INFERRED, by.speaker, by.source.iri)))


def _place(fact: Fact) -> tuple[str, str, str]:
    shown = fact.value
    return fact.predicate.text, *((shown.text, shown.iri) if isinstance(shown, Name) else (shown.value, shown.language or ""))
