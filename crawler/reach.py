"""Is there a network? A look at a few sources' hosts, without asking them for anything.

A connection to the port, or a CONNECT through the proxy that the environment names, is enough to know; no
request is sent, so this is no visit and needs no robots.txt.
"""

from __future__ import annotations

import base64
import contextlib
import os
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from concurrent.futures import TimeoutError as TookTooLong
from urllib.parse import unquote, urlsplit

from model.addresses import public_ip

HOSTS_MAX = 8  # how many hosts are looked at
HOST_SECONDS = 5.0  # for one connection
TOTAL_SECONDS = 20.0  # for all of them; names that resolve slowly are given up on


def reachable(urls: Sequence[str]) -> bool:
    """Whether any of the first HOSTS_MAX hosts answers; False after TOTAL_SECONDS at the latest."""
    hosts = list(dict.fromkeys((u.scheme, u.hostname, u.port) for u in map(urlsplit, urls) if u.hostname))[:HOSTS_MAX]
    if not hosts:
        return False
    pool = ThreadPoolExecutor(len(hosts))
    looks = [pool.submit(_answers, scheme, host, port) for scheme, host, port in hosts]
    try:
        return any(look.result() for look in as_completed(looks, timeout=TOTAL_SECONDS))
    except TookTooLong:
        return False
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _answers(scheme: str, host: str, port: int | None) -> bool:
    port = port or (443 if scheme == "https" else 80)
    proxy = os.environ.get(f"{scheme}_proxy") or os.environ.get(f"{scheme.upper()}_PROXY")
    with contextlib.suppress(OSError, ValueError):
        return _through(proxy, host, port) if proxy else _directly(host, port)
    return False


def _directly(host: str, port: int) -> bool:
    for family, kind, proto, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if public_ip(str(address[0])):
            with socket.socket(family, kind, proto) as connection:
                connection.settimeout(HOST_SECONDS)
                connection.connect(address)
                return True
    return False


def _through(proxy: str, host: str, port: int) -> bool:
    """Whether the proxy opens a tunnel to the host."""
    at = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    with socket.create_connection((at.hostname or "", at.port or 8080), HOST_SECONDS) as connection:
        login = ""
        if at.username:
            pair = f"{unquote(at.username)}:{unquote(at.password or '')}".encode()
            login = f"Proxy-Authorization: Basic {base64.b64encode(pair).decode()}\r\n"
        connection.sendall(
            f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n{login}\r\n".encode("idna" if not host.isascii() else "ascii")
        )
        return connection.recv(64).split(b" ")[1:2] == [b"200"]
