"""Answers read by what Oxigraph has no part in where there is such: Python's own JSON, XML and CSV, and rdflib for graphs.

Tables are read into rows of pyoxigraph's terms, in the order of their variables; None is unbound.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import rdflib
from pyoxigraph import (
    BaseDirection,
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)
from rdflib.compare import isomorphic

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]
XML = "{http://www.w3.org/XML/1998/namespace}"
ITS = "{http://www.w3.org/2005/11/its}"
RESULTS = "{http://www.w3.org/2005/sparql-results#}"
RESULT_SET = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = {XSD + name for name in ("integer", "decimal", "float", "double")}


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]


def read_answer(content: bytes, media_type: str) -> Table | bool:
    """Read a table, or yes or no."""
    return {
        "application/sparql-results+json": _read_json,
        "application/sparql-results+xml": _read_xml,
        "text/tab-separated-values": _read_tsv,
    }[media_type](content)


def _read_json(content: bytes) -> Table | bool:
    document = json.loads(content)
    if "boolean" in document:
        return bool(document["boolean"])
    variables = tuple(document["head"]["vars"])
    rows = ({name: _json_term(term) for name, term in row.items()} for row in document["results"]["bindings"])
    return Table(variables, tuple(tuple(row.get(name) for name in variables) for row in rows))


def _json_term(found: dict[str, Any]) -> Term:
    kind, value = found["type"], found["value"]
    if kind == "uri":
        return NamedNode(value)
    if kind == "bnode":
        return BlankNode(value)
    if kind == "triple":
        return _triple(*(_json_term(value[part]) for part in ("subject", "predicate", "object")))
    assert kind in {"literal", "typed-literal"}
    return _literal(value, found.get("datatype"), found.get("xml:lang"), found.get("its:dir"))


def _triple(subject: Any, predicate: Any, value: Any) -> Triple:
    return Triple(subject, predicate, value)


def _literal(value: str, datatype: str | None, language: str | None, direction: str | None) -> Literal:
    if language:
        return Literal(value, language=language, direction=BaseDirection(direction) if direction else None)
    return Literal(value, datatype=NamedNode(datatype)) if datatype else Literal(value)


def _read_xml(content: bytes) -> Table | bool:
    document = ET.fromstring(content)
    boolean = document.find(f"{RESULTS}boolean")
    if boolean is not None:
        return {"true": True, "false": False}[boolean.text or ""]
    variables = tuple(element.get("name", "") for element in document.iter(f"{RESULTS}variable"))
    rows = (
        {binding.get("name"): _xml_term(binding[0]) for binding in result.iter(f"{RESULTS}binding")}
        for result in document.iter(f"{RESULTS}result")
    )
    return Table(variables, tuple(tuple(row.get(name) for name in variables) for row in rows))


def _xml_term(element: ET.Element) -> Term:
    kind = element.tag.removeprefix(RESULTS)
    if kind == "uri":
        return NamedNode(element.text or "")
    if kind == "bnode":
        return BlankNode(element.text or "")
    if kind == "triple":
        return _triple(*(_xml_term(part[0]) for part in element))
    return _literal(element.text or "", element.get("datatype"), element.get(f"{XML}lang"), element.get(f"{ITS}dir"))


def _read_tsv(content: bytes) -> Table | bool:
    if content in {b"true", b"false"}:
        return content == b"true"
    head, *lines = content.decode().removesuffix("\n").split("\n")
    variables = tuple(name.removeprefix("?") for name in head.split("\t") if name)
    return Table(variables, tuple(tuple(_turtle_term(cell) for cell in line.split("\t") if variables) for line in lines))


def _turtle_term(cell: str) -> Term | None:
    if not cell:
        return None
    (quad,) = parse(f"<a:> <a:> {cell} .", format=RdfFormat.TURTLE)
    term: Term = quad.object
    return term


def read_csv(content: bytes) -> list[list[str]]:
    """Read the records of CSV, its head first."""
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))


def read_result_set(graph: rdflib.Graph) -> Table:
    """Read a table written as a graph (result sets of the Data Access Working Group)."""
    terms = rdflib.Namespace(RESULT_SET)
    (table,) = graph.subjects(rdflib.RDF.type, terms.ResultSet)
    variables = tuple(sorted(map(str, graph.objects(table, terms.resultVariable))))
    rows = [
        {str(graph.value(binding, terms.variable)): graph.value(binding, terms.value) for binding in graph[row : terms.binding]}
        for row in graph[table : terms.solution]
    ]
    return Table(variables, tuple(tuple(_of_rdflib(row.get(name)) for name in variables) for row in rows))


def _of_rdflib(node: object) -> Term | None:
    if isinstance(node, rdflib.Literal):
        return _literal(str(node), str(node.datatype) if node.datatype else None, node.language, None)
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    return NamedNode(str(node)) if node is not None else None


def is_same_table(found: Table, expected: Table, *, is_ordered: bool) -> bool:
    """Return whether two tables have the same rows: blank nodes by what is said of them, numbers and booleans by value."""
    if sorted(found.variables) != sorted(expected.variables):
        return False
    columns = [found.variables.index(name) for name in expected.variables]
    ours = [tuple(_by_value(row[column]) for column in columns) for row in found.rows]
    theirs = [tuple(map(_by_value, row)) for row in expected.rows]
    if not any(isinstance(term, BlankNode) for row in theirs for term in row):
        return ours == theirs if is_ordered else Counter(ours) == Counter(theirs)
    return _canonical(ours, is_ordered=is_ordered) == _canonical(theirs, is_ordered=is_ordered)


def _by_value(term: Term | None) -> Term | None:
    """Return a number or a boolean in one spelling: Oxigraph keeps values, and writes each in its canonical lexical form."""
    if isinstance(term, Literal) and term.datatype.value in NUMBERS:
        return Literal(repr(float(term.value)), datatype=term.datatype)
    if isinstance(term, Literal) and term.datatype.value == XSD + "boolean":
        return Literal({"0": "false", "1": "true"}.get(term.value, term.value), datatype=term.datatype)
    return term


def _canonical(rows: list[Row], *, is_ordered: bool) -> Dataset:
    dataset = Dataset()
    for number, row in enumerate(rows):
        subject = BlankNode()
        dataset.add(Quad(subject, NamedNode("row:is"), Literal(number if is_ordered else 0)))
        for column, term in enumerate(row):
            if term is not None:
                dataset.add(Quad(subject, NamedNode(f"column:{column}"), term))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def is_same_graph(found: rdflib.Graph, expected: rdflib.Graph) -> bool:
    """Return whether two graphs are isomorphic."""
    return bool(isomorphic(found, expected))
