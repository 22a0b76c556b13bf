"""From any RDF file to a release that passed no gate: for data that others made and that are only to be queried.

Its graphs stay as they are. The default graph is the file's own together with every triple of its named graphs, each once.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse, serialize

from lsgraph.errors import Finding, GateError, ReleaseError
from lsgraph.publish.describe import Names, Statistics, describe_dataset, void_turtle
from lsgraph.publish.identity import NAME_LENGTH, RECIPE
from lsgraph.publish.progress import Progress, Step
from lsgraph.publish.release import Published
from lsgraph.publish.sorting import sort_lines
from lsgraph.publish.store import StoreFacts, build_store
from lsgraph.publish.turtle import syntax_reason
from lsgraph.publish.write import is_whole, publisher, serve_from_now_on, write_release
from lsgraph.release.layout import Release
from lsgraph.release.manifest import Manifest

_FORMATS = {
    "nq": RdfFormat.N_QUADS,
    "nt": RdfFormat.N_TRIPLES,
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
    "xml": RdfFormat.RDF_XML,
    "owl": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


def load(path: Path, releases: Path, base_iri: str, progress: Progress) -> Published:
    """Make a release of a file as it is, and activate it.

    Args:
        path: the file; its extension says its format.
        releases: the folder of releases.
        base_iri: the namespace of the data's own IRIs.
        progress: is told of the steps.

    Raises:
        ReleaseError: the format is not known, the file cannot be read, or the release cannot be written.
        GateError: the file is not what its extension says.
    """
    form = _format(path)
    digest = _digest(path)
    with publisher(releases):
        release = Release(releases / _name(form, digest, base_iri))
        is_new = not is_whole(release)
        if is_new:
            source = _Source(path, form, base_iri, digest)
            write_release(releases, release.name, lambda building: source.make(building, release.name, progress), progress)
        serve_from_now_on(release, progress, is_checked=False)
        return Published(release, is_new, ())


class _Source:
    """A file to load."""

    def __init__(self, path: Path, form: RdfFormat, base_iri: str, digest: str) -> None:
        self.path = path
        self.form = form
        self.names = Names(base_iri, {"en": path.name, "it": path.name}, {}, "")
        self.digest = digest

    def make(self, building: Release, name: str, progress: Progress) -> Manifest:
        """Write everything of a release but what seals it."""
        progress(Step.PARSE)
        unsorted = building.path / "unsorted.nq"
        self._transcode(unsorted)
        progress(Step.DUMP)
        sort_lines(unsorted, building.dump)
        unsorted.unlink()
        progress(Step.STORE)
        facts = build_store(building.store, lambda: _read(building.dump), self.names.base_iri)
        if not facts.quads:
            raise ReleaseError(f"{self.path} states nothing.")
        progress(Step.DESCRIBE)
        graphs = self._describe(building)
        building.report.write_bytes(b"")
        building.queries.mkdir()
        return self._manifest(name, facts, graphs)

    def _transcode(self, target: Path) -> None:
        """Write the file as N-Quads: read once, so that blank nodes are the same ones wherever its triples go."""
        try:
            with _open(self.path) as source:
                base = self.path.resolve().as_uri()
                quads = parse(source, format=self.form, base_iri=base)
                serialize(quads, output=str(target), format=RdfFormat.N_QUADS)
        except SyntaxError as error:
            reason = f"cannot be parsed: {syntax_reason(error)}"
            raise GateError([Finding(self.path, error.lineno, error.offset, reason)]) from None
        except (EOFError, gzip.BadGzipFile) as error:
            raise ReleaseError(f"{self.path} is not a whole gzip file: {error}.") from None

    def _describe(self, building: Release) -> int:
        """Write the description of what was loaded, and return how many named graphs it has."""
        store = Store.read_only(str(building.store))
        described = describe_dataset(self.names, Statistics.count(store, self.names.base_iri))
        building.void.write_bytes(void_turtle(described))
        return sum(1 for graph in store.named_graphs() if isinstance(graph, NamedNode))

    def _manifest(self, name: str, facts: StoreFacts, graphs: int) -> Manifest:
        return Manifest(
            name=name,
            recipe=RECIPE,
            base_iri=self.names.base_iri,
            title=self.names.title,
            description=self.names.description,
            licence_iri=self.names.licence_iri,
            is_checked=False,
            sources={self.path.name: self.digest},
            quads=facts.quads,
            triples=facts.triples,
            graphs=graphs,
        )


def _read(dump: Path) -> Iterator[Quad]:
    return parse(path=str(dump), format=RdfFormat.N_QUADS)


def _format(path: Path) -> RdfFormat:
    extension = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    if extension not in _FORMATS:
        raise ReleaseError(f"{path}: the format of .{extension} files is not known. Known are {', '.join(_FORMATS)}.")
    return _FORMATS[extension]


def _open(path: Path) -> IO[bytes]:
    opener = gzip.open if path.name.lower().endswith(".gz") else open
    return cast("IO[bytes]", opener(path, "rb"))


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReleaseError(f"{path} cannot be read: {error.strerror}.") from None


def _name(form: RdfFormat, digest: str, base_iri: str) -> str:
    return hashlib.sha256(f"load {RECIPE} {form.file_extension} {base_iri} {digest}".encode()).hexdigest()[:NAME_LENGTH]
