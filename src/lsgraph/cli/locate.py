"""`lsgraph locate`: the character range of a passage, for the curator who describes it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lsgraph.errors import WorkspaceError
from lsgraph.texts.ranges import CharacterRange
from lsgraph.texts.text import find_phrases


def locate_range(
    document: Annotated[Path, typer.Argument(help="Text of the document.")],
    first: Annotated[str, typer.Argument(metavar="FIRST", help="The passage's first words.")],
    last: Annotated[str, typer.Argument(metavar="LAST", help="Its last words; those nearest after the first are taken.")],
) -> None:
    """Print the range of a passage as ls:range wants it, from its first words to its last."""
    typer.echo(str(_locate(document, first, last)))


def _locate(document: Path, first: str, last: str) -> CharacterRange:
    try:
        text = document.read_bytes().decode("utf-8")
    except OSError as error:
        raise WorkspaceError(f"{document} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise WorkspaceError(f"{document} is not UTF-8.") from None
    starts = find_phrases(text, first)
    if len(starts) != 1:
        told = "are not in the text" if not starts else f"stand in {len(starts)} places; give some more of them"
        raise WorkspaceError(f"The first words “{first}” {told}.")
    end = next((stretch.end for stretch in find_phrases(text, last) if stretch.end >= starts[0].end), None)
    if end is None:
        raise WorkspaceError(f"The last words “{last}” do not stand after the first ones.")
    return CharacterRange(starts[0].start, end)
