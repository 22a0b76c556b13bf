"""The arguments and options that several commands have, and the gate as they set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from lsgraph.cli.console import counted, shown_path, tell_findings, user_language, watched
from lsgraph.errors import GateError
from lsgraph.publish.cache import Cache
from lsgraph.publish.gate import GateOptions
from lsgraph.release.pointer import current_release
from lsgraph.settings import Settings
from lsgraph.workspace import Workspace, shipped_workspace

LAST_REPORT = "last-report.ttl"

WorkspacePath: TypeAlias = Annotated[
    Path | None, typer.Argument(metavar="WORKSPACE", help="Folder of the workspace; without it, the one LSGraph comes with.")
]
Documents: TypeAlias = Annotated[
    Path | None, typer.Option("--documents", help="Folder of the documents' texts, DOCUMENT.txt: look up every phrase.")
]
Releases: TypeAlias = Annotated[Path | None, typer.Option("--releases", help="Folder of releases.")]
ReportFile: TypeAlias = Annotated[Path | None, typer.Option("--report", help="Write the SHACL report here, as Turtle.")]
Language: TypeAlias = Annotated[
    str | None, typer.Option("--lang", help="Language of the findings, it or en; without it, that of the locale.")
]

Reference: TypeAlias = Annotated[
    bool, typer.Option("--reference", help="Ask pySHACL too, the slow reference validator, and require that both agree.")
]


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate as the command line set it.

    Attributes:
        releases: the folder of releases.
        documents: the folder of the documents' texts.
        report: where the SHACL report is to be written.
        language: what was said with `--lang`.
        is_reference: whether the reference validator is asked too.
    """

    releases: Path
    documents: Path | None = None
    report: Path | None = None
    language: str | None = None
    is_reference: bool = False

    @contextmanager
    def options(self) -> Iterator[GateOptions]:
        """Pass the gate; where it stays shut, write the report and tell the findings.

        Raises:
            typer.Exit: with status 1, once all was told.
            typer.BadParameter: the documents are in no folder.
        """
        if self.documents is not None and not self.documents.is_dir():
            raise typer.BadParameter(f"{self.documents} is not a folder.", param_hint="--documents")
        try:
            with watched() as progress:
                cache = Cache(self.releases / "cache")
                yield GateOptions(self.documents, user_language(self.language), cache, progress, self.is_reference)
        except GateError as error:
            tell_findings(error.findings)
            if error.report is not None:
                self.write_report(error.report)
            typer.echo(self._summary(len(error.findings)), err=True)
            raise typer.Exit(1) from None

    def write_report(self, report: bytes) -> None:
        """Write a validation report where it was asked for, else beside the releases; a failure to is only told."""
        path = self.report or self.releases / LAST_REPORT
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(report)
        except OSError as error:
            typer.echo(f"The SHACL report could not be written to {shown_path(path)}: {error.strerror}.", err=True)
        else:
            typer.echo(f"The SHACL report is in {shown_path(path)}.", err=True)

    def _summary(self, faults: int) -> str:
        served = current_release(self.releases)
        stays = f"the release served stays {served.name}" if served else "no release is being served"
        return f"{counted(faults, 'fault')}; {stays}."


def open_workspace(path: Path | None) -> Workspace:
    """Open the workspace that was named, or the one LSGraph comes with."""
    return Workspace.open(path if path is not None else shipped_workspace())


def gate(
    workspace: Workspace,
    settings: Settings,
    documents: Path | None,
    report: Path | None,
    language: str | None,
    *,
    is_reference: bool = False,
) -> Gate:
    """Make the gate for a workspace."""
    return Gate(settings.releases(workspace.root), documents, report, language, is_reference)
