"""Queries that ask too much, and what each may be told."""

from __future__ import annotations

from dataclasses import dataclass

from tests.hardness.attack import (
    ANSWERED,
    BODY_TOO_LONG,
    BROKEN_OFF,
    BUSY,
    MALFORMED,
    NOT_EVALUATED,
    OVER_BYTES,
    OVER_MEMORY,
    OVER_ROWS,
    OVER_TIME,
    REFUSED,
    SYNTAX,
)
from tests.hardness.data import EXAMPLE

PREFIX = f"PREFIX : <{EXAMPLE}> "
# What may be over its time is asked where the deadline is near, everything else where it is far.
HEAVY = {OVER_TIME, OVER_MEMORY}
FLAT = {ANSWERED, OVER_TIME, OVER_MEMORY}
"""For what is merely long: an answer in time is as good as the deadline."""
DEEP = frozenset({ANSWERED, REFUSED, OVER_TIME, OVER_MEMORY, NOT_EVALUATED, BUSY})
"""For what nests, or is so long that a parser may nest: it is read, or refused before it is, or costs the worker whose stack
it overflows."""
LARGE = {BROKEN_OFF, OVER_TIME, OVER_MEMORY, OVER_ROWS, OVER_BYTES}


@dataclass(frozen=True)
class Case:
    """A query, by the name of what it attacks, and the outcomes that are right for it."""

    name: str
    query: str
    outcomes: frozenset[str]


def _case(name: str, query: str, outcomes: set[str] | frozenset[str]) -> Case:
    return Case(name, PREFIX + query, frozenset(outcomes))


def _cartesian(count: int) -> str:
    return " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(count))


def _doubling(times: int) -> str:
    """Return binds that double a string so many times."""
    return " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(times))


JOINS = [
    _case("a cartesian product, counted", f"SELECT (COUNT(*) AS ?n) {{ {_cartesian(4)} }}", HEAVY),
    _case("a cartesian product, all of it", f"SELECT * {{ {_cartesian(3)} }}", LARGE),
    _case("a cartesian product, sorted", f"SELECT * {{ {_cartesian(3)} }} ORDER BY ?o0 DESC(?o1)", HEAVY),
    _case("a cartesian product, made distinct", f"SELECT DISTINCT * {{ {_cartesian(3)} }}", LARGE),
    _case("a cartesian product, grouped", f"SELECT ?s0 ?s1 (COUNT(*) AS ?n) {{ {_cartesian(3)} }} GROUP BY ?s0 ?s1", HEAVY),
    _case("optionals that multiply", "SELECT (COUNT(*) AS ?n) {"
          + "OPTIONAL { ?a :p ?b } OPTIONAL { ?c :p ?d }" * 3 + "}", HEAVY),
    _case("cliques of eight", "SELECT (COUNT(*) AS ?n) {" + " ".join(
        f"?v{a} :p ?v{b} ." for a in range(8) for b in range(a)) + "}", HEAVY),
    _case("a MINUS of a product", f"SELECT * {{ {_cartesian(2)} MINUS {{ ?x :p ?y . ?z :p ?w FILTER(?x != ?z) }} }}",
          LARGE | HEAVY),
    _case("1,000 patterns", "SELECT * {" + " . ".join(f"?a{n} :p ?a{n + 1}" for n in range(1_000)) + "} LIMIT 1", FLAT),
    _case("1,000 patterns without a join", f"SELECT * {{ {_cartesian(1_000)} }} LIMIT 1", FLAT),
    _case("EXISTS for each row of a product",
          f"SELECT (COUNT(*) AS ?n) {{ {_cartesian(2)} FILTER EXISTS {{ {_cartesian(3)} FILTER(?s2 != ?s2) }} }}", HEAVY),
]  # fmt: skip

