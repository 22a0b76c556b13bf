"""The form of a saved question: its fields, what they offer, and what to say of a value that is not taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lsgraph.engine.base import Limits
from lsgraph.errors import ParameterError, ParameterFault
from lsgraph.questions.catalogue import MEASURED, Question
from lsgraph.questions.choices import Option, choices
from lsgraph.questions.header import Parameter, ParameterType
from lsgraph.web.asking import Asking
from lsgraph.web.language import Language
from lsgraph.web.site import Site


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    Attributes:
        parameter: what it is for.
        label: what to call it.
        value: what stands in it.
        options: what it offers; none means that it is typed.
        hint: what is said beside it.
        fault: what is wrong with its value.
    """

    parameter: Parameter
    label: str
    value: str
    options: tuple[Option, ...] = ()
    hint: str | None = None
    fault: str | None = None

    @property
    def id(self) -> str:
        """Its id in the page."""
        return f"field-{self.parameter.name}"

    @property
    def offers_all(self) -> bool:
        """Whether it may be left open: what must be said, or has a default, is never open."""
        return not self.parameter.required and not self.parameter.default

    @property
    def is_among_options(self) -> bool:
        """Whether what stands in it is offered."""
        return any(option.value == self.value for option in self.options)

    @property
    def shown(self) -> str:
        """What stands in it, as people read it; empty where it is left open."""
        return next((option.label for option in self.options if option.value == self.value), self.value)

    @property
    def is_number(self) -> bool:
        """Whether digits are typed in it."""
        return self.parameter.type in MEASURED

    @property
    def least(self) -> str | None:
        """The least that it takes, as HTML writes numbers."""
        return _typed(self.parameter.minimum)

    @property
    def most(self) -> str | None:
        """The most that it takes, as HTML writes numbers."""
        return _typed(self.parameter.maximum)


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
                await offered(site, parameter, language),
                parameter.hint.in_language(language) if parameter.hint else None,
                parameter_message(fault, question, site.languages[language]) if fault and is_faulty else None,
            )
        )
    return fields


async def example_words(site: Site, asking: Asking) -> str | None:
    """Return what the example of a question says, in words; None where there is nothing to say."""
    if asking.example is None:
        return None
    fields = await read_form(site, asking.question, asking.example.values, asking.language, None)
    said = [f"{field.label}: {field.shown}" for field in fields if field.parameter.name in asking.example.values]
    return ", ".join(said) or None


def parameter_message(fault: ParameterError, question: Question, language: Language) -> str:
    """Return what to do about a value, in the reader's language."""
    parameter = question.parameter(fault.parameter)
    if parameter is None:
        return language.gettext("This question has no parameter %(name)s.") % {"name": fault.parameter}
    by_fault = {
        ParameterFault.MISSING: language.gettext("The question needs a value here."),
        ParameterFault.NOT_DESCRIBED: language.gettext("The graph does not describe this."),
        ParameterFault.OTHER_CLASS: language.gettext("This is in the graph, but of another kind. Choose one of the list."),
        ParameterFault.RANGE: _range_message(parameter, language),
    }
    by_type = {
        ParameterType.THING: language.gettext("Choose one of the list, or give an IRI that begins with https://."),
        ParameterType.CHOICE: language.gettext("Choose one of the list."),
        ParameterType.YEAR: language.gettext("Give a year with four digits, such as 2019."),
        ParameterType.NUMBER: language.gettext("Give a number with digits and at most one point, such as 1500000 or 2.5."),
        ParameterType.TEXT: language.gettext("Give a text of at most 200 characters."),
    }
    return by_fault.get(fault.fault) or by_type[parameter.type]


def _range_message(parameter: Parameter, language: Language) -> str:
    least, most = parameter.minimum, parameter.maximum
    told = {"least": _bound(parameter, least, language), "most": _bound(parameter, most, language)}
    if least is not None and most is not None:
        return language.gettext("Give a value from %(least)s to %(most)s.") % told
    if least is not None:
        return language.gettext("Give a value of at least %(least)s.") % told
    return language.gettext("Give a value of at most %(most)s.") % told


def _bound(parameter: Parameter, bound: float | None, language: Language) -> str:
    if bound is None:
        return ""
    return f"{bound:.0f}" if parameter.type is ParameterType.YEAR else language.number(Decimal(str(bound)))


async def offered(site: Site, parameter: Parameter, language: str) -> tuple[Option, ...]:
    """Return what a parameter offers, asked of the graph once for each release."""
    if parameter.choices:
        return await choices(site.engine, parameter, language)
    key = f"choices {language} {parameter.thing_class} {parameter.choices_query}"
    limits = Limits(site.settings.query_timeout_s, site.settings.result_limit_bytes)
    return await site.keep(key, lambda: choices(site.engine, parameter, language, limits))


def _typed(bound: float | None) -> str | None:
    return None if bound is None else f"{Decimal(str(bound)).normalize():f}"
