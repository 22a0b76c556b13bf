"""Saved questions and their topics as sources of a release."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsgraph.errors import GateError
from lsgraph.publish.cache import NO_CACHE
from lsgraph.publish.gate import GateOptions
from lsgraph.publish.identity import release_name, source_digests
from lsgraph.publish.release import check, publish
from lsgraph.publish.turtle import parse_files
from lsgraph.questions.catalogue import read_catalogue
from lsgraph.workspace import Workspace

TOPICS = '- {name: networks, label: {en: "Networks", it: "Reti"}}\n'


def name_of(workspace: Workspace) -> str:
    return release_name(source_digests(workspace, parse_files(workspace.source_files(), NO_CACHE)[0]))


def test_topics_are_part_of_a_release_and_of_its_name(workspace: Workspace, tmp_path: Path) -> None:
    without = name_of(workspace)
    (workspace.queries / "topics.yaml").write_text(TOPICS, "utf-8")
    release = publish(workspace, tmp_path / "releases", GateOptions()).release
    assert release.name == name_of(workspace) != without
    assert [topic.label.it for topic in read_catalogue(release.queries).topics] == ["Reti"]
    (workspace.queries / "topics.yaml").write_bytes(TOPICS.replace("Reti", "Le reti").encode())
    assert name_of(workspace) != release.name


def test_every_faulty_question_is_told_with_its_line(workspace: Workspace) -> None:
    (workspace.queries / "topics.yaml").write_text(TOPICS.replace("networks", "net works"), "utf-8")
    good = (workspace.queries / "members.rq").read_text("utf-8")
    (workspace.queries / "broken.rq").write_text(good.replace("#+ order: 1", "#+ order: one"), "utf-8")
    (workspace.queries / "many.rq").write_text(good.replace("rows: 1", "rows: 100"), "utf-8")
    with pytest.raises(GateError) as raised:
        check(workspace, GateOptions())
    told = {(finding.path.name if finding.path else "", finding.line) for finding in raised.value.findings}
    assert told == {("topics.yaml", 1), ("broken.rq", 4), ("many.rq", None)}


def test_a_topic_that_is_not_listed_stops_a_release(workspace: Workspace) -> None:
    (workspace.queries / "topics.yaml").write_text(TOPICS.replace("networks", "figures"), "utf-8")
    with pytest.raises(GateError, match=r"members\.rq:3: There is no topic networks"):
        check(workspace, GateOptions())
