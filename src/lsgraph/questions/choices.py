"""What a parameter may be, as the graph has it: what a form offers, and whether what was said is among it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from pyoxigraph import Literal, NamedNode

from lsgraph.engine.base import Engine, Limits, Row, rows
from lsgraph.errors import ParameterError, ParameterFault
from lsgraph.questions.catalogue import Question
from lsgraph.questions.header import Parameter, ParameterType
from lsgraph.questions.parameters import LANGUAGE, bind, term_of
from lsgraph.resources.links import is_web_address
from lsgraph.resources.names import read_names
from lsgraph.resources.statements import value
from lsgraph.vocabulary import LS

SHOWN_LENGTH = 300
OFFERED_LIMIT = 1000
"""Entries one list offers; where there are more, nothing is offered, and the value is typed."""


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a list.

    Attributes:
        value: what stands in the address of the answer.
        label: what people read.
    """

    value: str
    label: str


async def choices(engine: Engine, parameter: Parameter, language: str, limits: Limits | None = None) -> tuple[Option, ...]:
    """Return what a parameter offers, in the order of its labels or of its own query; empty where it is typed.

    Args:
        engine: who is asked; the answer is the same as long as the release is.
        parameter: what is to be chosen.
        language: the reader's.
        limits: what it may cost.

    Raises:
        EngineError: the engine gave no answer.
    """
    if parameter.choices:
        return tuple(Option(choice.value, choice.label.in_language(language)) for choice in parameter.choices)
    if parameter.choices_query is not None:
        return _offered(await rows(engine, bind(parameter.choices_query, (), {LANGUAGE: language}), limits))
    if parameter.thing_class is not None:
        return await _things(engine, parameter.thing_class, language, limits)
    return ()


async def require_known(engine: Engine, question: Question, values: Mapping[str, str], limits: Limits | None = None) -> None:
    """See that what was said of things and choices is in the graph: an answer without rows would not tell.

    Args:
        engine: who is asked.
        question: whose parameters they are.
        values: values of its parameters by name; what `Question.bound` refuses is refused here too.
        limits: what it may cost.

    Raises:
        ParameterError: a thing that the graph does not describe or that is of another class, a choice that is not offered.
        EngineError: the engine gave no answer.
    """
    question.bound(values)
    for parameter in question.header.parameters:
        said = values.get(parameter.name, "").strip()
        if said and parameter.type is ParameterType.THING:
            await _require_thing(engine, parameter, said, limits)
        elif said and parameter.type is ParameterType.CHOICE and parameter.choices_query is not None:
            await _require_offered(engine, parameter, said, limits)


async def meant(engine: Engine, parameter: Parameter, said: str, language: str, limits: Limits | None = None) -> str:
    """Return the value that somebody means who typed a label instead; what is offered nowhere stays as it is.

    Raises:
        ParameterError: a thing or a choice that nothing offered is called like; it tells what is near.
        EngineError: the engine gave no answer.
    """
    if is_web_address(said) or parameter.type not in (ParameterType.THING, ParameterType.CHOICE):
        return said
    offered = await choices(engine, parameter, language, limits)
    wanted = said.strip().casefold()
    found = {option.value for option in offered if wanted in (option.value.casefold(), option.label.casefold())}
    if len(found) == 1:
        return found.pop()
    if not offered:
        return said
    near = _near(said, [option.label for option in offered])
    told = f"{said[:SHOWN_LENGTH]!r} is not one of the choices.{near}"
    raise ParameterError(parameter.name, told, ParameterFault.NOT_OFFERED)


async def _require_thing(engine: Engine, parameter: Parameter, said: str, limits: Limits | None) -> None:
    thing = term_of(parameter, said)
    if not await rows(engine, f"SELECT (1 AS ?is) WHERE {{ {thing} ?p ?o }} LIMIT 1", limits):
        raise ParameterError(
            parameter.name, f"The graph does not describe {said[:SHOWN_LENGTH]}.", ParameterFault.NOT_DESCRIBED
        )
    wanted = parameter.thing_class
    if wanted and not await rows(engine, f"SELECT (1 AS ?is) WHERE {{ {thing} a {LS.term(wanted)} }} LIMIT 1", limits):
        told = f"{said[:SHOWN_LENGTH]} is in the graph, but it is no {wanted}."
        raise ParameterError(parameter.name, told, ParameterFault.OTHER_CLASS)


async def _require_offered(engine: Engine, parameter: Parameter, said: str, limits: Limits | None) -> None:
    offered = [option.value for option in await choices(engine, parameter, "en", limits)]
    if offered and said not in offered:
        told = f"This is not one of the choices.{_near(said, offered)}"
        raise ParameterError(parameter.name, told, ParameterFault.NOT_OFFERED)


def _near(said: str, offered: list[str]) -> str:
    """Tell what is spelt like something, or has it in it."""
    wanted = said.casefold()
    spelt = {text.casefold(): text for text in offered}
    found = get_close_matches(wanted[:SHOWN_LENGTH], spelt) or [text for text in spelt if wanted in text][:3]
    return f" Near it there is: {', '.join(spelt[text] for text in found)}." if found else ""


def _offered(found: list[Row]) -> tuple[Option, ...]:
    """Return the rows of a choices-query, each value once, in the order of the query."""
    options = {said: Option(said, value(row, "label") or said) for row in found if (said := _said(row))}
    return tuple(options.values()) if len(options) <= OFFERED_LIMIT else ()


def _said(row: Row) -> str:
    term = row.get("value")
    return term.value if isinstance(term, NamedNode | Literal) else ""


async def _things(engine: Engine, thing_class: str, language: str, limits: Limits | None) -> tuple[Option, ...]:
    text = f"SELECT DISTINCT ?thing WHERE {{ ?thing a {LS.term(thing_class)} }} ORDER BY ?thing LIMIT {OFFERED_LIMIT + 1}"
    found = [value(row, "thing") for row in await rows(engine, text, limits)]
    if len(found) > OFFERED_LIMIT:
        return ()
    names = await read_names(engine, found, language)
    return tuple(Option(name.iri, name.text) for name in names.sorted(found))
