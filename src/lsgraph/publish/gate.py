"""The gate: everything sources must pass before a reader meets them, in an order in which each check can trust the last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lsgraph.errors import Finding, GateError
from lsgraph.publish.asserted import Asserted
from lsgraph.publish.cache import NO_CACHE, Cache
from lsgraph.publish.evidence import audit_evidence
from lsgraph.publish.faults import Faults
from lsgraph.publish.hygiene import ask_hygiene
from lsgraph.publish.ontology import Ontology
from lsgraph.publish.progress import Progress, Step, silent
from lsgraph.publish.report import tell_report
from lsgraph.publish.shapes import read_shapes, validate
from lsgraph.publish.turtle import ParsedFile, parse_files
from lsgraph.publish.vanished import find_vanished
from lsgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class GateOptions:
    """How the gate is to be passed.

    Attributes:
        documents: the folder of the documents' texts; without it their words are not looked up.
        language: the language findings are told in where they have a choice, `en` or `it`.
        cache: where work is kept between runs.
        progress: is told of each step.
        is_reference: ask the reference validator beside the quick one, and require that they agree.
    """

    documents: Path | None = None
    language: str = "en"
    cache: Cache = NO_CACHE
    progress: Progress = silent
    is_reference: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """Sources that passed the gate.

    Attributes:
        asserted: what they state.
        ontology: the hierarchies among it.
        report: the SHACL validation report, as Turtle.
        warnings: what is worth mending, and stops nothing.
    """

    asserted: Asserted
    ontology: Ontology
    report: bytes
    warnings: tuple[Finding, ...]


def parse_workspace(workspace: Workspace, options: GateOptions) -> list[ParsedFile]:
    """Parse every source file.

    Raises:
        GateError: some cannot be parsed; all of them are told.
    """
    options.progress(Step.READ)
    sources = workspace.source_files()
    options.progress(Step.PARSE)
    files, findings = parse_files(sources, options.cache)
    if not sources:
        findings = [Finding(workspace.root, None, None, "has no Turtle file in ontology/ or data/ttl/")]
    if findings:
        raise GateError(findings)
    return files


def pass_gate(workspace: Workspace, files: list[ParsedFile], options: GateOptions) -> Checked:
    """Check parsed sources: hygiene, vanished IRIs, shapes, evidence. What every check finds is told together.

    Raises:
        GateError: they must not be published.
    """
    asserted = Asserted.gather(workspace.base_iri, files)
    ontology = Ontology.read(asserted.store)
    options.progress(Step.HYGIENE)
    faults = ask_hygiene(asserted, workspace.hygiene_files()) + Faults.of(find_vanished(workspace, asserted))
    options.progress(Step.SHAPES)
    report, shape_faults = _check_shapes(workspace, asserted, options)
    options.progress(Step.EVIDENCE)
    faults += shape_faults + Faults.of(audit_evidence(asserted, ontology, options.documents))
    if faults.errors:
        raise GateError(list(faults.errors + faults.warnings), report)
    assert report is not None
    return Checked(asserted, ontology, report, faults.warnings)


def _check_shapes(workspace: Workspace, asserted: Asserted, options: GateOptions) -> tuple[bytes | None, Faults]:
    shapes = read_shapes(workspace.shape_files(), workspace.base_iri)
    if shapes.findings:
        return None, Faults(errors=shapes.findings)
    try:
        report = validate(list(asserted.files.values()), shapes, options.cache, is_reference=options.is_reference)
    except ValueError as error:
        reason = " ".join(str(error).split())
        return None, Faults.of([Finding(workspace.root / "shapes", None, None, f"the shapes cannot be relied on: {reason}")])
    return report, tell_report(report, shapes, asserted, options.language)
