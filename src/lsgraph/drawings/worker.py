"""The process that plots: it takes a Vega or Vega-Lite specification and gives back SVG, behind the walls of the query workers.

A message is its length in four bytes, most significant first, and then JSON: a specification one way, `{"svg": …}` or
`{"fault": …}` the other. Run as `python -m lsgraph.drawings.worker PARENT` with a socket as standard input.
"""

from __future__ import annotations

import importlib
import json
import os
import socket
import sys
from types import ModuleType
from typing import Any

from lsgraph.engine.sandbox import die_with_parent, enclose, is_orphan, limit_memory

MEMORY_BYTES = 1_200_000_000
"""V8 lays claim to half a gigabyte when it starts, of which it fills little."""
LENGTH_BYTES = 4
NICENESS = 10


def main() -> None:
    """Plot until the other side hangs up."""
    die_with_parent()
    if is_orphan(int(sys.argv[1])):
        return
    os.nice(NICENESS)
    limit_memory(MEMORY_BYTES)
    renderer = importlib.import_module("vl_convert")
    # V8 and its threads start with the first plot, inside the walls; of fonts there are only those it brings along, so that
    # a plot is the same on every machine.
    enclose()
    with socket.socket(fileno=sys.stdin.fileno()) as front:
        while request := _receive(front):
            content = json.dumps(_plot(renderer, json.loads(request))).encode()
            front.sendall(len(content).to_bytes(LENGTH_BYTES, "big") + content)


def _plot(renderer: ModuleType, spec: dict[str, Any]) -> dict[str, str]:
    plot = renderer.vegalite_to_svg if "vega-lite" in spec["$schema"] else renderer.vega_to_svg
    try:
        return {"svg": plot(spec, allowed_base_urls=[])}
    except ValueError as error:
        return {"fault": str(error)}


def _receive(front: socket.socket) -> bytes:
    length = _exactly(front, LENGTH_BYTES)
    return _exactly(front, int.from_bytes(length, "big"))


def _exactly(front: socket.socket, count: int) -> bytes:
    """Return this many bytes, or none where the other side has hung up."""
    content = b""
    while len(content) < count:
        chunk = front.recv(count - len(content))
        if not chunk:
            return b""
        content += chunk
    return content


if __name__ == "__main__":
    main()
