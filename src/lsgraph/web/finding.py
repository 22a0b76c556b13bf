"""Questions found by words, whichever of the two languages they are in, and those whose names are near one that is none."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches

from lsgraph.questions.catalogue import Catalogue, Question, Topic

WORDS_LIMIT = 20
"""Words of a search that are looked for; whoever pastes a page in gets an answer too."""
NEAR_LIMIT = 5
_ENDING = re.compile(r"(?<=\w{3})[aeiousy]+$")


def folded(text: str) -> str:
    """Return a text without case and accents.

    >>> folded("Attività E Società")
    'attivita e societa'
    """
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def stems(text: str) -> frozenset[str]:
    """Return the words of a text without the endings that number and gender give them in Italian and English.

    >>> sorted(stems("Imprese, companies, SDG"))
    ['compan', 'impr', 'sdg']
    """
    words = re.findall(r"\w+", folded(text))[:WORDS_LIMIT]
    return frozenset(_ENDING.sub("", word) for word in words)


def search(catalogue: Catalogue, words: str) -> tuple[Topic, ...]:
    """Return the topics with those of their questions that have most of some words; all of them where no word is given.

    Args:
        catalogue: what is searched.
        words: what was typed.
    """
    wanted = stems(words)
    counts = {question.name: _hits(question, topic, wanted) for topic in catalogue.topics for question in topic.questions}
    most = max(counts.values(), default=0)
    if not wanted:
        return catalogue.topics
    found = {
        topic: tuple(question for question in topic.questions if most and counts[question.name] == most)
        for topic in catalogue.topics
    }
    return tuple(Topic(topic.name, topic.label, questions) for topic, questions in found.items() if questions)


def near(catalogue: Catalogue, name: str) -> tuple[Question, ...]:
    """Return the questions that somebody may have meant by a name that is none."""
    questions = {question.name: question for question in catalogue}
    close = get_close_matches(name[:100].lower(), list(questions), n=NEAR_LIMIT, cutoff=0.6)
    if close:
        return tuple(questions[known] for known in close)
    words = name.replace("-", " ").replace("_", " ")
    return tuple(question for topic in search(catalogue, words) for question in topic.questions)[:NEAR_LIMIT]


def _hits(question: Question, topic: Topic, wanted: frozenset[str]) -> int:
    header = question.header
    texts = (header.title, header.question, topic.label, *header.keywords)
    # Words are looked for at the start of words: "net" finds networks, "work" does not.
    told = " " + " ".join(re.findall(r"\w+", folded(" ".join(f"{text.en} {text.it}" for text in texts))))
    return sum(f" {stem}" in told for stem in wanted)
