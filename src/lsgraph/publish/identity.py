"""What names a release: the digest of its sources, so that the same workspace has the same name on every machine."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

from lsgraph.publish.turtle import ParsedFile
from lsgraph.workspace import CONFIGURATION, Workspace

RECIPE = "2"
"""Version of the way a release is made from its sources: raise it when the same sources come to give another release."""

NAME_LENGTH = 20


def source_digests(workspace: Workspace, files: Iterable[ParsedFile]) -> dict[str, str]:
    """Return path in the workspace -> SHA-256 of its canonical content, for everything a release is made from.

    Turtle counts by what it states; shapes, queries and their topics by their text with plain line ends; `lsgraph.toml` by its
    table `[workspace]`: the rest of it is the server's.
    """
    digests = {_relative(workspace, file.source.path): file.digest for file in files}
    for path in (*workspace.shape_files(), *workspace.hygiene_files(), *workspace.catalogue_files()):
        digests[_relative(workspace, path)] = hashlib.sha256(plain_bytes(path)).hexdigest()
    table = tomllib.loads((workspace.root / CONFIGURATION).read_text("utf-8"))["workspace"]
    digests[CONFIGURATION] = hashlib.sha256(json.dumps(table, sort_keys=True).encode()).hexdigest()
    return dict(sorted(digests.items()))


def release_name(digests: dict[str, str]) -> str:
    """Return the name of the release that sources with these digests make.

    >>> release_name({"data/ttl/register/a.ttl": "00"})
    'aa27234373877ca77bf5'
    """
    lines = [f"recipe {RECIPE}", *(f"{path} {digest}" for path, digest in sorted(digests.items()))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:NAME_LENGTH]


def plain_bytes(path: Path) -> bytes:
    """Return a text file's bytes with plain line ends, as every checkout can have them."""
    return path.read_bytes().replace(b"\r\n", b"\n")


def _relative(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix()
