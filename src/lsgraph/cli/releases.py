"""`lsgraph releases`: what has been published, whether it is still what was written, and which of it is served."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lsgraph.cli.console import counted
from lsgraph.cli.options import Releases, WorkspacePath, open_workspace
from lsgraph.errors import ReleaseError
from lsgraph.publish.progress import silent
from lsgraph.publish.write import publisher, serve_from_now_on
from lsgraph.release.checksums import verify
from lsgraph.release.layout import MANIFEST, Release
from lsgraph.release.manifest import read_manifest
from lsgraph.release.pointer import POINTER, current_release
from lsgraph.settings import load_settings


def list_releases(
    workspace: WorkspacePath = None,
    releases: Releases = None,
    is_to_verify: Annotated[  # noqa: FBT002
        bool, typer.Option("--verify", help="Read every file again and compare it with its digest.")
    ] = False,
    name: Annotated[
        str | None, typer.Option("--activate", metavar="NAME", help="Serve this release from now on; the beginning will do.")
    ] = None,
) -> None:
    """List the releases, the one being served with a star; with --verify, fail when one is not what was written."""
    opened = open_workspace(workspace)
    folder = load_settings(opened.root, releases_dir=releases).releases(opened.root)
    if name is not None:
        _activate(folder, name)
        return
    served = current_release(folder)
    damaged = 0
    for release in _releases(folder):
        faults = verify(release) if is_to_verify else []
        typer.echo(f"{'*' if release == served else ' '} {release.name}  {_told(release)}")
        for fault in faults:
            typer.echo(f"{release.name}: {fault}", err=True)
        damaged += bool(faults)
    if damaged:
        raise ReleaseError(f"{counted(damaged, 'release')} not as written. Publish again.")


def _activate(folder: Path, name: str) -> None:
    """Serve a release that was published before, once it was read and found whole.

    Raises:
        ReleaseError: none or more than one has such a name, it is not what was written, or somebody publishes just now.
    """
    release = release_named(folder, name)
    read_manifest(release)
    if faults := verify(release):
        raise ReleaseError(f"{release.name} is not as written: {'; '.join(faults)}. The release served stays.")
    with publisher(folder):
        serve_from_now_on(release, silent)
    typer.echo(f"Activated {release.name}: {_told(release)}.")


def release_named(folder: Path, name: str) -> Release:
    """Return the release whose name begins so.

    Raises:
        ReleaseError: there is none, or more than one.
    """
    found = [release for release in _releases(folder) if name and release.name.startswith(name)]
    if len(found) != 1:
        told = f"{counted(len(found), 'release')} of a name that begins with {name!r}."
        raise ReleaseError(f"{told} `lsgraph releases` lists them.")
    return found[0]


def _releases(folder: Path) -> list[Release]:
    found = (path for path in folder.glob("*") if path.name != POINTER and not path.name.startswith("."))
    return sorted((Release(path) for path in found if (path / MANIFEST).is_file()), key=lambda release: release.name)


def _told(release: Release) -> str:
    try:
        manifest = read_manifest(release)
    except ReleaseError as error:
        return str(error)
    gate = "checked" if manifest.is_checked else "unchecked"
    return f"{gate}, {counted(manifest.triples, 'triple')}, {counted(manifest.graphs, 'graph')}"
