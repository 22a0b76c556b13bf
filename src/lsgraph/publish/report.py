"""A validation report told to a curator: SHACL, section 3.6.2 (results), one readable line for each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store

from lsgraph.errors import Finding
from lsgraph.publish.asserted import Asserted
from lsgraph.publish.faults import Faults
from lsgraph.publish.shapes import Shapes
from lsgraph.vocabulary import SH

_PLACEHOLDER = re.compile(r"\\\{\\[?$]\w+\\\}")


@dataclass(frozen=True, slots=True)
class Report:
    """A report's statements, and the messages of the shapes it was made with."""

    store: Store

    @classmethod
    def read(cls, turtle: bytes, shapes: Shapes) -> Self:
        """Read a report from Turtle."""
        store = Store()
        store.load(turtle, format=RdfFormat.TURTLE)
        store.extend(Quad(*triple) for triple in shapes.triples if triple.predicate == SH.message)
        return cls(store)

    def objects(self, subject: NamedNode | BlankNode, predicate: NamedNode) -> list[NamedNode | BlankNode | Literal]:
        """Return the objects of a subject and predicate, in a stable order."""
        quads = self.store.quads_for_pattern(subject, predicate, None)
        return sorted((quad.object for quad in quads if not hasattr(quad.object, "subject")), key=str)

    def one(self, subject: NamedNode | BlankNode, predicate: NamedNode) -> NamedNode | BlankNode | Literal | None:
        """Return the first object, or None."""
        return next(iter(self.objects(subject, predicate)), None)

    def results(self) -> list[NamedNode | BlankNode]:
        """Return the results."""
        return [quad.object for quad in self.store.quads_for_pattern(None, SH.result, None)]  # type: ignore[misc]


def tell_report(turtle: bytes, shapes: Shapes, asserted: Asserted, language: str) -> Faults:
    """Turn a validation report into faults in the user's language: `sh:Violation` is an error, the rest are warnings."""
    report = Report.read(turtle, shapes)
    faults = Faults()
    for result in report.results():
        is_warning = report.one(result, SH.resultSeverity) != SH.Violation
        faults += Faults.of([_finding(report, result, asserted, language)], is_warning=is_warning)
    return faults


def _finding(report: Report, result: NamedNode | BlankNode, asserted: Asserted, language: str) -> Finding:
    focus = report.one(result, SH.focusNode)
    path = report.one(result, SH.resultPath)
    value = report.one(result, SH.value)
    parts = [_message(report, result, language)]
    if isinstance(path, NamedNode):
        parts.insert(0, asserted.short(path))
    if not isinstance(focus, NamedNode):
        return Finding(None, None, None, f"{focus}: {': '.join(parts)}")
    said = f"{asserted.label(focus, language)}: {': '.join(parts)}"
    graph = _graph_of(asserted, focus, path, value)
    return asserted.finding(focus, said + _value(value, focus, asserted), graph)


def _graph_of(asserted: Asserted, focus: NamedNode, path: object, value: object) -> str | None:
    """Return the graph that states the offending value, where one does."""
    if not isinstance(path, NamedNode) or not isinstance(value, NamedNode | Literal):
        return None
    quads = asserted.store.quads_for_pattern(focus, path, value)
    return min((quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)), default=None)


def _value(value: object, focus: NamedNode, asserted: Asserted) -> str:
    if value == focus or not isinstance(value, NamedNode | Literal):
        return ""
    return f" (here: {asserted.short(value) if isinstance(value, NamedNode) else value.value})"


def _message(report: Report, result: NamedNode | BlankNode, language: str) -> str:
    """Return the message in a language, else in English, else whichever there is."""
    messages = [said for said in report.objects(result, SH.resultMessage) if isinstance(said, Literal)]
    tongues = _template_languages(report, result)
    ranked = sorted(messages, key=lambda said: _rank(said.language or _tongue(said.value, tongues), language))
    return ranked[0].value if ranked else "does not conform"


def _rank(tongue: str | None, language: str) -> int:
    return [language, "en", tongue].index(tongue)


def _template_languages(report: Report, result: NamedNode | BlankNode) -> list[tuple[re.Pattern[str], str]]:
    """Return the templates a SPARQL constraint's messages were made from: filling them in, pySHACL drops the language."""
    sources = [*report.objects(result, SH.sourceConstraint), *report.objects(result, SH.sourceShape)]
    templates = [said for source in sources if not isinstance(source, Literal) for said in report.objects(source, SH.message)]
    tagged = [said for said in templates if isinstance(said, Literal) and said.language]
    return [(re.compile(_PLACEHOLDER.sub(".*", re.escape(said.value)), re.DOTALL), said.language or "") for said in tagged]


def _tongue(text: str, templates: list[tuple[re.Pattern[str], str]]) -> str | None:
    return next((language for pattern, language in templates if pattern.fullmatch(text)), None)
