"""The saved questions as RDF: examples for the endpoint, in the form that the SPARQL examples of the SIB have.

SHACL, 5.2 (SPARQL-based constraints: `sh:select`, `sh:prefixes`, `sh:declare`) and SHACL Advanced Features, 5.1
(`sh:parameter`, whose name is the last step of its `sh:path`, and that of the query's variable).

`schema:target` is the endpoint below the base IRI: a release cannot know which hosts will serve it, and the base is the address
that is meant to last, from where the public is sent on. The examples have a graph of their own, named as the address they are
served at, which is not merged into the default graph: an example is about the graph, not part of what documents say. Data hold
no blank nodes, nor do these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, Triple

from lsgraph.questions.catalogue import Catalogue, Question, Topic
from lsgraph.questions.header import Parameter, ParameterType, Words
from lsgraph.questions.parameters import term_of
from lsgraph.vocabulary import DCTERMS, LS, OWL, RDF, RDFS, SCHEMA, SH, SKOS, XSD, workspace_prefixes

WELL_KNOWN = ".well-known/sparql-examples"
_DATATYPES = {ParameterType.YEAR: XSD.integer, ParameterType.NUMBER: XSD.decimal, ParameterType.TEXT: XSD.string}
"""What a parameter is bound as; things are IRIs, choices what they say themselves."""


def examples_graph(base_iri: str) -> NamedNode:
    """Return the graph of the examples."""
    return NamedNode(f"{base_iri}{WELL_KNOWN}")


def question_iri(base_iri: str, name: str) -> NamedNode:
    """Return the IRI of a saved question."""
    return NamedNode(f"{base_iri}question/{name}")


def describe_examples(base_iri: str, catalogue: Catalogue) -> list[Quad]:
    """Describe saved questions, each runnable as it stands: in English, with the values of its example."""
    home = examples_graph(base_iri)
    triples = [*_prefixes(base_iri)]
    for topic in catalogue.topics:
        triples += _topic(base_iri, topic)
    for question in catalogue:
        triples += _question(base_iri, question)
    return [Quad(triple.subject, triple.predicate, triple.object, home) for triple in dict.fromkeys(triples)]


def _prefixes(base_iri: str) -> Iterator[Triple]:
    declaring = _local(base_iri, "prefixes")
    yield Triple(declaring, RDF.type, OWL.Ontology)
    for prefix, namespace in workspace_prefixes(base_iri).items():
        declared = _local(base_iri, f"prefix-{prefix}")
        yield Triple(declaring, SH.declare, declared)
        yield Triple(declared, RDF.type, SH.PrefixDeclaration)
        yield Triple(declared, SH.term("prefix"), Literal(prefix))
        yield Triple(declared, SH.namespace, Literal(namespace, datatype=XSD.anyURI))


def _topic(base_iri: str, topic: Topic) -> Iterator[Triple]:
    node = _local(base_iri, f"topic-{topic.name}")
    yield Triple(node, RDF.type, SKOS.Concept)
    yield from _said(node, SKOS.prefLabel, topic.label)


def _question(base_iri: str, question: Question) -> Iterator[Triple]:
    node, header = question_iri(base_iri, question.name), question.header
    yield Triple(node, RDF.type, SH.SPARQLExecutable)
    yield Triple(node, RDF.type, SH.SPARQLSelectExecutable)
    yield from _said(node, RDFS.label, header.title)
    yield from _said(node, RDFS.comment, header.question)
    yield from _said(node, SKOS.scopeNote, header.covers_not)
    if header.sums:
        yield from _said(node, SKOS.note, header.sums)
    yield Triple(node, DCTERMS.subject, _local(base_iri, f"topic-{header.topic}"))
    for words in header.keywords:
        yield from _said(node, SCHEMA.keywords, words)
    yield Triple(node, SCHEMA.target, NamedNode(f"{base_iri}sparql"))
    yield Triple(node, SH.prefixes, _local(base_iri, "prefixes"))
    yield Triple(node, SH.select, Literal(question.bound(header.example)))
    for number, parameter in enumerate(header.parameters):
        yield from _parameter(base_iri, node, parameter, number)


def _parameter(base_iri: str, question: NamedNode, parameter: Parameter, order: int) -> Iterator[Triple]:
    node = NamedNode(f"{question.value}#{parameter.name}")
    yield Triple(question, SH.parameter, node)
    yield Triple(node, RDF.type, SH.Parameter)
    yield Triple(node, SH.path, _local(base_iri, parameter.name))
    yield Triple(node, SH.order, Literal(order))
    yield Triple(node, SH.optional, Literal(not parameter.required))
    yield from _said(node, SH.name, parameter.label)
    if parameter.hint:
        yield from _said(node, SH.description, parameter.hint)
    if parameter.type is ParameterType.THING:
        yield Triple(node, SH.nodeKind, SH.IRI)
    if parameter.thing_class:
        yield Triple(node, SH.term("class"), LS.term(parameter.thing_class))
    if parameter.type in _DATATYPES:
        yield Triple(node, SH.datatype, _DATATYPES[parameter.type])
    if parameter.default:
        yield Triple(node, SH.defaultValue, term_of(parameter, parameter.default))
    for predicate, bound in ((SH.minInclusive, parameter.minimum), (SH.maxInclusive, parameter.maximum)):
        if bound is not None:
            yield Triple(node, predicate, term_of(parameter, f"{bound:f}".rstrip("0").rstrip(".")))
    if parameter.choices:
        yield from _choices(node, parameter)


def _choices(node: NamedNode, parameter: Parameter) -> Iterator[Triple]:
    """Give what may be chosen, as a list whose nodes have IRIs (SHACL, 4.8.2, `sh:in`)."""
    terms = [term_of(parameter, choice.value) for choice in parameter.choices]
    nodes = [NamedNode(f"{node.value}-choice-{number}") for number in range(len(terms))]
    yield Triple(node, SH.term("in"), nodes[0])
    for link, term, rest in zip(nodes, terms, [*nodes[1:], RDF.nil], strict=True):
        yield Triple(link, RDF.first, term)
        yield Triple(link, RDF.rest, rest)


def _said(node: NamedNode, predicate: NamedNode, words: Words) -> Iterable[Triple]:
    return (Triple(node, predicate, Literal(text, language=code)) for code, text in words.model_dump().items())


def _local(base_iri: str, name: str) -> NamedNode:
    return NamedNode(f"{examples_graph(base_iri).value}#{name}")
