"""`lsgraph serve`: publishes what has changed, says where it is, and leaves when it is told to."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys

import pytest
from tests.cli.conftest import Desk
from tests.cli.serving import COMMAND, descendants, eventually, have_ended, serving, started

AGENTS = "data/ttl/register/agents.ttl"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def test_it_publishes_serves_and_leaves(desk: Desk) -> None:
    with serving(desk.root, desk.releases) as server:
        assert server.ask(COUNT) == 260
        assert desk.served()
        assert server.stop(signal.SIGINT) == (0, "")


def test_it_publishes_what_has_changed(desk: Desk) -> None:
    desk.publish()
    before = desk.served()
    desk.edit(AGENTS, '"Rete Arno"@it', '"Rete Arno"@it ; skos:altLabel "Arno"@en')
    with serving(desk.root, desk.releases) as server:
        assert server.ask(COUNT) == 261
    assert desk.served() != before


def test_it_needs_to_write_nothing_when_nothing_has_changed(desk: Desk) -> None:
    desk.publish()
    (desk.releases / ".lock").unlink()
    (desk.releases / ".lock").mkdir()  # nobody could publish here
    with serving(desk.root, desk.releases) as server:
        assert server.ask(COUNT) == 260


def test_it_serves_what_is_active_when_asked_to(desk: Desk) -> None:
    desk.publish()
    desk.write(AGENTS, "no Turtle at all")
    with serving(desk.root, desk.releases, "--as-it-is") as server:
        assert server.ask(COUNT) == 260


def test_it_serves_nothing_that_did_not_pass(desk: Desk) -> None:
    desk.publish()
    before = desk.served()
    desk.write(AGENTS, "no Turtle at all")
    refused = started(desk.root, desk.releases)
    _, told = refused.communicate(timeout=60)
    assert refused.returncode == 1
    assert told.splitlines()[-1] == f"1 fault; the release served stays {before}."
    assert "Traceback" not in told


def test_documents_that_are_not_there_are_a_wrong_option(desk: Desk) -> None:
    refused = started(desk.root, desk.releases, "--documents", "nowhere")
    _, told = refused.communicate(timeout=60)
    assert refused.returncode == 2
    assert "nowhere is not a folder" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("damage", ["store", "manifest", "question", "description"])
def test_a_damaged_release_is_told_in_one_line(desk: Desk, damage: str) -> None:
    desk.publish()
    release = desk.release()
    match damage:
        case "store":
            shutil.rmtree(release.store)
        case "manifest":
            release.manifest.write_text("{}")
        case "question":
            (release.queries / "broken.rq").write_text("#+ nonsense: [")
        case _:
            release.void.unlink()
    refused = started(desk.root, desk.releases, "--as-it-is")
    _, told = refused.communicate(timeout=60)
    assert refused.returncode == 1
    assert len(told.splitlines()) == 1, told
    assert told.startswith("lsgraph: ")


def test_as_it_is_needs_an_active_release(desk: Desk) -> None:
    result = desk.run("serve", "--port", "0", "--as-it-is")
    assert result.exit_code == 1
    assert result.stderr == "lsgraph: No release is active in ../releases. Publish one first.\n"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_taken_port_is_told_before_anything_is_done(desk: Desk, host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as taken:
        port = taken.getsockname()[1]
        result = desk.run("serve", "--host", host, "--port", str(port))
    assert result.exit_code == 1
    assert result.stderr == f"lsgraph: Port {port} of {host} is taken. Name another with --port, or stop what listens there.\n"
    assert not desk.releases.exists()


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_an_address_of_another_machine_is_told(desk: Desk, host: str) -> None:
    result = desk.run("serve", "--host", host, "--port", "0")
    assert result.exit_code == 1
    assert result.stderr == f"lsgraph: {host} is not an address of this machine. Name one with --host.\n"
    assert not desk.releases.exists()


def test_a_port_that_is_none_is_a_wrong_setting(desk: Desk) -> None:
    result = desk.run("serve", "--port", "70000")
    assert result.exit_code == 1
    assert result.stderr.startswith("lsgraph: Setting port: ")


def test_the_environment_says_where(desk: Desk) -> None:
    environment = {**os.environ, "LSGRAPH_PORT": "0", "LSGRAPH_HOST": "192.0.2.1", "LSGRAPH_RELEASES_DIR": str(desk.releases)}
    result = subprocess.run(
        [*COMMAND, "serve", str(desk.root)], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert result.returncode == 1
    assert "192.0.2.1 is not an address" in result.stderr


def test_killed_while_it_publishes_it_leaves_nothing_behind(desk: Desk) -> None:
    killed = started(desk.root, desk.releases)
    eventually(lambda: (desk.releases / ".lock").exists(), "it publishes")
    left = descendants(killed.pid)
    killed.kill()
    killed.communicate()
    eventually(lambda: have_ended(left), "every process has ended")
    desk.served()  # verifies whatever there is
    with serving(desk.root, desk.releases) as server:
        assert server.ask(COUNT) == 260
    assert not desk.unfinished()


def test_the_server_imports_nothing_that_only_publishing_needs() -> None:
    wanted = "import sys, lsgraph.cli, lsgraph.web.server; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", wanted], capture_output=True, text=True, check=True, timeout=60).stdout
    found = {name.partition(".")[0] for name in imported.split()}
    assert {"lsgraph", "fastapi", "httptools"} <= found
    assert not found & {"rdflib", "pyshacl", "shacl", "hypothesis", "httpx", "owlrl"}
