"""The steps of a publication, told to whoever watches."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias


class Step(StrEnum):
    """What `publish` is about to do, in this order; the value is the wording for a terminal."""

    READ = "reading the workspace"
    PARSE = "parsing Turtle"
    HYGIENE = "asking the hygiene queries"
    SHAPES = "checking shapes"
    EVIDENCE = "auditing evidence"
    ENTAIL = "drawing entailments"
    DESCRIBE = "describing the graphs"
    DUMP = "writing the dump"
    STORE = "filling the store"
    QUESTIONS = "asking the saved questions"
    SEAL = "sealing the release"
    RENAME = "putting the release in its place"
    ACTIVATE = "activating the release"


Progress: TypeAlias = Callable[[Step], None]


def silent(step: Step) -> None:
    """Watch nothing: the default of whoever reports steps."""
    del step
