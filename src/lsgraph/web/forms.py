"""The form of a saved question: its fields, what they offer, and what to say of a value that is not taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lsgraph.engine.base import rows
from lsgraph.errors import ParameterError
from lsgraph.questions.catalogue import Question
from lsgraph.questions.header import Parameter, ParameterType
from lsgraph.resources.names import read_names
from lsgraph.resources.statements import value
from lsgraph.vocabulary import LS
from lsgraph.web.language import Language
from lsgraph.web.site import Site

OFFERED_LIMIT = 300
"""Things one list offers; where there are more, the field takes an IRI."""


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a list."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    Attributes:
        parameter: what it is for.
        label: what to call it.
        value: what stands in it.
        options: what it offers; none means that it is typed.
        fault: what is wrong with its value.
    """

    parameter: Parameter
    label: str
    value: str
    options: tuple[Option, ...] = ()
    fault: str | None = None


async def read_form(
    site: Site, question: Question, values: Mapping[str, str], language: str, fault: ParameterError | None
) -> list[Field]:
    """Return the fields of a question's form, filled with what was said."""
    fields = []
    for parameter in question.header.parameters:
        is_faulty = fault is not None and fault.parameter == parameter.name
        fields.append(
            Field(
                parameter,
                parameter.label.in_language(language),
                values.get(parameter.name) or parameter.default or "",
                await _options(site, parameter, language),
                parameter_message(fault, question, site.languages[language]) if fault and is_faulty else None,
            )
        )
    return fields


def parameter_message(fault: ParameterError, question: Question, language: Language) -> str:
    """Return what to do about a value, in the reader's language."""
    parameter = question.parameter(fault.parameter)
    if parameter is None:
        return language.gettext("This question has no parameter %(name)s.") % {"name": fault.parameter}
    return {
        ParameterType.THING: language.gettext("Choose one of the list, or give an IRI that begins with https://."),
        ParameterType.CHOICE: language.gettext("Choose one of the list."),
        ParameterType.YEAR: language.gettext("Give a year with four digits, such as 2019."),
        ParameterType.TEXT: language.gettext("Give a text of at most 200 characters."),
    }[parameter.type]


async def _options(site: Site, parameter: Parameter, language: str) -> tuple[Option, ...]:
    if parameter.type is ParameterType.CHOICE:
        return tuple(Option(choice.value, choice.label.in_language(language)) for choice in parameter.choices)
    if parameter.type is ParameterType.THING and parameter.thing_class:
        wanted = parameter.thing_class
        return await site.keep(f"things {wanted} {language}", lambda: _things(site, wanted, language))
    return ()


async def _things(site: Site, thing_class: str, language: str) -> tuple[Option, ...]:
    text = f"SELECT DISTINCT ?thing WHERE {{ ?thing a {LS.term(thing_class)} }} ORDER BY ?thing LIMIT {OFFERED_LIMIT + 1}"
    found = [value(row, "thing") for row in await rows(site.engine, text)]
    if len(found) > OFFERED_LIMIT:
        return ()
    names = await read_names(site.engine, found, language)
    return tuple(Option(name.iri, name.text) for name in names.sorted(found))
