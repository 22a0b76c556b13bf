"""The digests of a release, as anybody can verify them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from lsgraph.release.checksums import verify, write_checksums
from lsgraph.release.layout import CHECKSUMS, Release


@pytest.fixture
def release(tmp_path: Path) -> Release:
    made = Release(tmp_path / "release")
    (made.path / "store").mkdir(parents=True)
    (made.path / "store" / "a b").write_bytes(b"\0")
    made.dump.write_text("one")
    made.void.write_text("")
    write_checksums(made)
    return made


def test_what_was_written_is_whole(release: Release, tmp_path: Path) -> None:
    assert verify(release) == []
    shutil.copytree(release.path, tmp_path / "copy")
    assert verify(Release(tmp_path / "copy")) == []


def test_sha256sum_reads_the_list(release: Release) -> None:
    command = ["sha256sum", "--check", "--strict", CHECKSUMS]
    result = subprocess.run(command, cwd=release.path, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == ["dump.nq: OK", "store/a b: OK", "void.ttl: OK"]


def test_every_difference_is_told(release: Release) -> None:
    release.dump.write_text("two")
    release.void.unlink()
    (release.path / "store" / "c").write_text("")
    assert verify(release) == ["dump.nq was changed", "store/c is not listed", "void.ttl is missing"]


@pytest.mark.parametrize("content", [None, b"\xff"])
def test_a_list_that_cannot_be_read_is_told(release: Release, content: bytes | None) -> None:
    release.checksums.unlink()
    if content is not None:
        release.checksums.write_bytes(content)
    assert verify(release) == ["SHA256SUMS cannot be read"]


def test_a_list_that_was_cut_short_is_seen(release: Release) -> None:
    release.checksums.write_text("")
    assert verify(release) == ["dump.nq is not listed", "store/a b is not listed", "void.ttl is not listed"]
