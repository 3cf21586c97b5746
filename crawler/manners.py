"""Manners towards a host: one request at a time, the delay it asks for, its Retry-After, and redirects hop by hop.

The rest of politeness has its own modules: robots.py, guard.py, schedule.py.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from scrapy.logformatter import LogFormatter
from w3lib.url import safe_url_string

from crawler.robots import robots_verdict
from crawler.schedule import retry_after
from crawler.settings import RESTING_MAX
from crawler.trouble import Trouble
from model.urls import politeness_host

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

__all__ = ["Hosts", "QuietLog", "Redirects", "robots_verdict"]

MOVED = frozenset({301, 302, 303, 307, 308})
MOVED_FOR_GOOD = frozenset({301, 308})
ASKS_TO_WAIT = frozenset({429, 503})


class Hosts:
    """Gives every request the download slot of its politeness host, and lets a host rest that asks for it.

    Scrapy keeps the slot a request once had, even after a redirect to another host: so it is worked out
    anew on each hop, for robots.txt too.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._resting: dict[str, float] = {}  # host -> loop time until which it rests

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Hosts:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        request.meta["download_slot"] = politeness_host(request.url)
        self.check(request.url)

    def check(self, url: str) -> None:
        """Raises Trouble while the host of `url` rests."""
        host = politeness_host(url)
        until = self._resting.get(host)
        if until is not None:
            left = until - asyncio.get_running_loop().time()
            if left > 0:
                raise Trouble("resting", f"the host asked to be left alone for another {left:.0f} s")
            del self._resting[host]

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status in ASKS_TO_WAIT:
            now: dt.datetime = self.crawler.spider.clock()  # type: ignore[union-attr]
            wait = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), now)
            if wait > 0:
                self._resting[politeness_host(request.url)] = asyncio.get_running_loop().time() + min(wait, RESTING_MAX)
        return response

    def slow_down(self, url: str, seconds: float) -> None:
        """At least `seconds` between two requests to the host of `url` from now on, up to the setting CRAWL_DELAY_MAX."""
        host = politeness_host(url)
        downloader = self.crawler.engine.downloader
        delay = max(self.crawler.settings.getfloat("DOWNLOAD_DELAY"), min(seconds, self.crawler.settings.getfloat("CRAWL_DELAY_MAX")))
        known = downloader.per_slot_settings.get(host, {}).get("delay", 0.0)
        delay = max(delay, known)
        downloader.per_slot_settings[host] = {"delay": delay}  # for a slot that is made later
        if host in downloader.slots:
            downloader.slots[host].delay = delay


class Redirects:
    """Follows redirects as new requests, so that guard, robots and host budget see every hop.

    meta["hops"] holds the addresses asked for on the way, meta["moved_for_good"] is false once a hop was temporary.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Redirects:
        return cls(crawler.settings.getint("REDIRECT_MAX_TIMES"))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        location = response.headers.get("Location")
        if response.status not in MOVED or not location:
            return response
        target = urljoin(request.url, safe_url_string(location.strip(b" \t\r\n")))
        if urlsplit(target).scheme not in ("http", "https"):
            raise Trouble("redirect", f"redirect to {target[:80]} refused")
        hops = (*request.meta.get("hops", ()), request.url)
        if target in hops:
            raise Trouble("redirect", "redirects in a circle")
        if len(hops) > self.limit:
            raise Trouble("redirect", f"more than {self.limit} redirects")
        for_good = request.meta.get("moved_for_good", True) and response.status in MOVED_FOR_GOOD
        return request.replace(url=target, meta={**request.meta, "hops": hops, "moved_for_good": for_good})


class QuietLog(LogFormatter):
    """Scrapy's log without a line for each request and item; what goes wrong there is a record of ours."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> None:  # type: ignore[override]
        return None

    def scraped(self, item: object, response: object, spider: Spider) -> None:  # type: ignore[override]
        return None

    def dropped(self, item: object, exception: BaseException, response: object, spider: Spider) -> None:  # type: ignore[override]
        return None
