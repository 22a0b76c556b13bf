"""Nothing a reader asks changes the data, reads a file or reaches another server: a listener beside the server never hears."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import pytest
from tests.hardness.attack import ANSWERED, REFUSED, SYNTAX, outlive, told
from tests.hardness.processes import eventually
from tests.hardness.server import JSON, Reply, Server

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

CALLS = {
    "plain": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "small": "select * { service <URL> { ?s ?p ?o } }",
    "mixed": "SELECT * { sErViCe sIlEnT <URL> { ?s ?p ?o } }",
    "with a comment between": "SELECT * { SERVICE # <x>\n SILENT # y\r <URL> { ?s ?p ?o } }",
    "behind a comment": "SELECT * { # it\nSERVICE<URL>{ ?s ?p ?o } }",
    "behind a comment that a return ends": "SELECT * { # it\rSERVICE<URL>{ ?s ?p ?o } }",
    "with a prefix": "PREFIX e: <URL> SELECT * { SERVICE e: { ?s ?p ?o } }",
    "with a prefix and no space": "PREFIX e: <URL> SELECT * { SERVICEe: { ?s ?p ?o } }",
    "silent, with a prefix and no space": "PREFIX e: <URL> SELECT * { SERVICESILENTe: { ?s ?p ?o } }",
    "with a base": "BASE <URL> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "with a variable": "SELECT * { BIND(<URL> AS ?v) SERVICE ?v { ?s ?p ?o } }",
    "with a variable from VALUES": "SELECT * { VALUES ?v { <URL> } SERVICE ?v { ?s ?p ?o } }",
    "with a variable from a string": 'SELECT * { BIND(IRI("URL") AS ?v) SERVICE SILENT $v { ?s ?p ?o } }',
    "in a sub-select": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "in EXISTS": "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "in NOT EXISTS": "ASK { FILTER NOT EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "in OPTIONAL": "SELECT * { OPTIONAL { SERVICE <URL> { ?s ?p ?o } } }",
    "in MINUS": "SELECT * { ?s ?p ?o MINUS { SERVICE <URL> { ?s ?p ?o } } }",
    "in UNION": "SELECT * { {} UNION { SERVICE <URL> { ?s ?p ?o } } }",
    "in GRAPH": "SELECT * { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
    "in itself": "SELECT * { SERVICE <URL> { SERVICE <URL> { ?s ?p ?o } } }",
    "in LATERAL": "SELECT * { ?s ?p ?o LATERAL { SERVICE <URL> { ?s ?p ?o } } }",
    "in CONSTRUCT": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "in DESCRIBE": "DESCRIBE ?s WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "behind a dot": "SELECT * { ?s ?p ?o .SERVICE <URL> { ?s ?p ?o } }",
    "behind a number": "SELECT * { ?s ?p 1SERVICE <URL> { ?s ?p ?o } }",
    "behind a decimal": "SELECT * { ?s ?p 1.SERVICE <URL> { ?s ?p ?o } }",
    "behind a truth value": "SELECT * { ?s ?p trueSERVICE <URL> { ?s ?p ?o } }",
    "behind a language tag": 'SELECT * { ?s ?p "x"@en SERVICE <URL> { ?s ?p ?o } }',
    "behind a string": "SELECT * { ?s ?p ''SERVICE <URL> { ?s ?p ?o } }",
    "behind a string of three quotes": "SELECT * { ?s ?p ''''''SERVICE <URL> { ?s ?p ?o } }",
    "behind a long string that ends in a quote": 'SELECT * { ?s ?p """a\\"""" .SERVICE <URL> { ?s ?p ?o } }',
    "behind an escaped backslash": "SELECT * { ?s ?p '\\\\' SERVICE <URL> { ?s ?p ?o } } #'",
    "behind a comparison that looks like an IRI": "SELECT * { ?s ?p ?o FILTER(?o<?s#>\n) SERVICE <URL> { ?s ?p ?o } }",
    "behind a comparison that looks like a string": "SELECT * { ?a ?b ?c FILTER(?a<'x>' || ?a>'y') SERVICE <URL> {} }",
    "behind a hash in an IRI": "SELECT * { <http://e.org/#> ?p ?o . SERVICE <URL> { ?s ?p ?o } }",
    "behind a hash in a name": "PREFIX e: <http://e.org/> SELECT * { e:a\\#b ?p ?o . SERVICE <URL> { ?s ?p ?o } }",
    "spelt with an escape": "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "spelt with a long escape": "SELECT * { SERVIC\\U00000045 <URL> { ?s ?p ?o } }",
    "spelt with escapes only": "SELECT * { \\u0053\\u0045\\u0052\\u0056\\u0049\\u0043\\u0045 <URL> { ?s ?p ?o } }",
    "behind a quote that is escaped": "SELECT * { ?s ?p '\\u0027 . SERVICE <URL> { ?s ?p ?o } #' }",
    "behind a line end that is escaped": "SELECT * { # \\u000A SERVICE <URL> { ?s ?p ?o }\n }",
    "behind a bracket that is escaped": "SELECT * { <http://e.org/\\u003E ?p ?o . SERVICE <URL> { ?s ?p ?o } }",
    "behind a form feed": "SELECT * {\fSERVICE <URL> { ?s ?p ?o } }",
    "behind a vertical tab": "SELECT * {\vSERVICE <URL> { ?s ?p ?o } }",
    "behind a no-break space": "SELECT * {\u00a0SERVICE <URL> { ?s ?p ?o } }",
    "behind a line separator in a comment": "SELECT * { # \u2028SERVICE <URL> { ?s ?p ?o }\n }",
    "behind a next line in a comment": "SELECT * { # \u0085SERVICE <URL> { ?s ?p ?o }\n }",
    "behind a NUL": "SELECT * {\0SERVICE <URL> { ?s ?p ?o } }",
    "with a long s": "SELECT * { \u017fERVICE <URL> { ?s ?p ?o } }",
    "in full width": "SELECT * { \uff33ERVICE <URL> { ?s ?p ?o } }",
    "with a soft hyphen": "SELECT * { SER\u00adVICE <URL> { ?s ?p ?o } }",
    "at the second place": "ASK {} ; SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "in a file": "SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }",
}
"""Spellings of SERVICE, or what comes near; some are SPARQL."""

# A comment that a character ends which is no line end of SPARQL's goes on: what stands in it is not asked, and is answered.
STILL_COMMENTS = {
    "behind a line end that is escaped",
    "behind a line separator in a comment",
    "behind a next line in a comment",
}
PRETENDING = {
    "a string": "ASK { FILTER('SERVICE <URL> {}' = '') }",
    "a long string": 'ASK { FILTER("""\nSERVICE <URL> { }""" = "") }',
    "a comment": "ASK {} # SERVICE <URL> {}",
    "a variable": "SELECT ?SERVICE { ?SERVICE ?service ?o } LIMIT 1",
    "an IRI": "ASK { <URLSERVICE> ?p ?o }",
    "a local name": "PREFIX e: <URL> ASK { e:SERVICE ?p ?o }",
    "a language": "ASK { ?s ?p 'x'@service }",
}
UPDATES = {
    "INSERT DATA": "INSERT DATA { <http://e.org/s> <http://e.org/p> 1 }",
    "DELETE DATA": "DELETE DATA { <http://example.org/n0> <http://example.org/p> <http://example.org/n0> }",
    "DELETE WHERE": "DELETE WHERE { ?s ?p ?o }",
    "DELETE INSERT": "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "INSERT WHERE": "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "WITH": "WITH <http://example.org/g0> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "LOAD": "LOAD <URL>",
    "LOAD SILENT": "LOAD SILENT <URL> INTO GRAPH <http://e.org/g>",
    "LOAD a file": "LOAD <file:///etc/passwd>",
    "CLEAR": "CLEAR ALL",
    "CLEAR GRAPH": "CLEAR SILENT GRAPH <http://example.org/g0>",
    "DROP": "DROP ALL",
    "CREATE": "CREATE GRAPH <http://e.org/g>",
    "ADD": "ADD <http://example.org/g0> TO DEFAULT",
    "MOVE": "MOVE DEFAULT TO <http://e.org/g>",
    "COPY": "COPY <http://example.org/g0> TO <http://example.org/g1>",
    "small, behind a prologue and a comment": "prefix e: <http://e.org/> # SELECT\nbase <http://e.org/> drop all",
    "behind a query": "ASK {} ; DROP ALL",
    "in place of a pattern": "ASK { DROP ALL }",
}


class Listener:
    """Counts who connects to a port of this machine."""

    def __init__(self, listening: socket.socket) -> None:
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        self.heard = 0
        self._listening = listening

    def listen(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.heard += 1
            connection.close()


@contextmanager
def _listening() -> Iterator[Listener]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listener = Listener(listening)
        thread = threading.Thread(target=listener.listen, daemon=True)
        thread.start()
        yield listener
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """Who must never be called; one for all, so that a call that comes late is heard too."""
    with _listening() as heard:
        yield heard
        assert heard.heard == 0


def count(reply: Reply) -> int:
    assert reply.status == 200, reply.body
    return int(json.loads(reply.body)["results"]["bindings"][0]["n"]["value"])


def test_the_listener_hears() -> None:
    with _listening() as listener:
        socket.create_connection(("127.0.0.1", int(listener.url.rstrip("/").rpartition(":")[2]))).close()
        eventually(lambda: listener.heard == 1, "the listener hears")


def test_no_spelling_of_service_calls_anyone(server: Server, listener: Listener) -> None:
    def ask() -> dict[str, str]:
        return {name: told(server.ask(text.replace("URL", listener.url), "*/*")) for name, text in CALLS.items()}

    outcomes = outlive(server, "every spelling of SERVICE", ask)
    wrong = {name: outcome for name, outcome in outcomes.items() if outcome not in {REFUSED, SYNTAX}}
    assert set(wrong) <= STILL_COMMENTS, wrong
    assert outcomes["plain"] == outcomes["with a variable"] == outcomes["spelt with an escape"] == REFUSED
    assert listener.heard == 0


@pytest.mark.parametrize("name", PRETENDING)
def test_what_only_looks_like_service_is_answered(server: Server, listener: Listener, name: str) -> None:
    assert told(server.ask(PRETENDING[name].replace("URL", listener.url))) == ANSWERED
    assert listener.heard == 0


def test_no_update_is_made(server: Server, listener: Listener) -> None:
    before = count(server.ask(COUNT))

    def ask() -> dict[str, list[str]]:
        outcomes: dict[str, list[str]] = {}
        for name, text in UPDATES.items():
            update = text.replace("URL", listener.url)
            form = {"Content_Type": "application/x-www-form-urlencoded"}
            outcomes[name] = [
                told(server.ask(update)),
                told(server.get(update)),
                told(server.request("POST", "/sparql", urlencode({"query": update}).encode(), **form)),
                told(server.request("POST", "/sparql", urlencode({"update": update}).encode(), **form)),
                told(server.request("POST", "/sparql", urlencode({"update": update, "query": "ASK {}"}).encode(), **form)),
                told(server.request("GET", f"/sparql?update={quote(update)}")),
                told(server.request("POST", "/sparql", update.encode(), Content_Type="application/sparql-update")),
            ]
        return outcomes

    outcomes = outlive(server, "every update", ask)
    for name, (*asked, by_form, with_query, by_url, by_type) in outcomes.items():
        assert set(asked) <= ({REFUSED} if name in set(UPDATES) - {"behind a query", "in place of a pattern"} else {SYNTAX})
        assert {by_form, with_query, by_url, by_type} <= {REFUSED, "400"}, (name, outcomes[name])
    assert listener.heard == 0
    assert count(server.ask(COUNT)) == before


@pytest.mark.parametrize(
    "iri", ["URL", "file:///etc/passwd", "file:///proc/self/environ", "ftp://127.0.0.1/", "data:text/turtle,"]
)
@pytest.mark.parametrize("clause", ["FROM <IRI>", "FROM NAMED <IRI>", "FROM <IRI> FROM <http://example.org/g0>"])
def test_a_dataset_fetches_nothing(server: Server, listener: Listener, iri: str, clause: str) -> None:
    named = iri.replace("URL", listener.url)
    query = f"SELECT (COUNT(*) AS ?n) {clause.replace('IRI', named)} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
    own = 800 if "g0" in clause else 0
    assert count(server.ask(query)) == own
    parameters = urlencode({"query": COUNT, "default-graph-uri": named, "named-graph-uri": named})
    assert count(server.request("GET", f"/sparql?{parameters}", Accept=JSON)) == 0
    assert listener.heard == 0
