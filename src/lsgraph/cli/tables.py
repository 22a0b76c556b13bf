"""Questions and answers in a terminal, in the reader's language: drawn there, plain and unbroken where they are piped.

What is told of an answer goes to standard error, so that what is piped is the table alone. Texts are strangers': none of their
control characters reaches the terminal, where some are commands.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from shlex import quote

import typer
from babel import Locale
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lsgraph.questions.answer import Answer
from lsgraph.questions.catalogue import Catalogue, Question
from lsgraph.questions.choices import Option
from lsgraph.questions.evidence import Evidence
from lsgraph.questions.header import Parameter, ParameterType
from lsgraph.web.answers import About
from lsgraph.web.language import LOCALES, Language
from lsgraph.web.tables import EVIDENCE_COLUMNS, Kind, TableColumn, Value, table_of

PIPED_WIDTH = 100_000
"""Characters of a line where nobody looks at lines."""
SHOWN_CHOICES = 20
WORDS = {
    "en": {
        "rows": "rows",
        "row": "row",
        "covers_not": "Not in it",
        "sums": "Summed",
        "required": "required",
        "default": "by default",
        "from": "at least",
        "to": "at most",
        "more": "and {} more; give a name or an IRI",
        "parameters": "Parameters:",
        "columns": "Columns:",
        "example": "Example:",
        "ask": "lsgraph ask NAME asks one; lsgraph ask NAME --help tells what it can be told.",
        "document": "a document",
        "editors": "the editors of the register",
        "authority": "an outside authority",
        "software": "the software",
    },
    "it": {
        "rows": "righe",
        "row": "riga",
        "covers_not": "Non c'è",
        "sums": "Che cosa somma",
        "required": "necessario",
        "default": "se non si dice altro",
        "from": "almeno",
        "to": "al più",
        "more": "e altri {}; dare un nome o un IRI",
        "parameters": "Parametri:",
        "columns": "Colonne:",
        "example": "Esempio:",
        "ask": "lsgraph ask NOME ne fa una; lsgraph ask NOME --help dice che cosa si può chiedere.",
        "document": "un documento",
        "editors": "i curatori del registro",
        "authority": "un'autorità esterna",
        "software": "il software",
    },
}
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    r"""Return a text that does nothing but stand there, on one line.

    >>> shown("\x1b[31mred\ntape")
    '\ufffd[31mred tape'
    """
    return _CONTROLS.sub("\ufffd", " ".join(text.split("\n")).replace("\t", " "))


def is_looked_at() -> bool:
    """Return whether a person reads the output in a terminal."""
    return sys.stdout.isatty()


def told_catalogue(catalogue: Catalogue, language: str) -> None:
    """List the questions by topic."""
    width = max((len(question.name) for question in catalogue), default=0)
    for topic in catalogue.topics:
        typer.echo(topic.label.in_language(language))
        for question in topic.questions:
            typer.echo(f"  {question.name:{width}}  {question.header.title.in_language(language)}")
    typer.echo(WORDS[language]["ask"], err=True)


def told_question(question: Question, language: str, offered: Mapping[str, tuple[Option, ...]]) -> None:
    """Say what a question asks, what it can be told and what it gives."""
    header, words = question.header, WORDS[language]
    typer.echo(f"{header.title.in_language(language)}\n{header.question.in_language(language)}\n")
    if header.parameters:
        typer.echo(words["parameters"])
    for parameter in header.parameters:
        typer.echo(f"  --{parameter.name}  {_about_parameter(parameter, language)}")
        options = offered.get(parameter.name, ())
        for option in options[:SHOWN_CHOICES]:
            value = option.value if parameter.choices else option.label
            label = f"  {option.label}" if parameter.choices else ""
            typer.echo(f"      {shown(value)}{shown(label)}")
        if len(options) > SHOWN_CHOICES:
            typer.echo(f"      … {words['more'].format(len(options) - SHOWN_CHOICES)}")
    typer.echo(words["columns"])
    for column in header.columns:
        unit = f" ({column.unit.in_language(language)})" if column.unit else ""
        typer.echo(f"  {column.name}  {column.label.in_language(language)}{unit}")
    if header.sums:
        typer.echo(f"{words['sums']}: {header.sums.in_language(language)}")
    typer.echo(f"{words['covers_not']}: {header.covers_not.in_language(language)}")
    said = "".join(f" --{name} {quote(value)}" for name, value in header.example.items())
    typer.echo(f"{words['example']} lsgraph ask {question.name}{said}")


def told_table(about: About, answer: Answer) -> None:
    """Print an answer as a table: names, not IRIs, and numbers as the reader's language writes them."""
    language = _language(about.language)
    header, words = about.question.header, WORDS[about.language]
    typer.echo(f"{about.title}\n{header.question.in_language(about.language)}", err=True)
    _print(_drawn(_columns(answer, about.language), language))
    count = len(answer.rows)
    typer.echo(f"{language.number(count)} {words['row' if count == 1 else 'rows']}.", err=True)
    if header.sums:
        typer.echo(f"{words['sums']}: {header.sums.in_language(about.language)}", err=True)
    typer.echo(f"{words['covers_not']}: {header.covers_not.in_language(about.language)}", err=True)


