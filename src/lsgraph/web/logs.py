"""The server's log on standard error, and the query log.

Whoever logs puts a record into a bounded queue and goes on; a thread writes. A log that cannot be written is told of once, a
queue that is full loses lines and counts them, and no answer ever waits for a disk.

What strangers send reaches the logs only with its control characters escaped and its length bounded, so that no line can be
forged and no terminal be driven. The query log names nobody: no address, no agent, and of a query its digest, unless the
settings ask for the text.
"""

from __future__ import annotations

import asyncio
import copy
import hashlib
import json
import logging
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import QueueHandler, QueueListener, WatchedFileHandler
from pathlib import Path

from lsgraph.settings import Settings
from lsgraph.web.observe import QueryRecord

QUEUE_LINES = 10_000
MESSAGE_CHARACTERS = 4_000
TEXT_CHARACTERS = 8_000
DIGEST_CHARACTERS = 16
LAST_LINES_S = 2.0
"""How long the end of the server waits for the last lines to be written."""
QUERY_LOGGER = "lsgraph.queries"
STANDARD_OUTPUT = "-"
OFF = "off"
HARMLESS = ("ASGI callable returned without completing response.",)
"""What uvicorn says of an answer that was broken off on purpose; the query log has it."""

logger = logging.getLogger(__name__)


@contextmanager
def logging_to(settings: Settings, count_lost: Callable[[str], None]) -> Iterator[None]:
    """Log as the settings say for as long as the block runs.

    Args:
        settings: the format, and where queries are logged.
        count_lost: told, with the name of the log, of each line that is lost.
    """
    with ExitStack() as stack:
        errors = logging.StreamHandler(sys.stderr)
        errors.setFormatter(JsonFormatter() if settings.log_format == "json" else TextFormatter())
        stack.enter_context(_writing(logging.getLogger(), errors, lambda: count_lost("errors")))
        logging.getLogger("lsgraph").setLevel(logging.INFO)
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # its warnings tell what strangers do, line by line
        logging.getLogger("uvicorn.error").addFilter(_is_of_use)
        if settings.query_log != OFF:
            queries = logging.getLogger(QUERY_LOGGER)
            queries.propagate = False
            queries.setLevel(logging.INFO)
            stack.enter_context(_writing(queries, _query_handler(settings.query_log), lambda: count_lost("queries")))
        yield


def log_query(release: str, record: QueryRecord, *, with_text: bool) -> None:
    """Log a query.

    Args:
        release: the name of the release that was asked.
        record: the query and what came of it.
        with_text: whether its text is logged as well as its digest.
    """
    logging.getLogger(QUERY_LOGGER).info("", extra={"query": query_line(release, record, with_text=with_text)})


def query_line(release: str, record: QueryRecord, *, with_text: bool) -> dict[str, object]:
    """Return what the query log says of a query; None stands for what there was not."""
    digest = hashlib.sha256(record.text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_CHARACTERS]
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "release": release,
        "query_id": record.query_id,
        "query_sha256": digest,
        **({"query": record.text[:TEXT_CHARACTERS], "query_characters": len(record.text)} if with_text else {}),
        "status": record.status,
        "outcome": record.outcome.value,
        "form": record.form.value if record.form else None,
        "media_type": record.media_type,
        "sent_bytes": record.sent_bytes,
        "cache": record.cache.value,
        "waited_s": round(record.waited_s, 6),
        "worked_s": round(record.worked_s, 6),
        "total_s": round(record.total_s, 6),
        "limit": record.limit,
    }


class TextFormatter(logging.Formatter):
    """One readable line, and the lines of a traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = f"{_time(record)} {record.levelname.lower()}: {escaped(record.getMessage())}"
        traces = [f"  {escaped(trace)}" for trace in (record.exc_text or "").splitlines()]
        return "\n".join([line, *traces])


class JsonFormatter(logging.Formatter):
    """One JSON object a line, in ASCII, so that nothing in it can break the line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:MESSAGE_CHARACTERS],
        }
        if record.exc_text:
            told["traceback"] = record.exc_text
        return json.dumps(told)


class QueryFormatter(logging.Formatter):
    """One JSON object a query."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return json.dumps(getattr(record, "query", {}))


def escaped(text: str) -> str:
    r"""Return text that stays on its line and drives no terminal.

    >>> escaped("a\nb\x1b[31m")
    'a\\nb\\x1b[31m'
    """
    shown = text[:MESSAGE_CHARACTERS].strip("\n")
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in shown)


class _BoundedQueueHandler(QueueHandler):
    """Puts records into a queue; what finds it full is lost and counted."""

    def __init__(self, lines: queue.Queue[logging.LogRecord], count_lost: Callable[[], None]) -> None:
        super().__init__(lines)
        self._count_lost = count_lost

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """Return a copy that holds on to nothing of where it was made, its traceback apart from its message."""
        prepared = copy.copy(record)
        if record.exc_info and not record.exc_text:
            prepared.exc_text = logging.Formatter().formatException(record.exc_info)
        prepared.msg, prepared.args, prepared.exc_info = record.getMessage(), None, None
        return prepared

    def enqueue(self, record: logging.LogRecord) -> None:
        """Put a record into the queue where there is room."""
        try:
            self.queue.put_nowait(record)
        except queue.Full:
            self._count_lost()


class _QueryFile(WatchedFileHandler):
    """A file that is opened again when it was moved away, and told of once when it cannot be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", delay=True)
        self._is_told = False

    def _open(self) -> TextIOWrapper:
        """Open the file; it is not for everybody to read."""
        return open(self.baseFilename, "a", encoding="utf-8", opener=_open_private)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; opening the file is part of what may fail."""
        try:
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - logging's own
        """Say once what is wrong."""
        if not self._is_told:
            self._is_told = True
            logger.error("The query log %s cannot be written: %s. Queries go unlogged.", self.baseFilename, sys.exception())


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o640)


class _QueryStream(logging.StreamHandler):  # type: ignore[type-arg]
    """Standard output, given up in silence when nobody reads it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own
        """Do nothing."""


def _query_handler(target: str) -> logging.Handler:
    handler = _QueryStream(sys.stdout) if target == STANDARD_OUTPUT else _QueryFile(Path(target))
    handler.setFormatter(QueryFormatter())
    return handler


@contextmanager
def _writing(source: logging.Logger, handler: logging.Handler, count_lost: Callable[[], None]) -> Iterator[None]:
    """Have a thread write what a logger logs; at the end the last lines are written, unless they cannot be."""
    lines: queue.Queue[logging.LogRecord] = queue.Queue(QUEUE_LINES)
    listener = QueueListener(lines, handler)
    entrance = _BoundedQueueHandler(lines, count_lost)
    listener.start()
    source.addHandler(entrance)
    try:
        yield
    finally:
        source.removeHandler(entrance)
        stopping = threading.Thread(target=_stop, args=(listener, handler), daemon=True)
        stopping.start()
        stopping.join(LAST_LINES_S)


def _stop(listener: QueueListener, handler: logging.Handler) -> None:
    with suppress(queue.Full):
        listener.stop()
    with suppress(OSError):  # it was told of
        handler.close()


def _is_of_use(record: logging.LogRecord) -> bool:
    is_cut_on_leaving = record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not is_cut_on_leaving and record.getMessage() not in HARMLESS


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
