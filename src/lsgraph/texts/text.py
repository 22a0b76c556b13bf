"""How texts are made alike before words are looked for in them: `docs/modelling.md`, "Normalisation".

Ranges count characters of the text as it is; only comparisons are made on normalised text.
"""

from __future__ import annotations

import re
import unicodedata

from lsgraph.texts.ranges import CharacterRange

MOST_WORDS = 10
"""The most words of a document that are quoted in a row."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u02bc", "'"),  # apostrophes, accents, primes
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),  # quotation marks
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),  # hyphens, dashes, minus
        "\u00ad": None,
    }
)
_BROKEN_WORD = re.compile(r"(?<=\w)-[^\S\n]*\n\s*(?=\w)")
_SPACES = re.compile(r"\s+")


def normalise(text: str, *, keep_hyphens: bool = False) -> str:
    r"""Return `text` as phrases are compared: plain quotes and dashes, whole words, single spaces.

    A hyphen at the end of a line is the printer's ("bio-/tech") or the word's own ("life-/science"), and nobody can tell:
    it is dropped, or kept with `keep_hyphens`. Before a capital or a digit it is always the word's own.

    >>> normalise("\u201cbio-\ntecnologie\u201d  \u2013 2\u00a0%")
    '"biotecnologie" - 2 %'
    >>> normalise("Emilia-\nRomagna")
    'Emilia-Romagna'
    >>> normalise("life-\nscience", keep_hyphens=True)
    'life-science'
    """
    plain = unicodedata.normalize("NFKC", text.translate(_PLAIN)).translate(_PLAIN)
    joined = _BROKEN_WORD.sub("-" if keep_hyphens else _hyphen, plain)
    return _SPACES.sub(" ", joined).strip()


def readings(text: str) -> tuple[str, str]:
    r"""Return both readings of the hyphens at line ends: dropped, and kept.

    >>> readings("agro-\nalimentare")
    ('agroalimentare', 'agro-alimentare')
    """
    return normalise(text), normalise(text, keep_hyphens=True)


def word_count(phrase: str) -> int:
    """Return how many words a phrase has, as white space parts them.

    >>> word_count("about  150 million euro")
    4
    """
    return len(normalise(phrase).split())


def holds_phrase(text: str, phrase: str) -> bool:
    """Tell whether a normalised text has a phrase, as whole words and in this case.

    >>> holds_phrase("it invests 150 million", "150 million")
    True
    >>> holds_phrase("it invests 2150 million", "150 million")
    False
    """
    wanted = normalise(phrase)
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None


def holds_name(text: str, name: str) -> bool:
    """Tell whether a normalised text has a name, as whole words and in whatever case.

    >>> holds_name("THE TUSCANY REGION signed", "Tuscany Region")
    True
    """
    return holds_phrase(text.casefold(), normalise(name).casefold())


def _hyphen(broken: re.Match[str]) -> str:
    following = broken.string[broken.end()]
    return "" if following.islower() else "-"


def find_phrases(text: str, phrase: str) -> list[CharacterRange]:
    r"""Return where a phrase stands in a text as it is, however spaces, quotes, dashes and line ends are set there.

    >>> find_phrases("Signed  by\nthe Region\u2019s president", "by the Region's")
    [CharacterRange(start=8, end=23)]
    """
    words = [r"(?:\u00ad|-\s*\n\s*)?".join(map(_any_form, word)) for word in normalise(phrase).split()]
    if not words:
        return []
    return [CharacterRange(*match.span()) for match in re.finditer(r"\s+".join(words), text)]


def _any_form(character: str) -> str:
    """Return a pattern for a plain character and what is made plain into it."""
    forms = [chr(form) for form, plain in _PLAIN.items() if plain == character]
    return f"[{re.escape(''.join([character, *forms]))}]"
