"""A crawl from visits to records: blocks until it is finished, can be called again in the same process, and stops cleanly.

    run(visits, contact=..., on_record=print, pipelines={})       the wire alone
    run(visits, contact=..., context=Judgement(...))               with the real pipelines

Each call has an event loop of its own, so it cannot be called from inside one.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from crawler.settings import scrapy_settings
from crawler.spiders.wire import Clock, Wanted, Wire
from crawler.workers import Workers
from model.records import RobotsFile, Visit

if TYPE_CHECKING:
    from twisted.python.failure import Failure

STOP_SECONDS = 8.0  # for a clean stop


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def run(
    visits: Sequence[Visit],
    *,
    contact: str,
    allow: Sequence[str] = (),
    context: object = None,
    pipelines: Mapping[str, int] | None = None,
    wanted: Wanted | None = None,
    robots: Mapping[str, RobotsFile] | None = None,
    clock: Clock | None = None,
    workers: int = 2,
    on_record: Callable[[Any], None] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> None:
    """Visits each source and sends what it brings through the pipelines; `on_record` sees what comes out of them.

    `allow` are private addresses that may be reached ("host:port"), `robots` the files kept from earlier crawls.
    `wanted` None fetches every page. Raises what a pipeline or `on_record` raised (the crawl stops there), and
    KeyboardInterrupt after a clean stop by SIGINT or SIGTERM, with the signal as its argument.
    """
    options = scrapy_settings(contact, pipelines, {"ALLOW_ADDRESSES": list(allow), **(settings or {})})
    logging.getLogger("scrapy").setLevel(options.get("LOG_LEVEL", "WARNING"))
    crawl = _Crawl(options, on_record)
    with _signals_kept():
        asyncio.run(crawl.run(visits, context, wanted, dict(robots or {}), clock or _now, workers))
    if crawl.bug is not None:
        raise crawl.bug
    if crawl.stopped_by is not None:
        raise KeyboardInterrupt(crawl.stopped_by)


class Tell:
    """The last pipeline: tells `on_record`. A pipeline, and no signal, so that what it raises ends the crawl."""

    def __init__(self, on_record: Callable[[Any], None] | None) -> None:
        self.on_record = on_record

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Tell:
        return cls(getattr(crawler, "on_record", None))

    def process_item(self, item: Any) -> Any:
        if self.on_record is not None:
            self.on_record(item)
        return item


class _Crawl:
    """One crawl and how it ended."""

    def __init__(self, options: dict[str, Any], on_record: Callable[[Any], None] | None) -> None:
        self.options = options
        self.on_record = on_record
        self.bug: BaseException | None = None
        self.stopped_by: signal.Signals | None = None
        self._crawler: Crawler | None = None
        self._stopping: asyncio.Task[None] | None = None

    async def run(
        self,
        visits: Sequence[Visit],
        context: object,
        wanted: Wanted | None,
        robots: dict[str, RobotsFile],
        clock: Clock,
        workers: int,
    ) -> None:
        loop = asyncio.get_running_loop()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self._stop_by, number)
        crawler = self._crawler = Crawler(Wire, Settings(self.options))
        setattr(crawler, "context", context)  # noqa: B010  (read by the pipelines; Scrapy's class does not know it)
        setattr(crawler, "robots", robots)  # noqa: B010
        setattr(crawler, "on_record", self.on_record)  # noqa: B010
        crawler.signals.connect(self._item_error, signals.item_error)
        pool = Workers(workers)
        try:
            await crawler.crawl_async(visits=visits, workers=pool, wanted=wanted, clock=clock)
            if self._stopping is not None:
                await self._stopping
        finally:
            pool.close()
        self.bug = self.bug or (crawler.spider.bug if isinstance(crawler.spider, Wire) else None)

    def _item_error(self, failure: Failure) -> None:
        if failure.value is not None:
            self._fail(failure.value)

    def _fail(self, error: BaseException) -> None:
        self.bug = self.bug or error
        self._stop()

    def _stop_by(self, number: signal.Signals) -> None:
        self.stopped_by = self.stopped_by or number
        self._stop()

    def _stop(self) -> None:
        if self._stopping is None:
            self._stopping = asyncio.create_task(self._give_up())

    async def _give_up(self) -> None:
        crawler = self._crawler
        if crawler is None or not isinstance(crawler.spider, Wire):
            return
        await crawler.spider.stop()
        await asyncio.wait([asyncio.create_task(crawler.stop_async())], timeout=STOP_SECONDS)


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Puts the caller's signal handlers back: the event loop would leave the defaults."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
