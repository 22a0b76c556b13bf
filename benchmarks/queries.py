"""The kinds of query that are measured: look-ups and heavy ones, each with as many different instances as a run needs.

Instances of a kind differ in their constants, so that each asks for something else and none is answered from memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from benchmarks.data import BASE, WORDS, YEARS, Population, passage_iri, scheme
from lsgraph.vocabulary import LS, RDFS, SKOS, XSD

PREFIXES = {"ls": LS, "skos": SKOS, "rdfs": RDFS, "xsd": XSD}
TABLE = "application/sparql-results+json"
GRAPH = "application/n-triples"


class Weight(StrEnum):
    """What a query costs: a few index look-ups, or a look at much of the graph."""

    LOOKUP = "lookup"
    HEAVY = "heavy"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of query.

    Attributes:
        name: what it does, as the tables say it.
        weight: what it costs.
        text: makes the text of one instance.
        media_type: what its answer is asked for in.
        is_any_rows: whether any rows will do, so many as they are: a LIMIT without an order.
    """

    name: str
    weight: Weight
    text: Callable[[Population, Random], str]
    media_type: str = TABLE
    is_any_rows: bool = False

    def instances(self, population: Population, number: int, seed: int) -> list[str]:
        """Return different texts, the same ones for the same seed."""
        random, texts = Random(f"{self.name} {seed}"), dict[str, None]()
        for _ in range(20 * number):
            texts[_declared(self.text(population, random))] = None
            if len(texts) == number:
                break
        return list(texts)


def _declared(text: str) -> str:
    """Return a text beneath the declarations of the prefixes it uses."""
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items() if f"{prefix}:" in text) + text


def _thing(population: Population, random: Random) -> str:
    return population.any(random.choice(("agent", "activity", "place", "concept", "document")), random)


def _limit(random: Random) -> int:
    """Return a limit that no look-up meets: it makes instances differ where there are few things."""
    return random.randrange(1_000, 1_000_000)


def _date(random: Random) -> str:
    return f'"{random.randrange(YEARS[0], YEARS[0] + 12)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"^^xsd:date'


def _thing_text(population: Population, random: Random) -> str:
    return f"SELECT ?property ?value WHERE {{ <{_thing(population, random)}> ?property ?value }} LIMIT {_limit(random)}"


def _label_text(population: Population, random: Random) -> str:
    thing = _thing(population, random)
    return f'SELECT ?label WHERE {{ <{thing}> skos:prefLabel ?label FILTER(LANG(?label) = "it") }} LIMIT {_limit(random)}'


def _claims_text(population: Population, random: Random) -> str:
    agent = population.any("agent", random)
    return f"""SELECT ?passage ?claim ?printed WHERE {{
  GRAPH ?passage {{ ?claim ls:subject|ls:participant|ls:about <{agent}> ; ls:asPrinted ?printed }}
}} LIMIT {_limit(random)}"""


def _ask_text(population: Population, random: Random) -> str:
    agent, sector = population.any("agent", random), population.any("concept", random)
    return f"ASK {{ <{agent}> a ls:Agent ; ls:sector ?sector FILTER(?sector != <{sector}>) }}"


def _absent_text(_: Population, random: Random) -> str:
    return f"SELECT ?property ?value WHERE {{ <{BASE}id/agent/nobody-{random.randrange(10**9)}> ?property ?value }}"


def _construct_text(population: Population, random: Random) -> str:
    claim = f"{passage_iri(random.randrange(population.passages))}#claim-{random.randrange(20)}"
    return f"CONSTRUCT {{ <{claim}> ?property ?value }} WHERE {{ <{claim}> ?property ?value }} LIMIT {_limit(random)}"


def _classes_text(_: Population, random: Random) -> str:
    return f"""SELECT ?class (COUNT(?claim) AS ?claims) WHERE {{
  ?claim a ?class ; ls:start ?start FILTER(?start >= {_date(random)})
}} GROUP BY ?class ORDER BY DESC(?claims)"""


