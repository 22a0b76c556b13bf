"""The saved questions of a workspace or release, read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from pyoxigraph import NamedNode

from lsgraph.errors import ParameterError, QuestionFileError, UnknownQuestion
from lsgraph.questions.header import MARK, ColumnType, Header, Parameter, ParameterType, Words, read_header
from lsgraph.questions.parameters import LANGUAGE, RESERVED, bind, block_of, term_of
from lsgraph.questions.topics import TOPICS, TopicLabel, read_topics, unlabelled

MEASURED = frozenset({ParameterType.YEAR, ParameterType.NUMBER})
ADDING = re.compile(r"\b(?:SUM|AVG)\s*\(", re.IGNORECASE)
_TIMES = frozenset({ColumnType.DATE, ColumnType.YEAR})
DRAWN_TYPES = {
    "value": frozenset({ColumnType.NUMBER}),
    "y": frozenset({ColumnType.NUMBER}),
    "x": _TIMES,
    "start": _TIMES,
    "end": _TIMES,
    "source": frozenset({ColumnType.THING}),
    "target": frozenset({ColumnType.THING}),
    "place": frozenset({ColumnType.THING}),
}
"""channel of a drawing -> the types of column it takes; any where it is not here."""


@dataclass(frozen=True, slots=True)
class Question:
    """One saved question.

    Attributes:
        name: the file's name without `.rq`, and the last step of its IRI and address.
        header: what it says about itself.
        text: the SPARQL, without the header.
    """

    name: str
    header: Header = field(hash=False)
    text: str

    def bound(self, values: Mapping[str, str] | None = None) -> str:
        """Return SPARQL that can be run.

        Args:
            values: values of parameters by name, and `lang`; what is missing or empty takes its default.

        Raises:
            ParameterError: a value that a parameter does not take, or a name that is none.
        """
        return bind(self.text, self.header.parameters, values or {})

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of a name."""
        return next((parameter for parameter in self.header.parameters if parameter.name == name), None)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic and its questions, in their order."""

    name: str
    label: Words
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Saved questions.

    Attributes:
        questions: all of them, in their order.
        labels: the topics, in theirs; those that no question has are among them.
    """

    questions: tuple[Question, ...] = ()
    labels: tuple[TopicLabel, ...] = ()

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def __len__(self) -> int:
        return len(self.questions)

    def question(self, name: str) -> Question:
        """Return the question of a name.

        Raises:
            UnknownQuestion: there is none.
        """
        for question in self.questions:
            if question.name == name:
                return question
        raise UnknownQuestion(f"There is no saved question {name[:100]!r}.{_advice(name, self.questions)}")

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics that have questions, in their order, each with its questions."""
        asked = {label: tuple(found for found in self if found.header.topic == label.name) for label in self.labels}
        return tuple(Topic(label.name, label.label, questions) for label, questions in asked.items() if questions)


def read_catalogue(folder: Path) -> Catalogue:
    """Read every `.rq` file of a folder, ordered as their headers say, and its topics.

    Raises:
        QuestionFileError: a file that is no question, a topic that the list of topics lacks: with the line at fault.
    """
    labels = read_labels(folder)
    return catalogue_of((read_question(path, labels) for path in sorted(folder.glob("*.rq"))), labels)


def catalogue_of(questions: Iterable[Question], labels: tuple[TopicLabel, ...] | None) -> Catalogue:
    """Put questions in their order, under their topics; where no file lists these, topics are their own names."""
    ordered = tuple(sorted(questions, key=lambda question: (question.header.order, question.name)))
    return Catalogue(ordered, unlabelled(question.header.topic for question in ordered) if labels is None else labels)


def read_labels(folder: Path) -> tuple[TopicLabel, ...] | None:
    """Read the topics beside the questions of a folder; None where no file lists them.

    Raises:
        QuestionFileError: the file is faulty, with the line.
    """
    path = folder / TOPICS
    return read_topics(path) if path.exists() else None


def read_question(path: Path, labels: tuple[TopicLabel, ...] | None = None) -> Question:
    """Read one question.

    Args:
        path: the file.
        labels: the topics it may be of; None lets it be of any.

    Raises:
        QuestionFileError: its header or its VALUES blocks are faulty, with the line.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionFileError(path, 1, f"The file cannot be read: {error}.") from None
    header = read_header(path, lines)
    _check_topic(path, lines, header, labels)
    # The header's lines stay as empty ones while the text is checked, so that faults are told with their lines.
    blanked = "\n".join("" if line.startswith(MARK) else line for line in lines)
    names = [parameter.name for parameter in header.parameters]
    _check_names(path, lines, names)
    for name in (LANGUAGE, *names):
        _check_block(path, blanked, name)
    for parameter in header.parameters:
        _check_parameter(path, lines, parameter)
    _check_drawing(path, lines, header)
    _check_sums(path, lines, header, blanked)
    for name in (*header.evidence, *(column.name for column in header.columns)):
        if f"?{name}" not in blanked:
            raise QuestionFileError(path, _line_of(lines, name), f"The query has no variable ?{name}.")
    _check_example(path, lines, header, blanked)
    return Question(path.stem, header, blanked.strip() + "\n")