PATHS = [
    _case("p*/p* over a dense graph", "SELECT (COUNT(*) AS ?n) { ?a :p*/:p*/:p* ?b }", FLAT),
    _case("nested stars", "SELECT (COUNT(*) AS ?n) { ?a ((((:p*)*)*/:p+)*)* ?b }", FLAT),
    _case("stars of whatever is not", "SELECT (COUNT(*) AS ?n) { ?a (!:x|^!:x)*/(!:y|^!:y)* ?b . ?b (!:z)* ?c . ?c !:w* ?d }",
          FLAT | {SYNTAX}),
    _case("ten stars in a row", "SELECT (COUNT(*) AS ?n) { ?a " + "/".join([":p*"] * 10) + " ?b }", FLAT),
    _case("paths of every length", "SELECT (COUNT(*) AS ?n) { ?a " + "|".join(
        "/".join([":p"] * length) for length in range(1, 40)) + " ?b }", HEAVY),
]  # fmt: skip

STRINGS = [
    _case("a pattern that backtracks", 'SELECT * { ?s :text ?t FILTER REGEX(CONCAT(?t, ?t), "^(a+)+(a+)+(a|a)*b$") }', FLAT),
    _case("a pattern of many repeats", 'ASK { FILTER REGEX("aaaa", "((((a{1,100}){1,100}){1,100}){1,100}){1,100}") }',
          FLAT | {NOT_EVALUATED}),
    _case("a REPLACE with groups", 'SELECT (COUNT(?r) AS ?n) { ?s :text ?t . ?u :text ?v '
          'BIND(REPLACE(CONCAT(?t, ?v), "(a*)*(a*)", "$1$2$1$2") AS ?r) }', HEAVY),
    _case("a string replaced into more", 'SELECT (STRLEN(?x20) AS ?n) { BIND("aaaaaaaaaaaa" AS ?x0) ' + " ".join(
        f'BIND(REPLACE(?x{n}, "a", "aaaa") AS ?x{n + 1})' for n in range(20)) + "}", HEAVY),
    _case("GROUP_CONCAT of a product", "SELECT (STRLEN(GROUP_CONCAT(?t; separator=' and ')) AS ?n) { "
          "?s :text ?t . ?u :text ?v . ?w :number ?x }", HEAVY),
    _case("one cell over the ceiling of bytes", f'SELECT ?x20 {{ BIND("{"a" * 64}" AS ?x0) {_doubling(20)} }}',
          {OVER_BYTES, BROKEN_OFF, OVER_MEMORY}),
    _case("hashes of a product", "SELECT (COUNT(?h) AS ?n) { ?s :text ?t . ?u :text ?v "
          "BIND(SHA512(CONCAT(?t, ?v)) AS ?h) }", HEAVY),
]  # fmt: skip

MEMORY = [
    _case("a string doubled 40 times", f'SELECT (STRLEN(?x40) AS ?n) {{ BIND("{"a" * 64}" AS ?x0) {_doubling(40)} }}',
          {OVER_MEMORY}),
    _case("every triple thrice, sorted", f"SELECT * {{ {_cartesian(2)} }} ORDER BY ?o0 ?o1 LIMIT 2000000", {OVER_MEMORY}),
    _case("long texts, sorted", "SELECT * { ?s :text ?t . ?u :text ?v "
          f"BIND(CONCAT({', '.join(['?t', '?v'] * 20)}) AS ?long) }} ORDER BY ?long", {OVER_MEMORY}),
    _case("one string of many gigabytes", f'ASK {{ BIND("{"a" * 1024}" AS ?x0) {_doubling(28)} '
          "FILTER(STRLEN(?x28) > 0) }", {OVER_MEMORY}),
]  # fmt: skip

