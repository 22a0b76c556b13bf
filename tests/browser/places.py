"""Pages of every kind and every drawing, without the language at the head of their addresses."""

from __future__ import annotations

from pathlib import Path

from lsgraph.questions.catalogue import read_catalogue

QUESTIONS = {
    "acts-in-time": "",
    "investments-map": "",
    "network-members": "",
    "organisations-by-kind": "?document=https://w3id.org/lsgraph/source/kedrion-tuscany-pharma-valley-2019",
    "organisation-figures": "",
    "undated-or-unpriced": "",
    "what-connects-two": "",
}
"""Questions of every drawing, asked for what makes a short answer."""
DRAWN = {question.name: question.header.drawing for question in read_catalogue(Path(__file__).parents[2] / "queries")}
PAGES = {
    "home": ("/", 200),
    "list": ("/questions", 200),
    "search": ("/questions?q=fatturato", 200),
    "nothing-found": ("/questions?q=zzzz", 200),
    **{name: (f"/questions/{name}{asked}", 200) for name, asked in QUESTIONS.items()},
    "faulty-parameter": ("/questions/company-turnover?year=soon", 400),
    "thing": ("/id/agent/kedrion", 200),
    "document": ("/source/kedrion-tuscany-pharma-valley-2019", 200),
    "passage": ("/source/kedrion-tuscany-pharma-valley-2019/2-formal-signing", 200),
    "term": ("/ontology/roles#member", 200),
    "no-page": ("/nothing-here", 404),
}
"""By name: the address, and the status that it answers with."""
