"""`lsgraph questions`: the saved questions of a workspace as a page of its documentation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lsgraph.cli.console import counted, shown_path
from lsgraph.cli.options import WorkspacePath, open_workspace
from lsgraph.errors import WorkspaceError
from lsgraph.questions.catalogue import read_catalogue
from lsgraph.questions.markdown import questions_page


def tell_questions(
    workspace: WorkspacePath = None,
    write: Annotated[Path | None, typer.Option("--write", help="Write the page here instead of printing it.")] = None,
) -> None:
    """Print, as Markdown, every saved question with its parameters, its columns and an example."""
    catalogue = read_catalogue(open_workspace(workspace).queries)
    page = questions_page(catalogue)
    if write is None:
        typer.echo(page, nl=False)
        return
    try:
        write.write_text(page, "utf-8")
    except OSError as error:
        raise WorkspaceError(f"{write} cannot be written: {error.strerror}.") from None
    typer.echo(f"{counted(len(catalogue), 'question')}. The page is {shown_path(write)}.")
