"""Servers that do nothing but answer, for ceilings: `python -m benchmarks.bare asgi SIZE …`, `… protocol SIZE`.

`asgi` is what uvicorn can do for an application that has its bytes ready; `protocol` is what the load driver can ask for.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Iterable
from typing import cast

import uvicorn
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope  # what an ASGI application is, in types


class Fixed:
    """An ASGI application that answers `/N` with N bytes, for each of some sizes."""

    def __init__(self, sizes: Iterable[int]) -> None:
        self._bodies = {f"/{size}": bytes(size) for size in sizes}

    async def __call__(self, scope: Scope, _: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Answer (ASGI)."""
        assert scope["type"] == "http"
        body = self._bodies[scope["path"]]
        headers = [(b"content-type", b"application/sparql-results+json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers, "trailers": False})
        await send({"type": "http.response.body", "body": body, "more_body": False})


class Constant(asyncio.Protocol):
    """Sends the same answer for whatever comes; requests must each come whole."""

    answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport (asyncio)."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one without saying so

    def data_received(self, data: bytes) -> None:  # noqa: ARG002 - not looked at
        """Answer (asyncio)."""
        self._transport.write(self.answer)


def main(kind: str, sizes: list[int]) -> None:
    """Serve on a free port, and say where."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
    config = uvicorn.Config(Fixed(sizes), log_level="warning", access_log=False, lifespan="off")
    if kind == "asgi":
        uvicorn.Server(config).run(sockets=[listener])
        return
    Constant.answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % sizes[0] + bytes(sizes[0])
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(_serve(listener))


async def _serve(listener: socket.socket) -> None:
    server = await asyncio.get_running_loop().create_server(Constant, sock=listener)
    await server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], [int(size) for size in sys.argv[2:]])