def told_evidence(about: About, answer: Answer) -> None:
    """Print who says so, row by row, in the order of the table."""
    language = _language(about.language)
    rows = _rows(_columns(answer, about.language), language)
    for number, (words, row) in enumerate(zip(rows, answer.rows, strict=True), start=1):
        typer.echo(f"\n{number}. {' · '.join(word for word in words if word)}")
        for evidence in row.evidence:
            typer.echo(f"   {shown(_evidence_words(evidence, about.language))}")


def _about_parameter(parameter: Parameter, language: str) -> str:
    words = WORDS[language]
    told = [parameter.label.in_language(language)]
    told += [parameter.hint.in_language(language)] if parameter.hint else []
    told += [words["required"]] if parameter.required else []
    told += [f"{words['default']} {parameter.default}"] if parameter.default else []
    bounds = (("from", parameter.minimum), ("to", parameter.maximum))
    told += [f"{words[name]} {_bound(parameter, bound, language)}" for name, bound in bounds if bound is not None]
    return "; ".join(told)


def _bound(parameter: Parameter, bound: float, language: str) -> str:
    return f"{bound:.0f}" if parameter.type is ParameterType.YEAR else _language(language).number(Decimal(str(bound)))


def _evidence_words(evidence: Evidence, language: str) -> str:
    claim = evidence.claim
    if claim is None:
        source = f": {evidence.source.text}" if evidence.source else ""
        return f"{WORDS[language].get(evidence.speaker.value, evidence.speaker.value)}{source}"
    printed = " … ".join(f"«{literal.value}»" for literal in claim.printed)
    passage = claim.passage
    return f"{passage.document.name.text}, {passage.name.text}: {printed} <{claim.iri}>"


def _language(code: str) -> Language:
    return Language(code, Locale.parse(LOCALES[code]))


def _columns(answer: Answer, language: str) -> list[TableColumn]:
    """Return what a reader looks at: the columns without IRIs and evidence."""
    left_out = {f"{column.name}_iri" for column in answer.columns} | set(EVIDENCE_COLUMNS)
    return [column for column in table_of(answer, language) if column.name not in left_out]


def _rows(columns: list[TableColumn], language: Language) -> Iterator[list[str]]:
    for row in zip(*(column.values for column in columns), strict=True):
        yield [_value_words(value, language) for value in row]


def _drawn(columns: list[TableColumn], language: Language) -> Table:
    is_terminal = is_looked_at()
    drawn = Table(box=box.SIMPLE_HEAD if is_terminal else None, show_edge=False, pad_edge=False)
    for column in columns:
        heading = f"{column.label} ({column.unit})" if column.unit else column.label
        is_right = column.kind in (Kind.NUMBER, Kind.YEAR)
        drawn.add_column(Text(shown(heading)), justify="right" if is_right else "left", no_wrap=not is_terminal)
    for words in _rows(columns, language):
        drawn.add_row(*map(Text, words))
    return drawn


def _value_words(value: Value, language: Language) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return language.number(value)
        case date():
            return language.day(value)
    return shown(str(value))


def _print(drawn: Table) -> None:
    if is_looked_at():
        Console().print(drawn)
        return
    console = Console(width=PIPED_WIDTH, color_system=None)
    with console.capture() as captured:
        console.print(drawn)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())
    sys.stdout.flush()  # before what standard error is told next
