"""The digests that let a copy of a release be verified: `SHA256SUMS`, as `sha256sum --check` reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from lsgraph.release.layout import CHECKSUMS, Release

DIGEST_LENGTH = 64


def write_checksums(release: Release) -> None:
    """List the digest of every file of a release but the list itself."""
    lines = [f"{_digest(path)}  {name}\n" for name, path in sorted(_files(release))]
    release.checksums.write_text("".join(lines), "utf-8")


def verify(release: Release) -> list[str]:
    """Compare a release with its list.

    Returns:
        One sentence for each file that is missing, changed or not listed; none where the release is what was written.
    """
    try:
        lines = release.checksums.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return [f"{CHECKSUMS} cannot be read"]
    listed = {line[DIGEST_LENGTH + 2 :]: line[:DIGEST_LENGTH] for line in lines}
    present = dict(_files(release))
    faults = [f"{name} is missing" for name in listed.keys() - present.keys()]
    faults += [f"{name} is not listed" for name in present.keys() - listed.keys()]
    faults += [f"{name} was changed" for name in listed.keys() & present.keys() if _digest(present[name]) != listed[name]]
    return sorted(faults)


def _files(release: Release) -> Iterator[tuple[str, Path]]:
    for path in release.path.rglob("*"):
        if path.is_file() and path != release.checksums:
            yield path.relative_to(release.path).as_posix(), path


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
