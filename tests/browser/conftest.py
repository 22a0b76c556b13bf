"""The shipped workspace, published and served once, and a headless Chromium to read it with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browser.watching import Watched, watched
from tests.cli.serving import serving

from lsgraph.publish.gate import GateOptions
from lsgraph.publish.release import publish
from lsgraph.workspace import Workspace

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--no-sandbox",  # who tests in a container is often root there
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return where Debian's Chromium is; under CI a skip is a failure."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    return found


@pytest.fixture(scope="session")
def site(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the shipped workspace; returns its address, with no slash at its end."""
    releases = tmp_path_factory.mktemp("releases")
    publish(Workspace.open(ROOT), releases, GateOptions())
    with serving(ROOT, releases, "--as-it-is") as server:
        yield server.url.rstrip("/")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Start a browser for one module: while it runs, no other test of this process may run an event loop of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(browser: Browser, site: str) -> Iterator[Callable[..., Watched]]:
    """Return a maker of windows, all of which must have kept to the site when the test ends.

    It takes what `watched` takes; `site` stands for another address than the shipped workspace's.
    """
    opened: list[Watched] = []

    def make(site: str = site, **said: object) -> Watched:
        opened.append(watched(browser, site, **said))  # type: ignore[arg-type]
        return opened[-1]

    yield make
    for each in opened:
        each.context.close()
        each.assert_kept_to_itself()
