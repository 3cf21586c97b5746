"""Pages behind claims, looked at again: as politely as any page, and conditionally, so that most answers are a 304."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.articles import article_of
from crawler.listing import lower
from crawler.schedule import next_look
from crawler.trouble import Trouble
from model.records import Again, Article, Looked, Page
from model.watched import Source

if TYPE_CHECKING:
    from crawler.spiders.wire import Wire

NOT_MODIFIED = 304
GONE = (404, 410)


async def look_again(source: Source, again: Again, wire: Wire) -> tuple[Article | None, Looked]:
    """(the page as it is now, where that says something; how the look went).

    Only a page that could be read, or that is gone for good, is an Article: what the list once said of it takes nothing back.
    """
    now = wire.clock()
    looked = Looked(source=source, article=again.article, at=now, due_at=next_look(again.since, now), state="same")
    try:
        page = await wire.page(source, again.entry, etag=again.etag, last_modified=again.last_modified)
    except Trouble as trouble:
        return None, failed(looked, trouble.words)
    if page.status == NOT_MODIFIED:
        return None, validated(looked, page)
    if sent_to_a_front_page(page):
        return None, failed(looked, "the address now leads to a front page")
    article = replace(await article_of(source, again.entry, page, wire.workers, wire.clock()), again=True)
    if page.status in GONE:
        return article, replace(looked, state="gone", error=f"HTTP {page.status}")
    if article.reading is None:
        return None, failed(looked, article.problem)
    return article, validated(replace(looked, state="read"), page)


def failed(looked: Looked, words: str) -> Looked:
    """Asked again within a day."""
    soon = looked.at + dt.timedelta(days=1)
    return replace(looked, state="failed", error=words, due_at=min(looked.due_at or soon, soon))


def validated(looked: Looked, page: Page) -> Looked:
    headers = lower(page)
    return replace(looked, etag=headers.get("etag", ""), last_modified=headers.get("last-modified", ""))


def sent_to_a_front_page(page: Page) -> bool:
    asked, came = urlsplit(page.requested_url), urlsplit(page.url)
    return came.path in ("", "/") and not came.query and asked.path not in ("", "/")
