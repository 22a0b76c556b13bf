"""The saved questions as a page of the documentation, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from urllib.parse import urlencode

from lsgraph.questions.catalogue import Catalogue, Question
from lsgraph.questions.header import Parameter, ParameterType, Words
from lsgraph.questions.parameters import plain_number

HERE = "http://127.0.0.1:8000"
HEAD = """# Saved questions

What the graph can be asked without knowing SPARQL. `make questions` writes this page from the headers of `queries/*.rq`; it is
never edited. Each question is a page with a form (`/en/questions/NAME`), data for programs (`/api/questions/NAME`, as JSON,
CSV, XLSX or Parquet, described in `/openapi.json`), a command (`lsgraph ask NAME`), an example for SPARQL tools
(`/.well-known/sparql-examples`) and a test that every publication passes. [adding-a-question.md](adding-a-question.md) shows
how to add one.

CSV is plain: what its columns are called by people, their types and units stand in the description its `Link` header leads to
(`NAME.csv-metadata.json`, CSV on the Web). In workbooks units stand in the headings, in Parquet and JSON in the metadata.
"""


def questions_page(catalogue: Catalogue) -> str:
    """Return the page: questions by topic, each with all that its header says."""
    lines = [HEAD]
    for topic in catalogue.topics:
        lines += [f"## {topic.label.en} · {topic.label.it}", ""]
        lines += [f"- [{question.header.title.en}](#{question.name})" for question in topic.questions]
        lines.append("")
        for question in topic.questions:
            lines += _question(question)
    return "\n".join(lines)


def _question(question: Question) -> Iterator[str]:
    header = question.header
    yield f'### <a id="{question.name}"></a>{header.title.en} · {header.title.it}'
    yield ""
    yield f"> {_line(header.question.en)}  "
    yield f"> *{_line(header.question.it)}*"
    yield ""
    if header.parameters:
        yield from ("| parameter | what it is | takes | without it |", "|---|---|---|---|")
        yield from (_parameter(parameter) for parameter in header.parameters)
        yield ""
    yield f"Columns: {'; '.join(f'`{column.name}` {_both(column.label)}{_unit(column.unit)}' for column in header.columns)}."
    yield ""
    if header.drawing:
        yield f"Drawn as: {header.drawing.type}."
        yield ""
    if header.sums:
        yield f"Summed: {_line(header.sums.en)} *{_line(header.sums.it)}*"
        yield ""
    yield f"Not answered: {_line(header.covers_not.en)} *{_line(header.covers_not.it)}*"
    yield ""
    yield from _example(question)


def _parameter(parameter: Parameter) -> str:
    label = _both(parameter.label) + (f" ({_both(parameter.hint)})" if parameter.hint else "")
    left_out = "no answer" if parameter.required else f"`{parameter.default}`" if parameter.default else "all"
    return f"| `{parameter.name}` | {label} | {_takes(parameter)} | {left_out} |"


def _takes(parameter: Parameter) -> str:
    told = {
        ParameterType.THING: f"the IRI of a `{parameter.thing_class}`" if parameter.thing_class else "an IRI of its list",
        ParameterType.CHOICE: ", ".join(f"`{choice.value}` ({_both(choice.label)})" for choice in parameter.choices)
        or "an entry of its list",
        ParameterType.YEAR: "a year",
        ParameterType.NUMBER: "a number",
        ParameterType.TEXT: "a text",
    }[parameter.type]
    least = f", at least {plain_number(parameter.minimum)}" if parameter.minimum is not None else ""
    most = f", at most {plain_number(parameter.maximum)}" if parameter.maximum is not None else ""
    return told + least + most


def _example(question: Question) -> Iterator[str]:
    said = question.header.example
    query = f"?{urlencode(said)}" if said else ""
    options = "".join(f" --{name} {quote(value)}" for name, value in said.items())
    yield f"Example: <{HERE}/en/questions/{question.name}{query}>"
    yield ""
    yield "```sh"
    yield f"curl {quote(f'{HERE}/api/questions/{question.name}.csv{query}')}"
    yield f"lsgraph ask {question.name}{options}"
    yield "```"
    yield ""


def _both(words: Words) -> str:
    said = dict.fromkeys(_line(text).replace("|", "\\|") for text in (words.en, words.it))
    return " · ".join(said)


def _unit(words: Words | None) -> str:
    return f" (in {_both(words)})" if words else ""


def _line(text: str) -> str:
    return " ".join(text.split())
