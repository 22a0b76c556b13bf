"""An output for tests of evaluation."""

from __future__ import annotations

from lsgraph.engine.base import ResultForm


class Kept:
    """An output that keeps what it is given."""

    def __init__(self) -> None:
        self.content = b""

    def begin(self, form: ResultForm, media_type: str) -> None:
        self.form, self.media_type = form, media_type

    def write(self, content: bytes) -> int:
        self.content += content
        return len(content)

    def flush(self) -> None:
        return None
