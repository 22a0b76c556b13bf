"""Question files are read, and each fault is told with the line it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsgraph.errors import QuestionFileError, UnknownQuestion
from lsgraph.questions.catalogue import Question, read_catalogue, read_question
from lsgraph.workspace import shipped_workspace

GOOD = """\
#+ title: {en: "Members", it: "Membri"}
#+ question: {en: "Who?", it: "Chi?"}
#+ topic: networks
#+ order: 3
#+ parameters:
#+   - {name: network, type: thing, class: Network, label: {en: "network", it: "rete"}}
#+   - name: sure
#+     type: choice
#+     label: {en: "how sure", it: "quanto certo"}
#+     choices:
#+       - {value: done, iri: "https://example.org/done", label: {en: "done", it: "fatto"}}
#+ columns:
#+   - {name: member, type: thing, label: {en: "member", it: "membro"}}
#+ evidence: [claim]
#+ covers-not: {en: "The rest.", it: "Il resto."}
#+ expects: {rows: 1}
SELECT ?member ?claim WHERE {
  VALUES ?lang { "en" }
  VALUES ?network { UNDEF }
  VALUES ?sure { UNDEF }
  ?claim ?network ?member ; ?sure ?lang .
} ORDER BY ?member
"""


def written(folder: Path, text: str, name: str = "members") -> Path:
    path = folder / f"{name}.rq"
    path.write_text(text, "utf-8")
    return path


def test_a_question_is_read(tmp_path: Path) -> None:
    question = read_question(written(tmp_path, GOOD))
    assert question.name == "members"
    assert question.header.title.in_language("it") == "Membri"
    assert question.header.covers_not.in_language("de") == "The rest."
    assert [parameter.name for parameter in question.header.parameters] == ["network", "sure"]
    assert question.text.startswith("SELECT")
    assert "#+" not in question.text


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("#+ topic: networks", "#+ topik: networks", 3, "topik"),
        ("#+ topic: networks", "#+ topic: Net Works", 3, "topic"),
        ("#+ order: 3", "#+ order: third", 4, "order"),
        ("type: thing, class", "type: thingy, class", 6, "parameters.0.type"),
        ("class: Network", "clas: Network", 6, "clas"),
        ("#+     type: choice", "#+     type: text", 7, "choice"),
        ('iri: "https://example.org/done"', 'iri: "not an iri"', 7, "sure"),
        ('label: {en: "done", it: "fatto"}', 'label: {en: "done"}', 11, "it"),
        ("#+   - {name: member, type: thing", "#+   - {name: member, type: thing, extra: 1", 13, "extra"),
        ("#+ expects: {rows: 1}", "#+ expects: {rows: -1}", 16, "rows"),
        ("#+ expects: {rows: 1}", "#+ expects: {rows: 1", 16, "YAML"),
        ("#+ order: 3", '#+ order: "3', 6, "YAML"),
        ("#+ evidence: [claim]", "#+ evidence: [proof]", 14, "?proof"),
        ("  VALUES ?sure { UNDEF }\n", "", 21, "?sure"),
        ("  VALUES ?sure { UNDEF }\n", "  VALUES ?sure { UNDEF }\n  VALUES ?sure { 1 }\n", 21, "2 times"),
        ('  VALUES ?lang { "en" }\n', "", 21, "?lang"),
        (
            "#+ expects: {rows: 1}",
            "#+ expects: {rows: 1}\n#+ drawing: {type: bar, category: member, value: claim}",
            17,
            "no column: claim",
        ),
        (
            "#+ expects: {rows: 1}",
            "#+ expects: {rows: 1}\n#+ drawing: {type: bar, category: member, value: member}",
            17,
            "type number",
        ),
        ("#+ expects: {rows: 1}", "#+ expects: {rows: 1}\n#+ drawing: {type: pie, value: member}", 17, "pie"),
        ("#+ expects: {rows: 1}", "#+ expects: {rows: 1}\n#+ example: {sure: never}", 17, "not one of the choices"),
        ("#+ expects: {rows: 1}", "#+ expects: {rows: 1, contains: [{who: x}]}", 16, "no column: who"),
        ("SELECT ?member ?claim WHERE", "SELECT ?member ?claim (SUM(1) AS ?n) WHERE", 15, "sums"),
        ("class: Network,", "class: Network, minimum: 1,", 6, "minimum"),
        ("{name: network, type", "{name: format, type", 6, "can be called format"),
        ("#+   - name: sure", "#+   - name: network", 6, "Two parameters"),
        ("class: Network,", "choices-query: 'SELECT ?value {}',", 6, "?label"),
        ("class: Network,", "choices-query: 'SELECT ?value ?label {}',", 6, "?lang"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, told: str) -> None:
    assert GOOD.count(old) == 1
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(QuestionFileError) as raised:
        read_question(path)
    assert raised.value.finding.path == path
    assert raised.value.finding.line == line
    assert told in raised.value.finding.message


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"SELECT * {}", "missing"),
        (b"\xff\xfe", "cannot be read"),
        (b"#+ 3\n", "dictionary"),
        (b"#+ title: \x07\n", "not YAML"),
    ],
)
def test_a_file_that_is_no_question_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "x.rq"
    path.write_bytes(content)
    with pytest.raises(QuestionFileError, match=told):
        read_question(path)


def test_questions_come_in_their_order(tmp_path: Path) -> None:
    for name, order in (("b", 2), ("c", 1), ("a", 2)):
        written(tmp_path, GOOD.replace("order: 3", f"order: {order}"), name)
    catalogue = read_catalogue(tmp_path)
    assert [question.name for question in catalogue] == ["c", "a", "b"]
    assert catalogue.question("b").header.order == 2
    with pytest.raises(UnknownQuestion, match="nothing"):
        catalogue.question("nothing")


def shipped() -> list[Question]:
    return list(read_catalogue(shipped_workspace() / "queries"))


@pytest.mark.parametrize("question", shipped(), ids=lambda question: question.name)
def test_shipped_questions_are_short_ordered_and_have_evidence(question: Question) -> None:
    assert len(question.text.splitlines()) <= 40
    assert "ORDER BY" in question.text
    assert question.header.evidence
    assert question.header.expects.rows > 0
