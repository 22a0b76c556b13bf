"""Where everything stands in a release and in the folder of releases.

RELEASES/
  current              symbolic link to the release being served: the pointer
  log.jsonl            who activated what, when: times live here, never in a release
  cache/               work kept between runs, named by digest; may be deleted at any time
  NAME/
    store/             Oxigraph (RocksDB): every graph, and every triple once more, merged, in the default graph
    dump.nq            every named graph, sorted N-Quads
    report.ttl         the SHACL validation report
    void.ttl           the VoID description
    queries/           the saved questions that passed with these data, and their topics
    manifest.json      what the release is made of
    SHA256SUMS         a digest of every other file, as `sha256sum --check` reads it
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.json"
CHECKSUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Release:
    """A release on disk."""

    path: Path

    @property
    def name(self) -> str:
        """The digest of its sources."""
        return self.path.name

    @property
    def store(self) -> Path:
        """The folder of the Oxigraph store."""
        return self.path / "store"

    @property
    def dump(self) -> Path:
        """The N-Quads file of every named graph."""
        return self.path / "dump.nq"

    @property
    def report(self) -> Path:
        """The SHACL validation report, as Turtle."""
        return self.path / "report.ttl"

    @property
    def void(self) -> Path:
        """The VoID description, as Turtle."""
        return self.path / "void.ttl"

    @property
    def queries(self) -> Path:
        """The folder of saved questions."""
        return self.path / "queries"

    @property
    def manifest(self) -> Path:
        """What the release is made of, as JSON."""
        return self.path / MANIFEST

    @property
    def checksums(self) -> Path:
        """A SHA-256 digest of every other file."""
        return self.path / CHECKSUMS
