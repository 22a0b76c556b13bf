"""Reading Turtle files: RDF 1.1 Turtle, with two rules of the house, no blank nodes and no `@base`.

Without blank nodes the sorted N-Quads of a file are canonical: the same statements give the same bytes, however the file was
laid out. They are kept between runs, so that only what changed is parsed again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

from lsgraph.errors import Finding
from lsgraph.publish.cache import Cache, digest
from lsgraph.publish.lines import find_places
from lsgraph.publish.serial import to_bytes
from lsgraph.workspace import SourceFile

PARSER_VERSION = "1"
REASON_LENGTH = 240
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A source file and what it states.

    Attributes:
        source: the file.
        text: its text, with plain line ends.
        nquads: its statements as sorted N-Quads.
        is_from_cache: whether it was kept from an earlier run.
    """

    source: SourceFile
    text: str
    nquads: bytes
    is_from_cache: bool

    @property
    def digest(self) -> str:
        """The SHA-256 of its canonical content."""
        return hashlib.sha256(self.nquads).hexdigest()

    def quads(self) -> Iterator[Quad]:
        """Read its statements."""
        return parse(self.nquads, format=RdfFormat.N_QUADS)


def parse_files(sources: Iterable[SourceFile], cache: Cache) -> tuple[list[ParsedFile], list[Finding]]:
    """Parse source files; every faulty one is reported, not only the first.

    Returns:
        The files that could be read, in the order given, and what is wrong with the others.
    """
    files, findings = [], []
    for source in sources:
        outcome = parse_file(source, cache)
        if isinstance(outcome, ParsedFile):
            files.append(outcome)
        else:
            findings += outcome
    return files, findings


def parse_file(source: SourceFile, cache: Cache) -> ParsedFile | list[Finding]:
    """Parse one source file, or say what is wrong with it."""
    text = _read(source)
    if isinstance(text, Finding):
        return [text]
    key = digest("turtle", PARSER_VERSION, source.graph_iri, text)
    if (kept := cache.read(key)) is not None:
        return ParsedFile(source, text, kept, is_from_cache=True)
    quads = _parse(source, text)
    if isinstance(quads, Finding):
        return [quads]
    if findings := list(_rule_breaks(source, text, quads)):
        return findings
    nquads = canonical_nquads(quads)
    cache.write(key, nquads)
    return ParsedFile(source, text, nquads, is_from_cache=False)


def canonical_nquads(quads: Iterable[Quad]) -> bytes:
    """Return quads that have no blank nodes as sorted N-Quads, each once."""
    lines = to_bytes(quads, RdfFormat.N_QUADS).splitlines(keepends=True)
    return b"".join(sorted(set(lines)))


def syntax_reason(error: SyntaxError) -> str:
    """Return what a parser's message says without its place, shortened where it copies half the file."""
    place, colon, reason = str(error.msg).partition(": ")
    told = reason if colon and place.startswith(("Parser error", "error at")) else str(error.msg)
    line = " ".join(told.split())
    return line if len(line) <= REASON_LENGTH else f"{line[:REASON_LENGTH]}…"


def _read(source: SourceFile) -> str | Finding:
    try:
        content = source.path.read_bytes()
    except OSError as error:
        return Finding(source.path, None, None, f"cannot be read: {error.strerror}")
    if content.startswith(_BOM):
        return Finding(source.path, 1, 1, "begins with a byte order mark; save it as UTF-8 without one")
    # Line ends are git's business: a literal over several lines is the same in every checkout.
    plain = content.replace(b"\r\n", b"\n")
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError as error:
        line = plain.count(b"\n", 0, error.start) + 1
        return Finding(source.path, line, None, "is not UTF-8 here; save the file as UTF-8")


def _parse(source: SourceFile, text: str) -> list[Quad] | Finding:
    try:
        graph = NamedNode(source.graph_iri)
        triples = parse(text, format=RdfFormat.TURTLE, base_iri=source.graph_iri)
        quads = [Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples]
    except SyntaxError as error:
        return Finding(source.path, error.lineno, error.offset, f"not Turtle: {syntax_reason(error)}")
    except ValueError as error:
        return Finding(source.path, None, None, f"its path does not make an IRI, {source.graph_iri}: {error}")
    return quads or Finding(source.path, 1, None, "states nothing; write a statement or delete the file")


def _rule_breaks(source: SourceFile, text: str, quads: list[Quad]) -> Iterator[Finding]:
    places = find_places(text, source.graph_iri)
    for line in places.bases:
        yield Finding(source.path, line, None, f"has a base of its own; leave it out, the base is {source.graph_iri}")
    if any(not isinstance(quad.subject, NamedNode) or _is_nameless(quad) for quad in quads):
        for nameless in places.blank_nodes or (None,):
            yield Finding(source.path, nameless, None, "has a blank node; give it a name, such as <#what-it-is>")


def _is_nameless(quad: Quad) -> bool:
    return isinstance(quad.object, BlankNode | Triple)
