"""`lsgraph publish`: make a release of a workspace and serve it from now on."""

from __future__ import annotations

import typer

from lsgraph.cli.console import counted, shown_path, tell_findings
from lsgraph.cli.options import Documents, Language, Releases, ReportFile, WorkspacePath, gate, open_workspace
from lsgraph.publish.release import Published, publish
from lsgraph.release.manifest import read_manifest
from lsgraph.settings import load_settings


def publish_workspace(
    workspace: WorkspacePath = None,
    documents: Documents = None,
    report: ReportFile = None,
    releases: Releases = None,
    lang: Language = None,
) -> None:
    """Check a workspace, make a release of it and serve that from now on; on any fault the release served stays."""
    opened = open_workspace(workspace)
    passing = gate(opened, load_settings(opened.root, releases_dir=releases), documents, report, lang)
    with passing.options() as options:
        published = publish(opened, passing.releases, options)
    tell_findings(published.warnings, "warning: ")
    if report is not None:
        passing.write_report(published.release.report.read_bytes())
    typer.echo(told(published))


def told(published: Published) -> str:
    """Return one line about what was published."""
    manifest = read_manifest(published.release)
    size = f"{counted(manifest.triples, 'triple')}, {counted(manifest.graphs, 'graph')}"
    verb = "Published" if published.is_new else "Nothing has changed; activated"
    return f"{verb} {published.release.name}: {size}, in {shown_path(published.release.path)}."
