"""The wire: one Scrapy spider for a whole crawl, so that all sources share one politeness.

Each visit is a coroutine: its reader lists the source, each new or changed entry becomes an Article (with its page
where it is worth it), and the Outcome is the visit's last record. Requests go straight to the engine's downloader,
where the middlewares of settings.py sit; a source's errors are values and end in its Outcome.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import importlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import scrapy

from crawler.again import look_again
from crawler.articles import BUSY, article_of, custom_module
from crawler.listing import Listing, Reader, failed, lower
from crawler.schedule import Facts, next_visit, retry_after
from crawler.settings import BODY_MAX, PAGE_RETRIES, PAGES_AT_ONCE
from crawler.trouble import Trouble
from model.records import FOR_NOW, Article, Entry, Looked, Outcome, Page, RobotsFile, Visit
from model.urls import politeness_host
from model.watched import Source

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.workers import Workers

Wanted = Callable[[Source, Entry], bool]
Clock = Callable[[], dt.datetime]

READERS = {"feed": "feeds", "sitemap": "sitemaps", "page": "site"}
_GONE = 410


class Wire(scrapy.Spider):
    """Visits what it is given. `emit` is for middlewares that have a record to tell."""

    name = "wire"

    def __init__(self, *, visits: Sequence[Visit], workers: Workers, wanted: Wanted | None, clock: Clock, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.visits = visits
        self.workers = workers
        self.wanted = wanted
        self.clock = clock
        self.bug: BaseException | None = None
        self._records: asyncio.Queue[Article | Outcome | Looked | RobotsFile | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._moved: dict[str, str] = {}  # addresses that moved for good, and where to

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Wire:
        spider: Wire = super().from_crawler(crawler, *args, **kwargs)
        return spider

    async def start(self) -> AsyncIterator[Article | Outcome | Looked | RobotsFile]:
        self._task = asyncio.create_task(self._visit_all())
        while (record := await self._records.get()) is not None:
            yield record

    def emit(self, record: Article | Outcome | Looked | RobotsFile) -> None:
        self._records.put_nowait(record)

    async def stop(self) -> None:
        """Gives up the visits under way; what was yielded stays yielded, and they get no Outcome."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _visit_all(self) -> None:
        """Hosts side by side, the sources of one host one after the other."""
        hosts: dict[str, list[Visit]] = defaultdict(list)
        for visit in self.visits:
            hosts[politeness_host(visit.source.url)].append(visit)
        places = asyncio.Semaphore(self.crawler.settings.getint("VISITS_AT_ONCE"))
        try:
            async with asyncio.TaskGroup() as group:
                for visits in hosts.values():
                    group.create_task(self._visit_host(visits, places))
        except BaseExceptionGroup as errors:
            self.bug = _innermost(errors)
        finally:
            self._records.put_nowait(None)

    async def _visit_host(self, visits: Sequence[Visit], places: asyncio.Semaphore) -> None:
        for visit in visits:
            async with places:
                await self._visit(visit)

    # --- one visit --------------------------------------------------------------------------------

    async def _visit(self, visit: Visit) -> None:
        if not visit.listed:
            await self._look_again(visit, set())
            return
        began = asyncio.get_running_loop().time()
        try:
            listing = await reader_of(visit.source)(visit, self)
        except Trouble as trouble:
            listing = failed(visit, trouble.words)
        news = [entry for entry in listing.entries if visit.known.get(entry.key) != entry.fingerprint]
        passing = await self._articles(visit.source, news)
        await self._look_again(visit, {entry.url for entry in news})
        if passing:
            listing = listing.unproven()
        seconds = asyncio.get_running_loop().time() - began
        moved = self._moved.pop(visit.source.url, "")
        self.emit(replace(outcome(visit, listing, news, self.clock(), seconds), moved=moved if listing.state != "failed" else ""))

    async def _articles(self, source: Source, entries: Sequence[Entry]) -> int:
        """Yields the articles; returns how many pages may answer the next time."""
        places = asyncio.Semaphore(PAGES_AT_ONCE)

        async def one(entry: Entry) -> int:
            async with places:
                article = await self._article(source, entry)
            self.emit(article)
            return article.passing

        if not entries:
            return 0
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(entry)) for entry in entries]
        return sum(task.result() for task in tasks)

    async def _article(self, source: Source, entry: Entry) -> Article:
        if not worth_fetching(source, entry, self.wanted):
            return Article(source=source, entry=entry, at=self.clock())
        if not entry.url:
            return Article(source=source, entry=entry, at=self.clock(), problem="no address")
        try:
            page = await self.page(source, entry)
        except Trouble as trouble:
            problem = FOR_NOW + trouble.words if trouble.passing else trouble.words
            return Article(source=source, entry=entry, at=self.clock(), problem=problem)
        return await article_of(source, entry, page, self.workers, self.clock())

    async def _look_again(self, visit: Visit, fetched: set[str]) -> None:
        """The pages behind claims that are due, one after the other; what was fetched in this visit is not asked for again."""
        for again in visit.again:
            if again.entry.url not in fetched:
                article, looked = await look_again(visit.source, again, self)
                if article is not None:
                    self.emit(article)
                self.emit(looked)

    # --- asking -----------------------------------------------------------------------------------

    async def page(self, source: Source, entry: Entry, *, etag: str = "", last_modified: str = "") -> Page:
        """An article's page, asked for once more after a pause where that may help. Sources themselves are not asked again."""
        address_of = getattr(custom_module(source), "page_address", None)
        url = address_of(entry, source) if address_of else entry.url
        for _ in range(PAGE_RETRIES):
            try:
                page = await self.ask(url, etag=etag, last_modified=last_modified, max_size=BODY_MAX)
            except Trouble as trouble:
                if trouble.kind not in ("connection", "timeout", "answer"):
                    raise
            else:
                if page.status not in BUSY or retry_after(lower(page).get("retry-after", ""), self.clock()) > 0:
                    return page
            await asyncio.sleep(self.crawler.settings.getfloat("RETRY_SECONDS"))
        return await self.ask(url, etag=etag, last_modified=last_modified, max_size=BODY_MAX)

    async def ask(self, url: str, *, etag: str = "", last_modified: str = "", max_size: int = 0) -> Page:
        """One GET, redirects followed, all manners kept. Raises Trouble where there is no answer; a status is no trouble."""
        headers = {}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        try:
            request = scrapy.Request(url, headers=headers, meta={"max_size": max_size} if max_size else None)
        except ValueError as error:
            raise Trouble("address", f"address refused: {error}") from error
        response = await self.crawler.engine.download_async(request)
        meta = response.request.meta if response.request else {}
        if meta.get("hops") and meta.get("moved_for_good") and (response.status < 300 or response.status == 304):
            self._moved[url] = response.url
        return Page(
            url=response.url,
            requested_url=url,
            status=response.status,
            headers=tuple(
                (name.decode("latin-1"), value.decode("latin-1")) for name, values in response.headers.items() for value in values
            ),
            body=response.body,
            fetched_at=self.clock(),
            hops=tuple(response.request.meta.get("hops", ())) if response.request else (),
        )


