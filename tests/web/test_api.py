"""Saved questions for programs: one answer in four formats, typed, the same bytes each time, each fault with its parameter."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from arro3.io import read_parquet
from openpyxl import load_workbook
from tests.web.small_graph import Client

VALLEY = "https://w3id.org/lsgraph/id/agent/valley"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"
FIGURES = """\
#+ title: {en: "Figures", it: "Cifre"}
#+ question: {en: "How much?", it: "Quanto?"}
#+ topic: figures
#+ order: 1
#+ parameters:
#+   - {name: least, type: number, minimum: 0, maximum: 100, default: "0", label: {en: least, it: minimo}}
#+   - name: sure
#+     type: choice
#+     label: {en: sure, it: certo}
#+     choices:
#+       - {value: done, label: {en: "as a fact", it: "come fatto"}}
#+ columns:
#+   - {name: who, type: thing, label: {en: "who", it: "chi"}}
#+   - {name: value, type: number, unit: {en: euro, it: euro}, label: {en: "value", it: "valore"}}
#+   - {name: year, type: year, label: {en: "year", it: "anno"}}
#+   - {name: day, type: date, label: {en: "day", it: "giorno"}}
#+   - {name: mixed, type: number, label: {en: "mixed", it: "misto"}}
#+   - {name: note, type: text, label: {en: "note", it: "nota"}}
#+ sums: {en: "Nothing.", it: "Niente."}
#+ covers-not: {en: "The rest.", it: "Il resto."}
#+ expects: {rows: 1}
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?who ?value ?year ?day ?mixed ?note WHERE {
  VALUES ?lang { "en" }
  VALUES ?least { 0 }
  VALUES ?sure { UNDEF }
  VALUES (?who ?value ?year ?day ?mixed ?note) {
    (<https://w3id.org/lsgraph/id/agent/valley> 8000000000 2019 "2019-03-26"^^xsd:date 1 "=1+1")
    (<https://w3id.org/lsgraph/id/agent/kedrion> 2.5 "1862"^^xsd:gYear "1862-01-02"^^xsd:date "over 5" "a\\u0001b")
    (<https://w3id.org/lsgraph/id/agent/acme> UNDEF UNDEF UNDEF UNDEF "-2")
  }
  FILTER(!BOUND(?value) || ?value >= ?least)
} ORDER BY DESC(?value) ?who
"""


@pytest.fixture
def figures(make_client: Callable[..., Client]) -> Client:
    return make_client(queries={"figures": FIGURES})


def content(client: Client, address: str, **headers: str) -> bytes:
    response = client.get(address, **headers)
    assert response.status_code == 200, response.text
    return response.content


def workbook(client: Client, address: str) -> Any:
    return load_workbook(BytesIO(content(client, address)))


def test_the_list_tells_topics_parameters_and_columns(figures: Client) -> None:
    told = figures.get("/api/questions?lang=it").json()
    assert told["topics"] == [{"name": "figures", "label": "figures"}]
    [question] = told["questions"]
    assert question["title"] == "Cifre"
    assert question["iri"] == "https://w3id.org/lsgraph/question/figures"
    least, sure = question["parameters"]
    assert (least["minimum"], least["maximum"], least["default"]) == (0, 100, "0")
    assert sure["choices"] == [{"value": "done", "label": "come fatto"}]
    assert question["columns"][1] == {"name": "value", "type": "number", "label": "valore", "unit": "euro"}
    assert all(figures.get(address).status_code == 200 for address in question["answers"])


@pytest.mark.parametrize(
    ("address", "accept", "media_type"),
    [
        ("figures", "", "application/json"),
        ("figures", "text/html,*/*;q=0.1", "application/json"),
        ("figures", "text/csv", "text/csv"),
        ("figures", XLSX, XLSX),
        ("figures", f"{PARQUET}, text/csv;q=0.5", PARQUET),
        ("figures.csv", "application/json", "text/csv"),
        ("figures?format=xlsx", "text/csv", XLSX),
        ("figures.parquet?format=csv", "text/csv", PARQUET),
    ],
)
def test_the_format_goes_by_ending_then_format_then_accept(figures: Client, address: str, accept: str, media_type: str) -> None:
    response = figures.get(f"/api/questions/{address}", Accept=accept)
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] == media_type
    assert "Accept" in response.headers["vary"]


def test_pages_and_programs_get_the_same_answers(client: Client) -> None:
    for ending in ("json", "csv", "xlsx", "parquet"):
        address = f"questions/members.{ending}?network={VALLEY}&lang=it"
        assert content(client, f"/{address}") == content(client, f"/api/{address}")
    assert client.get("/questions/members?format=csv", Accept="text/html").status_code == 200


def test_json_tells_what_the_answer_is(figures: Client) -> None:
    told = figures.get("/api/questions/figures.json?lang=it&least=2").json()
    assert told["title"] == "Cifre"
    assert told["parameters"] == {"least": "2"}
    assert told["sums"] == "Niente."
    assert told["release"] in told["citation"]
    assert told["licence"].startswith("https://creativecommons.org/")
    first = told["rows"][0]["values"]
    assert first["value"] == 8000000000
    assert first["who"] == {"iri": VALLEY, "name": "Valle del farmaco"}
    assert first["note"] == "=1+1"


def test_csv_is_described_beside_it(figures: Client) -> None:
    response = figures.get("/api/questions/figures.csv?least=2&lang=it")
    header = next(csv.reader(StringIO(response.text)))
    address = response.headers["link"].partition("<")[2].partition(">")[0]
    assert 'rel="describedby"; type="application/csvm+json"' in response.headers["link"]
    described = figures.get(address)
    assert described.headers["content-type"] == "application/csvm+json"
    told = described.json()
    assert told["url"] == "figures.csv?least=2&lang=it"
    columns = told["tableSchema"]["columns"]
    assert [column["titles"] for column in columns] == header
    assert {column["name"]: column["datatype"] for column in columns}["year"] == "gYear"
    assert {column["name"]: column.get("schema:unitText") for column in columns}["value"] == "euro"


def test_a_workbook_has_typed_cells_and_no_formulas(figures: Client) -> None:
    book = workbook(figures, "/api/questions/figures.xlsx?lang=it")
    rows = list(book["Risposta"].iter_rows())
    assert [cell.value for cell in rows[0]][:3] == ["chi", "chi (IRI)", "valore (euro)"]
    valley, kedrion, acme = rows[1:]
    assert [cell.value for cell in valley[:6]] == ["Valle del farmaco", VALLEY, 8000000000, 2019, datetime(2019, 3, 26), "1"]  # noqa: DTZ001
    assert (valley[6].value, valley[6].data_type) == ("=1+1", "s")
    assert [cell.value for cell in kedrion[2:6]] == [2.5, 1862, "1862-01-02", "over 5"]
    assert kedrion[6].value == "a\ufffdb"
    assert [cell.value for cell in acme[2:7]] == [None, None, None, None, "-2"]
    assert [cell.data_type for row in rows for cell in row].count("f") == 0
    assert valley[7].value == "editors"


def test_a_workbook_says_what_it_is(figures: Client) -> None:
    rows = workbook(figures, "/api/questions/figures.xlsx?sure=done")["About"].iter_rows(values_only=True)
    told = dict(rows)
    assert told["Wording"] == "How much?"
    assert told["sure"] == "as a fact"
    assert told["least"] == "0"
    assert told["What it does not say"] == "The rest."
    assert told["Licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert told["Release"] in told["How to cite"]


def test_parquet_has_typed_columns_and_says_what_they_are(figures: Client) -> None:
    reader = read_parquet(BytesIO(content(figures, "/api/questions/figures.parquet?lang=it")))
    metadata = json.loads(reader.schema.metadata[b"lsgraph"])
    table = reader.read_all()
    values = {name: table.column(name).to_pylist() for name in table.column_names}
    assert values["value"] == [Decimal("8000000000.0"), Decimal("2.5"), None]
    assert values["year"] == [2019, 1862, None]
    assert values["day"] == [date(2019, 3, 26), date(1862, 1, 2), None]
    assert values["mixed"] == ["1", "over 5", None]
    assert values["note"] == ["=1+1", "a\x01b", "-2"]
    assert values["who_iri"][0] == VALLEY
    assert json.loads(table.schema.field("value").metadata[b"lsgraph"]) == {"label": "valore", "unit": "euro"}
    assert metadata["title"] == "Cifre"
    assert metadata["parameters"] == {"least": "0"}


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx", "parquet"])
def test_the_same_answer_has_the_same_bytes(make_client: Callable[..., Client], ending: str) -> None:
    first, second = (make_client(queries={"figures": FIGURES}) for _ in range(2))
    address = f"/api/questions/figures.{ending}"
    assert content(first, address) == content(second, address)


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx", "parquet"])
def test_an_answer_without_rows_is_an_answer(client: Client, ending: str) -> None:
    assert content(client, f"/api/questions/members.{ending}?words=zzzz")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("least=101", "least"),
        ("least=many", "least"),
        ("sure=never", "sure"),
        ("lang=de", "lang"),
        ("format=pdf", "format"),
        ("other=1", "other"),
        ("least=1&least=2", "least"),
        ("lang=it&lang=en", "lang"),
    ],
)
def test_what_is_wrong_is_a_problem_that_names_the_parameter(figures: Client, query: str, parameter: str) -> None:
    for accept in ("text/csv", "text/html,*/*;q=0.1"):
        response = figures.get(f"/api/questions/figures?{query}", Accept=accept)
        assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")
        assert response.json()["parameter"] == parameter


def test_an_unknown_question_and_an_unknown_format_are_problems(figures: Client) -> None:
    missing = figures.get("/api/questions/figure")
    assert missing.status_code == 404
    assert "Near it there is: figures" in missing.json()["detail"]
    refused = figures.get("/api/questions/figures", Accept="image/png")
    assert (refused.status_code, refused.headers["content-type"]) == (406, "application/problem+json")
    assert PARQUET in refused.json()["detail"]
