"""Places in Turtle files, with everything its grammar does to hide where a statement ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse

from lsgraph.publish import lines
from lsgraph.publish.lines import Places, find_places

BASE = "https://example.org/kg/source/a/1"
ROOT = Path(__file__).parents[2]


def places_of(text: str) -> Places:
    """Find the places, having made sure that the text is Turtle and that exactly its subjects were found."""
    places = find_places(text, BASE)
    quads = list(parse(text, format=RdfFormat.TURTLE, base_iri=BASE))
    assert {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)} == set(places.subjects)
    return places


@pytest.mark.parametrize(
    ("text", "subject", "line"),
    [
        ("<> a <#b> .", BASE, 1),
        ("\n<#c> a <#b> .", f"{BASE}#c", 2),
        ("<#a> a <#b> .\r\n<#c> a <#b> .", f"{BASE}#c", 2),
        ("@prefix e: <http://e.org/> .\ne:a.b a e:c .", "http://e.org/a.b", 2),
        ("PREFIX e: <http://e.org/>\ne:a a e:c .", "http://e.org/a", 2),
        ("prefix e: <#>\ne:a a e:c .", f"{BASE}#a", 2),
        ("@prefix : <http://e.org/x#> .\n:a a : .\n: a :a .", "http://e.org/x#", 3),
        ("@prefix e: <http://e.org/> .\ne:prefix a e:base .\ne:b a e:c.", "http://e.org/b", 3),
        ("@prefix e: <http://e.org/> .\ne:a\\,b\\.c a e:c .", "http://e.org/a,b.c", 2),
        ("@prefix e: <http://e.org/> .\ne:a%20b a e:c .", "http://e.org/a%20b", 2),
        ("@prefix e: <http://e.org/> .\ne:a:b a e:c .\ne:d a e:c .", "http://e.org/d", 3),
        ("@prefix città: <http://e.org/> .\ncittà:pisa-2 a città:c .", "http://e.org/pisa-2", 2),
        ("<#a> <#b> 1 .\n<#c> <#b> 1.5 .\n<#d> <#b> 1.5E3 .\n<#e> <#b> .5 .\n<#f> <#b> -1.e2 .\n<#g> <#b> 2.", f"{BASE}#g", 6),
        ("<#a> <#b> 1.\n<#c> <#b> true.\n<#d> <#b> <#e>.", f"{BASE}#d", 3),
        ('<#a> <#b> "x . # not a comment" .\n<#c> a <#d> .', f"{BASE}#c", 2),
        ("<#a> <#b> 'it\\'s . <#x>' .\n<#c> a <#d> .", f"{BASE}#c", 2),
        ('<#a> <#b> """one "two" ""three\n<#x> a <#y> .\n""" .\n<#c> a <#d> .', f"{BASE}#c", 4),
        ('<#a> <#b> """ends with a quote\\"""" .\n<#c> a <#d> .', f"{BASE}#c", 2),
        ("<#a> <#b> '''it''s\n. ''' .\n<#c> a <#d> .", f"{BASE}#c", 3),
        ('<#a> <#b> "" , "" , """""" .\n<#c> a <#d> .', f"{BASE}#c", 2),
        ('<#a> <#b> "x"@it-IT , "y"^^<http://e.org/#t> .\n<#c> a <#d> .', f"{BASE}#c", 2),
        ("# <#x> a <#y> .\n<#c> a <#d> . # <#z> a <#y> .", f"{BASE}#c", 2),
        ("<http://e.org/a#b> a <http://e.org/#> . # done\n<#c> a <#d> .", "http://e.org/a#b", 1),
        ("<#a> <#b> ( ) .\n<#c> a <#d> .", f"{BASE}#c", 2),
        ("<#a>\n  a <#b> ;\n  <#p> <#c> , <#d> ;\n.\n<#e> a <#b> .", f"{BASE}#e", 5),
        ("<\\u0023a> a <#b> .", f"{BASE}#a", 1),
        ("<../b/2> a <#b> .", "https://example.org/kg/source/b/2", 1),
        ("<?q> a <#b> .", f"{BASE}?q", 1),
        ("<urn:x:1> a <#b> .", "urn:x:1", 1),
        ("<#a> a <#b> .\n<#c> a <#d> .\n<#a> a <#e> .", f"{BASE}#a", 1),
    ],
)
def test_a_subject_is_found_where_it_is_first_described(text: str, subject: str, line: int) -> None:
    assert places_of(text).subjects[subject] == line


def test_a_base_is_found_and_holds() -> None:
    places = places_of("<#a> a <#b> .\n@base <http://e.org/x/> .\n<y> a <z> .\nBASE <http://f.org/>\n<y> a <z> .")
    assert places.bases == [2, 4]
    assert places.subjects == {f"{BASE}#a": 1, "http://e.org/x/y": 3, "http://f.org/y": 5}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<#a> <#p> [ <#q> 1 ] .", [1]),
        ("<#a> a <#b> .\n_:x.y a <#b> .", [2]),
        ("<#a> <#p>\n  ( 1 2 ) ,\n  () .", [2]),
        ("[] a <#b> .\n[ a <#c> ] .", [1, 2]),
        ('<#a> <#p> "[ _:b (" .', []),
    ],
)
def test_blank_nodes_are_found(text: str, expected: list[int]) -> None:
    assert places_of(text).blank_nodes == expected


@given(st.text())
def test_any_text_is_taken_apart_without_loss(text: str) -> None:
    assert "".join(match.group() for match in lines._TOKEN.finditer(text)) == text
    found = find_places(text, BASE)
    last = text.count("\n") + 1
    assert all(1 <= line <= last for line in [*found.subjects.values(), *found.blank_nodes, *found.bases])


LITERALS = st.one_of(
    st.integers().map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map(lambda number: f"{number:f}"),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters='"\\\r\n')).map(lambda text: f'"{text}"'),
    st.text(st.sampled_from(".#<>;'\n[_:( ab")).map(lambda text: f'"""{text}"""'),
)


@given(st.lists(st.tuples(LITERALS, st.sampled_from([" .\n", ".\n", " . # .\n", "\n.\n"])), min_size=1))
def test_lines_are_right_whatever_the_literals_hold(statements: list[tuple[str, str]]) -> None:
    text, expected = "", {}
    for number, (literal, end) in enumerate(statements):
        expected[f"{BASE}#s{number}"] = text.count("\n") + 1
        text += f"<#s{number}> <#p> {literal}{end}"
    assert places_of(text).subjects == expected


def test_every_file_of_the_shipped_workspace_is_understood() -> None:
    files = [*(ROOT / "data").rglob("*.ttl"), *(ROOT / "ontology").glob("*.ttl")]
    assert files
    for path in files:
        places_of(path.read_text("utf-8"))
