"""A workspace: the folder with `ontology/`, `data/ttl/`, `shapes/` and `queries/` that the commands check, publish and serve.

A Turtle file's place in the tree gives the IRI of the graph it fills, and what kind of graph that is:

    ontology/lsgraph.ttl                          <base>ontology                    register
    ontology/roles.ttl                            <base>ontology/roles              register
    data/ttl/register/agents/kedrion.ttl          <base>register/agents/kedrion     register
    data/ttl/reference/sdgs.ttl                   <base>reference/sdgs              reference
    data/ttl/sources/DOCUMENT/PASSAGE.ttl         <base>source/DOCUMENT/PASSAGE     passage
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from pyoxigraph import NamedNode

from lsgraph.errors import WorkspaceError

PARTS = ("ontology", "data/ttl", "shapes", "queries")
CONFIGURATION = "lsgraph.toml"


class GraphKind(StrEnum):
    """Who speaks in a graph: a document, the editors, an outside authority, or the software."""

    PASSAGE = "PassageGraph"
    REGISTER = "RegisterGraph"
    REFERENCE = "ReferenceGraph"
    INFERRED = "InferredGraph"
    ADMINISTRATIVE = "AdministrativeGraph"


@dataclass(frozen=True, slots=True, order=True)
class SourceFile:
    """One Turtle file of a workspace.

    Attributes:
        path: where it is.
        graph_iri: the named graph it fills, which is also the base IRI it is parsed with.
        kind: who speaks in it.
    """

    path: Path
    graph_iri: str
    kind: GraphKind


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder to check, publish and serve; open one with `Workspace.open`."""

    root: Path
    base_iri: str
    ontology_name: str
    title: dict[str, str]
    description: dict[str, str]
    licence_iri: str

    @classmethod
    def open(cls, root: Path) -> Self:
        """Read the workspace at `root`.

        Raises:
            WorkspaceError: a part of it is missing, or its `lsgraph.toml` cannot be read.
        """
        configuration = root / CONFIGURATION
        try:
            table = tomllib.loads(configuration.read_text("utf-8")).get("workspace")
        except FileNotFoundError:
            raise WorkspaceError(f"{root} is not a workspace: it has no {CONFIGURATION}.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise WorkspaceError(f"{configuration}: {error}") from None
        if not isinstance(table, dict):
            raise WorkspaceError(f"{configuration}: the table [workspace] is missing.")
        for part in PARTS:
            if not (root / part).is_dir():
                raise WorkspaceError(f"{root} is not a whole workspace: it has no folder {part}/.")
        return cls(root, **_checked(configuration, table))

    def source_files(self) -> list[SourceFile]:
        """Return every Turtle file of the graph, ordered by graph IRI."""
        found = [*self._ontology_files(), *self._data_files()]
        return sorted(found, key=lambda source: source.graph_iri)

    def shape_files(self) -> list[Path]:
        """Return the SHACL files of the gate, without the examples that test them."""
        return _files(self.root / "shapes", "*.ttl")

    def hygiene_files(self) -> list[Path]:
        """Return the queries whose rows are faults."""
        return _files(self.root / "shapes" / "hygiene", "*.rq")

    @property
    def queries(self) -> Path:
        """The folder of the saved questions."""
        return self.root / "queries"

    def question_files(self) -> list[Path]:
        """Return the saved questions."""
        return _files(self.queries, "*.rq")

    def catalogue_files(self) -> list[Path]:
        """Return the saved questions and the list of their topics, where there is one."""
        return [*self.question_files(), *_files(self.queries, "topics.yaml")]

    def _ontology_files(self) -> Iterator[SourceFile]:
        for path in _files(self.root / "ontology", "*.ttl"):
            suffix = "" if path.stem == self.ontology_name else f"/{path.stem}"
            yield SourceFile(path, f"{self.base_iri}ontology{suffix}", GraphKind.REGISTER)

    def _data_files(self) -> Iterator[SourceFile]:
        trees = {
            "register": ("register", GraphKind.REGISTER),
            "reference": ("reference", GraphKind.REFERENCE),
            "sources": ("source", GraphKind.PASSAGE),
        }
        data = self.root / "data" / "ttl"
        for path in _files(data, "**/*.ttl"):
            tree, *steps = path.relative_to(data).with_suffix("").parts
            if tree not in trees or not steps:
                raise WorkspaceError(f"{path}: Turtle files live under {', '.join(trees)} in {data}.")
            segment, kind = trees[tree]
            yield SourceFile(path, f"{self.base_iri}{segment}/{'/'.join(steps)}", kind)


def shipped_workspace() -> Path:
    """Return the folder of the workspace that comes with LSGraph: in the wheel, or in the checkout it runs from."""
    package = Path(__file__).parent
    packaged = package / "_workspace"
    return packaged if packaged.is_dir() else package.parent.parent


def is_installed(root: Path) -> bool:
    """Return whether `root` is the workspace inside an installed package, which is not ours to write to."""
    return root.resolve() == (Path(__file__).parent / "_workspace").resolve()


def _files(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a pattern, without what editors and systems leave beside them under a name with a dot."""
    found = (path for path in folder.glob(pattern) if path.is_file())
    return sorted(path for path in found if not any(step.startswith(".") for step in path.relative_to(folder).parts))


def _checked(configuration: Path, table: dict[str, Any]) -> dict[str, Any]:
    base_iri = str(table.get("base_iri", ""))
    if not _is_web_iri(base_iri) or not base_iri.endswith("/"):
        raise WorkspaceError(f"{configuration}: base_iri must be an http(s) IRI that ends in '/'.")
    licence_iri = str(table.get("licence", ""))
    if licence_iri and not _is_web_iri(licence_iri):
        raise WorkspaceError(f"{configuration}: licence must be the http(s) IRI of a licence.")
    return {
        "base_iri": base_iri,
        "ontology_name": str(table.get("ontology", "lsgraph")),
        "title": _by_language(configuration, table, "title"),
        "description": _by_language(configuration, table, "description"),
        "licence_iri": licence_iri,
    }


def _by_language(configuration: Path, table: dict[str, Any], name: str) -> dict[str, str]:
    texts = table.get(name, {})
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise WorkspaceError(f"{configuration}: {name} must be a table of languages, such as {name}.en = '…'.")
    return texts


def _is_web_iri(text: str) -> bool:
    try:
        return NamedNode(text).value.startswith(("http://", "https://"))
    except ValueError:
        return False
