"""The saved questions of a workspace or release, read and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from lsgraph.errors import ParameterError, QuestionFileError, UnknownQuestion
from lsgraph.questions.header import MARK, Header, Parameter, ParameterType, read_header
from lsgraph.questions.parameters import LANGUAGE, bind, block_of, term_of


@dataclass(frozen=True, slots=True)
class Question:
    """One saved question.

    Attributes:
        name: the file's name without `.rq`, and the last step of its IRI and address.
        header: what it says about itself.
        text: the SPARQL, without the header.
    """

    name: str
    header: Header
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
class Catalogue:
    """Saved questions in their order."""

    questions: tuple[Question, ...] = ()

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
        raise UnknownQuestion(f"There is no saved question {name[:100]!r}.")


def read_catalogue(folder: Path) -> Catalogue:
    """Read every `.rq` file of a folder, ordered as their headers say.

    Raises:
        QuestionFileError: a file that is no question, with the line that is at fault.
    """
    questions = [read_question(path) for path in sorted(folder.glob("*.rq"))]
    return Catalogue(tuple(sorted(questions, key=lambda question: (question.header.order, question.name))))


def read_question(path: Path) -> Question:
    """Read one question.

    Raises:
        QuestionFileError: its header or its VALUES blocks are faulty, with the line.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionFileError(path, 1, f"The file cannot be read: {error}.") from None
    header = read_header(path, lines)
    # The header's lines stay as empty ones while the text is checked, so that faults are told with their lines.
    blanked = "\n".join("" if line.startswith(MARK) else line for line in lines)
    for name in (LANGUAGE, *(parameter.name for parameter in header.parameters)):
        _check_block(path, blanked, name)
    for parameter in header.parameters:
        _check_parameter(path, lines, parameter)
    for name in (*header.evidence, *(column.name for column in header.columns)):
        if f"?{name}" not in blanked:
            raise QuestionFileError(path, _line_of(lines, name), f"The query has no variable ?{name}.")
    return Question(path.stem, header, blanked.strip() + "\n")


def _check_block(path: Path, text: str, name: str) -> None:
    found = list(block_of(name).finditer(text))
    if len(found) != 1:
        line = text.count("\n", 0, found[1].start()) + 1 if found else text.count("\n") + 1
        raise QuestionFileError(
            path, line, f"The query needs `VALUES ?{name} {{ UNDEF }}` exactly once; it has it {len(found)} times."
        )


def _check_parameter(path: Path, lines: list[str], parameter: Parameter) -> None:
    line = _line_of(lines, parameter.name)
    if (parameter.type is ParameterType.CHOICE) != bool(parameter.choices):
        raise QuestionFileError(path, line, f"Parameter {parameter.name}: a choice, and nothing else, has choices.")
    try:
        for choice in parameter.choices:
            NamedNode(choice.iri or "urn:none")
        if parameter.default:
            term_of(parameter, parameter.default)
    except (ValueError, ParameterError) as error:
        raise QuestionFileError(path, line, f"Parameter {parameter.name}: {error}.") from None


def _line_of(lines: list[str], name: str) -> int:
    """Return the line of the header that has a name as a word, the first where none has."""
    words = (number for number, line in enumerate(lines, start=1) if line.startswith(MARK) and name in line)
    return next(words, 1)
