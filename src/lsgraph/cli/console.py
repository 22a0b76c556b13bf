"""What the commands say, and where: results on standard output; faults, warnings and progress on standard error."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import typer
from rich.console import Console

from lsgraph.errors import Finding, GateError, LsgraphError
from lsgraph.publish.progress import Progress, Step, silent

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@contextmanager
def watched() -> Iterator[Progress]:
    """Show the step at work on a terminal; say nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield silent
        return
    with console.status("") as status:

        def show(step: Step) -> None:
            status.update(f"{step.value} …")

        yield show


def tell_error(error: LsgraphError) -> None:
    """Say what is wrong: a gate's findings one a line, anything else as it is."""
    if isinstance(error, GateError):
        tell_findings(error.findings)
    else:
        typer.echo(f"lsgraph: {error}", err=True)


def tell_findings(findings: Iterable[Finding], mark: str = "") -> None:
    """Print findings, one a line, with paths as short as the current folder allows."""
    for finding in findings:
        shown = replace(finding, path=shown_path(finding.path)) if finding.path else finding
        typer.echo(f"{mark}{' '.join(str(shown).splitlines())}", err=True)


def shown_path(path: Path) -> Path:
    """Return a path relative to the current folder where that is shorter."""
    try:
        relative = os.path.relpath(path)
    except (OSError, ValueError):
        return path
    return Path(relative) if len(relative) < len(str(path)) else path


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "fault"), counted(1200, "triple")
    ('1 fault', '1,200 triples')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def user_language(asked: str | None) -> str:
    """Return the language to speak, `it` or `en`: the one asked for, else that of the user's locale."""
    said = asked or next((value for name in LOCALE_VARIABLES if (value := os.environ.get(name))), "")
    return "it" if said.lower().startswith("it") else "en"
