"""The description of the API holds every question of the release, typed, and is OpenAPI."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, meta
from tests.web.small_graph import Client
from tests.web.test_api import FIGURES, PARQUET, XLSX

from lsgraph.questions.catalogue import Question, read_catalogue
from lsgraph.questions.header import Parameter, ParameterType
from lsgraph.web.openapi import parameter_schema, with_questions
from lsgraph.workspace import shipped_workspace


def described(client: Client) -> dict[str, Any]:
    told: dict[str, Any] = client.get("/openapi.json").json()
    return told


def parameters(operation: dict[str, Any]) -> dict[str, Any]:
    return {told["name"]: told for told in operation["parameters"]}


def test_every_question_is_an_operation_with_its_parameters(make_client: Callable[..., Client]) -> None:
    told = described(make_client(queries={"figures": FIGURES}))
    operation = told["paths"]["/api/questions/figures"]["get"]
    known = parameters(operation)
    assert list(known) == ["least", "sure", "format", "lang"]
    assert known["least"]["schema"] == {"type": "number", "minimum": 0, "maximum": 100, "default": 0}
    assert known["sure"]["schema"]["enum"] == ["done"]
    assert "as a fact" in known["sure"]["description"]
    assert "The rest." in operation["description"]
    assert set(operation["responses"]) == {"200", "400", "404", "406", "422", "503", "504"}
    assert {"application/json", "text/csv", XLSX, PARQUET} == set(operation["responses"]["200"]["content"])
    for status in ("400", "404", "406", "503", "504"):
        assert set(operation["responses"][status]["content"]) == {"application/problem+json"}
    assert "/sparql" in told["paths"]


def test_another_release_has_its_own_questions(make_client: Callable[..., Client]) -> None:
    assert "/api/questions/members" not in described(make_client(queries={"figures": FIGURES}))["paths"]
    assert "/api/questions/figures" not in described(make_client())["paths"]


@pytest.mark.parametrize(
    ("said", "schema"),
    [
        ({"type": "thing", "class": "Network"}, {"type": "string", "format": "iri"}),
        ({"type": "year", "minimum": 1990}, {"type": "integer", "minimum": 1990, "maximum": 2999}),
        ({"type": "year", "default": "2019"}, {"default": 2019}),
        ({"type": "number", "default": "2.5"}, {"type": "number", "default": 2.5}),
        ({"type": "text"}, {"type": "string", "maxLength": 200}),
        ({"type": "choice", "choices-query": "SELECT"}, {"type": "string", "maxLength": 200}),
    ],
)
def test_a_parameter_is_typed(said: dict[str, Any], schema: dict[str, Any]) -> None:
    told = parameter_schema(Parameter.model_validate({"name": "x", "label": {"en": "x", "it": "x"}, **said}))
    assert schema.items() <= told.items()
    meta.validate(told)


def test_an_answer_fits_its_schema(make_client: Callable[..., Client]) -> None:
    client = make_client(queries={"figures": FIGURES})
    told = described(client)
    schema = told["paths"]["/api/questions/figures"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": told["components"]})
    answer = client.get("/api/questions/figures.json").json()
    validator.validate(answer)
    answer["rows"][0]["values"]["value"] = []
    assert not validator.is_valid(answer)


def shipped() -> list[Question]:
    return list(read_catalogue(shipped_workspace() / "queries"))


@pytest.mark.parametrize("question", shipped(), ids=lambda question: question.name)
def test_examples_and_defaults_fit_their_schemas(question: Question) -> None:
    for parameter in question.header.parameters:
        schema = parameter_schema(parameter)
        meta.validate(schema)
        for value in (parameter.default, question.header.example.get(parameter.name)):
            if value is not None:
                typed = json.loads(value) if parameter.type in (ParameterType.YEAR, ParameterType.NUMBER) else value
                Draft202012Validator(schema).validate(typed)


def test_operations_have_names_of_their_own() -> None:
    paths = with_questions({}, read_catalogue(shipped_workspace() / "queries"))["paths"]
    names = [item["get"]["operationId"] for item in paths.values()]
    assert len(set(names)) == len(names) == len(shipped()) + 1
