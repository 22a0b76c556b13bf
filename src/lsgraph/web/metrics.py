"""What the service counts, as Prometheus reads it (text exposition format, or OpenMetrics where it is asked for).

Numbers and names of releases; no query, no address, nobody's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from lsgraph.web.observe import QueryRecord
from lsgraph.web.served import Served
from lsgraph.web.sparql.endpoint import PATH

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds of the histograms' buckets."""


class Metrics:
    """The counters of one server, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.queries = self._counter("queries", "Queries asked at the endpoint.", ["outcome", "status", "cache", "form"])
        self.sent_bytes = self._counter("query_sent_bytes", "Bytes of answers sent.")
        self.total_s = self._histogram("query_seconds", "From a query's arrival to its last byte.")
        self.waited_s = self._histogram("query_wait_seconds", "From a query's admission until a worker took it up.")
        self.worked_s = self._histogram("query_work_seconds", "From then until its first bytes.")
        self.requests = self._counter("http_requests", "Requests answered.", ["part", "status"])
        self.swaps = self._counter("swaps", "Releases that took the place of another.")
        self.swap_failures = self._counter("swap_failures", "Releases that could not be served.")
        self.log_lines_lost = self._counter("log_lines_lost", "Lines that no log took.", ["log"])

    def observe(self, record: QueryRecord) -> None:
        """Count a query."""
        form = record.form.value if record.form else ""
        self.queries.labels(record.outcome.value, record.status, record.cache.value, form).inc()
        self.sent_bytes.inc(record.sent_bytes)
        self.total_s.observe(record.total_s)
        if record.worked_s:
            self.waited_s.observe(record.waited_s)
            self.worked_s.observe(record.worked_s)

    def count_request(self, path: str, status: int) -> None:
        """Count a request as its answer begins."""
        self.requests.labels("sparql" if path == PATH else "pages", status).inc()

    def follow(self, served: Callable[[], Served]) -> None:
        """Have the metrics tell how the release being served is doing, asked each time they are read."""
        self.registry.register(_ServedCollector(served))

    def _counter(self, name: str, help_text: str, labels: list[str] | None = None) -> Counter:
        return Counter(f"lsgraph_{name}", help_text, labels or [], registry=self.registry)

    def _histogram(self, name: str, help_text: str) -> Histogram:
        return Histogram(f"lsgraph_{name}", help_text, buckets=SECONDS, registry=self.registry)


class _ServedCollector(Collector):
    """Asks the engine, the cache and the manifest of the release being served."""

    def __init__(self, served: Callable[[], Served]) -> None:
        self._served = served

    def describe(self) -> list[Metric]:
        """Return nothing: the names are this module's own, and need not be held against others."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Return what is so now."""
        served = self._served()
        status, cache, manifest = served.site.engine.status, served.endpoint.cache, served.site.manifest
        release = {"name": manifest.name, "storage": status.storage, "is_checked": str(manifest.is_checked).lower()}
        yield InfoMetricFamily("lsgraph_release", "The release being served.", release)
        for name, help_text, value in (
            ("release_quads", "Statements in its named graphs.", manifest.quads),
            ("requests_under_way", "Requests it is answering.", served.under_way),
            ("engine_processes", "Processes that answer queries.", status.processes),
            ("engine_busy", "Queries being answered.", status.busy),
            ("engine_waiting", "Queries that wait for their turn.", status.waiting),
            ("cache_bytes", "Memory that answers given before take.", cache.used_bytes),
            ("cache_entries", "Answers given before that are kept.", len(cache)),
        ):
            yield GaugeMetricFamily(f"lsgraph_{name}", help_text, value)
        yield CounterMetricFamily("lsgraph_engine_lost", "Processes that ended on their own.", status.lost)
        yield CounterMetricFamily("lsgraph_engine_stopped", "Processes stopped for a limit or a lost client.", status.stopped)
