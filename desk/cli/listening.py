"""Where a server listens: a port that is taken is told in words before anything else is done, and a way to serve on it."""

from __future__ import annotations

import errno
import socket
from typing import Any

import uvicorn

from model.errors import ShowwireError, UsageError

PORT_MAX = 65535


def listening(host: str, port: int, *, hint: str = "use --port") -> socket.socket:
    """A socket that listens; who connects waits until it is served. UsageError, with `hint`, where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.create_server((host, port), family=family, backlog=2048)
        # asyncio sends without delay (TCP_NODELAY) only where a socket says that it is TCP, which this call leaves out:
        # with the delay, every answer on a kept connection waits 40 ms for an acknowledgement.
        return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, bound.detach())
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"port {port} is taken (by another desk?)", hint=hint) from error
        if error.errno == errno.EACCES:
            raise UsageError(f"port {port} is kept for the system", hint="use a port above 1023, and a proxy in front") from error
        raise UsageError(f"{host} is no address of this machine ({error.strerror})", hint="such as --host 127.0.0.1") from error


def served(at: socket.socket, *, tls: bool = False) -> str:
    """The address of what is served on a socket."""
    host, port = at.getsockname()[:2]
    return f"http{'s' if tls else ''}://{f'[{host}]' if ':' in host else host}:{port}/"


def free(host: str, port: int) -> bool:
    """Whether nobody listens there."""
    try:
        listening(host, port).close()
    except UsageError:
        return False
    return True


def quiet(app: Any, **more: Any) -> uvicorn.Server:
    """A server without access log, since an address can hold a sign-in link, that leaves a proxy's headers to the application."""
    settings = {"log_level": "warning", "access_log": False, "server_header": False, "proxy_headers": False, **more}
    return uvicorn.Server(uvicorn.Config(app, **settings))


def serve(server: uvicorn.Server, at: socket.socket) -> None:
    """Serve until interrupted; KeyboardInterrupt after Ctrl-C."""
    server.run(sockets=[at])
    if not server.started:
        raise ShowwireError("the server did not start", hint="what it said above names the reason")
