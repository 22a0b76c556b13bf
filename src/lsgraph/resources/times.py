"""When: the bounds, the printed words and the precision that claims and documents share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal

from lsgraph.resources.names import Name, Names, best_text
from lsgraph.resources.statements import Statements
from lsgraph.vocabulary import DCTERMS, LS


@dataclass(frozen=True, slots=True)
class Time:
    """A time as the graph holds it.

    Attributes:
        start: not before this day; None where it is open.
        end: not after this day; None where it is open.
        printed: the words of the document.
        edtf: the same in the Extended Date/Time Format (ISO 8601-2).
        precision: how exact it is.
        is_stated: whether the source prints it; otherwise the bounds are the editors' inference.
    """

    start: date | None = None
    end: date | None = None
    printed: Literal | None = None
    edtf: str | None = None
    precision: Name | None = None
    is_stated: bool = True


def day(text: str | None) -> date | None:
    """Return the day of an `xsd:date`, or None for what is none.

    >>> day("2019-03-26"), day("26 March")
    (datetime.date(2019, 3, 26), None)
    """
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def time_of(subject: str, statements: Statements, names: Names) -> Time | None:
    """Return the time of a claim or document, or None where nothing is said of it."""
    issued = statements.first(subject, DCTERMS.issued)
    precisions = statements.iris(subject, LS.timePrecision)
    time = Time(
        start=day(statements.first(subject, LS.start) or issued),
        end=day(statements.first(subject, LS.end) or issued),
        printed=best_text(statements.literals(subject, LS.datePrinted), names.language),
        edtf=statements.first(subject, LS.edtf),
        precision=names.name(precisions[0]) if precisions else None,
        is_stated=not any(precision.endswith("#notStated") for precision in precisions),
    )
    return time if time.start or time.end or time.printed or time.precision else None
