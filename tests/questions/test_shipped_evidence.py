"""The evidence of the shipped questions on the shipped data: what disagrees, hedges in words, and whole sentences."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.questions.test_shipped import WORKSPACE, asked, engine

from lsgraph.engine.base import rows
from lsgraph.questions.catalogue import read_question
from lsgraph.questions.disagreement import Verdict, compare, read_disagreements
from lsgraph.resources.claims import read_claims
from lsgraph.resources.digests import read_digests
from lsgraph.resources.links import local_name
from lsgraph.resources.statements import value
from lsgraph.texts.documents import read_document_texts

DOCUMENTS = Path(os.environ.get("LSGRAPH_TEST_DOCUMENTS", Path(__file__).parents[3] / "shared" / "documents"))
DISAGREEMENTS = read_question(WORKSPACE.root / "queries" / "disagreements.rq")


def test_figures_are_compared_as_the_saved_question_compares_them() -> None:
    async def scenario() -> list[tuple[str, Verdict | None]]:
        found = await rows(engine(), DISAGREEMENTS.bound({}))
        claims = await read_claims(engine(), {value(row, name) for row in found for name in ("one", "other")}, "en")
        verdicts = [compare(claims[value(row, "one")], claims[value(row, "other")]) for row in found]
        return [(local_name(value(row, "verdict")), verdict) for row, verdict in zip(found, verdicts, strict=True)]

    compared = asyncio.run(scenario())
    assert len(compared) >= DISAGREEMENTS.header.expects.rows
    assert [verdict for verdict, _ in compared] == [verdict for _, verdict in compared]


def test_what_the_saved_question_finds_stands_beside_both_claims() -> None:
    async def scenario() -> None:
        found = await rows(engine(), DISAGREEMENTS.bound({}))
        pairs = {(value(row, "one"), value(row, "other")) for row in found}
        claims = await read_claims(engine(), {iri for pair in pairs for iri in pair}, "it")
        beside = await read_disagreements(engine(), claims, "it")
        for one, other in pairs:
            assert other in {found.claim.iri for found in beside[one]}
            assert one in {found.claim.iri for found in beside[other]}

    asyncio.run(scenario())


def test_a_role_that_another_document_does_not_give_stands_beside() -> None:
    claim = f"{WORKSPACE.base_iri}source/kedrion-tuscany-pharma-valley-2019/2-formal-signing#gsk-vaccines-supporter"
    claims = asyncio.run(read_claims(engine(), [claim], "en"))
    (beside,) = asyncio.run(read_disagreements(engine(), claims, "en"))[claim]
    assert beside.verdict is Verdict.OTHER_ROLE
    assert beside.claim.iri.endswith("#gsk-member")


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_claim_that_an_answer_shows_has_words_for_its_certainty(language: str) -> None:
    for question in (DISAGREEMENTS, read_question(WORKSPACE.root / "queries" / "hedged-figures.rq")):
        for row in asked(question, language).rows:
            for found in row.evidence:
                assert found.claim is not None
                assert found.claim.said.status
                assert found.claim.said.figure


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the documents' texts are not beside the checkout")
def test_nearly_every_claim_has_its_sentence() -> None:
    async def scenario() -> tuple[int, int]:
        texts = read_document_texts(DOCUMENTS, await read_digests(engine()))
        assert texts.faults == ()
        found = await rows(
            engine(), "SELECT ?claim { ?claim <https://w3id.org/lsgraph/ontology#modality> ?m } ORDER BY ?claim LIMIT 600"
        )
        claims = await read_claims(engine(), {value(row, "claim") for row in found}, "en")
        told = 0
        for claim in claims.values():
            passage, phrases = claim.passage, [phrase.value for phrase in claim.printed]
            sentences = texts.sentences(passage.document.name.iri, passage.ranges, passage.headings, phrases)
            told += bool(sentences)
        return told, len(claims)

    told, claims = asyncio.run(scenario())
    # What is left has its words in a heading alone.
    assert told > 0.95 * claims
