"""What a claim says of figures, of how sure it is and of when, in words that an English or Italian reader would use.

"Over 8 billion euro", "planned for May 2021", "expected by the end of 2021", "when is not said": from value, approximation,
modality and time. The words are chosen so that none must agree in gender with a noun that is not known here. What a workspace
has beyond the terms known here is told with the name it gives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal

from lsgraph.resources.links import local_name
from lsgraph.resources.names import Name
from lsgraph.resources.times import Time
from lsgraph.resources.when import LOCALES, when_words

SCALES = {
    "en": ((10**9, "billion", "billion"), (10**6, "million", "million")),
    "it": ((10**9, "miliardo", "miliardi"), (10**6, "milione", "milioni")),
}
LARGEST = Decimal(10) ** 15

MODALITIES = {
    "en": {
        "done": "stated as fact",
        "underWay": "under way",
        "planned": "planned",
        "expected": "expected",
        "possible": "possible",
        "recommended": "recommended",
        "believed": "held as an opinion",
    },
    "it": {
        "done": "dato come fatto",
        "underWay": "in corso",
        "planned": "in programma",
        "expected": "secondo le previsioni",
        "possible": "come possibilità",
        "recommended": "come raccomandazione",
        "believed": "come opinione",
    },
}
HEDGES = {
    "en": {"exact": "", "about": "about", "over": "over", "almost": "almost", "atLeast": "at least", "upTo": "up to"},
    "it": {"exact": "", "about": "circa", "over": "oltre", "almost": "quasi", "atLeast": "almeno", "upTo": "fino a"},
}
COUNTED = frozenset({"person", "organisation", "project", "unit", "country", "position"})
"""Units that the measure's own name says, or that stand before the number."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The numbers of an observation.

    Attributes:
        measure: what is measured.
        unit: in what.
        value: the number, where there is one.
        least: the lower bound, where a range is given.
        most: the upper bound.
    """

    measure: Name | None = None
    unit: Name | None = None
    value: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """A claim's hedges in words; each empty where there is nothing to say.

    Attributes:
        figure: how much, with its hedge: "over 8 billion euro".
        status: how it stands to fact, and when: "planned for May 2021".
        when: when alone: "in May 2021".
    """

    figure: str = ""
    status: str = ""
    when: str = ""

    @property
    def text(self) -> str:
        """Everything in one line."""
        return "; ".join(filter(None, (self.figure, self.status)))


def say(modality: Name | None, approximation: Name | None, time: Time | None, figure: Figure | None, language: str) -> Saying:
    """Put what is known of a claim's sureness into words.

    Args:
        modality: how it stands to fact.
        approximation: how near its figure is.
        time: when it holds or happened.
        figure: how much.
        language: the reader's; English where it is another than Italian.
    """
    language = language if language in LOCALES else "en"
    when = when_words(time, language, modality)
    return Saying(
        figure=figure_words(figure, approximation, language) if figure else "",
        status=_status_words(modality, time, when, language),
        when=when,
    )


def figure_words(figure: Figure, approximation: Name | None, language: str) -> str:
    """Return how much, as people say it.

    >>> figure_words(Figure(unit=Name("u#euro", "euro"), value=Decimal("8000000000.0")), Name("a#over", "over"), "it")
    'oltre 8 miliardi di euro'
    """
    unit = local_name(figure.unit.iri) if figure.unit else ""
    hedge = _hedge_words(approximation, language)
    if figure.value is not None:
        if unit == "position":
            amount = _rank_words(figure.value, language)
        else:
            amount = _with_unit(_amount_words(figure.value, language), figure.unit, language)
        return " ".join(filter(None, (hedge, amount)))
    if figure.least is None and figure.most is None:
        return hedge
    if figure.least is not None and figure.most is not None:
        pattern = "tra {} e {}" if language == "it" else "between {} and {}"
        bounds = [_amount_words(bound, language) for bound in (figure.least, figure.most)]
        return _with_unit(pattern.format(*bounds), figure.unit, language)
    bound = figure.least if figure.least is not None else figure.most
    assert bound is not None
    known = HEDGES[language]["atLeast" if figure.least is not None else "upTo"]
    return f"{hedge or known} {_with_unit(_amount_words(bound, language), figure.unit, language)}"


def _status_words(modality: Name | None, time: Time | None, when: str, language: str) -> str:
    if modality is None:
        return when
    known = local_name(modality.iri)
    words = MODALITIES[language].get(known, modality.text)
    if not when:
        return words
    is_stated = time is None or time.is_stated
    if not is_stated or known not in {"planned", "expected", "underWay"}:
        return f"{words}, {when}"
    if known == "planned":
        when = _planned_for(when, language)
    return f"{words} {when}"


def _planned_for(when: str, language: str) -> str:
    """Return the time of a plan: planned *for* a year, month or day, otherwise as it is.

    >>> _planned_for("on 25 May 2021", "en"), _planned_for("ad aprile 2021", "it"), _planned_for("by the end of 2021", "en")
    ('for 25 May 2021', 'per aprile 2021', 'by the end of 2021')
    """
    changes = {
        "en": (("on ", "for "), ("in ", "for ")),
        "it": (("il ", "per il "), ("l'", "per l'"), ("nel ", "per il "), ("ad ", "per "), ("a ", "per ")),
    }
    for old, new in changes[language]:
        if when.startswith(old):
            return new + when.removeprefix(old)
    return when


def _hedge_words(approximation: Name | None, language: str) -> str:
    if approximation is None:
        return ""
    return HEDGES[language].get(local_name(approximation.iri), approximation.text)


def _amount_words(value: Decimal, language: str) -> str:
    """Return a number; a large round one with its scale, as documents print it."""
    if not value.is_finite() or abs(value) >= LARGEST:
        return str(value)
    for scale, one, many in SCALES[language]:
        scaled = value / scale
        if abs(scaled) >= 1 and scaled == round(scaled, 3):
            return f"{_digits(scaled, language)} {one if scaled == 1 else many}"
    return _digits(value, language)


def _digits(value: Decimal, language: str) -> str:
    plain = int(value) if value == value.to_integral_value() else value.normalize()
    return format_decimal(plain, locale=LOCALES[language], decimal_quantization=False)


def _with_unit(amount: str, unit: Name | None, language: str) -> str:
    known = local_name(unit.iri) if unit else ""
    if unit is None or known in COUNTED:
        return amount
    if known == "percent":
        return f"{amount}%"
    is_scaled = language == "it" and amount.split()[-1] in {word for scale in SCALES["it"] for word in scale[1:]}
    name = {"dose": "dosi" if language == "it" else "doses"}.get(known, unit.text)
    return f"{amount} di {name}" if is_scaled else f"{amount} {name}"


def _rank_words(value: Decimal, language: str) -> str:
    """Return a place in a ranking.

    >>> _rank_words(Decimal(3), "en"), _rank_words(Decimal(12), "en"), _rank_words(Decimal(1), "it")
    ('3rd place', '12th place', '1º posto')
    """
    if value != value.to_integral_value() or abs(value) >= LARGEST:
        return _amount_words(value, language)
    number = int(value)
    if language == "it":
        return f"{number}º posto"
    teen = 10 < number % 100 < 14  # eleventh to thirteenth
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending} place"
