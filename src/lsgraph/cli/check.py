"""`lsgraph check`: everything that must hold before a workspace may be published."""

from __future__ import annotations

import typer

from lsgraph.cli.console import counted, tell_findings
from lsgraph.cli.options import Documents, Language, Reference, Releases, ReportFile, WorkspacePath, gate, open_workspace
from lsgraph.publish.release import check
from lsgraph.settings import load_settings


def check_workspace(
    workspace: WorkspacePath = None,
    documents: Documents = None,
    report: ReportFile = None,
    releases: Releases = None,
    lang: Language = None,
    reference: Reference = False,  # noqa: FBT002
) -> None:
    """Check syntax, hygiene, shapes, evidence and saved questions; publish nothing."""
    opened = open_workspace(workspace)
    checking = gate(opened, load_settings(opened.root, releases_dir=releases), documents, report, lang, is_reference=reference)
    with checking.options() as options:
        verdict = check(opened, options)
    tell_findings(verdict.warnings, "warning: ")
    if report is not None:
        checking.write_report(verdict.report)
    size = f"{counted(verdict.files, 'file')}, {counted(verdict.facts.triples, 'triple')}"
    evidence = "evidence found in the documents" if documents else "evidence not looked up: no --documents"
    typer.echo(f"{size}: no faults ({evidence}). A release of them is named {verdict.name}.")
