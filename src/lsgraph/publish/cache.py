"""Work kept between runs, in `RELEASES/cache/`: an entry is named by the digest of everything it was made from.

An entry opens with the SHA-256 of its own content, so that one cut short by a crash or spoilt on disk is only a miss. A cache
that cannot be written slows the next run and does nothing else.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


def digest(*parts: bytes | str) -> str:
    """Return the SHA-256 of some parts in their order, each told apart from the next, in hexadecimal.

    >>> digest("ab", "c") == digest("a", "bc")
    False
    """
    whole = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        whole.update(f"{len(content)}:".encode())
        whole.update(content)
    return whole.hexdigest()


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of entries; without a folder nothing is kept."""

    folder: Path | None = None

    def read(self, key: str) -> bytes | None:
        """Return what was kept under `key`, or None where there is nothing sound."""
        if self.folder is None:
            return None
        try:
            mark, _, content = self._path(key).read_bytes().partition(b"\n")
        except OSError:
            return None
        return content if mark == hashlib.sha256(content).hexdigest().encode() else None

    def write(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`; where the folder cannot be written, do without."""
        if self.folder is None:
            return
        path = self._path(key)
        fresh = path.with_name(f".{key}-{secrets.token_hex(4)}")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                fresh.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
                fresh.replace(path)
            finally:
                fresh.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        assert self.folder is not None
        return self.folder / key[:2] / key


NO_CACHE = Cache()
"""Keeps nothing."""
