"""`lsgraph publish`: make a release of a workspace and serve it from now on."""

from __future__ import annotations

from typing import Annotated

import typer

from lsgraph.cli.console import counted, shown_path, tell_findings
from lsgraph.cli.options import Documents, Language, Reference, Releases, ReportFile, WorkspacePath, gate, open_workspace
from lsgraph.publish.release import Published, publish
from lsgraph.publish.vanished import RECORD, record_iris
from lsgraph.release.manifest import read_manifest
from lsgraph.settings import load_settings


def publish_workspace(
    workspace: WorkspacePath = None,
    documents: Documents = None,
    report: ReportFile = None,
    releases: Releases = None,
    lang: Language = None,
    reference: Reference = False,  # noqa: FBT002
    is_to_record: Annotated[  # noqa: FBT002
        bool,
        typer.Option("--record-iris", help="For a public release: record its IRIs, none of which may vanish from then on."),
    ] = False,
) -> None:
    """Check a workspace, make a release of it and serve that from now on; on any fault the release served stays."""
    opened = open_workspace(workspace)
    passing = gate(opened, load_settings(opened.root, releases_dir=releases), documents, report, lang, is_reference=reference)
    with passing.options() as options:
        published = publish(opened, passing.releases, options)
    tell_findings(published.warnings, "warning: ")
    if report is not None:
        passing.write_report(published.release.report.read_bytes())
    typer.echo(told(published))
    if is_to_record:
        recorded = counted(record_iris(opened, published.release), "IRI")
        typer.echo(f"The record of released IRIs, {shown_path(opened.root / RECORD)}, holds {recorded}.")


def told(published: Published) -> str:
    """Return one line about what was published."""
    manifest = read_manifest(published.release)
    size = f"{counted(manifest.triples, 'triple')}, {counted(manifest.graphs, 'graph')}"
    verb = "Published" if published.is_new else "Nothing has changed; activated"
    return f"{verb} {published.release.name}: {size}, in {shown_path(published.release.path)}."
