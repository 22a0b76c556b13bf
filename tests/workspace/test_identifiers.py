"""The identifiers that others gave to organisations and places: read, not remembered, and of one thing each."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from lsgraph.vocabulary import LS
from lsgraph.workspace import GraphKind, Workspace

ROOT = Path(__file__).parents[2]
IDENTIFIERS = Path(ROOT).parent / "shared" / "data" / "identifiers.csv"
AGENT = "https://w3id.org/lsgraph/id/agent/"
PLACE = "https://w3id.org/lsgraph/id/place/"
SAME_AS = "http://www.w3.org/2002/07/owl#sameAs"
WIKIDATA = "http://www.wikidata.org/entity/"
SCHEMES = {f"{LS}isni": "ISNI", f"{LS}participantIdentificationCode": "EC-PIC"}


def statements(of: str) -> list[tuple[str, str, str]]:
    """What the reference graphs say of the things whose IRIs start with `of`."""
    return [
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for source in Workspace.open(ROOT).source_files()
        if source.kind is GraphKind.REFERENCE
        for quad in parse(path=source.path, format=RdfFormat.TURTLE, base_iri=source.graph_iri)
        if str(quad.subject).startswith(f"<{of}")
    ]


def identifiers() -> Iterator[tuple[str, str, str]]:
    """Yield each agent of the reference graphs with the scheme of an identifier of its own, and the identifier."""
    for agent, predicate, value in statements(AGENT):
        if predicate != SAME_AS:
            yield agent, SCHEMES[predicate], value
        elif value.startswith(WIKIDATA):
            yield agent, "Wikidata", value.removeprefix(WIKIDATA)
        else:
            yield agent, "ROR", value


def values(scheme: str) -> list[str]:
    return [value for _, its_scheme, value in identifiers() if its_scheme == scheme]


def check_character(digits: str) -> str:
    """The last character of an ISNI that starts with these fifteen digits, after ISO 7064, MOD 11-2."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    remainder = (12 - total % 11) % 11
    return "X" if remainder == 10 else str(remainder)


@pytest.mark.skipif(not IDENTIFIERS.is_file(), reason="the documents' texts are not beside the checkout")
def test_each_identifier_was_read_in_a_record_of_its_authority() -> None:
    with IDENTIFIERS.open(encoding="utf-8", newline="") as lines:
        names: dict[tuple[str, str], set[str]] = {}
        for row in csv.DictReader(lines):
            names.setdefault((row["scheme"], row["identifier"].replace(" ", "")), set()).add(row["name"])
    assert {(scheme, value) for _, scheme, value in identifiers()} <= names.keys()

    # What ROR says beside its own identifier is said of the organisation that it has under that name.
    in_ror = {agent: names["ROR", value] for agent, scheme, value in identifiers() if scheme == "ROR"}
    for agent, scheme, value in identifiers():
        assert scheme == "EC-PIC" or names[scheme, value] & in_ror[agent], (agent, scheme, value)


def test_no_two_agents_have_the_same_identifier() -> None:
    shared = [pair for pair, times in Counter((scheme, value) for _, scheme, value in identifiers()).items() if times > 1]
    assert not shared


def test_no_agent_has_two_identifiers_of_one_scheme() -> None:
    twice = [pair for pair, times in Counter((agent, scheme) for agent, scheme, _ in identifiers()).items() if times > 1]
    assert not twice


def test_each_identifier_has_the_form_of_its_scheme() -> None:
    forms = {
        "ROR": r"https://ror\.org/0[0-9a-hjkmnp-tv-z]{6}\d{2}",
        "Wikidata": r"Q[1-9]\d*",
        "ISNI": r"\d{15}[\dX]",
        "EC-PIC": r"\d{9}",
    }
    for scheme, form in forms.items():
        assert values(scheme), scheme
        assert [value for value in values(scheme) if not re.fullmatch(form, value)] == []


def test_each_isni_ends_with_its_check_character() -> None:
    assert check_character("000000011504192") == "X"  # the Tuscany Region's
    assert check_character("000000011504129") != "X"  # with two digits exchanged
    assert [isni for isni in values("ISNI") if isni[-1] != check_character(isni[:-1])] == []


def test_each_commune_has_a_code_a_place_above_it_and_coordinates() -> None:
    said = statements(PLACE)
    kinds = {subject: value for subject, predicate, value in said if predicate == f"{LS}kind"}
    communes = {subject for subject, value in kinds.items() if value.endswith("#commune")}
    assert communes
    for commune in communes:
        about = {predicate: value for subject, predicate, value in said if subject == commune}
        above = about[f"{LS}partOf"]
        assert re.fullmatch(r"\d{6}", about[f"{LS}istatCode"]), commune
        assert kinds[above].rpartition("#")[2] in {"province", "region"}, commune
        assert {f"{LS}latitude", f"{LS}longitude"} <= about.keys(), commune
        assert any(subject == above and predicate == f"{LS}nutsCode" for subject, predicate, _ in said), commune


def test_every_commune_is_described_by_istat() -> None:
    communes = {
        quad.subject.value: source.kind
        for source in Workspace.open(ROOT).source_files()
        for quad in parse(path=source.path, format=RdfFormat.TURTLE, base_iri=source.graph_iri)
        if quad.predicate.value == f"{LS}kind" and quad.object.value.endswith("#commune")
    }
    assert [commune for commune, kind in communes.items() if kind is not GraphKind.REFERENCE] == []