def _innermost(error: BaseException) -> BaseException:
    """The exception that a task raised, without the groups around it."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def reader_of(source: Source) -> Reader:
    """The reader for a source: its own, else the one for its way."""
    module = custom_module(source) or importlib.import_module(f"crawler.spiders.{READERS[source.way]}")
    reader: Reader = module.list_source
    return reader


def worth_fetching(source: Source, entry: Entry, wanted: Wanted | None) -> bool:
    return source.scope == "series" or wanted is None or wanted(source, entry)


def outcome(visit: Visit, listing: Listing, news: Sequence[Entry], now: dt.datetime, seconds: float) -> Outcome:
    """The last record of a visit."""
    bad = listing.state == "failed"
    facts = Facts(
        failed=bad,
        failures=visit.failures + 1 if bad else 0,
        gone=listing.http_status == _GONE,
        retry_after=listing.retry_after,
        fresh_for=listing.fresh_for,
        ttl=listing.ttl,
    )
    return Outcome(
        source=visit.source,
        at=now,
        state=listing.state,
        http_status=listing.http_status,
        error=listing.error,
        etag=listing.etag,
        last_modified=listing.last_modified,
        body_hash=listing.body_hash,
        due_at=next_visit(visit.source, facts, now),
        keys=tuple(entry.key for entry in news),
        entries=len(listing.entries),
        known=len(listing.entries) - len(news),
        seconds=round(seconds, 3),
    )
