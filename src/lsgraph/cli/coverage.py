"""`lsgraph coverage`: which sentences of the documents have claims, which have none, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lsgraph.cli.console import counted, shown_path, watched
from lsgraph.cli.options import Releases, WorkspacePath, open_workspace
from lsgraph.errors import WorkspaceError
from lsgraph.publish.asserted import Asserted
from lsgraph.publish.cache import Cache
from lsgraph.publish.coverage import DocumentCoverage, measure_coverage
from lsgraph.publish.coverage_report import coverage_page
from lsgraph.publish.gate import GateOptions, parse_workspace
from lsgraph.publish.ontology import Ontology
from lsgraph.settings import load_settings
from lsgraph.workspace import Workspace


def tell_coverage(
    documents: Annotated[Path, typer.Option("--documents", help="Folder of the documents' texts, DOCUMENT.txt.")],
    workspace: WorkspacePath = None,
    write: Annotated[Path | None, typer.Option("--write", help="Write the page here instead of printing it.")] = None,
    releases: Releases = None,
) -> None:
    """Print, as Markdown, which sentences of the documents have claims, which have none, and why."""
    if not documents.is_dir():
        raise typer.BadParameter(f"{documents} is not a folder.", param_hint="--documents")
    opened = open_workspace(workspace)
    folder = load_settings(opened.root, releases_dir=releases).releases(opened.root)
    measured = _measure(opened, documents, Cache(folder / "cache"))
    page = coverage_page(measured)
    if write is None:
        typer.echo(page, nl=False)
        return
    _write(write, page)
    typer.echo(_told(measured, write))


def _measure(workspace: Workspace, documents: Path, cache: Cache) -> list[DocumentCoverage]:
    with watched() as progress:
        files = parse_workspace(workspace, GateOptions(documents, cache=cache, progress=progress))
        asserted = Asserted.gather(workspace.base_iri, files)
        return measure_coverage(asserted, Ontology.read(asserted.store), documents)


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, "utf-8")
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be written: {error.strerror}.") from None


def _told(measured: list[DocumentCoverage], path: Path) -> str:
    inside = [read for document in measured for read in document.inside()]
    claimed = sum(read.claims > 0 for read in inside)
    silent = sum(not read.is_explained for read in inside)
    return (
        f"{counted(len(inside), 'sentence')} in passages: {claimed:,} claimed, {silent:,} without a claim or a reason. "
        f"The page is {shown_path(path)}."
    )