LENGTHS = [
    _case("300,000 VALUES", "SELECT (COUNT(*) AS ?n) { VALUES ?v {" + " 1" * 300_000 + "} }", {REFUSED}),
    _case("90,000 VALUES", "SELECT (COUNT(*) AS ?n) { VALUES ?v {" + " 1" * 90_000 + "} }", FLAT),
    _case("90,000 VALUES multiplied", "SELECT (COUNT(*) AS ?n) { VALUES ?v {" + " 1" * 40_000 + "} VALUES ?w {" + " 2" * 40_000
          + "} ?v ?w ?x . ?a ?b ?c }", FLAT),
    _case("a UNION of 10,000", "SELECT (COUNT(*) AS ?n) {" + "UNION".join(["{?a :p ?b}"] * 10_000) + "}", DEEP),
    _case("an OR of 20,000", "ASK { ?s :number ?n FILTER(" + "||".join(f"?n=-{n}" for n in range(1, 20_000)) + ") }",
          DEEP),
    _case("a sum of 40,000", "ASK { FILTER(" + "+".join(["1"] * 40_000) + ">0) }", DEEP),
    _case("an IN of 30,000", "ASK { ?s :number ?n FILTER(?n IN (" + ",".join(f"-{n}" for n in range(1, 30_000)) + ")) }", FLAT),
    _case("an IN of 45,000 for a product", f"SELECT (COUNT(*) AS ?n) {{ {_cartesian(2)} FILTER(?o1 IN ("
          + ",".join(str(n) for n in range(45_000)) + ")) }", HEAVY),
    _case("a path of 40,000 steps", "SELECT * { ?a " + "/".join([":q"] * 40_000) + " ?b } LIMIT 1", DEEP),
    _case("a path of 40,000 ways", "SELECT * { ?a " + "|".join([":q"] * 40_000) + " ?b } LIMIT 1", DEEP),
    _case("10,000 BINDs", 'SELECT * { BIND(1 AS ?x0) ' + " ".join(f"BIND(?x{n}+1 AS ?x{n + 1})" for n in range(10_000)) + "}",
          DEEP),
    _case("10,000 OPTIONALs", "SELECT * {" + "OPTIONAL{?a :q ?b}" * 10_000 + "} LIMIT 1", DEEP),
    _case("10,000 FILTERs", "SELECT * { ?a :p ?b " + "FILTER(?a!=?b)" * 10_000 + "} LIMIT 1", DEEP),
    _case("10,000 variables", "SELECT * {" + "".join(f"?v{n} :q ?w{n}." for n in range(10_000)) + "} LIMIT 1", DEEP),
    _case("a giant LIMIT and OFFSET", f"SELECT * {{ ?s ?p ?o }} OFFSET {2**63} LIMIT {2**63}", FLAT | {SYNTAX}),
    _case("a LIMIT past every integer", "SELECT * { ?s ?p ?o } LIMIT " + "9" * 5_000, {ANSWERED, SYNTAX}),
    _case("a number of 900,000 digits", "ASK { FILTER(" + "9" * 900_000 + ">1) }", FLAT),
    _case("an IRI of 900,000 characters", f"ASK {{ <{EXAMPLE}{'a' * 900_000}> ?p ?o }}", FLAT),
    _case("a variable of 900,000 characters", f"SELECT * {{ ?{'a' * 900_000} :q ?o }}", FLAT),
    _case("over the ceiling of the query", f"ASK {{ FILTER('{'a' * 1_000_001}' = '') }}", {BODY_TOO_LONG}),
    _case("ten megabytes", f"ASK {{ FILTER('{'a' * 10_000_000}' = '') }}", {BODY_TOO_LONG}),
]  # fmt: skip