def _check_topic(path: Path, lines: list[str], header: Header, labels: tuple[TopicLabel, ...] | None) -> None:
    if labels is not None and header.topic not in (names := [label.name for label in labels]):
        told = f"There is no topic {header.topic} in {TOPICS}; there are: {', '.join(names)}."
        raise QuestionFileError(path, _line_of(lines, "topic:"), told)


def _check_names(path: Path, lines: list[str], names: list[str]) -> None:
    for number, name in enumerate(names):
        if name in RESERVED:
            told = f"No parameter can be called {name}: addresses or commands have a use for it."
            raise QuestionFileError(path, _line_of(lines, name), told)
        if name in names[:number]:
            raise QuestionFileError(path, _line_of(lines, name), f"Two parameters are called {name}.")


def _check_block(path: Path, text: str, name: str) -> None:
    found = list(block_of(name).finditer(text))
    if len(found) != 1:
        line = text.count("\n", 0, found[1].start()) + 1 if found else text.count("\n") + 1
        raise QuestionFileError(
            path, line, f"The query needs `VALUES ?{name} {{ UNDEF }}` exactly once; it has it {len(found)} times."
        )


def _check_parameter(path: Path, lines: list[str], parameter: Parameter) -> None:
    line = _line_of(lines, parameter.name)
    if (parameter.type is ParameterType.CHOICE) != bool(parameter.choices or _offers_texts(parameter)):
        raise QuestionFileError(path, line, f"Parameter {parameter.name}: a choice, and nothing else, has choices.")
    if parameter.choices_query is not None:
        _check_choices_query(path, line, parameter.name, parameter.choices_query)
    if parameter.type not in MEASURED and (parameter.minimum, parameter.maximum) != (None, None):
        raise QuestionFileError(path, line, f"Parameter {parameter.name}: only years and numbers have a minimum or maximum.")
    try:
        for choice in parameter.choices:
            NamedNode(choice.iri or "urn:none")
        if parameter.default:
            term_of(parameter, parameter.default)
    except (ValueError, ParameterError) as error:
        raise QuestionFileError(path, line, f"Parameter {parameter.name}: {error}.") from None


def _offers_texts(parameter: Parameter) -> bool:
    return parameter.type is ParameterType.CHOICE and parameter.choices_query is not None


def _check_choices_query(path: Path, line: int, name: str, query: str) -> None:
    for variable in ("?value", "?label"):
        if variable not in query:
            raise QuestionFileError(path, line, f"Parameter {name}: its choices-query selects ?value and ?label.")
    if len(list(block_of(LANGUAGE).finditer(query))) != 1:
        raise QuestionFileError(path, line, f'Parameter {name}: its choices-query needs `VALUES ?lang {{ "en" }}` once.')


def _check_drawing(path: Path, lines: list[str], header: Header) -> None:
    """Check that what is drawn is a column, and of a type that can be drawn so."""
    if header.drawing is None:
        return
    types = {column.name: column.type for column in header.columns}
    line = _line_of(lines, "drawing:")
    said = header.drawing.model_dump(exclude={"type", "where"}, exclude_none=True)
    for channel, name in said.items():
        if name not in types:
            raise QuestionFileError(path, line, f"The drawing's {channel} is no column: {name}.")
        wanted = DRAWN_TYPES.get(channel)
        if wanted and types[name] not in wanted:
            told = " or ".join(sorted(kind.value for kind in wanted))
            raise QuestionFileError(path, line, f"The drawing's {channel} must be a column of type {told}: {name}.")
    for name in getattr(header.drawing, "where", {}):
        if name not in types:
            raise QuestionFileError(path, line, f"The drawing's where names no column: {name}.")


def _check_sums(path: Path, lines: list[str], header: Header, text: str) -> None:
    if header.sums is None and ADDING.search(text):
        raise QuestionFileError(path, _line_of(lines, "covers-not:"), "A query that adds numbers up says what it sums: `sums`.")


def _check_example(path: Path, lines: list[str], header: Header, text: str) -> None:
    line = _line_of(lines, "example:")
    try:
        bind(text, header.parameters, header.example)
    except ParameterError as error:
        raise QuestionFileError(path, line, f"The example cannot be asked: {error.parameter}: {error}.") from None
    columns = {column.name for column in header.columns}
    for row in header.expects.contains:
        for name in row:
            if name not in columns:
                raise QuestionFileError(path, _line_of(lines, "contains:"), f"What is expected names no column: {name}.")


def _advice(name: str, questions: Iterable[Question]) -> str:
    near = get_close_matches(name[:100], [question.name for question in questions])
    return f" Near it there is: {', '.join(near)}." if near else ""


def _line_of(lines: list[str], name: str) -> int:
    """Return the line of the header that has a name as a word, the first where none has."""
    word = re.compile(rf"\b{re.escape(name)}(?!\w)")
    return next((number for number, line in enumerate(lines, start=1) if line.startswith(MARK) and word.search(line)), 1)
