"""Which sentences have claims, on the small workspace, and what the curators may say of the others."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.publish.conftest import FIXTURES

from lsgraph.publish.asserted import Asserted
from lsgraph.publish.cache import Cache
from lsgraph.publish.coverage import HEADING, NUMBERS_ALONE, TIMELESS, DocumentCoverage, Read, measure_coverage
from lsgraph.publish.coverage_report import coverage_page
from lsgraph.publish.evidence import audit_evidence
from lsgraph.publish.ontology import Ontology
from lsgraph.publish.turtle import parse_files
from lsgraph.workspace import Workspace

DOCUMENTS = FIXTURES / "documents"
REGISTER = "data/ttl/register/documents.ttl"
JOINING = "data/ttl/sources/arno-news-2021/1-joining.ttl"
SIGNING = "data/ttl/sources/arno-news-2021/2-signing.ttl"
LABELS = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"


def gather(workspace: Workspace) -> Asserted:
    files, findings = parse_files(workspace.source_files(), Cache())
    assert findings == []
    return Asserted.gather(workspace.base_iri, files)


def measure(workspace: Workspace, documents: Path = DOCUMENTS) -> DocumentCoverage:
    asserted = gather(workspace)
    [document] = measure_coverage(asserted, Ontology.read(asserted.store), documents)
    return document


def audit(workspace: Workspace) -> list[str]:
    asserted = gather(workspace)
    findings = audit_evidence(asserted, Ontology.read(asserted.store), DOCUMENTS)
    return [f"{finding.path.name if finding.path else ''}: {finding.message}" for finding in findings]


def append(workspace: Workspace, path: str, turtle: str) -> None:
    file = workspace.root / path
    file.write_text(file.read_text("utf-8") + turtle, "utf-8")


def edit(workspace: Workspace, path: str, old: str, new: str) -> None:
    file = workspace.root / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def reads(document: DocumentCoverage) -> list[tuple[int, int, str | None]]:
    """The passage, the claims and the reason of each sentence inside."""
    return [(number, read.claims, read.reason) for number, (_, told) in enumerate(document.passages) for read in told]


def outside(document: DocumentCoverage) -> list[Read]:
    assert document.outside is not None
    return [read for gap in document.outside for read in gap]


def replace_text(workspace: Workspace, folder: Path, text: str) -> Path:
    """Read the document from another text, whose digest the register then gives."""
    old = hashlib.sha256((DOCUMENTS / "arno-news-2021.txt").read_bytes()).hexdigest()
    edit(workspace, REGISTER, old, hashlib.sha256(text.encode()).hexdigest())
    folder.mkdir(exist_ok=True)
    (folder / "arno-news-2021.txt").write_text(text, "utf-8")
    return folder


def test_sentences_with_claims_are_told_from_text_outside_the_passages(workspace: Workspace) -> None:
    document = measure(workspace)
    assert reads(document) == [(0, 1, None), (1, 1, None)]
    assert [(read.sentence.beginning(8), read.claims, read.reason) for read in outside(document)] == [
        ("Officina Verde joins the Arno Network", 0, None)
    ]


def test_a_sentence_without_a_claim_is_found(workspace: Workspace) -> None:
    edit(workspace, SIGNING, 'ls:asPrinted "by the Port Authority"', 'ls:asPrinted "nowhere to be found"')
    assert reads(measure(workspace)) == [(0, 1, None), (1, 0, None)]


def test_a_phrase_of_many_sentences_is_that_beside_the_claims_other_words(workspace: Workspace, tmp_path: Path) -> None:
    text = "x" * 39 + "The Arno Network met. Officina Verde joined the Arno Network. The Arno Network left.".ljust(261, " ")
    edit(workspace, JOINING, '"biotechnology firms"', '"Arno Network"')
    documents = replace_text(workspace, tmp_path / "texts", text)
    assert [claims for passage, claims, _ in reads(measure(workspace, documents)) if passage == 0] == [0, 1, 0]


def test_the_words_of_a_heading_above_are_those_of_the_passage_that_has_it(workspace: Workspace) -> None:
    """The second passage is made part of the first, and its claim read from the first one's words."""
    edit(workspace, SIGNING, "<https://example.org/kg/source/arno-news-2021> ;", "<1-joining> ;")
    edit(workspace, JOINING, "ls:order 1 ;", 'ls:order 1 ; ls:heading "plans a laboratory in Empoli" ;')
    edit(workspace, SIGNING, '"by the Port Authority"', '"plans a laboratory in Empoli"')
    assert reads(measure(workspace)) == [(0, 2, None), (1, 0, None)]


def test_a_reason_of_the_curators_is_told(workspace: Workspace) -> None:
    edit(workspace, SIGNING, 'ls:asPrinted "by the Port Authority"', 'ls:asPrinted "nowhere to be found"')
    append(
        workspace,
        SIGNING,
        '<#pen> a ls:Unclaimed ; dcterms:isPartOf <> ; ls:unclaimedWords "held the pen" ; rdfs:label "Said twice."@en .\n',
    )
    unclaimed = "<#title> a ls:Unclaimed ; dcterms:isPartOf <https://example.org/kg/source/arno-news-2021> ;"
    append(workspace, REGISTER, f'{LABELS}{unclaimed} ls:unclaimedWords "Arno Network" ; rdfs:label "The title."@en .\n')
    document = measure(workspace)
    assert reads(document) == [(0, 1, None), (1, 0, "Said twice.")]
    assert [read.reason for read in outside(document)] == ["The title."]


