"""The pointer to the release being served: one symbolic link, replaced by one atomic rename."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from lsgraph.release.layout import MANIFEST, Release

POINTER = "current"
LOG = "log.jsonl"


def current_release(releases: Path) -> Release | None:
    """Return the release being served, or None where none was activated."""
    try:
        name = (releases / POINTER).readlink().name
    except OSError:
        return None
    release = Release(releases / name)
    return release if (release.path / MANIFEST).is_file() else None


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
