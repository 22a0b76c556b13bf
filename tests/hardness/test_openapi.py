"""The API is what its description says (OpenAPI 3.1): generated requests for every operation, sound ones and others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance
from tests.hardness.attack import outlive
from tests.hardness.server import PATIENCE_S, Server

EXAMPLES = 20
Operation: TypeAlias = APIOperation[Any, Any, Any, Any]

bounded = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def operations(server: Server) -> Iterator[Operation]:
    """Give each operation of the description that the server itself gives."""
    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{server.port}/openapi.json", timeout=PATIENCE_S)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


def try_out(operation: Operation) -> None:
    """Make generated requests, and hold each answer to the description.

    That a sound request is accepted is left out: a schema cannot say what SPARQL is, nor which names there are.
    """

    @bounded
    @given(case=operation.as_strategy())
    def try_one(case: Any) -> None:
        case.call_and_validate(timeout=PATIENCE_S, allow_redirects=False, excluded_checks=[positive_data_acceptance])

    try_one()


def test_the_api_is_what_it_says(server: Server) -> None:
    def attack() -> dict[str, str]:
        faults: dict[str, str] = {}
        for operation in operations(server):
            try:
                try_out(operation)
            except FailureGroup as group:
                faults[operation.label] = "\n".join(f"{fault.title}: {fault.message}" for fault in group.exceptions)
        return faults

    faults = outlive(server, "generated requests for every operation", attack)
    assert not faults, "\n\n".join(f"{label}: {fault}" for label, fault in faults.items())


def test_every_way_to_ask_is_described(server: Server) -> None:
    labels = {operation.label for operation in operations(server)}
    assert {"GET /sparql", "POST /sparql", "GET /health"} <= labels
