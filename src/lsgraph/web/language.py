"""The reader's language: which one, its messages, its numbers and dates.

RFC 9110, section 12.5.4 (Accept-Language): ranges in the reader's order, each cut to its primary tag (RFC 4647, 3.4). The
catalogues are gettext `.po` files, read as they are when the server starts, so that there is nothing to compile; messages are
written in English.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from starlette.convertors import Convertor, register_url_convertor
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

LANGUAGES = ("en", "it")
LOCALES = {"en": "en_GB", "it": "it_IT"}
DEFAULT = "en"
LOCALE = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages.

    Attributes:
        code: `en` or `it`; also the first step of its pages' paths.
        locale: how numbers and dates are written.
        messages: the translated messages.
    """

    code: str
    locale: Locale
    messages: NullTranslations = field(default_factory=NullTranslations)

    def gettext(self, message: str) -> str:
        """Return a message in this language."""
        return self.messages.gettext(message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return the message for a number of things."""
        return self.messages.ngettext(one, many, number)

    def number(self, value: int | Decimal) -> str:
        """Return a number with its separators, every digit it has kept.

        >>> load_language("it").number(Decimal("11000.5"))
        '11.000,5'
        """
        return format_decimal(value, locale=self.locale, decimal_quantization=False)

    def day(self, value: date) -> str:
        """Return a day in words.

        >>> load_language("it").day(date(2019, 3, 26))
        '26 marzo 2019'
        """
        return format_date(value, format="long", locale=self.locale)

    def month(self, value: date) -> str:
        """Return the month of a day, with its year."""
        return format_date(value, format="MMMM y", locale=self.locale)


def load_language(code: str) -> Language:
    """Read a language's catalogue."""
    path = LOCALE / code / "LC_MESSAGES" / "lsgraph.po"
    if not path.is_file():
        return Language(code, Locale.parse(LOCALES[code]))
    with path.open("rb") as source:
        catalogue = read_po(source, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(code, Locale.parse(LOCALES[code]), GNUTranslations(compiled))


def load_languages() -> dict[str, Language]:
    """Read every language, by code."""
    return {code: load_language(code) for code in LANGUAGES}


def choose_language(accept_language: str | None) -> str:
    """Return the code of the language that the reader's Accept-Language likes best.

    >>> choose_language("de, it-CH;q=0.8, en;q=0.5"), choose_language(None)
    ('it', 'en')
    """
    for tag, quality in parse_accept_header(accept_language or "", LanguageAccept):
        primary = tag.lower().split("-")[0]
        if quality > 0 and primary in (*LANGUAGES, "*"):
            return primary if primary in LANGUAGES else DEFAULT
    return DEFAULT


class LanguageConvertor(Convertor[str]):
    """A step of a path that is the code of a language: `/{language:language}/` in a route."""

    regex = "|".join(LANGUAGES)

    def convert(self, value: str) -> str:
        """Return the code."""
        return value

    def to_string(self, value: str) -> str:
        """Return the step of the path."""
        return value


register_url_convertor("language", LanguageConvertor())
