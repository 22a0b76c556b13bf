"""The pointer to the release being served: one symbolic link, replaced by one atomic rename."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lsgraph.release.layout import Release

POINTER = "current"
LOG = "log.jsonl"


@dataclass(frozen=True, slots=True)
class Pointer:
    """What the pointer says, and when it was said: two are equal as long as nobody activated or made anything anew.

    Attributes:
        release: the release it names, which need not be there.
        made: tells the link, and the folder of the release, from others of the same name.
    """

    release: Release
    made: tuple[int, ...]


def read_pointer(releases: Path) -> Pointer | None:
    """Return what the pointer says, or None where there is none."""
    link = releases / POINTER
    try:
        release = Release(releases / link.readlink().name)
        made = link.lstat()
    except OSError:
        return None
    try:
        there = release.manifest.stat()
    except OSError:
        return Pointer(release, (made.st_ino, made.st_mtime_ns))
    return Pointer(release, (made.st_ino, made.st_mtime_ns, there.st_ino, there.st_mtime_ns))


def current_release(releases: Path) -> Release | None:
    """Return the release being served, or None where none was activated."""
    pointer = read_pointer(releases)
    return pointer.release if pointer and pointer.release.manifest.is_file() else None


def activate(release: Release, **facts: str | bool) -> None:
    """Make `release` the one being served, and say so in the log.

    The link is made beside the pointer and renamed over it: whoever reads it sees the old release or the new one. A kill
    before the rename leaves the old one served, and a link that the next activation replaces.

    Args:
        release: a complete release.
        facts: what else the log is to remember of this activation, such as whether evidence was audited.
    """
    releases = release.path.parent
    fresh = releases / f".{POINTER}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(release.name)
    fresh.replace(releases / POINTER)
    sync_folder(releases)
    entry = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "activated": release.name, **facts}
    with (releases / LOG).open("a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")


def sync_folder(folder: Path) -> None:
    """Make renames inside `folder` last through a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
