"""robots.txt (RFC 9309): asked once for each scheme and authority, kept a day, obeyed for feeds, sitemaps and pages alike.

No file (4xx) allows everything; a server in trouble (5xx, 429, no answer at all) forbids everything for now.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from protego import Protego

from crawler.settings import PRODUCT
from crawler.trouble import Trouble
from model.records import RobotsFile

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.manners import Hosts

KEPT = dt.timedelta(days=1)
READ_MAX = 512 << 10  # bytes of a robots.txt that are read; RFC 9309 asks for 500 KiB at least


def robots_verdict(robots_txt: str, user_agent: str, url: str) -> tuple[bool, float | None]:
    """Whether `user_agent` may fetch `url`, and the Crawl-delay in seconds where one is asked for."""
    rules = Protego.parse(robots_txt)
    return rules.can_fetch(url, user_agent), rules.crawl_delay(user_agent)


def answer_robots(record: Mapping[str, Any], base: Path) -> dict[str, Any]:
    """`try robots`: {robots_txt, user_agent, url} -> {allowed, crawl_delay}."""
    verdict, delay = robots_verdict(record["robots_txt"], record["user_agent"], record["url"])
    return {"allowed": verdict, "crawl_delay": delay}


def authority_of(url: str) -> str:
    """`https://host[:port]`: what a robots.txt is for."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port and parts.port != default else ""
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"


class Verdicts:
    """One robots.txt as we act on it."""

    def __init__(self, file: RobotsFile) -> None:
        self.closed = "" if 200 <= file.status < 500 and file.status != 429 else f"robots.txt answered {file.status}"
        self._rules = Protego.parse(file.body) if 200 <= file.status < 300 and file.body else None

    def allows(self, url: str) -> bool:
        return self._rules is None or self._rules.can_fetch(url, PRODUCT)

    @property
    def crawl_delay(self) -> float:
        return (self._rules.crawl_delay(PRODUCT) if self._rules else None) or 0.0


class Robots:
    """Downloader middleware: holds each request until the robots.txt of its authority is known.

    `request.meta["robots"]` is set on requests for robots.txt itself. Newly answered files go to the
    spider as records, so that they can be kept between crawls.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._files: dict[str, RobotsFile] = dict(getattr(crawler, "robots", {}))
        self._verdicts: dict[str, asyncio.Task[Verdicts]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("robots"):
            return
        authority = authority_of(request.url)
        task = self._verdicts.get(authority)
        if task is None:
            task = self._verdicts[authority] = asyncio.create_task(self._ask(authority))
        # Shielded: several requests wait for the same file, and one that is given up must not take it from the others.
        verdicts = await asyncio.shield(task)
        if verdicts.closed:
            raise Trouble("resting", verdicts.closed)
        if not verdicts.allows(request.url):
            raise Trouble("robots", "robots.txt does not allow it")

    async def _ask(self, authority: str) -> Verdicts:
        now: dt.datetime = self.crawler.spider.clock()  # type: ignore[union-attr]
        file = self._files.get(authority)
        if file is None or file.status >= 500 or file.status in (0, 429) or not now - KEPT < file.fetched_at <= now + KEPT:
            file = await self._fetch(authority, now)
        verdicts = Verdicts(file)
        if verdicts.crawl_delay:
            self._hosts().slow_down(authority, verdicts.crawl_delay)
        return verdicts

    async def _fetch(self, authority: str, now: dt.datetime) -> RobotsFile:
        from scrapy import Request  # late: the verdict alone needs no Scrapy

        request = Request(authority + "/robots.txt", meta={"robots": True, "max_size": READ_MAX * 4})
        try:
            response = await self.crawler.engine.download_async(request)
        except Trouble as trouble:
            # A robots.txt that is too long or leads nowhere is as good as none; a server that is not there forbids.
            if trouble.kind in ("size", "redirect"):
                return RobotsFile(authority=authority, status=404, body="", fetched_at=now)
            raise Trouble(trouble.kind, trouble.words) from trouble
        body = response.body[:READ_MAX].decode("utf-8", "replace") if 200 <= response.status < 300 else ""
        file = RobotsFile(authority=authority, status=response.status, body=body, fetched_at=now)
        self.crawler.spider.emit(file)  # type: ignore[union-attr]
        return file

    def _hosts(self) -> Hosts:
        from crawler.manners import Hosts  # late: manners re-exports this module's verdict

        found = self.crawler.get_downloader_middleware(Hosts)
        assert found is not None
        return found
