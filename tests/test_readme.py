"""What the README shows is what a reader gets: its console examples are run against the real graph and compared."""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[1]
SHOWN = "http://127.0.0.1:8000"
EXAMPLES = re.findall(r"^```console\n\$ (.*?)^```", (ROOT / "README.md").read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def command_and_output(example: str) -> tuple[str, str]:
    """Split an example where its command ends: at the first line end outside quotes."""
    lines = example.splitlines(keepends=True)
    for end in range(1, len(lines) + 1):
        command = "".join(lines[:end])
        if command.count("'") % 2 == 0:
            return command.strip(), "".join(lines[end:])
    raise AssertionError(f"a quote is left open: {example}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `lsgraph serve` over the shipped workspace."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "lsgraph", "serve", str(ROOT), "--port", str(port)]
    releases = tmp_path_factory.mktemp("releases")
    with subprocess.Popen(
        command, env={"LSGRAPH_RELEASES_DIR": str(releases), "PATH": "/usr/bin:/bin"}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "Serving on" in process.stdout.readline()
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def curl(words: list[str], server: str) -> str:
    """Do what curl does with the options that the README uses; an option it does not know fails."""
    options: dict[str, Any] = {"headers": {}, "follow_redirects": False}
    rest = iter(words[1:])
    for word in rest:
        if word in {"-s", "-sL"}:
            options["follow_redirects"] = "L" in word
        elif word == "-H":
            name, _, value = next(rest).partition(": ")
            options["headers"][name] = value
        elif word == "--data-urlencode":
            name, _, value = next(rest).strip().partition("=")
            options["data"] = {name: value}
        else:
            assert word.startswith(SHOWN), f"the README uses an option this test does not know: {word}"
            options["url"] = word.replace(SHOWN, server)
    method = "POST" if "data" in options else "GET"
    response = httpx.request(method, **options)
    assert response.is_success, response.text
    return response.text


def run(command: str, server: str) -> str:
    first, _, pipe = command.partition("' | ") if "' | " in command else command.partition(" | ")
    words = shlex.split(first + ("'" if first.count("'") % 2 else ""))
    text = curl(words, server)
    if not pipe:
        return text
    return subprocess.run(["/bin/sh", "-c", pipe], input=text, capture_output=True, text=True, check=True).stdout


def test_the_readme_shows_three_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize("example", EXAMPLES, ids=["query", "follow", "question"])
def test_an_example_gives_what_the_readme_shows(example: str, server: str) -> None:
    command, shown = command_and_output(example)
    assert run(command, server).replace("\r\n", "\n").rstrip("\n") == shown.rstrip("\n")


def test_the_commands_that_the_readme_names_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"^lsgraph (\w+)", readme, flags=re.MULTILINE))
    helped = subprocess.run([sys.executable, "-m", "lsgraph", "--help"], capture_output=True, text=True, check=True).stdout
    assert named
    assert all(name in helped for name in named)


def test_the_make_targets_that_the_readme_names_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"^make (\w+)", (ROOT / "README.md").read_text("utf-8"), flags=re.MULTILINE))
    assert named == {"serve", "test"}
    assert all(re.search(rf"^{name}:", makefile, flags=re.MULTILINE) for name in named)
