"""`lsgraph releases`: what was published, and whether it is still so."""

from __future__ import annotations

import pytest
from tests.cli.conftest import Desk

from lsgraph.cli.options import LAST_REPORT
from lsgraph.publish.write import publisher

AGENTS = "data/ttl/register/agents.ttl"


def two_releases(desk: Desk) -> tuple[str, str]:
    desk.publish()
    first = desk.release().name
    desk.edit(AGENTS, "Rete Arno", "Rete dell'Arno")
    desk.publish()
    return first, desk.release().name


def test_every_release_is_listed_the_one_being_served_with_a_star(desk: Desk) -> None:
    first, second = two_releases(desk)
    (desk.releases / LAST_REPORT).write_text("no release")
    result = desk.run("releases", "--verify")
    assert (result.exit_code, result.stderr) == (0, "")
    assert set(result.stdout.splitlines()) == {
        f"  {first}  checked, 260 triples, 14 graphs",
        f"* {second}  checked, 260 triples, 14 graphs",
    }


def test_nothing_is_listed_where_nothing_was_published(desk: Desk) -> None:
    result = desk.run("releases")
    assert (result.exit_code, result.output) == (0, "")


def test_a_damaged_release_is_named_with_its_files(desk: Desk) -> None:
    first, _ = two_releases(desk)
    folder = desk.releases / first
    folder.joinpath("dump.nq").write_text("")
    folder.joinpath("void.ttl").unlink()
    folder.joinpath("more.txt").write_text("")
    assert desk.run("releases").exit_code == 0
    result = desk.run("releases", "--verify")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{first}: dump.nq was changed",
        f"{first}: more.txt is not listed",
        f"{first}: void.ttl is missing",
        "lsgraph: 1 release not as written. Publish again.",
    ]


def test_a_manifest_that_cannot_be_read_is_told(desk: Desk) -> None:
    desk.publish()
    desk.release().manifest.write_text("{}")
    assert "is not a release that can be served" in desk.run("releases").stdout


def test_a_release_published_before_is_activated_by_the_beginning_of_its_name(desk: Desk) -> None:
    first, second = two_releases(desk)
    result = desk.run("releases", "--activate", first[:6])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"Activated {first}: checked, 260 triples, 14 graphs.\n"
    assert desk.served() == first
    assert desk.run("releases", "--activate", second).exit_code == 0
    assert desk.served() == second


@pytest.mark.parametrize("name", ["nowhere", "", ".."])
def test_a_name_that_is_none_activates_nothing(desk: Desk, name: str) -> None:
    _, second = two_releases(desk)
    result = desk.run("releases", "--activate", name)
    assert result.exit_code == 1
    assert result.stderr.startswith("lsgraph: 0 releases of a name that begins with ")
    assert desk.served() == second


def test_a_damaged_release_is_not_activated(desk: Desk) -> None:
    first, second = two_releases(desk)
    (desk.releases / first / "dump.nq").write_text("")
    result = desk.run("releases", "--activate", first)
    assert result.exit_code == 1
    assert result.stderr == f"lsgraph: {first} is not as written: dump.nq was changed. The release served stays.\n"
    assert desk.release().name == second


def test_nothing_is_activated_while_somebody_publishes(desk: Desk) -> None:
    first, second = two_releases(desk)
    with publisher(desk.releases):
        result = desk.run("releases", "--activate", first)
    assert result.exit_code == 1
    assert "Another publication is at work" in result.stderr
    assert desk.served() == second
