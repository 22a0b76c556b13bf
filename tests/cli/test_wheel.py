"""The wheel by itself, away from the checkout: it brings the workspace, and writes nothing into itself."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel, as installing it does, into a folder that comes before the checkout's own package."""
    folder = tmp_path_factory.mktemp("site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def start(installed: Path, home: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the installed command elsewhere, with the other packages of this environment and without its editable links."""
    packages = f"{installed}{os.pathsep}{sysconfig.get_path('purelib')}"
    code = "import lsgraph.cli, sys; assert sys.argv[1] in lsgraph.cli.__file__; sys.argv[1:2] = []; lsgraph.cli.main()"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "PYTHONPATH": packages,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-S", "-c", code, str(installed), *arguments]
    return subprocess.Popen(command, cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(installed: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command to its end."""
    with start(installed, home, *arguments) as process:
        stdout, stderr = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_it_holds_the_package_and_the_workspace_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"lsgraph"}
    parts = ("lsgraph.toml", "ontology/lsgraph.ttl", "shapes/claims.ttl", "shapes/hygiene/same-name.rq", "queries/topics.yaml")
    for part in parts:
        assert f"lsgraph/_workspace/{part}" in names
    assert any(name.startswith("lsgraph/_workspace/data/ttl/sources/") for name in names)
    assert any(name.startswith("lsgraph/_workspace/queries/") for name in names)
    assert {"lsgraph/py.typed", "lsgraph/publish/examples.ttl"} <= set(names)


def test_it_checks_and_publishes_the_workspace_it_brings(installed: Path, tmp_path: Path) -> None:
    before = files(installed)
    checked = run(installed, tmp_path, "check")
    assert checked.returncode == 0, checked.stderr
    published = run(installed, tmp_path, "publish")
    assert published.returncode == 0, published.stderr
    name = published.stdout.split()[1].rstrip(":")
    assert name in checked.stdout
    assert (tmp_path / "data" / "lsgraph" / "releases" / "current").readlink() == Path(name)
    assert files(installed) == before


def test_its_release_is_that_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    away = run(installed, tmp_path, "check")
    here = run(installed, tmp_path, "check", str(ROOT), "--releases", str(tmp_path / "releases"))
    assert (away.returncode, here.returncode) == (0, 0), here.stderr
    assert away.stdout == here.stdout


def test_it_serves_the_workspace_it_brings(installed: Path, tmp_path: Path) -> None:
    with start(installed, tmp_path, "serve", "--port", "0") as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[-1].rstrip("/")
            page = httpx.get(f"{url}/en/id/agent/kedrion")
            style = httpx.get(f"{url}/static/style.css")
            answer = httpx.get(f"{url}/sparql", params={"query": "ASK { ?claim a <https://w3id.org/lsgraph/ontology#Claim> }"})
        finally:
            process.terminate()
        assert process.wait() in {0, -15}
    assert (page.status_code, style.status_code) == (200, 200)
    assert "Kedrion" in page.text
    assert answer.json()["boolean"] is True
