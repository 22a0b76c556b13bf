"""Every fault that keeps a workspace from being published: told with its place, and the release served stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from tests.cli.conftest import Desk

AGENTS = "data/ttl/register/agents.ttl"
DOCUMENTS = "data/ttl/register/documents.ttl"
JOINING = "data/ttl/sources/arno-news-2021/1-joining.ttl"
SIGNING = "data/ttl/sources/arno-news-2021/2-signing.ttl"


@dataclass(frozen=True)
class Fault:
    """A way to spoil the workspace, and what must be said of it.

    Attributes:
        spoil: does it.
        path: the file that is to be named.
        words: what stands on the line that is to be named; empty where no line is.
        message: part of what must be said.
    """

    spoil: Callable[[Desk], None]
    path: str
    words: str
    message: str


def edit(path: str, old: str, new: str) -> Callable[[Desk], None]:
    return lambda desk: desk.edit(path, old, new)


def write(path: str, content: str | bytes) -> Callable[[Desk], None]:
    return lambda desk: desk.write(path, content)


def replace_document(desk: Desk) -> None:
    (desk.documents / "arno-news-2021.txt").write_bytes(b"Another edition.")


WITHOUT_DOCUMENTS = {
    "syntax": Fault(
        edit(AGENTS, '"Arno Network"@en , "Rete Arno"@it .', '"Arno Network"@en "Rete Arno"@it .'),
        AGENTS,
        'skos:prefLabel "Arno Network"',
        "not Turtle: ",
    ),
    "blank node": Fault(
        edit(AGENTS, "agent:mario-rossi a ls:Person ;", "agent:mario-rossi a ls:Person ;\n  ls:in [ a ls:Network ] ;"),
        AGENTS,
        "  ls:in [",
        "blank node",
    ),
    "labelled blank node": Fault(
        write("data/ttl/register/b.ttl", "<#a> a _:b ."), "data/ttl/register/b.ttl", "<#a>", "blank node"
    ),
    "base": Fault(
        write("data/ttl/register/b.ttl", "# mine\n@base <http://example.org/> .\n<x> a <y> ."),
        "data/ttl/register/b.ttl",
        "@base",
        "has a base of its own",
    ),
    "not UTF-8": Fault(
        write("data/ttl/register/b.ttl", "<#a>\n a <#città> .".encode("latin-1")),
        "data/ttl/register/b.ttl",
        "",
        ":2: is not UTF-8",
    ),
    "byte order mark": Fault(
        write("data/ttl/register/b.ttl", "<#a> a <#b> .".encode("utf-8-sig")),
        "data/ttl/register/b.ttl",
        "",
        ":1:1: begins with a byte",
    ),
    "empty": Fault(write("data/ttl/register/b.ttl", "# nothing\n"), "data/ttl/register/b.ttl", "# nothing", "states nothing"),
    "name that makes no IRI": Fault(
        write("data/ttl/register/a b.ttl", "<http://example.org/a> a <http://example.org/b> ."),
        "data/ttl/register/a b.ttl",
        "",
        "IRI",
    ),
    "hygiene": Fault(
        edit(AGENTS, '"Mario Rossi"@it', '"Mario Rossi"@it , "Rossi"@it'),
        AGENTS,
        "agent:mario-rossi",
        "agent:mario-rossi: A thing must have one preferred name a language.",
    ),
    "hygiene query that is no query": Fault(
        write("shapes/hygiene/bad.rq", "# A sentence.\nSELECT ?node { ?node "), "shapes/hygiene/bad.rq", "", "not SPARQL"
    ),
    "hygiene query without a sentence": Fault(
        write("shapes/hygiene/bad.rq", "SELECT ?node { ?node a ?node }"), "shapes/hygiene/bad.rq", "SELECT", "one sentence"
    ),
    "hygiene query of an unknown severity": Fault(
        write("shapes/hygiene/bad.rq", "# A sentence.\n# severity: eror\nSELECT ?node { ?node a ?node }"),
        "shapes/hygiene/bad.rq",
        "# A sentence",
        "must be error or warning, not eror",
    ),
    "hygiene query without a node": Fault(
        write("shapes/hygiene/bad.rq", "# A sentence.\nSELECT ?it { ?it a ?it }"),
        "shapes/hygiene/bad.rq",
        "# A",
        "SELECT with ?node",
    ),
    "shape": Fault(
        edit(JOINING, "    ls:modality modality:done ;\n", ""),
        JOINING,
        "<#officina-verde-joins>",
        "Officina Verde joined the Arno Network.: ls:modality: Say once how the claim stands to fact.",
    ),
    "person in a signatory's place": Fault(
        edit(SIGNING, "ls:participant agent:port-authority", "ls:participant agent:mario-rossi"),
        SIGNING,
        "<#port-authority-signs>",
        "A signatory is an organisation.",
    ),
    "shapes that are no Turtle": Fault(write("shapes/bad.ttl", "<a> <b"), "shapes/bad.ttl", "<a>", "not Turtle: "),
    "shape that is not well formed": Fault(
        write(
            "shapes/bad.ttl",
            "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<#s> a sh:NodeShape ; sh:targetClass <#c> ; sh:property <#p> .\n"
            "<#p> a sh:PropertyShape .",
        ),
        "shapes",
        "",
        "the shapes cannot be relied on: ",
    ),
    "range that is none": Fault(edit(SIGNING, '"char=', '"line='), SIGNING, "<> a ls:Passage", "is not a range such as"),
    "range that is empty": Fault(edit(SIGNING, "char=189,300", "char=300,189"), SIGNING, "<> a ls:Passage", "is empty"),
    "ranges that overlap": Fault(
        edit(SIGNING, "char=189,300", "char=180,300"), SIGNING, "<> a", "char=180,300 overlaps char=39,187 of 1-joining"
    ),
    "passage of no document": Fault(
        edit(SIGNING, "dcterms:isPartOf <https://example.org/kg/source/arno-news-2021>", "dcterms:isPartOf <>"),
        SIGNING,
        "<> a ls:Passage",
        "is part of no ls:Document",
    ),
    "claim without a phrase": Fault(
        edit(SIGNING, 'ls:asPrinted "by the Port Authority"', 'ls:mention "by the Port Authority"'),
        SIGNING,
        "<#port-authority-signs>",
        "has 0 ls:asPrinted phrases",
    ),
    "claim with four phrases": Fault(
        edit(SIGNING, 'ls:asPrinted "by', 'ls:asPrinted "was signed" , "signed by" , "Port Authority" , "by'),
        SIGNING,
        "<#port-authority-signs>",
        "has 4 ls:asPrinted phrases",
    ),
    "phrase of eleven words": Fault(
        edit(
            SIGNING, '"by the Port Authority" .', '"Valley Protocol was signed by Officina Verde and by the Port Authority" .'
        ),
        SIGNING,
        "<#port-authority-signs>",
        "has 12 words",
    ),
    "question without an answer": Fault(
        edit("queries/members.rq", "ls:memberOf", "ls:worksWith"), "queries/members.rq", "", "gives 0 rows"
    ),
    "question that is no query": Fault(
        edit("queries/members.rq", "?network .", "?network .. }"), "queries/members.rq", "", "not SPARQL"
    ),
    "question without a header": Fault(
        write("queries/bad.rq", "SELECT * { ?s ?p ?o }"), "queries/bad.rq", "SELECT", "header is missing"
    ),
}

WITH_DOCUMENTS = {
    "digest": Fault(
        replace_document,
        DOCUMENTS,
        "<https://example.org/kg/source/arno-news-2021>",
        "is not the text that was read",
    ),
    "document that is not there": Fault(
        lambda desk: (desk.documents / "arno-news-2021.txt").unlink(),
        DOCUMENTS,
        "<https://example.org/kg/source/arno-news-2021>",
        "cannot be read: No such file",
    ),
    "range past the end": Fault(
        edit(SIGNING, "char=189,300", "char=189,3000"),
        SIGNING,
        "<> a ls:Passage",
        "char=189,3000 ends after the text, which has 301",
    ),
    "phrase": Fault(
        edit(JOINING, '"joined the Arno Network"', '"left the Arno Network"'),
        JOINING,
        "<#officina-verde-joins>",
        "<#officina-verde-joins>: “left the Arno Network” is not in its passage",
    ),
    "phrase of another passage": Fault(
        edit(JOINING, '"joined the Arno Network"', '"held the pen"'),
        JOINING,
        "<#officina",
        "but stands elsewhere in the document",
    ),
    "phrase with other capitals": Fault(
        edit(JOINING, '"joined the Arno Network"', '"joined the arno network"'),
        JOINING,
        "<#officina",
        "only with other capitals",
    ),
    "phrase inside a longer word": Fault(
        edit(JOINING, '"biotechnology firms"', '"biotechnology firm"'),
        JOINING,
        "<#officina",
        "“biotechnology firm” is not in its passage",
    ),
    "mention": Fault(
        edit(SIGNING, 'ls:mention "the Port Authority"', 'ls:mention "the Port Authority" , "the harbour master"'),
        SIGNING,
        "agent:port-authority ls:mention",
        "agent:port-authority: the mention “the harbour master” is not in its passage",
    ),
    "thing that is not mentioned": Fault(
        edit(SIGNING, 'agent:port-authority ls:mention "the Port Authority" .', ""),
        SIGNING,
        "",
        "agent:port-authority: is not mentioned in this passage by any of its names (“Autorità portuale di Livorno”",
    ),
}


def assert_refused(desk: Desk, fault: Fault, *arguments: str) -> None:
    """Publish, spoil, be refused with the right line and the old release served, mend, and publish again."""
    sound = {path: path.read_bytes() for path in desk.root.rglob("*") if path.is_file()}
    document = (desk.documents / "arno-news-2021.txt").read_bytes()
    assert desk.publish(*arguments).exit_code == 0
    before = desk.served()

    fault.spoil(desk)
    line = f":{desk.line_of(fault.path, fault.words)}:" if fault.words else ""
    for command in ("check", "publish"):
        result = desk.run(command, *arguments)
        assert result.exit_code == 1, result.output
        told = [told for told in result.stderr.splitlines() if told.startswith(f"{fault.path}{line}") and fault.message in told]
        assert told, result.stderr
        assert result.stderr.splitlines()[-1].endswith(f"the release served stays {before}.")
        assert "Traceback" not in result.stderr
    assert desk.served() == before

    for path in desk.root.rglob("*"):
        if path.is_file() and path not in sound:
            path.unlink()
    for path, content in sound.items():
        path.write_bytes(content)
    (desk.documents / "arno-news-2021.txt").write_bytes(document)
    assert desk.publish(*arguments).exit_code == 0
    assert desk.served() == before
    assert desk.unfinished() == []


@pytest.mark.parametrize("fault", WITHOUT_DOCUMENTS.values(), ids=WITHOUT_DOCUMENTS)
def test_a_faulty_source_is_refused(desk: Desk, fault: Fault) -> None:
    assert_refused(desk, fault)


@pytest.mark.parametrize("fault", WITH_DOCUMENTS.values(), ids=WITH_DOCUMENTS)
def test_evidence_that_is_not_there_is_refused(desk: Desk, fault: Fault) -> None:
    assert_refused(desk, fault, "--documents", str(desk.documents))


@pytest.mark.parametrize(
    "fault", [WITH_DOCUMENTS["phrase"], WITH_DOCUMENTS["mention"], WITH_DOCUMENTS["thing that is not mentioned"]]
)
def test_words_are_not_looked_up_without_the_documents(desk: Desk, fault: Fault) -> None:
    fault.spoil(desk)
    assert desk.run("check").exit_code == 0
    assert desk.run("check", "--documents", str(desk.documents)).exit_code == 1


def test_every_faulty_file_is_told(desk: Desk) -> None:
    desk.edit(AGENTS, "agent:mario-rossi a ls:Person ;", "agent:mario-rossi a a ls:Person ;")
    desk.edit(SIGNING, "<#graph> a ls:PassageGraph ;", "<#graph> ls:PassageGraph ;")
    desk.write("data/ttl/register/empty.ttl", "")
    told = desk.publish().stderr
    assert [line.split(":")[0] for line in told.splitlines()[:3]] == [AGENTS, "data/ttl/register/empty.ttl", SIGNING]
    assert told.splitlines()[3:] == ["3 faults; no release is being served."]


def test_checks_after_syntax_are_told_together(desk: Desk) -> None:
    for name in ("hygiene", "person in a signatory's place", "claim without a phrase"):
        WITHOUT_DOCUMENTS[name].spoil(desk)
    result = desk.publish()
    assert "one preferred name" in result.stderr
    assert "A signatory is an organisation." in result.stderr
    assert "has 0 ls:asPrinted phrases" in result.stderr


def test_the_evidence_of_a_release_that_is_there_is_audited_when_the_documents_come(desk: Desk) -> None:
    WITH_DOCUMENTS["phrase"].spoil(desk)
    assert desk.publish().exit_code == 0
    assert desk.publish("--documents", str(desk.documents)).exit_code == 1


@pytest.mark.parametrize(("language", "told"), [("it", "Un firmatario è un'organizzazione."), ("en", "A signatory is an")])
def test_shapes_speak_the_users_language(desk: Desk, monkeypatch: pytest.MonkeyPatch, language: str, told: str) -> None:
    WITHOUT_DOCUMENTS["person in a signatory's place"].spoil(desk)
    assert told in desk.run("check", "--lang", language).stderr
    monkeypatch.setenv("LC_ALL", f"{language}_XX.UTF-8")
    assert told in desk.run("check").stderr


def test_a_warning_is_told_and_stops_nothing(desk: Desk) -> None:
    desk.edit(AGENTS, "agent:mario-rossi a ls:Person ;", 'agent:mario-rossi a ls:Person ; skos:note "tall"@en ;')
    line = desk.line_of(AGENTS, "agent:mario-rossi")
    result = desk.publish()
    assert result.exit_code == 0
    assert f"warning: {AGENTS}:{line}: Mario Rossi: skos:note: A note is better kept elsewhere." in result.stderr


def test_a_hygiene_warning_is_told_and_stops_nothing(desk: Desk) -> None:
    desk.write("shapes/hygiene/persons.rq", "# Persons are rare.\n# severity: warning\nSELECT ?node { ?node a " + PERSON + " }")
    result = desk.publish()
    assert result.exit_code == 0
    assert (
        f"warning: {AGENTS}:{desk.line_of(AGENTS, 'agent:mario-rossi')}: agent:mario-rossi: Persons are rare." in result.stderr
    )


PERSON = "<https://w3id.org/lsgraph/ontology#Person>"
