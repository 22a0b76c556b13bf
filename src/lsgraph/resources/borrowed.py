"""What to call the terms we borrow: their own vocabularies are not in the graph, or have no Italian."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode

from lsgraph.vocabulary import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS

_VANN: Final = "http://purl.org/vocab/vann/"
_WORDS: Final[dict[NamedNode, tuple[str, str]]] = {
    RDF.type: ("is a", "è"),
    RDFS.subClassOf: ("kind of", "sorta di"),
    RDFS.subPropertyOf: ("special case of", "caso particolare di"),
    RDFS.domain: ("said of", "detto di"),
    RDFS.range: ("has as value", "ha per valore"),
    RDFS.seeAlso: ("see also", "si veda anche"),
    RDFS.isDefinedBy: ("defined by", "definito da"),
    RDFS.label: ("label", "etichetta"),
    OWL.inverseOf: ("inverse of", "inversa di"),
    OWL.sameAs: ("the same as", "lo stesso che"),
    OWL.versionIRI: ("IRI of this version", "IRI di questa versione"),
    OWL.versionInfo: ("version", "versione"),
    OWL.priorVersion: ("version before", "versione precedente"),
    SKOS.broader: ("under", "sotto"),
    SKOS.narrower: ("over", "sopra"),
    SKOS.related: ("related to", "in relazione con"),
    SKOS.inScheme: ("in the scheme", "nello schema"),
    SKOS.exactMatch: ("matches exactly", "corrisponde esattamente a"),
    SKOS.closeMatch: ("matches closely", "corrisponde quasi a"),
    SKOS.prefLabel: ("name", "nome"),
    SKOS.altLabel: ("other name", "altro nome"),
    SKOS.note: ("note", "nota"),
    SKOS.notation: ("notation", "notazione"),
    SKOS.ConceptScheme: ("scheme of concepts", "schema di concetti"),
    SKOS.Concept: ("concept", "concetto"),
    DCTERMS.creator: ("made by", "fatto da"),
    DCTERMS.created: ("made on", "fatto il"),
    DCTERMS.issued: ("issued on", "pubblicato il"),
    DCTERMS.modified: ("changed on", "modificato il"),
    DCTERMS.license: ("licence", "licenza"),
    DCTERMS.publisher: ("publisher", "pubblicato da"),
    DCTERMS.source: ("source", "fonte"),
    DCTERMS.date: ("date", "data"),
    DCTERMS.description: ("description", "descrizione"),
    DCTERMS.identifier: ("identifier", "identificativo"),
    DCTERMS.isPartOf: ("part of", "parte di"),
    DCTERMS.isReplacedBy: ("replaced by", "sostituito da"),
    DCTERMS.references: ("refers to", "rimanda a"),
    DCTERMS.subject: ("subject", "argomento"),
    FOAF.homepage: ("home page", "pagina iniziale"),
    PROV.wasDerivedFrom: ("derived from", "derivato da"),
    PROV.wasRevisionOf: ("revision of", "revisione di"),
    NamedNode(f"{_VANN}preferredNamespacePrefix"): ("preferred prefix", "prefisso preferito"),
    NamedNode(f"{_VANN}preferredNamespaceUri"): ("namespace", "spazio dei nomi"),
}


def borrowed_labels(iri: str) -> tuple[Literal, ...]:
    """Return what a borrowed term is called in English and Italian; nothing for a term that is not borrowed.

    >>> [label.value for label in borrowed_labels("http://www.w3.org/2002/07/owl#sameAs")]
    ['the same as', 'lo stesso che']
    """
    words = _BY_IRI.get(iri)
    return (Literal(words[0], language="en"), Literal(words[1], language="it")) if words else ()


_BY_IRI: Final = {term.value: words for term, words in _WORDS.items()}
