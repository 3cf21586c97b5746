"""The address guard: nothing but the public web, on every hop, and we connect to the address that was checked.

Without a proxy both the literal and the resolved address are checked, the latter in the resolver itself,
so that there is no second look-up in between. With a proxy the proxy resolves: then scheme, userinfo and
literal addresses are checked. A private address is reached only where the operator names it.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from crawler.trouble import Trouble
from model.addresses import allowed, reachable

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class Guard:
    """Refuses requests to what is not the public web. Redirects pass here again."""

    def __init__(self, allow: Sequence[str]) -> None:
        self.allow = tuple(allow)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        return cls(crawler.settings.getlist("ALLOW_ADDRESSES"))

    def process_request(self, request: Request) -> None:
        verdict, reason = allowed(request.url, self.allow)
        if not verdict:
            raise Trouble("address", f"address refused: {reason}")


class GuardedResolver(AbstractResolver):
    """Resolves names, and hides every address that is not public: the connection goes to what was checked here."""

    def __init__(self, allow: Sequence[str]) -> None:
        self._allow = tuple(allow)
        self._resolver = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        good = reachable(host, port, [entry["host"] for entry in found], self._allow)
        public = [entry for entry in found if entry["host"] in good]
        if not public and found:
            raise Trouble("address", f"address refused: {host} leads to {found[0]['host']}, which is not public")
        return public

    async def close(self) -> None:
        await self._resolver.close()
