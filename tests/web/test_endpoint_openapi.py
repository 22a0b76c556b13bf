from __future__ import annotations

from fastapi import FastAPI

from lsgraph.protocol.formats import FORMATS
from lsgraph.web.sparql.openapi import add_to_openapi, path_item


def test_the_description_holds_the_endpoint() -> None:
    app = FastAPI()

    @app.get("/other")
    async def other() -> None: ...

    add_to_openapi(app)
    paths = app.openapi()["paths"]
    assert set(paths) == {"/other", "/sparql"}
    assert app.openapi()["paths"] == paths
    assert set(paths["/sparql"]) == {"get", "post"}


def test_it_tells_parameters_formats_and_problems() -> None:
    item = path_item()
    graphs = {"default-graph-uri", "named-graph-uri"}
    assert {parameter["name"] for parameter in item["get"]["parameters"]} == {"query", "format", *graphs}
    assert {parameter["name"] for parameter in item["post"]["parameters"]} == {"format", *graphs}
    assert set(item["post"]["requestBody"]["content"]) == {"application/x-www-form-urlencoded", "application/sparql-query"}
    offers = {offer for formats in FORMATS.values() for known in formats for offer in known.media_types}
    for operation in item.values():
        assert set(operation["responses"]["200"]["content"]) == offers
        for status, response in operation["responses"].items():
            assert (set(response.get("content", ())) == {"application/problem+json"}) is (int(status) >= 400)
    assert {"303", "304", "414"} <= set(item["get"]["responses"])
    assert {"413", "415"} <= set(item["post"]["responses"])
