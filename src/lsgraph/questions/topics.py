"""The topics of saved questions: `queries/topics.yaml`, a list in the order in which they are shown.

- {name: overview, label: {en: "At a glance", it: "In sintesi"}}
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from lsgraph.errors import QuestionFileError
from lsgraph.questions.header import TOPIC_NAME, Part, Words
from lsgraph.questions.lined import read_yaml

TOPICS = "topics.yaml"
"""The file's name, beside the questions."""


class TopicLabel(Part):
    """One topic.

    Attributes:
        name: what questions say in their header.
        label: what people read.
    """

    name: str = Field(pattern=TOPIC_NAME)
    label: Words


_MODEL = TypeAdapter(Annotated[tuple[TopicLabel, ...], Field(min_length=1)])


def read_topics(path: Path) -> tuple[TopicLabel, ...]:
    """Read the topics.

    Raises:
        QuestionFileError: the file cannot be read or is faulty, or two topics have one name; with the line.
    """
    try:
        lines = path.read_text("utf-8").splitlines() or [""]
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionFileError(path, 1, f"The file cannot be read: {error}.") from None
    topics = read_yaml(path, lines, range(1, len(lines) + 1), _MODEL, "The list of topics")
    names = [topic.name for topic in topics]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise QuestionFileError(path, _last_line_with(lines, name), f"There is a topic {name} already.")
    return topics


def unlabelled(names: Iterable[str]) -> tuple[TopicLabel, ...]:
    """Return the topics where no file labels them: their own names, as they come."""
    return tuple(TopicLabel(name=name, label=Words(en=name, it=name)) for name in dict.fromkeys(names))


def _last_line_with(lines: list[str], name: str) -> int:
    return max(number for number, line in enumerate(lines, start=1) if name in line)
