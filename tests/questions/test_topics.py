"""Topics are read in the order of their file, and each fault is told with the line it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsgraph.errors import QuestionFileError, UnknownQuestion
from lsgraph.questions.catalogue import read_catalogue
from lsgraph.questions.topics import read_topics
from lsgraph.workspace import shipped_workspace

TOPICS = """\
# In the order of the page.
- {name: networks, label: {en: "Networks", it: "Reti"}}
- {name: figures, label: {en: "Figures", it: "Cifre"}}
- {name: nobody-asks, label: {en: "Other", it: "Altro"}}
"""
QUESTION = """\
#+ title: {en: "Members", it: "Membri"}
#+ question: {en: "Who?", it: "Chi?"}
#+ topic: networks
#+ order: 3
#+ columns:
#+   - {name: member, type: iri, label: {en: "member", it: "membro"}}
#+ covers-not: {en: "The rest.", it: "Il resto."}
#+ expects: {rows: 1}
SELECT ?member WHERE { VALUES ?lang { "en" } ?member ?p ?o . } ORDER BY ?member
"""


def write(folder: Path, topics: str | None, *questions: tuple[str, str, int]) -> Path:
    if topics is not None:
        (folder / "topics.yaml").write_text(topics, "utf-8")
    for name, topic, order in questions:
        text = QUESTION.replace("topic: networks", f"topic: {topic}").replace("order: 3", f"order: {order}")
        (folder / f"{name}.rq").write_text(text, "utf-8")
    return folder


def test_questions_stand_under_their_topics_in_order(tmp_path: Path) -> None:
    folder = write(tmp_path, TOPICS, ("a", "figures", 1), ("b", "networks", 9), ("c", "networks", 2))
    topics = read_catalogue(folder).topics
    assert [(topic.name, [question.name for question in topic.questions]) for topic in topics] == [
        ("networks", ["c", "b"]),
        ("figures", ["a"]),
    ]
    assert topics[0].label.in_language("it") == "Reti"


def test_without_a_file_topics_are_their_own_names(tmp_path: Path) -> None:
    topics = read_catalogue(write(tmp_path, None, ("a", "zebras", 1), ("b", "apes", 2))).topics
    assert [(topic.name, topic.label.en) for topic in topics] == [("zebras", "zebras"), ("apes", "apes")]


def test_a_topic_that_the_file_lacks_is_a_fault_of_the_question(tmp_path: Path) -> None:
    folder = write(tmp_path, TOPICS, ("a", "weather", 1))
    with pytest.raises(QuestionFileError, match=r"no topic weather.*networks, figures") as raised:
        read_catalogue(folder)
    assert (raised.value.finding.path, raised.value.finding.line) == (folder / "a.rq", 3)


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("name: figures", "nom: figures", 3, "nom"),
        ("name: figures", "name: Figures!", 3, "pattern"),
        ('it: "Cifre"', 'fr: "Chiffres"', 3, "fr"),
        ("name: figures", "name: networks", 3, "already"),
        ('{en: "Figures", it: "Cifre"}}', '{en: "Figures", it: "Cifre"', 3, "YAML"),
    ],
)
def test_a_fault_of_the_file_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, told: str) -> None:
    path = tmp_path / "topics.yaml"
    path.write_text(TOPICS.replace(old, new), "utf-8")
    with pytest.raises(QuestionFileError, match=told) as raised:
        read_topics(path)
    assert (raised.value.finding.path, raised.value.finding.line) == (path, line)


@pytest.mark.parametrize("content", [b"", b"[]", b"name: networks", b"\xff\xfe", b"3"])
def test_what_is_no_list_of_topics_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "topics.yaml"
    path.write_bytes(content)
    with pytest.raises(QuestionFileError):
        read_topics(path)


def test_every_shipped_question_stands_under_a_topic_of_its_own() -> None:
    catalogue = read_catalogue(shipped_workspace() / "queries")
    assert sum(len(topic.questions) for topic in catalogue.topics) == len(catalogue)
    assert {topic.name for topic in catalogue.topics} <= {label.name for label in catalogue.labels}


def test_the_nearest_names_are_told(tmp_path: Path) -> None:
    catalogue = read_catalogue(write(tmp_path, None, ("members", "networks", 1)))
    with pytest.raises(UnknownQuestion, match=r"'member'\. Near it there is: members"):
        catalogue.question("member")
