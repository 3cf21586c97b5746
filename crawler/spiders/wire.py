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
from types import ModuleType
from typing import TYPE_CHECKING, Any

import scrapy

from crawler.listing import Listing, Reader, failed, lower
from crawler.schedule import Facts, next_visit, retry_after
from crawler.settings import BODY_MAX, PAGE_RETRIES, PAGES_AT_ONCE
from crawler.trouble import Trouble
from crawler.workers import WorkerFailed
from model.records import FOR_NOW, Article, Entry, Outcome, Page, RobotsFile, Visit
from model.urls import politeness_host
from model.watched import Source

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.workers import Workers

Wanted = Callable[[Source, Entry], bool]
Clock = Callable[[], dt.datetime]

READERS = {"feed": "feeds", "sitemap": "sitemaps", "page": "site"}
PAGE_TYPES = ("text/", "application/xhtml+xml", "application/xml", "application/octet-stream")
_GONE = 410
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


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
        self._records: asyncio.Queue[Article | Outcome | RobotsFile | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Wire:
        spider: Wire = super().from_crawler(crawler, *args, **kwargs)
        return spider

    async def start(self) -> AsyncIterator[Article | Outcome | RobotsFile]:
        self._task = asyncio.create_task(self._visit_all())
        while (record := await self._records.get()) is not None:
            yield record

    def emit(self, record: Article | Outcome | RobotsFile) -> None:
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
        began = asyncio.get_running_loop().time()
        try:
            listing = await reader_of(visit.source)(visit, self)
        except Trouble as trouble:
            listing = failed(visit, trouble.words)
        news = [entry for entry in listing.entries if visit.known.get(entry.key) != entry.fingerprint]
        passing = await self._articles(visit.source, news)
        if passing:
            listing = listing.unproven()
        seconds = asyncio.get_running_loop().time() - began
        self.emit(outcome(visit, listing, news, self.clock(), seconds))

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
        custom = custom_module(source)
        address_of, read = getattr(custom, "page_address", None), getattr(custom, "read_page", None)
        try:
            page = await self._page(address_of(entry, source) if address_of else entry.url)
        except Trouble as trouble:
            problem = FOR_NOW + trouble.words if trouble.passing else trouble.words
            return Article(source=source, entry=entry, at=self.clock(), problem=problem)
        problem = page_problem(page, any_type=read is not None)
        if problem:
            return Article(source=source, entry=entry, at=self.clock(), page=page, problem=problem)
        if read:
            page = replace(page, url=entry.url)  # the article is where its readers find it, not where its text comes from
            reading = read(page.body, page.url)
            return Article(source=source, entry=entry, at=self.clock(), page=page, reading=reading)
        try:
            latest = (self.clock() + dt.timedelta(days=1)).date()  # by our clock: a day ahead somewhere on earth is no future
            reading = await self.workers.read_page(page.body, page.url, page.content_type, source.rules, source.zone, latest)
        except WorkerFailed as error:
            return Article(source=source, entry=entry, at=self.clock(), page=page, problem=f"unreadable: {error}")
        return Article(source=source, entry=entry, at=self.clock(), page=page, reading=reading)

    # --- asking -----------------------------------------------------------------------------------

    async def _page(self, url: str) -> Page:
        """A page, asked for once more after a pause where that may help. Sources themselves are not asked again."""
        for _ in range(PAGE_RETRIES):
            try:
                page = await self.ask(url, max_size=BODY_MAX)
            except Trouble as trouble:
                if trouble.kind not in ("connection", "timeout", "answer"):
                    raise
            else:
                if page.status not in _BUSY or retry_after(lower(page).get("retry-after", ""), self.clock()) > 0:
                    return page
            await asyncio.sleep(self.crawler.settings.getfloat("RETRY_SECONDS"))
        return await self.ask(url, max_size=BODY_MAX)

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


def custom_module(source: Source) -> ModuleType | None:
    """The module of a source with a spider of its own: `list_source`, and where its pages need it `page_address` and `read_page`."""
    return importlib.import_module(f"crawler.spiders.{source.spider.replace('-', '_')}") if source.spider else None


def reader_of(source: Source) -> Reader:
    """The reader for a source: its own, else the one for its way."""
    module = custom_module(source) or importlib.import_module(f"crawler.spiders.{READERS[source.way]}")
    reader: Reader = module.list_source
    return reader


def worth_fetching(source: Source, entry: Entry, wanted: Wanted | None) -> bool:
    return source.scope == "series" or wanted is None or wanted(source, entry)


def page_problem(page: Page, any_type: bool = False) -> str:
    """Why an answer is no page to read; "" if it is one."""
    if page.status in _BUSY:
        return f"{FOR_NOW}HTTP {page.status}"
    if not 200 <= page.status < 300:
        return f"HTTP {page.status}"
    kind = page.content_type.split(";")[0].strip().lower()
    if kind and not any_type and not kind.startswith(PAGE_TYPES):
        return f"unreadable: {kind} is no page"
    return ""


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
