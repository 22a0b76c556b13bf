"""Every error LSGraph raises on purpose.

    LsgraphError
    ├── SettingsError            a setting that cannot be used
    ├── WorkspaceError           a folder that is not a workspace, or lacks a part of one
    ├── GateError                sources that must not be published: holds the findings
    ├── ReleaseError             a release that is missing, damaged or cannot be written
    ├── ServeError               the server cannot start: the port is taken, the address is not ours
    ├── RequestError             an HTTP request that is not SPARQL protocol (defined in protocol/request.py)
    ├── EngineError              a query that got no answer
    │   ├── QueryRefused         refused before it ran: SERVICE, an update, nested too deep
    │   ├── QuerySyntaxError     not SPARQL: with line and column
    │   ├── QueryLimitReached    over its deadline or another ceiling: names the limit and its value
    │   ├── NotExpressible       an answer that the format asked for cannot say
    │   └── EngineUnavailable    no worker could answer
    │       └── EngineBusy       all are at work, and the queue is full or was too slow
    └── QuestionError            a saved question that cannot be read or asked
        ├── QuestionFileError    a faulty file: with its line
        ├── UnknownQuestion      no such name
        └── ParameterError       a value that a parameter does not take: names the parameter

The message is one sentence for the person who made the request, and says what to do next where that is not plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class LsgraphError(Exception):
    """The root: catching it catches every fault that is the caller's to mend."""


class SettingsError(LsgraphError):
    """A setting that cannot be used."""


class WorkspaceError(LsgraphError):
    """A folder that is not a workspace, or lacks a part of one."""


class ReleaseError(LsgraphError):
    """A release that is missing, damaged or cannot be written."""


class ServeError(LsgraphError):
    """The server cannot start."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault in the sources, told so that a curator can go and mend it.

    `str()` gives `path:line:column: message`, leaving out what is not known; lines and columns count from 1.
    """

    path: Path | None
    line: int | None
    column: int | None
    message: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)
        return f"{place}: {self.message}" if place else self.message


class GateError(LsgraphError):
    """Sources that must not be published.

    Args:
        findings: what is wrong, at least one.
        report: the SHACL validation report as Turtle, where the shapes were reached.
    """

    def __init__(self, findings: list[Finding], report: bytes | None = None) -> None:
        self.findings = sorted(findings, key=lambda finding: (str(finding.path or ""), finding.line or 0, finding.message))
        self.report = report
        super().__init__("\n".join(map(str, self.findings)))


class EngineError(LsgraphError):
    """A query that got no answer."""


class QueryRefused(EngineError):
    """A query refused before it ran."""


class QuerySyntaxError(EngineError):
    """A text that is not SPARQL; line and column count from 1 and are None where the parser does not say."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        self.line = line
        self.column = column
        super().__init__(message)


class QueryLimitReached(EngineError):
    """A query over one of its ceilings.

    Args:
        limit: the setting's name, its unit in it, for example `query_timeout_s`.
        value: the ceiling.
        advice: what to do next.
    """

    def __init__(self, limit: str, value: float, advice: str = "Ask for less, or split the question.") -> None:
        self.limit = limit
        self.value = value
        self.advice = advice
        super().__init__(f"The query reached the limit {limit} = {_plain(value)}. {advice}")


def _plain(value: float) -> str:
    """Return a number as people write it: `1,000,000`, `0.5`."""
    return f"{value:,.0f}" if value == round(value) else f"{value:g}"


class NotExpressible(EngineError):
    """An answer that the format asked for cannot say; the message names the format and others that can."""


class EngineUnavailable(EngineError):
    """No worker could answer: all busy, or the one that tried died."""


class EngineBusy(EngineUnavailable):
    """Every worker is at work: nothing is wrong, and asking again in a moment helps."""


class QuestionError(LsgraphError):
    """A saved question that cannot be read or asked."""


class QuestionFileError(QuestionError):
    """A faulty question file; `str()` is `path:line: message`."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        self.finding = Finding(path, line, None, message)
        super().__init__(str(self.finding))


class UnknownQuestion(QuestionError):
    """No saved question has this name."""


class ParameterFault(StrEnum):
    """Why a value is not taken."""

    NO_PARAMETER = "no-parameter"
    MISSING = "missing"
    FORM = "form"
    RANGE = "range"
    NOT_OFFERED = "not-offered"
    NOT_DESCRIBED = "not-described"
    OTHER_CLASS = "other-class"


class ParameterError(QuestionError):
    """A value that a parameter does not take.

    Args:
        parameter: its name.
        message: what is wrong and what is taken, in English.
        fault: which of the known faults it is, for who tells it in another language.
    """

    def __init__(self, parameter: str, message: str, fault: ParameterFault = ParameterFault.FORM) -> None:
        self.parameter = parameter
        self.fault = fault
        super().__init__(message)
