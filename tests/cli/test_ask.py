"""Questions in the terminal: plain where they are piped, in the reader's language, and one line for what is wrong."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any

import pytest
from tests.cli.conftest import Desk
from typer.testing import CliRunner, Result

from lsgraph.cli import app, tables

FIGURES = """\
#+ title: {en: "Figures", it: "Cifre"}
#+ question: {en: "How much?", it: "Quanto?"}
#+ topic: networks
#+ order: 2
#+ parameters:
#+   - {name: member, type: thing, class: Agent, label: {en: member, it: membro}, hint: {en: "of a network", it: "di una rete"}}
#+   - {name: least, type: number, minimum: 0, maximum: 2500, default: "0", label: {en: least, it: minimo}}
#+   - {name: since, type: year, minimum: 1990, label: {en: since, it: dal}}
#+   - name: sure
#+     type: choice
#+     label: {en: sure, it: certo}
#+     choices:
#+       - {value: done, label: {en: "as a fact", it: "come fatto"}}
#+ columns:
#+   - {name: member, type: thing, label: {en: "member", it: "membro"}}
#+   - {name: value, type: number, unit: {en: euro, it: euro}, label: {en: "value", it: "valore"}}
#+   - {name: day, type: date, label: {en: "day", it: "giorno"}}
#+   - {name: note, type: text, label: {en: "note", it: "nota"}}
#+ evidence: [claim]
#+ sums: {en: "Nothing.", it: "Niente."}
#+ covers-not: {en: "The rest.", it: "Il resto."}
#+ example: {least: "2"}
#+ expects: {rows: 1}
PREFIX ls: <https://w3id.org/lsgraph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?member ?value ?day ?note ?claim {
  VALUES ?lang { "en" }
  VALUES ?member { UNDEF }
  VALUES ?least { 0 }
  VALUES ?since { UNDEF }
  VALUES ?sure { UNDEF }
  ?member ls:memberOf ?network . ?claim ls:participant ?member ; ls:in ?network .
  VALUES (?value ?day ?note) { (1234567.5 "2019-03-26"^^xsd:date "red\\u001B[31m") }
  FILTER(?value >= ?least)
}
ORDER BY ?member
"""


@pytest.fixture
def published(desk: Desk) -> Desk:
    desk.write("queries/figures.rq", FIGURES)
    desk.write("queries/topics.yaml", '- {name: networks, label: {en: "Networks", it: "Reti"}}\n')
    assert desk.publish().exit_code == 0
    return desk


def ask(desk: Desk, *arguments: str) -> Result:
    said = ["ask", *arguments, "--workspace", str(desk.root), "--releases", str(desk.releases)]
    return CliRunner().invoke(app, said, catch_exceptions=False)


def test_without_a_name_the_questions_are_listed_by_topic(published: Desk) -> None:
    lines = ask(published, "--lang", "it").stdout.splitlines()
    assert lines == ["Reti", "  members  Membri", "  figures  Cifre"]


def test_an_answer_is_a_plain_table_where_it_is_piped(published: Desk) -> None:
    result = ask(published, "figures")
    assert result.exit_code == 0
    heading, row = result.stdout.splitlines()
    assert heading.split() == ["member", "value", "(euro)", "day", "note"]
    assert "1,234,567.5" in row
    assert "26 March 2019" in row
    assert "\x1b" not in result.stdout
    assert "red\ufffd[31m" in row
    for told in ("How much?", "1 row.", "Nothing.", "The rest."):
        assert told in result.stderr


def test_numbers_names_and_words_are_the_readers(published: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "it_IT.UTF-8")
    result = ask(published, "figures")
    assert result.stdout.splitlines()[0].split() == ["membro", "valore", "(euro)", "giorno", "nota"]
    assert "1.234.567,5" in result.stdout
    assert "26 marzo 2019" in result.stdout
    assert "Il resto." in result.stderr


def test_in_a_terminal_the_table_is_drawn(published: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "is_looked_at", lambda: True)
    result = ask(published, "figures")
    assert result.exit_code == 0
    assert "─" in result.stdout
    assert "\x1b[31m" not in result.stdout


def test_evidence_is_told_row_by_row(published: Desk) -> None:
    lines = ask(published, "figures", "--evidence").stdout.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("1. "))
    assert "1,234,567.5" in lines[start]
    assert "«" in lines[start + 1]
    assert "https://example.org/kg/source/arno-news-2021/" in lines[start + 1]


def test_csv_and_json_are_what_the_server_gives(published: Desk) -> None:
    [row] = csv.DictReader(StringIO(ask(published, "figures", "--format", "csv").stdout))
    told: dict[str, Any] = json.loads(ask(published, "figures", "--format=json", "--lang", "it").stdout)
    assert row["value"] == "1234567.5"
    assert row["evidence_claim"] == told["rows"][0]["evidence"][0]["claim"]
    assert told["title"] == "Cifre"
    assert told["release"] == published.served()


def test_parameters_are_options(published: Desk) -> None:
    assert "--sure" in ask(published, "figures", "--help").stdout
    by_iri = ask(published, "figures", "--member=https://example.org/kg/id/agent/officina-verde", "--since", "2000")
    by_name = ask(published, "figures", "--member", "officina verde", "--sure", "AS A FACT")
    assert by_iri.exit_code == by_name.exit_code == 0
    assert by_iri.stdout == by_name.stdout


def test_help_tells_what_a_question_can_be_told(published: Desk) -> None:
    text = ask(published, "figures", "--help", "--lang", "it").stdout
    for told in ("--member  membro; di una rete", "Officina Verde", "al più 2.500", "almeno 1990", "done  come fatto"):
        assert told in text
    assert "lsgraph ask figures --least 2" in text
    assert "Usage: lsgraph ask" in ask(published, "--help").stdout or "--format" in ask(published, "--help").stdout


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["figure"], "There is no saved question 'figure'. Near it there is: figures."),
        (["figures", "--lest", "1"], "--lest: There is no parameter of this name; there are:"),
        (["figures", "--least", "many"], "--least: A number is written with digits"),
        (["figures", "--least", "2501"], "--least: The most that is taken is 2500."),
        (["figures", "--least"], "--least: The value is missing."),
        (["figures", "--least=1", "--least=2"], "--least: This is said more than once"),
        (["figures", "1"], "'1' belongs to no option"),
        (["figures", "--member", "Oficina Verde"], "Near it there is: Officina Verde."),
        (["figures", "--member", "https://example.org/kg/id/agent/nobody"], "does not describe"),
        (["figures", "--sure", "never"], "--sure: 'never' is not one of the choices."),
        (["figures", "--release", "zzz"], "0 releases of a name that begins with 'zzz'"),
    ],
)
def test_what_is_wrong_is_one_line(published: Desk, said: list[str], told: str) -> None:
    result = ask(published, *said)
    assert result.exit_code == 1
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert told in line


def test_without_a_release_it_says_how_to_make_one(desk: Desk) -> None:
    result = ask(desk, "members")
    assert result.exit_code == 1
    assert "lsgraph publish" in result.stderr


def test_another_release_can_be_asked(published: Desk) -> None:
    first = published.served()
    assert first is not None
    published.edit("queries/figures.rq", "1234567.5", "7654321.5")
    assert published.publish().exit_code == 0
    assert "7,654,321.5" in ask(published, "figures").stdout
    assert "1,234,567.5" in ask(published, "figures", "--release", first[:6]).stdout
