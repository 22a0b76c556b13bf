"""What the tests of drawings share."""

from __future__ import annotations

from tests.drawings.sketches import studio

__all__ = ["studio"]