_NESTS = {
    "braces": ("ASK {", "{", "", "}", "}"),
    "brackets in an expression": ("ASK { FILTER(", "(", "1", ")", ") }"),
    "blank nodes": ("ASK { ?s :q ", "[:q ", "1", "]", " }"),
    "collections": ("ASK { ?s :q ", "(", "1", ")", " }"),
    "quoted triples": ("ASK { ?s :q ", "<<?a :q ", "1", ">>", " }"),
    "triple terms": ("ASK { ?s :q ", "<<( ?a :q ", "?b", " )>>", " }"),
    "negations": ("ASK { FILTER(", "!", "true", "", ") }"),
    "negations with spaces": ("ASK { FILTER(", "! ", "true", "", ") }"),
    "unary minus": ("ASK { FILTER(", "-(", "?x", ")", ") }"),
    "unary plus": ("ASK { FILTER(", "+(", "?x", ")", ") }"),
    "brackets in a path": ("ASK { ?s ", "(", ":q", ")", " ?o }"),
    "inverses in a path": ("ASK { ?s ", "^(", ":q", ")", " ?o }"),
    "stars in a path": ("ASK { ?s ", "(", ":q", ")*", " ?o }"),
    "EXISTS": ("ASK {", "FILTER EXISTS {", "?s :q ?o", "}", "}"),
    "NOT EXISTS": ("ASK {", "FILTER NOT EXISTS {", "?s :q ?o", "}", "}"),
    "OPTIONAL": ("ASK {", "OPTIONAL {", "?s :q ?o", "}", "}"),
    "MINUS": ("ASK {", "?a :q ?b MINUS {", "?s :q ?o", "}", "}"),
    "GRAPH": ("ASK {", "GRAPH ?g {", "?s :q ?o", "}", "}"),
    "sub-selects": ("ASK {", "{ SELECT * {", "?s :q ?o", "} }", "}"),
    "functions": ("ASK { FILTER(", "STR(", "?x", ")", " = '') }"),
    "IFs": ("ASK { FILTER(", "IF(true,", "1", ",2)", ") }"),
    "INs": ("ASK { FILTER(1 IN (", "1 IN (", "1", ")", ")) }"),
    "aggregates": ("SELECT (SUM(", "(", "1", ")", ") AS ?n) {}"),
    "CONSTRUCT templates": ("CONSTRUCT { ?s :q ", "[:q ", "1", "]", " } WHERE {}"),
}  # fmt: skip
"""What nests: what stands before, the opening, the innermost, the closing, what stands behind."""

DEPTHS = (20, 190, 1_000, 20_000)


def nested(name: str, depth: int) -> str:
    """Return a query in which something nests so deep."""
    before, opening, innermost, closing, behind = _NESTS[name]
    return PREFIX + before + opening * depth + innermost + closing * depth + behind


NESTS = tuple(_NESTS)

TEXTS = [
    _case("a NUL in a string", "ASK { FILTER('\0' = '') }", {ANSWERED, SYNTAX}),
    _case("a NUL among words", "ASK \0 {}", {SYNTAX}),
    _case("a NUL escaped", r"ASK { FILTER('\u0000' = '') }", {ANSWERED, SYNTAX, REFUSED}),
    _case("half a surrogate escaped", r"ASK { FILTER('\uD800' = '') }", {SYNTAX, REFUSED}),
    _case("past Unicode", r"ASK { FILTER('\U00110000' = '') }", {SYNTAX, REFUSED}),
    _case("a quote escaped", r"ASK { FILTER('\u0027 || true || \u0027' = '') }", {SYNTAX, REFUSED}),
    _case("a brace escaped", r"ASK \u007B }", {SYNTAX, REFUSED}),
    _case("turned writing", "ASK { FILTER('\u202e' = '\ufeff') } # \u202e", {ANSWERED}),
    _case("a mark of byte order", "\ufeffASK {}", {ANSWERED, SYNTAX}),
    _case("a string without an end", "ASK { FILTER('" + "a" * 100_000, {SYNTAX}),
    _case("a comment without an end", "ASK {} #" + "#" * 900_000, {ANSWERED}),
    _case("nothing but opening signs", "ASK " + "{" * 90_000, {REFUSED, SYNTAX}),
    _case("nothing but closing signs", "ASK " + "}" * 90_000, {SYNTAX}),
    _case("nothing but quotes", '"' * 99_999, {SYNTAX, REFUSED}),
    _case("nothing but backslashes", "\\" * 99_999, {SYNTAX, REFUSED}),
    _case("nothing but spaces", " " * 900_000, {SYNTAX}),
    _case("a fault at the very end", "SELECT * {" + "?s ?p ?o ." * 20_000 + "??? }", {SYNTAX}),
    _case("no words at all", "", {SYNTAX}),
]  # fmt: skip

UNDECODABLE = {
    "a byte that is never UTF-8": b"ASK { FILTER('\xff' = '') }",
    "an overlong slash": b"ASK { FILTER('\xc0\xaf' = '') }",
    "half a character": b"ASK {} # \xe2\x82",
    "a surrogate encoded": b"ASK { FILTER('\xed\xa0\x80' = '') }",
    "UTF-16": "ASK {}".encode("utf-16"),
}
UNDECODABLE_OUTCOMES = {MALFORMED}
