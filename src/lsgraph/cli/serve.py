"""`lsgraph serve`: publish a workspace if it has changed, and answer over HTTP."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from lsgraph.cli.console import shown_path, tell_findings
from lsgraph.cli.options import Documents, Gate, Language, Releases, WorkspacePath, gate, open_workspace
from lsgraph.errors import ReleaseError, ServeError
from lsgraph.publish.release import current_name, publish
from lsgraph.release.layout import Release
from lsgraph.release.manifest import read_manifest
from lsgraph.release.pointer import current_release
from lsgraph.settings import Settings, load_settings
from lsgraph.workspace import Workspace

BACKLOG = 2048


def serve_workspace(
    workspace: WorkspacePath = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    workers: Annotated[int | None, typer.Option(help="Query processes kept warm.")] = None,
    query_timeout_s: Annotated[float | None, typer.Option(help="Seconds a query may run.")] = None,
    releases: Releases = None,
    documents: Documents = None,
    lang: Language = None,
    is_as_it_is: Annotated[  # noqa: FBT002
        bool, typer.Option("--as-it-is", help="Serve the active release and do not look at the workspace.")
    ] = False,
) -> None:
    """Serve a workspace over HTTP; when it has changed, publish it first."""
    opened = open_workspace(workspace)
    said = {"host": host, "port": port, "workers": workers, "query_timeout_s": query_timeout_s, "releases_dir": releases}
    settings = load_settings(opened.root, **said)
    with _listen(settings.host, settings.port) as listener:
        passing = gate(opened, settings, documents, None, lang)
        release = _active(passing.releases) if is_as_it_is else _up_to_date(opened, passing)
        _serve(release, settings, listener)


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else is done.

    Raises:
        ServeError: it is taken, or the address is not this machine's.
    """
    listener: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        if listener is not None:
            listener.close()
        raise ServeError(_refusal(host, port, error)) from None
    return listener


def _refusal(host: str, port: int, error: OSError) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine. Name one with --host."
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is taken. Name another with --port, or stop what listens there."
    return f"Port {port} of {host} cannot be listened on: {os.strerror(error.errno or 0)}. Name another with --port."


def _active(releases: Path) -> Release:
    release = current_release(releases)
    if release is None:
        raise ReleaseError(f"No release is active in {shown_path(releases)}. Publish one first.")
    return release


def _up_to_date(workspace: Workspace, passing: Gate) -> Release:
    """Return the release of a workspace as it stands, publishing it where it is not the one that is active."""
    with passing.options() as options:
        active = current_release(passing.releases)
        if active is not None and passing.documents is None and active.name == current_name(workspace, options):
            return active
        published = publish(workspace, passing.releases, options)
    tell_findings(published.warnings, "warning: ")
    return published.release


def _serve(release: Release, settings: Settings, listener: socket.socket) -> None:
    from lsgraph.web.app import create_app  # here, because every other command does without the web

    read_manifest(release)
    config = uvicorn.Config(create_app(release, settings), log_level="warning", access_log=False)
    server = _Server(config)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return  # the usual way to end it, once every answer under way was given
    if not server.started:
        raise ServeError("The server could not start; the lines above say why.")


class _Server(uvicorn.Server):
    """A server that says where it is as soon as it is there."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            typer.echo(f"Serving on {_url(sockets[0])}")


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - said, not bound
    return f"http://[{here}]:{port}/" if ":" in here else f"http://{here}:{port}/"