def _sums_text(_: Population, random: Random) -> str:
    return f"""SELECT ?measure ?unit (COUNT(?claim) AS ?claims) (SUM(?value) AS ?total) WHERE {{
  ?claim a ls:Observation ; ls:measure ?measure ; ls:unit ?unit ; ls:value ?value FILTER(?value > {random.randrange(20_000)})
}} GROUP BY ?measure ?unit ORDER BY DESC(?total) ?measure"""


def _top_text(population: Population, random: Random) -> str:
    return f"""SELECT ?agent ?label (COUNT(?claim) AS ?claims) WHERE {{
  ?claim ls:subject ?agent ; ls:object ?object FILTER(?object != <{population.any("concept", random)}>)
  ?agent skos:prefLabel ?label FILTER(LANG(?label) = "en")
}} GROUP BY ?agent ?label ORDER BY DESC(?claims) ?agent LIMIT {random.randrange(10, 30)}"""


def _together_text(population: Population, random: Random) -> str:
    one, other = random.sample(scheme("roles"), 2)
    return f"""SELECT ?one ?other ?activity ?passage ?elsewhere WHERE {{
  GRAPH ?passage {{ ?claim ls:participant ?one ; ls:in ?activity ; ls:role <{one}> }}
  GRAPH ?elsewhere {{ ?another ls:participant ?other ; ls:in ?activity ; ls:role <{other}> }}
  FILTER(?passage != ?elsewhere && ?activity != <{population.any("activity", random)}>)
}}"""


def _path_text(population: Population, random: Random) -> str:
    return f"""SELECT ?whole (COUNT(DISTINCT ?claim) AS ?claims) WHERE {{
  ?class rdfs:subClassOf* ls:Agent . ?agent a ?class ; ls:partOf+ ?whole .
  ?claim ls:participant ?agent FILTER(?whole != <{population.any("agent", random)}>)
}} GROUP BY ?whole ORDER BY DESC(?claims) ?whole LIMIT {random.randrange(20, 60)}"""


def _contains_text(_: Population, random: Random) -> str:
    words = " ".join(random.sample(WORDS, 2))
    return f"""SELECT ?passage ?claim ?printed WHERE {{
  GRAPH ?passage {{ ?claim ls:asPrinted ?printed FILTER(CONTAINS(LCASE(?printed), "{words}")) }}
}}"""


def _distinct_text(population: Population, random: Random) -> str:
    agent, role = population.any("agent", random), random.choice(scheme("roles"))
    return f"""SELECT DISTINCT ?passage ?agent WHERE {{
  GRAPH ?passage {{ ?claim ls:role ?role ; ls:participant ?agent FILTER(?agent != <{agent}> && ?role != <{role}>) }}
}}"""


def _big_text(_: Population, random: Random) -> str:
    return f"""SELECT ?claim ?relation ?object ?label WHERE {{
  ?claim ls:relation ?relation ; ls:object ?object ; rdfs:label ?label
}} OFFSET {random.randrange(1_000)} LIMIT 10000"""


KINDS = (
    Kind("all that is said of a thing", Weight.LOOKUP, _thing_text),
    Kind("a label", Weight.LOOKUP, _label_text),
    Kind("claims about an agent, with their passages", Weight.LOOKUP, _claims_text),
    Kind("ASK", Weight.LOOKUP, _ask_text),
    Kind("an IRI that does not exist", Weight.LOOKUP, _absent_text),
    Kind("CONSTRUCT a claim", Weight.LOOKUP, _construct_text, GRAPH),
    Kind("count by class", Weight.HEAVY, _classes_text),
    Kind("sums by measure and unit", Weight.HEAVY, _sums_text),
    Kind("agents with most claims", Weight.HEAVY, _top_text),
    Kind("who acts together, across passages", Weight.HEAVY, _together_text),
    Kind("property paths", Weight.HEAVY, _path_text),
    Kind("words in phrases", Weight.HEAVY, _contains_text),
    Kind("different passages and agents", Weight.HEAVY, _distinct_text),
    Kind("10,000 rows", Weight.HEAVY, _big_text, is_any_rows=True),
)
