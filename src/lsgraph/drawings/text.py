"""Texts of an answer as they can stand in a drawing: nothing in them but what is to be read, and no wider than their place."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
TITLE_LIMIT: Final = 1000
"""Signs of a text that is shown whole on asking: a title of an element."""
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of signs that are not shown, that turn the direction of what follows, or that XML does not take."""
_JOINERS: Final = "\u200c\u200d"
"""Unseen, but some scripts do not read right without them."""
_NARROW: Final = set("fijlrtI.,:;'|!()[] -\N{RIGHT SINGLE QUOTATION MARK}")
_NARROW_WIDTH, _USUAL_WIDTH, _CAPITAL_WIDTH, _WIDEST = 0.36, 0.58, 0.72, 1.0


def clean(text: str) -> str:
    r"""Return a text on one line without signs that cannot be seen.

    >>> clean("a\n\x00b \u202ec")
    'a b c'
    """
    seen = (sign if unicodedata.category(sign) not in _UNSEEN or sign in _JOINERS else " " for sign in text)
    return " ".join("".join(seen).split())


def shorten(text: str, limit: int = TITLE_LIMIT) -> str:
    """Return a clean text of at most so many signs.

    >>> shorten("Kedrion Biopharma", 8)
    'Kedrion…'
    """
    whole = clean(text[: 2 * limit]) if len(text) > 2 * limit else clean(text)
    return whole if len(whole) <= limit and len(text) <= 2 * limit else whole[: limit - 1].rstrip() + ELLIPSIS


def width(text: str, size: float) -> float:
    """Return about how wide a text is, rather too wide than too narrow, since nobody knows the reader's font.

    Args:
        text: on one line.
        size: of its font.
    """
    return size * sum(map(_sign_width, text))


def wrap(text: str, room: float, size: float, lines: int) -> list[str]:
    """Return a text in at most so many lines that fit their room; what is too much ends in an ellipsis.

    >>> wrap("University of Siena", 80, 13, 2)
    ['University', 'of Siena']
    >>> wrap("Azienda ospedaliero-universitaria", 90, 13, 3)
    ['Azienda', 'ospedaliero-', 'universitaria']
    """
    found: list[str] = []
    for word in shorten(text, lines * int(1 + room / (size * _NARROW_WIDTH))).split(" "):
        for number, piece in enumerate(_pieces(word, room, size)):
            space = "" if number else " "
            if found and width(found[-1] + space + piece, size) <= room:
                found[-1] += space + piece
            elif len(found) < lines:
                found.append(piece)
            else:
                found[-1] = _ended(found[-1], room, size)
                return found
    return found


def _pieces(word: str, room: float, size: float) -> list[str]:
    """Return a word whole where it fits a line, else cut after its hyphens, and where it must be anywhere."""
    if width(word, size) <= room:
        return [word]
    pieces: list[str] = []
    for part in re.findall(r"[^-/]*[-/]|[^-/]+", word):
        if width(part, size) <= room:
            pieces.append(part)
            continue
        start = len(pieces)
        for sign in part:
            if len(pieces) > start and width(pieces[-1] + sign, size) <= room:
                pieces[-1] += sign
            else:
                pieces.append(sign)
    return pieces


def _ended(line: str, room: float, size: float) -> str:
    """Return a line with an ellipsis at its end, within its room."""
    while line and width(line + ELLIPSIS, size) > room:
        line = line[:-1]
    return line.rstrip(" ,;" + ELLIPSIS) + ELLIPSIS


def _sign_width(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WF":
        return _WIDEST
    if sign in _NARROW:
        return _NARROW_WIDTH
    return _CAPITAL_WIDTH if sign.isupper() or sign in "mw%@" else _USUAL_WIDTH
