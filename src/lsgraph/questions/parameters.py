"""Values of parameters as RDF terms in the VALUES blocks of a query.

A question has one block for each parameter, `VALUES ?network { UNDEF }`, whose content is replaced. A value is first made a
term and then written as SPARQL writes terms: it can only ever be one IRI or one literal there, whatever was typed.
SPARQL 1.1 Query Language, section 10 (inline data): UNDEF leaves the variable open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from lsgraph.errors import ParameterError, ParameterFault
from lsgraph.questions.header import Choice, Parameter, ParameterType
from lsgraph.resources.links import IRI_LENGTH_LIMIT, is_web_address
from lsgraph.vocabulary import XSD

LANGUAGE = "lang"
"""The parameter that every question has: the reader's language."""
LANGUAGES = ("en", "it")
FORMAT = "format"
"""What asks for a format, in an address or a command."""
RESERVED = frozenset({LANGUAGE, FORMAT, "page", "evidence", "release", "releases", "workspace", "help"})
"""Names that addresses and commands have a use for; no parameter has one of them."""
TEXT_LENGTH_LIMIT = 200
YEAR = re.compile(r"[12][0-9]{3}")
NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")


def block_of(*names: str) -> re.Pattern[str]:
    """Return the pattern of the VALUES block of any of some parameters."""
    return re.compile(rf"(\b(?i:VALUES)\s+\?({'|'.join(map(re.escape, names))})\s*\{{)([^{{}}]*)(\}})")


def term_of(parameter: Parameter, value: str) -> NamedNode | Literal:
    """Return a value as the term it is bound as.

    Raises:
        ParameterError: the parameter does not take this value.
    """
    if parameter.type is ParameterType.THING:
        return _thing(parameter, value)
    if parameter.type is ParameterType.CHOICE:
        return _chosen(parameter, value)
    if parameter.type is ParameterType.YEAR:
        if not YEAR.fullmatch(value):
            raise ParameterError(parameter.name, "A year has four digits, such as 2019.")
        _check_range(parameter, Decimal(value))
        return Literal(value, datatype=XSD.integer)
    if parameter.type is ParameterType.NUMBER:
        return _number(parameter, value)
    return _text(parameter, value)


def bind(text: str, parameters: tuple[Parameter, ...], values: Mapping[str, str]) -> str:
    """Return a query with the values of its parameters in place.

    Args:
        text: the query, with a VALUES block for each parameter and for `lang`.
        parameters: what it takes.
        values: what was said, by name; an empty text says nothing, `lang` is `en` or `it`.

    Raises:
        ParameterError: a value that its parameter does not take, or a name that is no parameter.
    """
    names = {parameter.name for parameter in parameters} | {LANGUAGE}
    for name in values:
        if name not in names:
            told = f"There is no parameter of this name; there are: {', '.join(sorted(names))}."
            raise ParameterError(name[:40], told, ParameterFault.NO_PARAMETER)
    terms = {LANGUAGE: str(Literal(known_language(values.get(LANGUAGE) or LANGUAGES[0])))}
    for parameter in parameters:
        value = values.get(parameter.name, "").strip() or parameter.default
        if not value and parameter.required:
            raise ParameterError(parameter.name, "The question needs a value here.", ParameterFault.MISSING)
        terms[parameter.name] = str(term_of(parameter, value)) if value else "UNDEF"
    # One pass over the question's own text: a value that looks like a block is never read again.
    return block_of(*terms).sub(lambda found: f"{found[1]} {terms[found[2]]} {found[4]}", text)


def known_language(value: str) -> str:
    """Return the code of a language that questions can be asked in.

    Raises:
        ParameterError: it is none of these.
    """
    if value not in LANGUAGES:
        raise ParameterError(LANGUAGE, f"The language is one of: {', '.join(LANGUAGES)}.", ParameterFault.NOT_OFFERED)
    return value


def _thing(parameter: Parameter, value: str) -> NamedNode:
    try:
        if is_web_address(value) and len(value) <= IRI_LENGTH_LIMIT:
            return NamedNode(value)
    except ValueError:
        pass
    raise ParameterError(parameter.name, "A thing is given by its IRI, which begins with http:// or https://.")


def _chosen(parameter: Parameter, value: str) -> NamedNode | Literal:
    if parameter.choices_query is not None:
        return _text(parameter, value)
    choice: Choice | None = next((choice for choice in parameter.choices if choice.value == value), None)
    if choice is None:
        known = ", ".join(choice.value for choice in parameter.choices)
        raise ParameterError(parameter.name, f"This is not one of the choices: {known}.", ParameterFault.NOT_OFFERED)
    return NamedNode(choice.iri) if choice.iri else Literal(choice.value)


def _number(parameter: Parameter, value: str) -> Literal:
    if not NUMBER.fullmatch(value):
        raise ParameterError(parameter.name, "A number is written with digits and at most one point, such as 1500000 or 2.5.")
    _check_range(parameter, Decimal(value))
    return Literal(value, datatype=XSD.decimal)


def _check_range(parameter: Parameter, value: Decimal) -> None:
    if parameter.minimum is not None and value < Decimal(str(parameter.minimum)):
        told = f"The least that is taken is {plain_number(parameter.minimum)}."
        raise ParameterError(parameter.name, told, ParameterFault.RANGE)
    if parameter.maximum is not None and value > Decimal(str(parameter.maximum)):
        told = f"The most that is taken is {plain_number(parameter.maximum)}."
        raise ParameterError(parameter.name, told, ParameterFault.RANGE)


def _text(parameter: Parameter, value: str) -> Literal:
    if len(value) > TEXT_LENGTH_LIMIT:
        raise ParameterError(parameter.name, f"A text has at most {TEXT_LENGTH_LIMIT} characters.")
    try:
        return Literal(value)
    except ValueError:
        raise ParameterError(parameter.name, "The text holds characters that are no Unicode text.") from None


def plain_number(number: float) -> str:
    """Return a number as it is typed: `1500000`, where `%g` would say `1.5e+06`."""
    return f"{Decimal(str(number)).normalize():f}"
