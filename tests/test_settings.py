"""Settings: command line over environment over file over default."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsgraph.errors import SettingsError
from lsgraph.settings import Settings, load_settings
from lsgraph.workspace import shipped_workspace


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LSGRAPH_{name.upper()}", raising=False)
    (tmp_path / "lsgraph.toml").write_text("[workspace]\n[server]\nport = 1001\nworkers = 3\nhost = '0.0.0.0'\n")
    return tmp_path


def test_each_source_goes_over_the_next(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LSGRAPH_PORT", "1002")
    monkeypatch.setenv("LSGRAPH_WORKERS", "4")
    settings = load_settings(root, port=1003, workers=None)
    assert (settings.port, settings.workers, settings.host) == (1003, 4, "0.0.0.0")
    assert settings.query_timeout_s == Settings().query_timeout_s


def test_defaults_hold_without_a_file(root: Path) -> None:
    (root / "lsgraph.toml").unlink()
    assert load_settings(root) == Settings()


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("[server]\nport = 70000", "Setting port: "),
        ("[server]\nprot = 80", "Setting prot: "),
        ("[server]\nquery_timeout_s = 0", "Setting query_timeout_s: "),
        ("[server\n", "lsgraph.toml: "),
    ],
)
def test_what_cannot_be_used_is_named(root: Path, toml: str, told: str) -> None:
    (root / "lsgraph.toml").write_text(toml)
    with pytest.raises(SettingsError, match=told):
        load_settings(root)


def test_the_environment_is_checked_as_well(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LSGRAPH_WORKERS", "none")
    with pytest.raises(SettingsError, match="Setting workers: "):
        load_settings(root)


def test_releases_are_where_they_are_said_to_be_else_in_the_workspace(root: Path) -> None:
    assert load_settings(root).releases(root) == root / "releases"
    assert load_settings(root, releases_dir=root / "x").releases(root) == root / "x"


def test_an_installed_workspace_is_not_written_to(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lsgraph.workspace.__file__", str(tmp_path / "lsgraph" / "workspace.py"))
    packaged = tmp_path / "lsgraph" / "_workspace"
    packaged.mkdir(parents=True)
    assert shipped_workspace() == packaged
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert load_settings(root).releases(packaged) == tmp_path / "data" / "lsgraph" / "releases"


def test_every_setting_has_a_unit_or_needs_none_and_says_what_it_is_for() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        if field.annotation is float:
            assert name.endswith("_s"), f"{name}: seconds are named"
