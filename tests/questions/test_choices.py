"""What a parameter offers is asked of the graph, and what was said is looked for there."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from lsgraph.errors import ParameterError, ParameterFault
from lsgraph.questions import choices as module
from lsgraph.questions.catalogue import Question
from lsgraph.questions.choices import Option, choices, require_known
from lsgraph.questions.header import Choice, Header, Parameter, ParameterType, Words

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.web.small_graph import StoreEngine, small_store

BASE = "https://w3id.org/lsgraph/id/agent/"
QUERY = """PREFIX ls: <https://w3id.org/lsgraph/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?value ?label WHERE { VALUES ?lang { "en" } ?network a ls:Network ; skos:prefLabel ?label
  BIND(REPLACE(STR(?network), "^.*/", "") AS ?value) FILTER(LANG(?label) = ?lang) } ORDER BY ?label"""


def words(text: str) -> Words:
    return Words(en=text, it=text)


def parameter(**said: Any) -> Parameter:
    return Parameter(name="which", label=words("which"), **said)


THING = parameter(type=ParameterType.THING, thing_class="Network")
ANY_THING = parameter(type=ParameterType.THING)
TEXTS = parameter(type=ParameterType.CHOICE, choices_query=QUERY)
CHOICE = parameter(type=ParameterType.CHOICE, choices=(Choice(value="done", label=Words(en="done", it="fatto")),))


def engine() -> StoreEngine:
    return StoreEngine(small_store())


def question(said: Parameter) -> Question:
    x = {"en": "x", "it": "x"}
    column = {"name": "x", "type": "text", "label": x}
    told = {"title": x, "question": x, "topic": "x", "order": 1, "columns": [column], "covers-not": x, "expects": {"rows": 0}}
    header = Header.model_validate(told | {"parameters": [said]})
    return Question("x", header, 'SELECT * { VALUES ?lang { "en" } VALUES ?which { UNDEF } }')


def told(said: Parameter, value: str) -> ParameterError:
    with pytest.raises(ParameterError) as raised:
        asyncio.run(require_known(engine(), question(said), {"which": value}))
    assert raised.value.parameter == "which"
    return raised.value


def test_things_of_a_class_are_offered_by_their_names() -> None:
    offered = asyncio.run(choices(engine(), THING, "it"))
    assert Option(f"{BASE}valley", "Valle del farmaco") in offered
    assert [option.label for option in offered] == sorted((option.label for option in offered), key=str.casefold)


def test_a_query_of_choices_is_asked_in_the_readers_language() -> None:
    assert Option("valley", "Pharma Valley") in asyncio.run(choices(engine(), TEXTS, "en"))
    assert Option("valley", "Valle del farmaco") in asyncio.run(choices(engine(), TEXTS, "it"))


def test_choices_of_the_header_are_offered_without_asking() -> None:
    asked = engine()
    assert asyncio.run(choices(asked, CHOICE, "it")) == (Option("done", "fatto"),)
    assert asked.asked == []


def test_a_list_that_is_too_long_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OFFERED_LIMIT", 0)
    assert asyncio.run(choices(engine(), THING, "en")) == ()
    assert asyncio.run(choices(engine(), TEXTS, "en")) == ()


def test_what_is_there_is_taken() -> None:
    for said, value in ((THING, f"{BASE}valley"), (ANY_THING, f"{BASE}kedrion"), (TEXTS, "valley"), (CHOICE, "done")):
        asyncio.run(require_known(engine(), question(said), {"which": value}))
        asyncio.run(require_known(engine(), question(said), {"which": ""}))


@pytest.mark.parametrize(
    ("said", "value", "fault", "message"),
    [
        (THING, f"{BASE}nobody", ParameterFault.NOT_DESCRIBED, "does not describe"),
        (THING, f"{BASE}kedrion", ParameterFault.OTHER_CLASS, "no Network"),
        (ANY_THING, "kedrion", ParameterFault.FORM, "IRI"),
        (TEXTS, "vally", ParameterFault.NOT_OFFERED, "Near it there is: valley"),
        (CHOICE, "open", ParameterFault.NOT_OFFERED, "done"),
    ],
)
def test_what_is_not_there_is_told(said: Parameter, value: str, fault: ParameterFault, message: str) -> None:
    error = told(said, value)
    assert error.fault is fault
    assert message in str(error)


@pytest.mark.parametrize("value", ["https://x/> ?p ?o } #", 'x" } UNION { ?s ?p ?o } #', "\ud800"])
def test_a_hostile_value_never_leaves_its_place(value: str) -> None:
    for said in (THING, TEXTS):
        assert told(said, value).fault in (ParameterFault.FORM, ParameterFault.NOT_OFFERED)
