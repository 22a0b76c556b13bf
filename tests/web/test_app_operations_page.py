"""`docs/operations.md` says of settings, metrics and addresses what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.web.small_graph import Client
from tests.web.test_health import RECORD

from lsgraph.settings import Settings
from lsgraph.web.logs import query_line

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")


def shown(default: object) -> str:
    """Return a default as `lsgraph.toml` has it."""
    if default is None:
        return "none"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f'`"{default}"`' if isinstance(default, str) else f"`{default}`"


def test_every_setting_stands_in_the_table_as_it_is() -> None:
    rows = [f"| `{name}` | {shown(field.default)} | {field.description} |" for name, field in Settings.model_fields.items()]
    section = PAGE.partition("\n## Settings\n")[2].partition("\n## ")[0]
    told = [line for line in section.splitlines() if line.startswith("| `")]
    assert told == rows, "\n".join(rows)


def test_every_metric_stands_on_the_page_and_no_other(client: Client) -> None:
    client.get("/sparql?query=ASK{}")
    made = {family.name for family in text_string_to_metric_families(client.get("/metrics").text)}
    own = {name.removesuffix("_created") for name in made if name.startswith("lsgraph_")}
    told = set(re.findall(r"`(lsgraph_[a-z_]+)(?:_total|\{[a-z_, ]+\})?`", PAGE))
    assert {name.removesuffix("_total").removesuffix("_info") for name in told} == {name.removesuffix("_info") for name in own}


@pytest.mark.parametrize("member", query_line("r", RECORD, with_text=True))
def test_every_member_of_the_query_log_stands_on_the_page(member: str) -> None:
    assert f"`{member}`" in PAGE


def test_every_member_of_health_stands_on_the_page(client: Client) -> None:
    for member in client.get("/health").json():
        assert f"`{member}`" in PAGE
