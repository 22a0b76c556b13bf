"""The pointer: one link, replaced in one step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lsgraph.release.layout import MANIFEST, Release
from lsgraph.release.pointer import LOG, POINTER, activate, current_release, read_pointer


def release(releases: Path, name: str) -> Release:
    made = Release(releases / name)
    made.path.mkdir()
    (made.path / MANIFEST).write_text("{}")
    return made


def test_nothing_is_served_before_something_is_activated(tmp_path: Path) -> None:
    assert current_release(tmp_path) is None
    assert current_release(tmp_path / "none") is None
    release(tmp_path, "one")
    assert current_release(tmp_path) is None


def test_the_last_one_activated_is_served(tmp_path: Path) -> None:
    one, two = release(tmp_path, "one"), release(tmp_path, "two")
    for activated in (one, two, one):
        activate(activated)
        assert current_release(tmp_path) == activated


def test_the_log_remembers(tmp_path: Path) -> None:
    activate(release(tmp_path, "one"), has_documents=True)
    activate(release(tmp_path, "two"))
    entries = [json.loads(line) for line in (tmp_path / LOG).read_text().splitlines()]
    assert [entry["activated"] for entry in entries] == ["one", "two"]
    assert [entry.get("has_documents") for entry in entries] == [True, None]
    assert all(entry["time"].endswith("+00:00") for entry in entries)


def test_what_a_dead_activation_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / f".{POINTER}").symlink_to("nowhere")
    activate(release(tmp_path, "one"))
    assert current_release(tmp_path) == Release(tmp_path / "one")
    assert not (tmp_path / f".{POINTER}").is_symlink()


def test_releases_may_be_moved_together(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    activate(release(tmp_path / "here", "one"))
    (tmp_path / "here").rename(tmp_path / "there")
    assert current_release(tmp_path / "there") == Release(tmp_path / "there" / "one")


@pytest.mark.parametrize("target", ["gone", "empty"])
def test_a_pointer_to_nothing_serves_nothing(tmp_path: Path, target: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / POINTER).symlink_to(target)
    assert current_release(tmp_path) is None


def test_a_pointer_differs_from_another_as_soon_as_something_was_made_anew(tmp_path: Path) -> None:
    assert read_pointer(tmp_path) is None
    one = release(tmp_path, "one")
    activate(one)
    first = read_pointer(tmp_path)
    assert first == read_pointer(tmp_path)
    activate(one)
    second = read_pointer(tmp_path)
    assert second != first
    one.manifest.unlink()
    third = read_pointer(tmp_path)
    one.manifest.write_text("{}")
    assert len({first, second, third, read_pointer(tmp_path)}) == 4
    assert third is not None
    assert third.release == one
