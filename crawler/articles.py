"""A page that was fetched becomes an Article: read by its source's own module or in a worker. The same for a crawl and for `reprocess`."""

from __future__ import annotations

import datetime as dt
import importlib
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING

from crawler.copies import left_out, mementos
from crawler.workers import WorkerFailed
from model.records import FOR_NOW, Article, Entry, Page
from model.watched import Source

if TYPE_CHECKING:
    from crawler.workers import Workers

PAGE_TYPES = ("text/", "application/xhtml+xml", "application/xml", "application/octet-stream")
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


def custom_module(source: Source) -> ModuleType | None:
    """The module of a source with a spider of its own: `list_source`, and where its pages need it `page_address` and `read_page`."""
    return importlib.import_module(f"crawler.spiders.{source.spider.replace('-', '_')}") if source.spider else None


def page_problem(page: Page, any_type: bool = False) -> str:
    """Why an answer is no page to read; "" if it is one."""
    if page.status in BUSY:
        return f"{FOR_NOW}HTTP {page.status}"
    if not 200 <= page.status < 300:
        return f"HTTP {page.status}"
    kind = page.content_type.split(";")[0].strip().lower()
    if kind and not any_type and not kind.startswith(PAGE_TYPES):
        return f"unreadable: {kind} is no page"
    return ""


async def article_of(source: Source, entry: Entry, page: Page, workers: Workers, now: dt.datetime) -> Article:
    """What a page says, as an Article; a page that cannot be read is one with a problem.

    `now` bounds what days are believed: by our clock, a day ahead somewhere on earth is no future.
    """
    read = getattr(custom_module(source), "read_page", None)
    kept = left_out(source, page)
    problem = page_problem(page, any_type=read is not None)
    if problem:
        return Article(source=source, entry=entry, at=now, page=page, problem=problem, left_out=kept)
    copies = mementos(source, page)
    if read:
        page = replace(page, url=entry.url)  # the article is where its readers find it, not where its text comes from
        reading = read(page.body, page.url)
    else:
        try:
            latest = (now + dt.timedelta(days=1)).date()
            reading = await workers.read_page(page.body, page.url, page.content_type, source.rules, source.zone, latest)
        except WorkerFailed as error:
            return Article(source=source, entry=entry, at=now, page=page, problem=f"unreadable: {error}", left_out=kept)
    return Article(source=source, entry=entry, at=now, page=page, reading=reading, left_out=kept, mementos=copies)
