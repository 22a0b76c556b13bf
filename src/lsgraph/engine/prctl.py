"""prctl(2), which Python does not offer."""

from __future__ import annotations

import ctypes


def prctl(option: int, argument: object, second: object = 0) -> bool:
    """Call prctl; whether it took the option. Only on Linux."""
    library = ctypes.CDLL(None, use_errno=True)
    values = [value if not isinstance(value, int) else ctypes.c_ulong(value) for value in (argument, second, 0, 0)]
    return bool(library.prctl(ctypes.c_int(option), *values) == 0)
