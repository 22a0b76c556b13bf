"""A permanent link keeps its answer when the next release is served."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect
from tests.browser.watching import Watched
from tests.web.conftest import QUESTIONS
from tests.web.small_graph import small_quads, small_release
from tests.web.test_permalinks import FIRST, SECOND, other_quads
from tests.web.test_swap import serving_active

from lsgraph.release.pointer import activate


def test_it_is_followed_after_the_next_release(window: Callable[..., Watched], tmp_path: Path) -> None:
    older = small_release(tmp_path, small_quads(), QUESTIONS, has_store=True)
    newer = small_release(tmp_path, other_quads(), QUESTIONS, has_store=True)
    activate(older)
    with serving_active(tmp_path) as server:
        reader = window(site=server.url.rstrip("/"), language="en")
        page = reader.page
        reader.open("/en/questions/members?words=member")
        table = page.get_by_role("table", name="Who is a member of what?")
        expect(table).to_contain_text(FIRST)
        permanent = page.get_by_role("main").get_by_role("link", name=f"/r/{older.name}/")
        address = permanent.get_attribute("href")
        assert address is not None
        assert address == permanent.inner_text()

        activate(newer)
        server.serves(newer.name)
        page.reload()
        expect(table).to_contain_text(SECOND)
        expect(table).not_to_contain_text(FIRST)

        page.goto(address)
        expect(table).to_contain_text(FIRST)
        expect(table).not_to_contain_text(SECOND)
        expect(page.get_by_role("textbox", name="words")).to_have_value("member")
        expect(page.get_by_role("main")).to_contain_text(older.name)
