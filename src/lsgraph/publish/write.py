"""Writing a release so that it is there whole or not at all.

It is made in `RELEASES/.building-…`, made to last on disk, and renamed into its place in one step. What a dead publisher left
behind is removed by the next one; a lock keeps two living ones apart.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lsgraph.errors import ReleaseError
from lsgraph.publish.progress import Progress, Step
from lsgraph.release.checksums import verify, write_checksums
from lsgraph.release.layout import Release
from lsgraph.release.manifest import Manifest, read_manifest
from lsgraph.release.pointer import activate, current_release, sync_folder

BUILDING = ".building-"
LOCK = ".lock"
_ADVICE = {
    errno.ENOSPC: "Free some space on that disk, or name another folder with --releases.",
    errno.EDQUOT: "Free some of your quota, or name another folder with --releases.",
    errno.EROFS: "Name a folder that can be written with --releases.",
    errno.EACCES: "Name a folder that you may write with --releases.",
    errno.EPERM: "Name a folder that you may write with --releases.",
}


@contextmanager
def publisher(releases: Path) -> Iterator[None]:
    """Be the one publisher of a folder of releases, and clear away what dead ones left.

    Raises:
        ReleaseError: another one is at work, or the folder cannot be written.
    """
    with _telling(releases):
        releases.mkdir(parents=True, exist_ok=True)
        with (releases / LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ReleaseError(f"Another publication is at work in {releases}. Try again when it is done.") from None
            for leftover in releases.glob(f"{BUILDING}*"):
                shutil.rmtree(leftover)
            yield


def write_release(releases: Path, name: str, make: Callable[[Release], Manifest], progress: Progress) -> Release:
    """Make a release and put it in its place.

    Args:
        releases: the folder of releases, whose `publisher` the caller is.
        name: the name it gets.
        make: writes everything but the manifest and the checksums into the folder it is given, and returns the manifest.
        progress: is told of the steps.
    """
    building = Release(releases / f"{BUILDING}{secrets.token_hex(6)}")
    try:
        building.path.mkdir()
        manifest = make(building)
        progress(Step.SEAL)
        building.manifest.write_text(manifest.model_dump_json(indent=2) + "\n", "utf-8")
        write_checksums(building)
        _sync_tree(building.path)
        progress(Step.RENAME)
        return _put_in_place(building, Release(releases / name))
    finally:
        shutil.rmtree(building.path, ignore_errors=True)


def serve_from_now_on(release: Release, progress: Progress, **facts: str | bool) -> None:
    """Activate a release, unless it is the one being served already."""
    progress(Step.ACTIVATE)
    if current_release(release.path.parent) != release:
        activate(release, **facts)


def is_whole(release: Release) -> bool:
    """Tell whether a release is there as it was written."""
    try:
        return read_manifest(release).name == release.name and not verify(release)
    except ReleaseError:
        return False


def _put_in_place(building: Release, release: Release) -> Release:
    if release.path.exists():  # a damaged one, or it would not have been made again
        release.path.rename(building.path.with_name(f"{BUILDING}damaged-{secrets.token_hex(6)}"))
    building.path.rename(release.path)
    sync_folder(release.path.parent)
    return release


def _sync_tree(folder: Path) -> None:
    """Make every file and folder under `folder` last through a loss of power."""
    for path in folder.rglob("*"):
        sync_folder(path)
    sync_folder(folder)


@contextmanager
def _telling(releases: Path) -> Iterator[None]:
    """Turn the system's refusals into one sentence that says which folder and what to do."""
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, "Name another folder with --releases.")
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise ReleaseError(f"The release cannot be written in {releases}: {reason}. {advice}") from None
