"""One query evaluated by Oxigraph, its answer written as it is made.

SPARQL 1.1 Query Language, section 13 (the dataset), and SPARQL 1.1 Protocol, 2.1.4: a dataset given with the request takes
the place of the one in the text, and what it does not name it does not hold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Protocol, TypeAlias, cast

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)

from lsgraph.engine.base import DEFAULT_MEDIA_TYPES, Query, ResultForm
from lsgraph.engine.csv_text import CsvFromTsv
from lsgraph.engine.dataset import merge, stated_dataset
from lsgraph.engine.prefixes import usable
from lsgraph.engine.rows import RowCeiling
from lsgraph.engine.syntax import explain
from lsgraph.engine.xml_text import OTHER_GRAPHS, OTHER_TABLES, NodeNames, WellFormed, XmlCharacters
from lsgraph.errors import EngineError, NotExpressible, QueryRefused

Results: TypeAlias = QuerySolutions | QueryBoolean | QueryTriples
Graph: TypeAlias = NamedNode | BlankNode | DefaultGraph
Step: TypeAlias = Callable[[bytes], bytes]

_NOT_EXPRESSIBLE = ("reserved syntax term", "does not support RDF 1.2")
"""What Oxigraph says of a graph that a format has no way to write."""


class Output(Protocol):
    """Where an answer is written: as much of a binary file as Oxigraph uses, told first what it is about to hold."""

    def begin(self, form: ResultForm, media_type: str) -> None:
        """Take note of the form and media type of the bytes that follow."""
        ...

    def write(self, content: bytes) -> int:
        """Take bytes of the answer."""
        ...

    def flush(self) -> None:
        """Called when the answer is written."""
        ...


class Steps:
    """A binary file whose bytes go through some steps on their way to an output."""

    def __init__(self, output: Output, steps: tuple[Step, ...]) -> None:
        self._output = output
        self._steps = steps

    def write(self, content: bytes) -> int:
        """Take bytes; a step may change them, or raise."""
        passing = content
        for step in self._steps:
            passing = step(passing)
        self._output.write(passing)
        return len(content)

    def flush(self) -> None:
        """Called when all is written."""
        self._output.flush()


def evaluate(store: Store, query: Query, output: Output) -> None:
    """Write the answer to `query` over `store`.

    Raises:
        QuerySyntaxError: the text is not SPARQL.
        QueryRefused: its dataset names what is not an IRI.
        QueryLimitReached: its dataset is too large to merge, or its answer has too many rows.
        NotExpressible: the format asked for cannot say the answer.
        EngineError: it cannot be evaluated, for example because it calls an unknown function.
    """
    try:
        _write(_ask(store, query), query, output)
    except SyntaxError as error:
        raise explain(query.text, str(error), lambda text: Store().query(text)) from None
    except (RuntimeError, ValueError, OSError) as error:
        raise EngineError(f"The query cannot be evaluated: {error}.") from None


def _ask(store: Store, query: Query) -> Results:
    dataset = query.dataset or stated_dataset(query.text)
    if not dataset:
        return store.query(query.text)
    try:
        graphs = [NamedNode(iri) for iri in dict.fromkeys(dataset.default_graphs)]
        named = [NamedNode(iri) for iri in dict.fromkeys(dataset.named_graphs)]
    except ValueError as error:
        raise QueryRefused(f"A graph of the dataset has no absolute IRI: {error}.") from None
    default: list[Graph] = [graph for graph in graphs if store.contains_named_graph(graph)]
    if len(default) > 1:
        store = merge(store, graphs, named if "graph" in query.text.lower() else [])
        default = [DefaultGraph()]
    return store.query(query.text, default_graph=default, named_graphs=list[NamedNode | BlankNode](named))


def _write(results: Results, query: Query, output: Output) -> None:
    form = form_of(results)
    media_type = query.media_types.get(form, DEFAULT_MEDIA_TYPES[form])
    output.begin(form, media_type)
    if isinstance(results, QueryTriples):
        graph_format = RdfFormat.from_media_type(media_type)
        assert graph_format is not None
        _write_graph(results, graph_format, query.prefixes, output)
        return
    table_format = QueryResultsFormat.from_media_type(media_type)
    assert table_format is not None
    if isinstance(results, QueryBoolean):
        results.serialize(_file(output), format=table_format)
    else:
        _write_table(results, table_format, query.limits.result_rows, output)


def _write_table(rows: QuerySolutions, table_format: QueryResultsFormat, row_limit: int, output: Output) -> None:
    steps: list[Step] = []
    if table_format == QueryResultsFormat.CSV:
        table_format = QueryResultsFormat.TSV
        steps.append(CsvFromTsv())
    if table_format == QueryResultsFormat.XML:
        steps.append(XmlCharacters(OTHER_TABLES))
    rows.serialize(_file(output, RowCeiling(table_format, row_limit), *steps), format=table_format)


def _write_graph(triples: QueryTriples, graph_format: RdfFormat, prefixes: dict[str, str], output: Output) -> None:
    steps: list[Step] = [XmlCharacters(OTHER_GRAPHS), NodeNames(), WellFormed()] if graph_format == RdfFormat.RDF_XML else []
    try:
        serialize(triples, _file(output, *steps), format=graph_format, prefixes=usable(prefixes))
    except OSError as error:
        if any(sentence in str(error) for sentence in _NOT_EXPRESSIBLE):
            raise NotExpressible(f"{graph_format.name} cannot express this graph: {error}. {OTHER_GRAPHS}") from None
        raise


def _file(output: Output, *steps: Step) -> IO[bytes]:
    return cast(IO[bytes], Steps(output, steps) if steps else output)


def form_of(results: Results) -> ResultForm:
    """Return what kind of answer Oxigraph gave."""
    if isinstance(results, QueryTriples):
        return ResultForm.GRAPH
    return ResultForm.BOOLEAN if isinstance(results, QueryBoolean) else ResultForm.SOLUTIONS
