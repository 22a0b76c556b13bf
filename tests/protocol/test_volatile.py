from __future__ import annotations

import pytest

from lsgraph.protocol.volatile import is_volatile


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (NOW() AS ?now) {}",
        "SELECT (rand() AS ?n) {}",
        "ASK { FILTER(1 < 2 && Rand() < 0.5) }",
        "SELECT (UUID() AS ?u) {}",
        "SELECT (strUUID() AS ?u) {}",
        "SELECT (BNODE() AS ?b) {}",
        "SELECT (BNODE('a') AS ?b) {}",
        "ASK { FILTER(trueNOW() = 1) }",
        "SELECT (NOW # ()\n () AS ?now) {}",
        "SELECT ('now) {}",
    ],
)
def test_what_may_be_answered_otherwise_each_time_is_known(text: str) -> None:
    assert is_volatile(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?now ?rand { ?now ex:uuid 'bnode' }",
        "ASK { ?brand <http://x/now> 'RAND()' } # NOW()",
        "CONSTRUCT { [] ex:p ?o } WHERE { ?s ex:p ?o }",
        "SELECT (SAMPLE(?a) AS ?b) { ?a ?b ?c }",
    ],
)
def test_what_only_looks_like_it_is_kept(text: str) -> None:
    assert not is_volatile(text)
