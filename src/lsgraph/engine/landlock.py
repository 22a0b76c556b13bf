"""The wall of files: nothing is opened, made or changed by name, where the kernel has Landlock; nor TCP, nor signals sent out.

landlock(7). Descriptors that are open stay usable.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from pathlib import Path

from lsgraph.engine.prctl import prctl

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1
_SET_NO_NEW_PRIVS = 38
_READ_FILE_AND_FOLDER = (1 << 2) | (1 << 3)
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""ABI -> how many rights over files it knows; later ones know one more."""
_LATEST_FILE_RIGHTS = 16
_NETWORK_ABI, _NETWORK_RIGHTS = 4, 0b11
_SCOPE_ABI, _SCOPES = 6, 0b11


def deny_files(readable: Path | None = None) -> bool:
    """Make every opening of a file fail from now on, in this process and all it forks.

    Args:
        readable: a folder whose files may still be read.

    Returns:
        Whether the wall stands.
    """
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    abi = library.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(_VERSION))
    if abi < 1:
        return False
    attributes = _attributes(abi)
    rules = library.syscall(_CREATE, ctypes.c_char_p(attributes), ctypes.c_size_t(len(attributes)), ctypes.c_uint(0))
    if rules < 0:
        return False
    try:
        if readable is not None and not _allow_reading(library, rules, readable):
            return False
        return prctl(_SET_NO_NEW_PRIVS, 1) and library.syscall(_RESTRICT, rules, ctypes.c_uint(0)) == 0
    finally:
        os.close(rules)


def _attributes(abi: int) -> bytes:
    """Return the ruleset's attributes, as long as the kernel's version of them is."""
    files = struct.pack("=Q", (1 << _FILE_RIGHTS.get(abi, _LATEST_FILE_RIGHTS)) - 1)
    network = struct.pack("=Q", _NETWORK_RIGHTS) if abi >= _NETWORK_ABI else b""
    scopes = struct.pack("=Q", _SCOPES) if abi >= _SCOPE_ABI else b""
    return files + network + scopes


def _allow_reading(library: ctypes.CDLL, rules: int, folder: Path) -> bool:
    descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = ctypes.c_char_p(struct.pack("=Qi", _READ_FILE_AND_FOLDER, descriptor))
        return bool(library.syscall(_ADD, rules, _PATH_BENEATH, rule, ctypes.c_uint(0)) == 0)
    finally:
        os.close(descriptor)
