"""`lsgraph load`: serve any RDF file as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lsgraph.cli.console import watched
from lsgraph.cli.options import Releases, open_workspace
from lsgraph.cli.publish import told
from lsgraph.errors import ReleaseError
from lsgraph.publish.load import load
from lsgraph.settings import load_settings


def load_rdf(
    file: Annotated[Path, typer.Argument(help="RDF file: .nq, .nt, .trig, .ttl, .rdf, .jsonld, or one of them as .gz.")],
    unchecked: Annotated[bool, typer.Option("--unchecked", help="Say that no gate is to be passed.")] = False,  # noqa: FBT002
    releases: Releases = None,
    base: Annotated[
        str | None, typer.Option("--base", help="Namespace of the data's own IRIs; without it, the workspace's.")
    ] = None,
) -> None:
    """Make a release of an RDF file without any check and serve it from now on; its graphs stay as they are."""
    if not unchecked:
        raise ReleaseError(f"{file} would be served without passing any gate. Say --unchecked if that is what you want.")
    workspace = open_workspace(None)
    folder = load_settings(workspace.root, releases_dir=releases).releases(workspace.root)
    with watched() as progress:
        published = load(file, folder, base or workspace.base_iri, progress)
    typer.echo(told(published))
