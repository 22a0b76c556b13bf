"""The house has floors, and imports only go down: docs/architecture.md draws them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import lsgraph

PACKAGE = Path(lsgraph.__file__).parent

# From the ground up. A module may import from its own floor's own room and from any floor below, never from beside or above.
FLOORS: list[set[str]] = [
    {"errors", "vocabulary"},
    {"workspace", "settings"},
    {"release", "texts"},
    {"engine"},
    {"protocol"},
    {"resources"},
    {"questions"},
    {"drawings"},
    {"publish"},
    {"web"},
    {"cli"},
]
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "_workspace" not in path.parts)


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported_rooms(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            module = node.module or ""
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "lsgraph" else [module]
        yield from (name.split(".")[1] for name in names if name.startswith("lsgraph."))


def may_import(room: str, other: str) -> bool:
    return other == room or LEVEL[other] < LEVEL[room] or (LEVEL[room] <= 1 and LEVEL[other] <= LEVEL[room])


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    room = room_of(path)
    if room in {"__init__", "__main__", "py"}:
        return
    assert room in LEVEL, f"{room} stands on no floor: give it one here and in docs/architecture.md"
    for other in imported_rooms(path):
        if other != "__version__":
            assert may_import(room, other), f"{room} imports {other}, which stands above or beside it"


def test_a_climb_would_be_caught() -> None:
    assert not may_import("engine", "web")
    assert not may_import("resources", "questions")
    assert may_import("web", "engine")


def test_only_the_shacl_adapter_imports_rdflib() -> None:
    importers = {str(path.relative_to(PACKAGE)) for path in modules() if "rdflib" in path.read_text("utf-8")}
    assert importers <= {"publish/validators.py"}
