"""When releases were activated, as the log beside them says: what a citation gives as their date."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

from lsgraph.release.pointer import LOG


def first_activation(releases: Path, name: str) -> date | None:
    """Return the day (UTC) on which a release was first activated, or None where the log does not say.

    The first, because going back to a release does not make it another one. Lines that are no entries are passed over.
    """
    try:
        with (releases / LOG).open(encoding="utf-8", errors="replace") as log:
            return next((day for line in log if name in line and (day := _activated(line, name))), None)
    except OSError:
        return None


def _activated(line: str, name: str) -> date | None:
    try:
        entry = json.loads(line)
        return datetime.fromisoformat(entry["time"]).date() if entry["activated"] == name else None
    except (ValueError, KeyError, TypeError):
        return None
