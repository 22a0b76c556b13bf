"""YAML that people write by hand, checked against a model; each fault is told with the line it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from lsgraph.errors import QuestionFileError

T = TypeVar("T")


def read_yaml(path: Path, lines: Sequence[str], numbers: Sequence[int], model: TypeAdapter[T], subject: str) -> T:
    """Read YAML.

    Args:
        path: the file it stands in, for the message of what is raised.
        lines: the YAML, at least one line.
        numbers: the line of the file that each of these is.
        model: what it must be.
        subject: what the YAML is, to begin a sentence with: `The header`.

    Raises:
        QuestionFileError: it is no YAML, or says what it must not; with the line.
    """
    try:
        tree, said = _parse("\n".join(lines))
        return model.validate_python(said)
    except yaml.YAMLError as error:
        told = getattr(error, "problem", None) or getattr(error, "reason", "it cannot be read")
        raise QuestionFileError(path, numbers[_fault_line(error, len(numbers))], f"{subject} is not YAML: {told}.") from None
    except ValidationError as error:
        # A misspelt key is both unknown and missing: the one that stands there has a line.
        first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        place = ".".join(map(str, first["loc"])) or subject
        raise QuestionFileError(path, numbers[_line_of(tree, first["loc"])], f"{place}: {first['msg']}.") from None


def _parse(text: str) -> tuple[Any, Any]:
    """Return YAML as a tree whose nodes know their lines, and as Python's values; read once, by libyaml where it is there."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        tree = loader.get_single_node()
        return tree, loader.construct_document(tree) if tree is not None else None
    finally:
        loader.dispose()


def _fault_line(error: yaml.YAMLError, lines: int) -> int:
    """Return the line, from 0, where YAML stumbled; where that is the end, the line of what was never closed."""
    mark = getattr(error, "problem_mark", None)
    if mark is None or mark.line >= lines - 1:
        mark = getattr(error, "context_mark", None) or mark
    return min(mark.line, lines - 1) if mark else 0


def _line_of(node: Any, steps: tuple[int | str, ...]) -> int:  # noqa: ANN401 - yaml's nodes are untyped
    """Return the line, from 0, of the innermost part of a YAML tree on the way that pydantic names."""
    line: int = node.start_mark.line if node else 0
    for step in steps:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            found = (node.value[step], node.value[step])
        if found is None:
            break
        line, node = found[0].start_mark.line, found[1]
    return line
