"""The application the commands hang on, and what they have in common: faults are told plainly, and end with status 1."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Annotated, ParamSpec

import typer

from lsgraph import __version__
from lsgraph.cli import ask, check, coverage, load, locate, publish, questions, releases, serve
from lsgraph.cli.console import tell_error
from lsgraph.errors import LsgraphError

INTERRUPTED = 130
P = ParamSpec("P")


def plainly(command: Callable[P, None]) -> Callable[P, None]:
    """Return a command that tells our errors in some lines on standard error, never with a traceback."""

    @wraps(command)
    def told(*arguments: P.args, **options: P.kwargs) -> None:
        try:
            command(*arguments, **options)
        except LsgraphError as error:
            tell_error(error)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None

    return told


app = typer.Typer(
    help="Publish a knowledge graph in which every triple leads back to the passage it was read from.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("check")(plainly(check.check_workspace))
app.command("publish")(plainly(publish.publish_workspace))
app.command("load")(plainly(load.load_rdf))
app.command("serve")(plainly(serve.serve_workspace))
app.command("ask", context_settings=ask.CONTEXT, add_help_option=False)(plainly(ask.ask_question))
app.command("releases")(plainly(releases.list_releases))
app.command("questions")(plainly(questions.tell_questions))
app.command("coverage")(plainly(coverage.tell_coverage))
app.command("locate")(plainly(locate.locate_range))


def _print_version(is_asked: bool) -> None:  # noqa: FBT001 - what typer hands to a callback
    if is_asked:
        typer.echo(f"lsgraph {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[  # noqa: FBT002
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Hold the options of `lsgraph` itself."""
