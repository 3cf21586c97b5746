"""The download handler: one answer over aiohttp, bounded in time and size, or a Trouble that says in plain words what happened.

Scrapy's own handler verifies no certificates by default, builds a TLS context for every connection and
inflates before it looks; here the context is made once, the address is checked where it is resolved
(guard.py), and bodies are decoded up to a limit. Scrapy still does the scheduling and the politeness.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

import aiohttp
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Headers, Response
from yarl import URL

from crawler.decoding import ENCODINGS, decoded
from crawler.guard import GuardedResolver
from crawler.manners import Hosts
from crawler.settings import ACCEPT, HEADER_MAX
from crawler.trouble import Trouble
from model.proxies import Proxies

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

KEEP_ALIVE = 4.0  # seconds a connection is kept for the next request to the host; most servers close it after 5
NAMES_KEPT = 300  # seconds a resolved name is believed


class Download(BaseDownloadHandler):
    """GET for http and https. `request.meta["max_size"]` overrides DOWNLOAD_MAXSIZE."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._allow = settings.getlist("ALLOW_ADDRESSES")
        self._max_size = settings.getint("DOWNLOAD_MAXSIZE")
        self._timeout = aiohttp.ClientTimeout(total=settings.getfloat("DOWNLOAD_TIMEOUT"))
        self._headers = {
            "User-Agent": settings["USER_AGENT"],
            "Accept": ACCEPT,
            "Accept-Encoding": ", ".join(ENCODINGS),
        }
        self._proxies = Proxies()
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._tls: ssl.SSLContext | None = None
        hosts = crawler.get_downloader_middleware(Hosts)
        assert hosts is not None
        self._hosts = hosts

    def _session(self, proxied: bool) -> aiohttp.ClientSession:
        """The session for direct requests, or the one for the proxy, whose own address is exempt from the guard."""
        if proxied not in self._sessions:
            self._tls = self._tls or tls_context()
            connector = aiohttp.TCPConnector(
                ssl=self._tls,
                limit=0,
                keepalive_timeout=KEEP_ALIVE,
                ttl_dns_cache=NAMES_KEPT,
                resolver=None if proxied else GuardedResolver(self._allow),
            )
            self._sessions[proxied] = aiohttp.ClientSession(
                connector=connector,
                timeout=self._timeout,
                headers=self._headers,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                max_line_size=HEADER_MAX,
                max_field_size=HEADER_MAX,
            )
            # aiohttp asks a second time where a connection breaks; when to ask again is for us to say.
            self._sessions[proxied]._retry_connection = False
        return self._sessions[proxied]

    async def download_request(self, request: Request) -> Response:
        self._hosts.check(request.url)  # it may have asked for rest while this request waited for its turn
        url = request.url.partition("#")[0]
        proxy = self._proxies.proxy(url)
        limit = int(request.meta.get("max_size") or self._max_size)
        headers = {name.decode("latin-1"): values[-1].decode("latin-1") for name, values in request.headers.items() if values}
        try:
            # Encoded as Scrapy did it: aiohttp must not write addresses anew.
            async with self._session(bool(proxy)).get(
                URL(url, encoded=True), headers=headers, proxy=proxy, allow_redirects=False
            ) as answer:
                body = await _body(answer, limit)
                heads = Headers([(name.decode("latin-1"), value) for name, value in answer.raw_headers])
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise plainly(error, self._timeout.total or 0.0) from error
        finally:
            self._rest(request)
        encoding = ", ".join(value.decode("latin-1") for value in heads.getlist("Content-Encoding"))
        if encoding and body:
            body = await _undo(body, encoding, limit)
        return Response(request.url, status=status, headers=heads, body=body)

    def _rest(self, request: Request) -> None:
        """The host's delay counts from the end of an answer: Scrapy counts from its beginning, so a slow host would get no rest."""
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if slot is not None:
            slot.lastseen = monotonic()

    async def close(self) -> None:
        for session in self._sessions.values():
            await session.close()
        if self._sessions:
            await asyncio.sleep(0)  # lets the transports close


async def _body(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    if (answer.content_length or 0) > limit:
        answer.close()
        raise Trouble("size", f"{answer.content_length} bytes, more than {limit}")
    pieces, size = [], 0
    async for piece in answer.content.iter_any():
        size += len(piece)
        if size > limit:
            answer.close()
            raise Trouble("size", f"more than {limit} bytes")
        pieces.append(piece)
    return b"".join(pieces)


IN_PLACE = 256 << 10  # compressed bytes that are decoded without a thread


async def _undo(body: bytes, encoding: str, limit: int) -> bytes:
    if len(body) <= IN_PLACE:
        return decoded(body, encoding, limit)
    return await asyncio.get_running_loop().run_in_executor(None, partial(decoded, body, encoding, limit))


def tls_context() -> ssl.SSLContext:
    """Certificates are verified against the system's, or against SSL_CERT_FILE and SSL_CERT_DIR where they are set."""
    context = ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE") or None, capath=os.environ.get("SSL_CERT_DIR") or None)
    context.set_alpn_protocols(["http/1.1"])
    return context


def plainly(error: Exception, seconds: float) -> Trouble:
    """The error of a library as a Trouble with words for people."""
    if isinstance(error, TimeoutError):
        return Trouble("timeout", f"no answer within {seconds:g} s")
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return Trouble("certificate", f"certificate verify failed: {_certificate(error.certificate_error)}")
    if isinstance(error, aiohttp.ClientConnectorDNSError | socket.gaierror):
        return Trouble("name", f"name not found: {getattr(error, 'host', '')}".rstrip(": "))
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return Trouble("certificate" if "CERTIFICATE" in str(error) else "connection", f"TLS failed: {_reason(error)}")
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return Trouble("connection", f"the proxy answered {error.status} {error.message}".rstrip())
    if isinstance(error, aiohttp.ClientConnectorError):
        return Trouble("connection", f"no connection: {_reason(error.os_error)}")
    if isinstance(error, aiohttp.ClientPayloadError | aiohttp.ServerDisconnectedError):
        return Trouble("answer", f"the answer broke off: {_reason(error)}")
    if isinstance(error, aiohttp.ClientResponseError):
        return Trouble("answer", f"not HTTP as it should be: {_reason(error)}")
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return Trouble("address", f"address refused: {_reason(error)}")
    return Trouble("connection", f"no connection: {_reason(error)}")


def _certificate(error: Exception) -> str:
    return getattr(error, "verify_message", "") or _reason(error)


def _reason(error: BaseException) -> str:
    """One short line of an exception's text."""
    text = getattr(error, "strerror", "") or getattr(error, "message", "") or str(error) or type(error).__name__
    return " ".join(str(text).split())[:200]
