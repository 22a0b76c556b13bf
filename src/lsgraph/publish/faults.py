"""What checks find: errors, which stop a publication, and warnings, which are only shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from lsgraph.errors import Finding


@dataclass(frozen=True, slots=True)
class Faults:
    """What checks found: errors stop a publication, warnings are only shown."""

    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    def __add__(self, other: Faults) -> Faults:
        return Faults(self.errors + other.errors, self.warnings + other.warnings)

    @classmethod
    def of(cls, findings: list[Finding], *, is_warning: bool = False) -> Self:
        """Make faults of one severity."""
        return cls(warnings=tuple(findings)) if is_warning else cls(errors=tuple(findings))
