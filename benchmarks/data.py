"""Data of our shape at any size: the same bytes for the same size, streamed as N-Quads.

A graph of N statements has the shipped ontology as it is, things in register graphs (agents, activities, places, concepts,
documents, each named in two languages), places in a reference graph, and passages: a named graph each, of 20 to 60 claims with
the phrases they rest on, beside the companion graph of what follows from it. A few things are spoken of very often and most
hardly ever, as in the shipped graph.

`python -m benchmarks.data 1000000 > million.nq`
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from random import Random

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from lsgraph.publish.graphs import GraphFacts, companion_graph, describe_graphs
from lsgraph.vocabulary import DCTERMS, LS, RDF, RDFS, SKOS, XSD
from lsgraph.workspace import GraphKind, Workspace, shipped_workspace

BASE = "https://w3id.org/lsgraph/"
SEED = 20260118
STATEMENTS_PER_THING = 125
CLAIMS_PER_PASSAGE = (20, 60)
PASSAGES_PER_DOCUMENT = 40
MOST_STATEMENTS_PER_PASSAGE = 1200
YEARS = (1998, 2030)
SKEW = 2
"""The power that turns an even draw into a skewed one: of n things, the first is drawn n ** (-1 / SKEW) of the times. So
the things most spoken of have the part of the statements that they have in the shipped graph."""

CLASSES = {
    "agent": ("Organisation", "Organisation", "Organisation", "Group", "Network", "OrganisationUnit", "Person"),
    "activity": ("Activity", "Project", "Programme", "Event", "Investment", "Call"),
    "place": ("Place", "Place", "Site", "Infrastructure"),
    "concept": ("Objective", "Scope", "Technology", "Sector", "Offering", "Factor"),
    "document": ("Protocol", "LegalAct", "Plan", "Roadmap"),
}
SUPERCLASSES = {"agent": LS.Agent, "activity": LS.Activity, "place": LS.Place, "concept": SKOS.Concept, "document": LS.Work}
SHARES = {"agent": 0.3, "activity": 0.12, "place": 0.08, "concept": 0.45, "document": 0.05}
"""How many of the things are of each sort."""


def _listed(text: str) -> list[str]:
    return text.split()


RELATIONS = _listed(
    "hasObjective hasEffect providesFor usesTechnology develops manages contributesTo targets produces provides worksOn "
    "collaboratesWith hosts requires"
)
NOUNS = {
    "agent": _listed("fondazione istituto consorzio laboratorio azienda distretto rete ateneo centro agenzia"),
    "activity": _listed("bando progetto programma incontro investimento sperimentazione avvio firma selezione missione"),
    "place": _listed("comune provincia area stabilimento polo campus interporto ospedale parco sede"),
    "concept": _listed("digitalizzazione ricerca formazione produzione attrazione prevenzione diagnosi cura logistica tutela"),
    "document": _listed("accordo protocollo contratto piano decreto rapporto delibera intesa roadmap strategia"),
}
THEMES = _listed(
    "toscana pisana senese farmaceutica biomedicale digitale sanitaria regionale europea clinica genomica molecolare"
)
FIELDS = _listed(
    "vaccini dispositivi nutraceutica robotica plasma diagnostica imaging bioinformatica telemedicina farmaci protesi"
)
WORDS = _listed(
    "la regione e le imprese del settore hanno avviato un percorso comune di ricerca e sviluppo con "
    "università centri ospedali per rafforzare la filiera delle scienze della vita nel territorio "
    "attraverso nuove piattaforme logistiche accordi di rete investimenti produttivi formazione avanzata "
    "attrazione di capitali esteri e trasferimento tecnologico verso i mercati più innovativi così che la "
    "qualità dei servizi alla persona possa crescere insieme alla capacità di produrre farmaci"
)


@dataclass(frozen=True, slots=True)
class Population:
    """The things that a graph of some size speaks of, so that queries can name them without looking.

    Attributes:
        quads: how many statements the graph has.
    """

    quads: int

    def count(self, sort: str) -> int:
        """Return how many things of a sort there are."""
        return max(10, int(self.quads / STATEMENTS_PER_THING * SHARES[sort]))

    @property
    def passages(self) -> int:
        """How many passages there are at least."""
        return max(1, self.quads // (2 * MOST_STATEMENTS_PER_PASSAGE))

    def any(self, sort: str, random: Random) -> str:
        """Return the IRI of a thing, each as likely as the other."""
        return thing_iri(sort, random.randrange(self.count(sort)))

    def known(self, sort: str, random: Random) -> str:
        """Return the IRI of a thing, the first ones much likelier than the others."""
        return thing_iri(sort, int(self.count(sort) * random.random() ** SKEW))


@cache
def thing_iri(sort: str, number: int) -> str:
    """Return the IRI of the thing of a sort with a number, from 0; number 0 is spoken of most."""
    return f"{BASE}id/{sort}/{'-'.join(name_of(sort, number))}"


@cache
def name_of(sort: str, number: int) -> tuple[str, str, str, str]:
    """Return the words of a thing's name."""
    mixed = number * 2654435761 % (1 << 32)
    nouns = NOUNS[sort]
    return nouns[mixed % len(nouns)], FIELDS[mixed // 256 % len(FIELDS)], THEMES[mixed // 65536 % len(THEMES)], str(number)


def passage_iri(number: int) -> str:
    """Return the IRI of a passage, which is that of its graph."""
    document, place = divmod(number, PASSAGES_PER_DOCUMENT)
    return f"{BASE}source/{'-'.join(name_of('document', document))}/{place // 8}/{place}"


@cache
def scheme(name: str) -> tuple[str, ...]:
    """Return the concepts of one of the ontology's schemes, such as `measures`."""
    home = f"<{BASE}ontology/{name}#"
    members = {str(quad.subject) for quad in _ontology() if quad.predicate == SKOS.inScheme}
    return tuple(sorted(member[1:-1] for member in members if member.startswith(home)))


@cache
def _ontology() -> tuple[Quad, ...]:
    return tuple(
        Quad(quad.subject, quad.predicate, quad.object, NamedNode(source.graph_iri))
        for source in Workspace.open(shipped_workspace()).source_files()
        if source.graph_iri.startswith(f"{BASE}ontology")
        for quad in parse(path=source.path, format=RdfFormat.TURTLE, base_iri=source.graph_iri)
    )


def generate(quads: int) -> Iterator[str]:
    """Write a graph: its N-Quads, in blocks of whole lines; at least so many statements, and less than a passage more."""
    population, random, written = Population(quads), Random(SEED), 0
    for block in _blocks(population, random):
        written += len(block)
        yield "".join(block)
        if written >= quads:
            return


def write(path: Path, quads: int) -> Path:
    """Write a graph into a file and return its path."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(generate(quads))
    return path


def _blocks(population: Population, random: Random) -> Iterator[list[str]]:
    yield [f"{quad} .\n" for quad in _ontology()]
    for sort in SHARES:
        for number in range(population.count(sort)):
            yield _thing(population, sort, number, random)
    for number in count():
        yield _passage(population, number, random)


class _Graph:
    """A named graph that is being written."""

    def __init__(self, iri: str) -> None:
        self.iri = iri
        self.lines: list[str] = []
        self._end = f" <{iri}> .\n"

    def say(self, subject: str, predicate: str, *values: str) -> None:
        """State something: a subject's IRI, a predicate as N-Triples, and values as N-Triples."""
        for value in values:
            self.lines.append(f"<{subject}> {predicate} {value}{self._end}")

    def described(self, kind: GraphKind, derived_from: str | None = None) -> list[str]:
        """Return the graph's own description, as the release's graph has it."""
        facts = GraphFacts(self.iri, kind, len(self.lines), derived_from)
        return [f"{quad} .\n" for quad in describe_graphs(BASE, [facts])]


A, LABEL, PREF_LABEL, BROADER = str(RDF.type), str(RDFS.label), str(SKOS.prefLabel), str(SKOS.broader)
IS_PART_OF = str(DCTERMS.isPartOf)


def _ls(name: str) -> str:
    return f"<{LS}{name}>"


def _node(iri: str) -> str:
    return f"<{iri}>"


def _typed(value: object, datatype: NamedNode) -> str:
    return f'"{value}"^^{datatype}'


def _both(english: str, italian: str) -> tuple[str, str]:
    return f'"{english}"@en', f'"{italian}"@it'


def _thing(population: Population, sort: str, number: int, random: Random) -> list[str]:
    iri, words = thing_iri(sort, number), name_of(sort, number)
    register = _Graph(f"{BASE}register/{sort}s/{'-'.join(words)}")
    own = CLASSES[sort][number % len(CLASSES[sort])]
    name = " ".join(words)
    register.say(iri, A, _ls(own))
    register.say(iri, PREF_LABEL, *_both(f"{words[2]} {words[0]} of {words[1]} no. {number}", f"{name} della regione"))
    if number % 3 == 0:
        register.say(iri, str(SKOS.altLabel), f'"{words[1].title()} {words[3]}"')
    if number:
        wider = thing_iri(sort, number // 4)  # four narrower ones each: some six levels in eight thousand things
        register.say(iri, BROADER if sort == "concept" else _ls("partOf"), _node(wider))
    if sort in ("agent", "activity"):
        register.say(iri, _ls("sector"), _node(population.known("concept", random)))
        register.say(iri, _ls("kind"), _node(random.choice(scheme("kinds"))))
        register.say(iri, _ls("locatedIn"), _node(population.known("place", random)))
    inferred = _Graph(companion_graph(BASE, register.iri))
    inferred.say(iri, A, str(SUPERCLASSES[sort]))
    lines = register.described(GraphKind.REGISTER) + inferred.described(GraphKind.INFERRED, register.iri)
    if sort == "place":
        lines += _reference(iri, number, random)
    return register.lines + inferred.lines + lines


def _reference(iri: str, number: int, random: Random) -> list[str]:
    reference = _Graph(f"{BASE}reference/istat")
    reference.say(iri, _ls("istatCode"), f'"{number:06}"')
    reference.say(iri, _ls("latitude"), _typed(f"{42 + random.random() * 2:.4f}", XSD.decimal))
    reference.say(iri, _ls("longitude"), _typed(f"{10 + random.random() * 2:.4f}", XSD.decimal))
    return reference.lines


def _passage(population: Population, number: int, random: Random) -> list[str]:
    iri = passage_iri(number)
    passage, inferred = _Graph(iri), _Graph(companion_graph(BASE, iri))
    passage.say(iri, A, _ls("Passage"))
    passage.say(iri, IS_PART_OF, _node(iri.rpartition("/")[0]))
    passage.say(iri, _ls("order"), _typed(number, XSD.integer))
    passage.say(iri, LABEL, *_both(f"Passage {number}: {_words(random, 5)}", f"Passo {number}: {_words(random, 5)}"))
    passage.say(iri, _ls("range"), f'"char={number * 2000},{number * 2000 + 1900}"')
    passage.say(f"{iri}#graph", A, _ls("PassageGraph"))
    passage.say(f"{iri}#graph", str(DCTERMS.creator), _node(f"{BASE}id/agent/lsgraph-editors"))
    passage.say(f"{iri}#graph", str(DCTERMS.license), "<https://creativecommons.org/licenses/by/4.0/>")
    passage.say(f"{iri}#graph", str(DCTERMS.created), _typed("2026-11-22", XSD.date))
    for _ in range(random.randint(4, 20)):
        passage.say(population.known(random.choice(("agent", "concept")), random), _ls("mention"), f'"{_words(random, 3)}"')
    for claim in range(random.randint(*CLAIMS_PER_PASSAGE)):
        _claim(population, f"{iri}#claim-{claim}", random, passage, inferred)
    described = passage.described(GraphKind.PASSAGE) + inferred.described(GraphKind.INFERRED, iri)
    return passage.lines + inferred.lines + described


def _claim(population: Population, iri: str, random: Random, passage: _Graph, inferred: _Graph) -> None:
    (own,) = random.choices(tuple(_SAY), _WEIGHTS)
    passage.say(iri, A, _ls(own))
    inferred.say(iri, A, _ls("Claim"))
    passage.say(iri, LABEL, *_both(f"{_words(random, 14).capitalize()}.", f"{_words(random, 14).capitalize()}."))
    _SAY[own](population, iri, random, passage, inferred)
    passage.say(iri, _ls("modality"), _node(random.choice(scheme("modalities"))))
    passage.say(iri, _ls("asPrinted"), f'"{_words(random, random.randint(4, 12))}"')
    if random.random() < 0.3:
        passage.say(iri, _ls("asPrinted"), f'"{_words(random, random.randint(4, 12))}"')
    if random.random() < 0.25:
        passage.say(iri, _ls("place"), _node(population.known("place", random)))
    if random.random() < 0.15:
        passage.say(iri, _ls("readingNote"), *_both(_words(random, 12), _words(random, 12)))
    if random.random() < 0.2:
        passage.say(iri, _ls("attributedTo"), _node(population.known("agent", random)))


def _relation(population: Population, iri: str, random: Random, passage: _Graph, inferred: _Graph) -> None:
    subject, object_ = population.known("agent", random), population.known("concept", random)
    relation = _ls(random.choice(RELATIONS))
    passage.say(iri, _ls("subject"), _node(subject))
    passage.say(iri, _ls("relation"), relation)
    passage.say(iri, _ls("object"), _node(object_))
    inferred.say(subject, relation, _node(object_))


def _participation(population: Population, iri: str, random: Random, passage: _Graph, inferred: _Graph) -> None:
    agent, activity = population.known("agent", random), population.known("activity", random)
    passage.say(iri, _ls("participant"), _node(agent))
    passage.say(iri, _ls("in"), _node(activity))
    passage.say(iri, _ls("role"), _node(random.choice(scheme("roles"))))
    inferred.say(agent, _ls("participatesIn"), _node(activity))
    inferred.say(activity, _ls("hasParticipant"), _node(agent))


def _observation(population: Population, iri: str, random: Random, passage: _Graph, _: _Graph) -> None:
    measure = random.choice(scheme("measures"))
    units = scheme("units")
    passage.say(iri, _ls("measure"), _node(measure))
    passage.say(iri, _ls("unit"), _node(units[len(measure) % len(units)]))
    passage.say(iri, _ls("value"), _typed(int(10 ** (random.random() * 6)), XSD.decimal))
    passage.say(iri, _ls("approximation"), _node(random.choice(scheme("approximations"))))
    passage.say(iri, _ls("perimeter"), _node(population.known("concept", random)))
    _date(iri, random, passage)


def _state(population: Population, iri: str, random: Random, passage: _Graph, _: _Graph) -> None:
    passage.say(iri, _ls("about"), _node(population.known(random.choice(("activity", "document")), random)))
    passage.say(iri, _ls("state"), _node(random.choice(scheme("states"))))
    _date(iri, random, passage)


def _assessment(population: Population, iri: str, random: Random, passage: _Graph, _: _Graph) -> None:
    passage.say(iri, _ls("about"), _node(population.known("agent", random)))
    passage.say(iri, _ls("concerns"), _node(population.known("concept", random)))


def _date(iri: str, random: Random, passage: _Graph) -> None:
    day = f"{random.randrange(*YEARS)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    passage.say(iri, _ls("start"), _typed(day, XSD.date))
    passage.say(iri, _ls("end"), _typed(day, XSD.date))
    passage.say(iri, _ls("edtf"), f'"{day}"')
    passage.say(iri, _ls("datePrinted"), f'"{day[:4]}"')
    passage.say(iri, _ls("timePrecision"), _node(f"{BASE}ontology/precisions#day"))


def _words(random: Random, length: int) -> str:
    return " ".join(random.choices(WORDS, k=length))


_SAY = {
    "RelationClaim": _relation,
    "Participation": _participation,
    "Observation": _observation,
    "StateClaim": _state,
    "Assessment": _assessment,
}
_WEIGHTS = (58, 14, 12, 10, 6)


if __name__ == "__main__":
    sys.stdout.writelines(generate(int(sys.argv[1])))
