"""`lsgraph coverage`: the page, where it goes, and what stops it."""

from __future__ import annotations

from tests.cli.conftest import Desk


def test_the_page_is_printed_the_same_each_time(desk: Desk) -> None:
    first, second = (desk.run("coverage", "--documents", str(desk.documents)) for _ in range(2))
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout.startswith("# Coverage\n")
    assert "## arno-news-2021\n" in first.stdout
    assert str(desk.root) not in first.stdout
    assert second.stdout == first.stdout


def test_the_page_is_written_where_it_is_wanted(desk: Desk) -> None:
    printed = desk.run("coverage", "--documents", str(desk.documents)).stdout
    written = desk.run("coverage", "--documents", str(desk.documents), "--write", "coverage.md")
    assert written.stdout == ("2 sentences in passages: 2 claimed, 0 without a claim or a reason. The page is coverage.md.\n")
    assert desk.read("coverage.md") == printed


def test_what_is_missing_stops_nothing(desk: Desk) -> None:
    empty = desk.root.parent / "empty"
    empty.mkdir()
    result = desk.run("coverage", "--documents", str(empty))
    assert result.exit_code == 0
    assert "Its text, as it was read, is not at hand." in result.stdout


def test_files_that_are_not_turtle_stop_it(desk: Desk) -> None:
    desk.edit("data/ttl/register/agents.ttl", "a ls:Person", "a ls:Person ls:Person")
    result = desk.run("coverage", "--documents", str(desk.documents), "--write", "coverage.md")
    assert result.exit_code == 1
    assert "agents.ttl:" in result.stderr
    assert not (desk.root / "coverage.md").exists()


def test_folders_that_cannot_be_used_are_told(desk: Desk) -> None:
    assert "is not a folder" in desk.run("coverage", "--documents", "nowhere").stderr
    result = desk.run("coverage", "--documents", str(desk.documents), "--write", "no/such/coverage.md")
    assert (result.exit_code, result.stderr) == (
        1, "lsgraph: no/such/coverage.md cannot be written: No such file or directory.\n"
    )  # fmt: skip
