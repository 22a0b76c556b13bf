"""Character ranges of a text: RFC 5147, sections 2.1.1 (ranges) and 3 (syntax), in the one form the house uses.

`char=START,END` counts code points from 0; END is exclusive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORM = re.compile(r"char=(\d+),(\d+)")


@dataclass(frozen=True, slots=True, order=True)
class CharacterRange:
    """A stretch of a text, in code points from `start` up to but not including `end`."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"char={self.start},{self.end}"


def parse_range(fragment: str) -> CharacterRange:
    """Read a range.

    Raises:
        ValueError: it is not `char=START,END` with START before END.

    >>> parse_range("char=195,786")
    CharacterRange(start=195, end=786)
    """
    form = _FORM.fullmatch(fragment)
    if form is None:
        raise ValueError(f"{fragment!r} is not a range such as char=195,786")
    start, end = int(form[1]), int(form[2])
    if start >= end:
        raise ValueError(f"the range {fragment} is empty: its end must come after its start")
    return CharacterRange(start, end)
