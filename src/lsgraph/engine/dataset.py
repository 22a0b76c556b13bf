r"""The dataset a query is asked over, each triple of it counted once.

SPARQL 1.1 Query Language, section 13.2: the default graph is the RDF merge of the graphs named in FROM, a set of triples.
Oxigraph takes them one after the other instead and counts a triple once for each graph that states it, and twice for a
graph named twice. So the graphs are looked for in the text, those named twice or empty are left out, and where more
than one remains they are merged in a store in memory.

A merge keeps blank nodes of different documents apart. The graphs of a release are graphs of one dataset, where the same blank
node in two graphs is the same node (RDF 1.1 Concepts, section 4), as it is in the release's own default graph: it stays one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from lsgraph.engine.base import Dataset
from lsgraph.engine.lexer import Token, TokenKind, place, tokens
from lsgraph.errors import QueryLimitReached, QuerySyntaxError

MERGE_LIMIT_TRIPLES = 200_000

_FROM = re.compile("from", re.IGNORECASE)
_PROLOGUE = frozenset({"BASE", "PREFIX", "VERSION"})
_FORMS = frozenset({"SELECT", "CONSTRUCT", "DESCRIBE", "ASK"})


def stated_dataset(text: str) -> Dataset:
    """Return the dataset that a query names in two FROM clauses or more; empty when it names none or one.

    Args:
        text: the query, which passed the guard: it has no codepoint escapes outside of strings and IRIs.

    Raises:
        SyntaxError: it is not SPARQL.
        QuerySyntaxError: a FROM clause is not SPARQL, though Oxigraph takes it.

    >>> stated_dataset("BASE <http://x/> SELECT * FROM <a> FROM NAMED <b> {}")
    Dataset(default_graphs=('http://x/a',), named_graphs=('http://x/b',))
    """
    if len(_FROM.findall(text)) < 2:
        return Dataset()
    start, clauses = _clauses(text)
    if not clauses:
        return Dataset()
    values = " ".join(f"({str(is_named).lower()} {graph.text} )" for is_named, graph in clauses)
    try:
        found = Store().query(f"{text[:start]}\nSELECT ?is_named ?graph {{ VALUES (?is_named ?graph) {{ {values} }} }}")
    except SyntaxError:
        Store().query(text)  # says better what is wrong with it
        raise _unreadable(text, clauses[0][1]) from None
    rows = [(cast(Literal, row[0]).value == "true", cast(NamedNode, row[1]).value) for row in cast(QuerySolutions, found)]
    return Dataset(tuple(iri for is_named, iri in rows if not is_named), tuple(iri for is_named, iri in rows if is_named))


def _clauses(text: str) -> tuple[int, list[tuple[bool, Token]]]:
    """Return where the prologue ends, and for each FROM whether it is NAMED and the token of its graph.

    FROM is no other word of SPARQL, so wherever it stands as a word it is one: brackets need not be followed.
    """
    found = tokens(text)
    declared = set()
    for form in found:
        if form.kind is TokenKind.WORD and form.text.upper() not in _PROLOGUE:
            break
        declared.add(form.text)
    else:
        return len(text), []
    if form.text.upper() not in _FORMS:
        raise _unreadable(text, form)
    clauses = []
    is_awaited = is_named = False
    for token in found:
        word = token.text.upper() if token.kind is TokenKind.WORD else ""
        if is_awaited and token.kind in {TokenKind.IRI, TokenKind.NAME}:
            clauses.append((is_named, token))
            is_awaited = is_named = False
        elif is_awaited and word == "NAMED" and not is_named:
            is_named = True
        elif is_awaited or _is_glued(token, declared):
            raise _unreadable(text, token)
        is_awaited |= word == "FROM"
    return form.start, clauses


def _is_glued(token: Token, declared: set[str]) -> bool:
    """Return whether a token starts with a FROM that has no space behind it: Oxigraph reads `FROMex:a` as two words."""
    if token.kind is TokenKind.WORD:
        return "FROM" in token.text.upper() and token.text.upper() != "FROM"
    prefix = token.text.partition(":")[0]
    return token.kind is TokenKind.NAME and prefix.upper().startswith("FROM") and f"{prefix}:" not in declared


def _unreadable(text: str, token: Token) -> QuerySyntaxError:
    line, column = place(text, token.start)
    return QuerySyntaxError(
        f'Unexpected "{token.text}" at line {line}, column {column}: after SELECT, CONSTRUCT, DESCRIBE or ASK, a graph is '
        "named as FROM <IRI> or FROM NAMED <IRI>, with a space behind each word.",
        line,
        column,
    )


def merge(store: Store, graphs: Iterable[NamedNode], named: Iterable[NamedNode]) -> Store:
    """Return a store in memory whose default graph is the merge of `graphs`, and which holds `named` as they are.

    Raises:
        QueryLimitReached: they hold too many triples to be merged for one query.
    """
    default, kept = list(graphs), list(named)
    _refuse_too_large(store, [*default, *kept])
    scratch = Store()
    for graph in default:
        scratch.bulk_extend(_quads(store, graph))
    for graph in kept:
        scratch.bulk_extend(Quad(quad.subject, quad.predicate, quad.object, graph) for quad in _quads(store, graph))
    return scratch


def _quads(store: Store, graph: NamedNode) -> Iterable[Quad]:
    """Return the triples of a graph: written and read, which is faster than one by one, and keeps the names of blank nodes."""
    content = store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph)
    assert content is not None
    return parse(content, format=RdfFormat.N_TRIPLES, lenient=True)


def _refuse_too_large(store: Store, graphs: list[NamedNode]) -> None:
    counting = f"SELECT (COUNT(*) AS ?n) {{ SELECT * {{ ?s ?p ?o }} LIMIT {MERGE_LIMIT_TRIPLES + 1} }}"
    (row,) = cast(QuerySolutions, store.query(counting, default_graph=list[NamedNode | BlankNode | DefaultGraph](graphs)))
    if int(cast(Literal, row["n"]).value) > MERGE_LIMIT_TRIPLES:
        raise QueryLimitReached(
            "merge_limit_triples",
            MERGE_LIMIT_TRIPLES,
            "The graphs of the dataset hold more triples than are merged for one query. Name fewer graphs, or ask over the "
            "default graph, which holds every triple once.",
        )
