"""An answer can be cited: in words and for bibliographies, with the release, the permanent link and what it rests on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest
import yaml
from tests.questions.test_shipped import engine
from tests.web.conftest import BROWSER
from tests.web.small_graph import Client
from tests.web.test_permalinks import FIRST, SECOND, Two, two

from lsgraph.release.pointer import activate
from lsgraph.resources.creators import read_creators
from lsgraph.resources.names import Name
from lsgraph.resources.sources import DocumentSource
from lsgraph.resources.times import Time
from lsgraph.settings import Settings
from lsgraph.web.citations import Citation, bibtex, csl_json, ris
from lsgraph.web.live import LiveSite
from lsgraph.web.permalinks import permalink
from lsgraph.web.report import LONGEST, report_link

__all__ = ["two"]
ROOT = Path(__file__).parents[2]
CLAIM = "https://w3id.org/lsgraph/source/news-2019/1-opening#kedrion-member"
HOSTILE = Citation(
    title="A {title} with 50% & \\input{x}\n_more_ #1 $2 ~ ^",
    dataset="Graph",
    creators=("The editors",),
    release="0123456789abcdef",
    day=date(2026, 11, 22),
    address="https://e.org/r/0123456789abcdef/questions/q?a=%7B%7D",
    licence="https://e.org/licence",
    documents=(
        DocumentSource(
            Name("https://e.org/source/a}b", "Ends here?"),
            (Name("urn:p", "P & Co"),),
            Time(date(2021, 5, 14), date(2021, 5, 14)),
        ),
        DocumentSource(Name("https://e.org/source/b", "Bounds"), (), Time(date(2019, 1, 1), date(2020, 1, 1))),
    ),
    question="q",
    language="en",
)


def test_an_answer_is_cited_with_release_day_and_link() -> None:
    assert HOSTILE.text == (
        "The editors (2026). A {title} with 50% & \\input{x} _more_ #1 $2 ~ ^. "
        "Graph, release 0123456789abcdef of 22 November 2026. https://e.org/r/0123456789abcdef/questions/q?a=%7B%7D. Licence: https://e.org/licence."
    )
    italian = replace(HOSTILE, language="it", day=date(2026, 11, 8)).text
    assert "versione 0123456789abcdef (8 novembre 2026)" in italian
    assert "Licenza: https://e.org/licence." in italian
    assert HOSTILE.sources == ("P & Co (2021). Ends here?", "n.p. (n.d.). Bounds.")


def test_bibtex_holds_every_text_within_its_field() -> None:
    text = bibtex(HOSTILE)
    unescaped = text.replace(r"\{", "").replace(r"\}", "")
    assert unescaped.count("{") == unescaped.count("}")
    assert (
        r"{{A \{title\} with 50\% \& \textbackslash{}input\{x\} \_more\_ \#1 \$2 \textasciitilde{} \textasciicircum{}}}" in text
    )
    assert "  url = {https://e.org/r/0123456789abcdef/questions/q?a=%7B%7D}," in text
    assert "@misc{lsgraph-a-b," in text
    assert r"author = {{P \& Co}}," in text
    depth, closed = 0, 0
    for sign in unescaped:
        depth += (sign == "{") - (sign == "}")
        closed += sign == "}" and depth == 0
        assert depth >= 0
    assert closed == text.count("@misc") == 3


def test_ris_has_a_line_for_each_field() -> None:
    lines = ris(HOSTILE).split("\r\n")
    assert lines[:2] == ["TY  - DATA", "AU  - The editors"]
    assert "DA  - 2026/11/22/" in lines
    assert lines.count("ER  - ") == 3
    assert all(line[2:6] == "  - " for line in lines if line)


def test_csl_says_the_same() -> None:
    main, first, second = csl_json(HOSTILE)
    assert (main["type"], main["version"], main["issued"]) == ("dataset", HOSTILE.release, {"date-parts": [[2026, 11, 22]]})
    assert first["issued"] == {"date-parts": [[2021]]}
    assert "issued" not in second
    assert "author" not in second


@pytest.mark.parametrize(("ending", "begins"), [("bib", "@misc{lsgraph-members-"), ("ris", "TY  - DATA"), ("csl.json", "[")])
def test_citations_can_be_had_of_any_release(two: Two, ending: str, begins: str) -> None:
    async def scenario(client: httpx.AsyncClient, _: LiveSite) -> None:
        for prefix, release in (("", two.newer), (permalink(two.older.name, ""), two.older)):
            response = await client.get(f"{prefix}/api/questions/members.{ending}?words=Kedrion&lang=it")
            assert response.status_code == 200
            assert response.text.startswith(begins)
            assert f"/r/{release.name}/questions/members?words=Kedrion" in response.text
            assert "Rapporto 2021" in response.text

    two.run(scenario)


def test_the_permanent_link_of_a_citation_gives_the_answer_that_was_cited(two: Two) -> None:
    async def scenario(client: httpx.AsyncClient, live: LiveSite) -> None:
        cited = (await client.get(permalink(two.older.name, "/api/questions/members.json?words=Kedrion"))).json()
        assert cited["cite"]["release_date"]
        address = urlsplit(cited["cite"]["permalink"])
        again = await client.get(f"{address.path}?{address.query}", headers={"Accept": "application/json"})
        assert again.json()["rows"] == cited["rows"]
        assert cited["cite"]["text"].count(two.older.name) == 2
        assert live.served.release == two.newer

    two.run(scenario)


def test_a_page_says_of_which_release_it_is_and_keeps_to_it(two: Two) -> None:
    async def scenario(client: httpx.AsyncClient, _: LiveSite) -> None:
        sent = await client.get(permalink(two.older.name, "/questions/members?words=Kedrion"), headers={"Accept": BROWSER})
        assert sent.status_code == 303
        assert sent.headers["location"] == f"/r/{two.older.name}/en/questions/members?words=Kedrion"
        page = (await client.get(sent.headers["location"])).text
        assert FIRST in page
        assert SECOND not in page
        assert f"This is the answer of release {two.older.name}" in page
        assert 'href="/en/questions/members?words=Kedrion">See the answer of today' in page
        assert f'href="/r/{two.older.name}/it/questions/members?words=Kedrion"' in page
        assert f'href="/r/{two.older.name}/api/questions/members.csv?words=Kedrion&amp;lang=en"' in page
        assert f'action="/r/{two.older.name}/en/questions/members"' in page
        now = (await client.get("/en/questions/members?words=Kedrion")).text
        assert "This is the answer of release" not in now
        assert f"/r/{two.newer.name}/questions/members?words=Kedrion" in now
        same = (await client.get(permalink(two.newer.name, "/it/questions/members"))).text
        assert "È la versione servita ora." in same

    two.run(scenario)


def test_a_release_that_nobody_remembers_activating_is_cited_without_a_day(two: Two) -> None:
    (two.older.path.parent / "log.jsonl").unlink()

    async def scenario(client: httpx.AsyncClient, _: LiveSite) -> None:
        cite = (await client.get("/api/questions/members.json")).json()["cite"]
        assert cite["release_date"] is None
        assert "(n.d.)" in cite["text"]
        assert (await client.get("/it/questions/members")).status_code == 200

    two.run(scenario)
    activate(two.newer)


@pytest.mark.parametrize("language", ["en", "it"])
def test_a_report_names_claim_question_and_release_and_nothing_else_gets_in(language: str) -> None:
    claim = "https://e.org/x?a=1&cc=evil@e.org#\r\nBcc: evil@e.org \u202e{body}"
    link = report_link("mailto:a@e.org", claim, "members", "0123", language)
    assert link is not None
    assert set(parse_qs(urlsplit(link).query)) == {"subject", "body"}
    assert not {"\r", "\n", " ", '"', "<"} & set(link)
    assert claim in unquote(link)
    form = report_link("https://e.org/new?title={title}&body={body}&labels=data", claim, "members", "0123", language)
    assert form is not None
    assert parse_qs(urlsplit(form).query)["labels"] == ["data"]
    assert claim in parse_qs(urlsplit(form).query)["body"][0]


def test_there_is_no_link_where_nobody_takes_reports_or_it_would_be_too_long() -> None:
    assert report_link(None, CLAIM, "members", "0123", "en") is None
    assert report_link("mailto:a@e.org", "x" * LONGEST, "members", "0123", "en") is None


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "mailto:nobody", "mailto:a@e.org?cc=b@e.org", 'https://e.org/"><b>', "http://e.org/"]
)
def test_only_mail_and_the_secure_web_take_reports(address: str) -> None:
    with pytest.raises(ValueError, match="report_address"):
        Settings(report_address=address)


def test_the_page_offers_to_report_each_statement(two: Two, client: Client) -> None:
    assert "Report this" not in client.get("/en/questions/members", Accept=BROWSER).text
    two.settings = Settings(report_address="https://e.org/new?title={title}&body={body}")

    async def scenario(asking: httpx.AsyncClient, _: LiveSite) -> None:
        page = (await asking.get("/it/questions/members")).text
        assert page.count("Segnala</a>") == 2
        assert 'href="https://e.org/new?title=Su%20un%27affermazione' in page
        assert "question%2Fmembers" in page
        assert two.newer.name in page

    two.run(scenario)


def test_the_creators_of_the_shipped_graph_are_the_authors_of_its_citation_file() -> None:
    authors = [author["name"] for author in yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["authors"]]
    creators = asyncio.run(read_creators(engine(), "en"))
    assert [creator.text for creator in creators] == authors
