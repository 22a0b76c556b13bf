"""From a workspace to a release: the whole publication, in the order of `Step`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from lsgraph.errors import Finding, GateError, ReleaseError
from lsgraph.publish.content import Content, compose
from lsgraph.publish.describe import Names
from lsgraph.publish.entail import entail
from lsgraph.publish.gate import Checked, GateOptions, parse_workspace, pass_gate
from lsgraph.publish.identity import RECIPE, plain_bytes, release_name, source_digests
from lsgraph.publish.progress import Step
from lsgraph.publish.questions import ReadQuestions, check_questions, read_questions
from lsgraph.publish.store import StoreFacts, build_store, fill_store
from lsgraph.publish.write import is_whole, publisher, serve_from_now_on, write_release
from lsgraph.release.layout import Release
from lsgraph.release.manifest import Manifest
from lsgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Published:
    """The outcome of a publication.

    Attributes:
        release: the release that is now being served.
        is_new: whether it was made now, or was there already.
        warnings: what is worth mending.
    """

    release: Release
    is_new: bool
    warnings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a check.

    Attributes:
        name: the name that a release of these sources has.
        files: how many source files there are.
        facts: what a release of them holds.
        report: the SHACL validation report, as Turtle.
        warnings: what is worth mending.
    """

    name: str
    files: int
    facts: StoreFacts
    report: bytes
    warnings: tuple[Finding, ...]


def check(workspace: Workspace, options: GateOptions) -> Verdict:
    """Do everything that publishing does, but write nothing.

    Raises:
        GateError: the workspace must not be published.
    """
    files = parse_workspace(workspace, options)
    checked = pass_gate(workspace, files, options)
    questions = read_questions(workspace)
    content = _content(workspace, checked, questions, options)
    store = Store()
    options.progress(Step.STORE)
    facts = fill_store(store, content.quads, workspace.base_iri)
    _ask_questions(questions, store, checked, options)
    return Verdict(release_name(source_digests(workspace, files)), len(files), facts, checked.report, checked.warnings)


def publish(workspace: Workspace, releases: Path, options: GateOptions) -> Published:
    """Publish a workspace: make its release, or take the one that is there, and activate it.

    Args:
        workspace: what to publish.
        releases: the folder of releases.
        options: how the gate is to be passed.

    Raises:
        GateError: the workspace must not be published; the release served stays.
        ReleaseError: the release cannot be written; the release served stays.
    """
    with publisher(releases):
        files = parse_workspace(workspace, options)
        digests = source_digests(workspace, files)
        release = Release(releases / release_name(digests))
        is_new, warnings = not is_whole(release), tuple[Finding, ...]()
        # A release that is there has passed the gate, though maybe without the documents.
        if is_new or options.documents is not None:
            checked = pass_gate(workspace, files, options)
            warnings = checked.warnings
            if is_new:
                _make(workspace, checked, digests, release, options)
        serve_from_now_on(release, options.progress, has_documents=options.documents is not None)
        return Published(release, is_new, warnings)


def current_name(workspace: Workspace, options: GateOptions) -> str:
    """Return the name that a release of the workspace as it stands has.

    Raises:
        GateError: the workspace cannot be parsed.
    """
    return release_name(source_digests(workspace, parse_workspace(workspace, options)))


def _make(
    workspace: Workspace,
    checked: Checked,
    digests: dict[str, str],
    release: Release,
    options: GateOptions,
) -> None:
    questions = read_questions(workspace)
    content = _content(workspace, checked, questions, options)

    def make(building: Release) -> Manifest:
        building.report.write_bytes(checked.report)
        facts = _write(workspace, building, content, options)
        _ask_questions(questions, Store.read_only(str(building.store)), checked, options)
        if source_digests(workspace, checked.asserted.files.values()) != digests:
            raise ReleaseError("The workspace was changed while it was being published. Publish again.")
        return _manifest(workspace, release.name, digests, content, facts)

    write_release(release.path.parent, release.name, make, options.progress)


def _content(workspace: Workspace, checked: Checked, questions: ReadQuestions, options: GateOptions) -> Content:
    options.progress(Step.ENTAIL)
    companions = entail(checked.asserted, checked.ontology)
    options.progress(Step.DESCRIBE)
    names = Names(workspace.base_iri, workspace.title, workspace.description, workspace.licence_iri)
    return compose(names, checked.asserted, companions, questions.catalogue)


def _write(workspace: Workspace, building: Release, content: Content, options: GateOptions) -> StoreFacts:
    options.progress(Step.DUMP)
    building.dump.write_bytes(content.nquads)
    building.void.write_bytes(content.void)
    building.queries.mkdir()
    for path in workspace.catalogue_files():
        (building.queries / path.name).write_bytes(plain_bytes(path))
    options.progress(Step.STORE)
    return build_store(building.store, content.quads, workspace.base_iri)


def _ask_questions(questions: ReadQuestions, store: Store, checked: Checked, options: GateOptions) -> None:
    options.progress(Step.QUESTIONS)
    if findings := check_questions(questions, store, checked.asserted.base_iri):
        raise GateError(findings, checked.report)


def _manifest(workspace: Workspace, name: str, digests: dict[str, str], content: Content, facts: StoreFacts) -> Manifest:
    return Manifest(
        name=name,
        recipe=RECIPE,
        base_iri=workspace.base_iri,
        title=workspace.title,
        description=workspace.description,
        licence_iri=workspace.licence_iri,
        is_checked=True,
        sources=digests,
        quads=facts.quads,
        triples=facts.triples,
        graphs=content.graphs,
    )
