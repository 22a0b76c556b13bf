"""`lsgraph serve`: publish a workspace if it has changed, and answer over HTTP."""

from __future__ import annotations

import errno
import multiprocessing
import os
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from lsgraph.cli.console import shown_path, tell_error, tell_findings
from lsgraph.cli.options import Documents, Gate, Language, Releases, WorkspacePath, gate, open_workspace
from lsgraph.engine.sandbox import die_with_parent, is_orphan
from lsgraph.errors import LsgraphError, ReleaseError, ServeError
from lsgraph.release.layout import Release
from lsgraph.release.pointer import current_release
from lsgraph.settings import load_settings
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
    said |= {"documents_dir": documents}
    settings = load_settings(opened.root, **said)
    with _listen(settings.host, settings.port) as listener:
        passing = gate(opened, settings, documents, None, lang)
        if not is_as_it_is:
            _publish_if_changed(opened, passing)
        release = _active(passing.releases)
        from lsgraph.web.launch import serve  # here, because every other command does without the web

        serve(release, settings, listener, typer.echo)


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


def _publish_if_changed(workspace: Workspace, passing: Gate) -> None:
    """Publish a workspace where its release is not the one that is active.

    Another process does that, so that the server keeps nothing of the memory and the modules that publishing needs.

    Raises:
        typer.Exit: it cannot be published; why was told.
    """
    publishing = multiprocessing.get_context("fork").Process(target=_publish_apart, args=(workspace, passing, os.getpid()))
    publishing.start()
    publishing.join()
    if publishing.exitcode:
        raise typer.Exit(max(1, publishing.exitcode))


def _publish_apart(workspace: Workspace, passing: Gate, parent: int) -> None:
    from lsgraph.publish.release import current_name, publish  # in the process that needs them

    die_with_parent()
    if is_orphan(parent):
        return
    try:
        with passing.options() as options:
            active = current_release(passing.releases)
            if active is None or passing.documents is not None or active.name != current_name(workspace, options):
                tell_findings(publish(workspace, passing.releases, options).warnings, "warning: ")
    except LsgraphError as error:
        tell_error(error)
        sys.exit(1)
    except typer.BadParameter as error:
        error.show()
        sys.exit(error.exit_code)
    except typer.Exit as leaving:  # the findings were told
        sys.exit(leaving.exit_code)