def test_headings_timeless_words_and_numbers_explain_themselves(workspace: Workspace, tmp_path: Path) -> None:
    edit(workspace, JOINING, "ls:order 1 ;", 'ls:order 1 ; ls:heading "Who joined" ;')
    append(workspace, JOINING, "agent:arno-network ls:locatedIn <https://example.org/kg/id/place/pisa> .\n")
    inside = "Who joined\n\nThe arno network rests. It rains."
    documents = replace_text(workspace, tmp_path / "texts", f"{'7':39}{inside:261}")
    document = measure(workspace, documents)
    assert [reason for passage, _, reason in reads(document) if passage == 0] == [HEADING, f"{TIMELESS} Arno Network", None]
    assert [read.reason for read in outside(document)] == [NUMBERS_ALONE]


def test_a_document_without_its_text_is_told(workspace: Workspace, tmp_path: Path) -> None:
    document = measure(workspace, tmp_path)
    assert (document.passages, document.outside) == ((), None)
    assert "Its text, as it was read, is not at hand." in coverage_page([document])


def test_the_page_counts_and_quotes(workspace: Workspace) -> None:
    edit(workspace, SIGNING, 'ls:asPrinted "by the Port Authority"', 'ls:asPrinted "nowhere to be found"')
    page = coverage_page([measure(workspace)])
    assert "| [arno-news-2021](#arno-news-2021) | 2 | 2 | 1 | 0 | 1 | 1 |\n" in page
    assert "| `2-signing` | 189-300 | 1 | 0 | 0 | 1 |\n" in page
    assert "- `2-signing` 189-300: “The Valley Protocol was signed by Officina Verde …” — no reason given\n" in page
    assert "- 0-37: “Officina Verde joins the Arno Network” — no reason given\n" in page


def test_neighbours_of_one_reason_are_told_together_and_markup_is_literal(workspace: Workspace, tmp_path: Path) -> None:
    text = "# **A\\_b** |\n\nSecond one.\n".ljust(300, "\n")
    page = coverage_page([measure(workspace, replace_text(workspace, tmp_path / "texts", text))])
    assert "- 0-25, 2 sentences: “\\# \\*\\*A\\\\\\_b\\*\\* \\|” — no reason given\n" in page


def test_neighbours_with_a_passage_between_them_are_told_apart(workspace: Workspace, tmp_path: Path) -> None:
    text = f"{'Before.':39}{'Inside.':261}After."
    page = coverage_page([measure(workspace, replace_text(workspace, tmp_path / "texts", text))])
    assert "- 0-7: “Before.” — no reason given\n- 300-306: “After.” — no reason given\n" in page


def test_unclaimed_words_must_be_found_like_a_claims(workspace: Workspace) -> None:
    words = "one two three four five six seven eight nine ten eleven"
    append(
        workspace,
        SIGNING,
        '<#gone> a ls:Unclaimed ; dcterms:isPartOf <> ; ls:unclaimedWords "held the sword" ; rdfs:label "Why."@en .\n'
        f'<#long> a ls:Unclaimed ; dcterms:isPartOf <> ; ls:unclaimedWords "{words}" ; rdfs:label "Why."@en .\n'
        '<#far> a ls:Unclaimed ; dcterms:isPartOf <1-joining> ; ls:unclaimedWords "unites" ; rdfs:label "Why."@en .\n'
        '<#fine> a ls:Unclaimed ; dcterms:isPartOf <> ; ls:unclaimedWords "held the pen" ; rdfs:label "Why."@en .\n',
    )
    assert audit(workspace) == [
        "2-signing.ttl: <#far>: must stand in the graph of its passage, 1-joining",
        "2-signing.ttl: <#far>: stands in a passage's graph; say that it is dcterms:isPartOf <>",
        "2-signing.ttl: <#gone>: “held the sword” is not in its passage",
        f"2-signing.ttl: <#long>: “{words}” has 11 words; at most ten are quoted",
        f"2-signing.ttl: <#long>: “{words}” is not in its passage",
    ]


def test_unclaimed_words_outside_the_passages_must_stand_in_the_document(workspace: Workspace) -> None:
    unclaimed = "<#{}> a ls:Unclaimed ; dcterms:isPartOf <https://example.org/kg/source/arno-news-2021> ; ls:unclaimedWords "
    append(workspace, REGISTER, f'{LABELS}{unclaimed.format("title")}"joins the Arno" ; rdfs:label "Why."@en .\n')
    assert audit(workspace) == []
    append(workspace, REGISTER, f'{unclaimed.format("gone")}"leaves the Arno" ; rdfs:label "Why."@en .\n')
    assert audit(workspace) == ["documents.ttl: <#gone>: “leaves the Arno” is not in its document"]
