"""What was stored, judged again: the stream of the database with the pages of the archive, for `rules test` and `eval`."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from model.records import Article, Dropped, Entry, Filing
from model.watched import Source, Watchlist
from pipelines.clean import clean
from pipelines.replay import filed
from store.past import EARLIEST, Came, stream

if TYPE_CHECKING:
    from store.archive import Archive
    from store.store import Store


def came(
    store: Store, archive: Archive, watchlist: Watchlist, since: dt.datetime = EARLIEST, *, latest: bool = False
) -> Iterator[tuple[Came, Filing, str]]:
    """(the item, the filing that it was, from what that is made: "text", "page" or "summary"), in the order of judging."""
    for item in stream(store.db, since, latest=latest):
        source = watchlist.named(item.source) or Source(slug=item.source, way="feed", url=item.url)
        if not item.dropped:
            yield item, filed(item, dataclasses.replace(source, tier=item.tier)), "text"  # type: ignore[arg-type]
        else:
            yield item, *left_out_again(item, source, store, archive)


def left_out_again(item: Came, source: Source, store: Store, archive: Archive) -> tuple[Filing, str]:
    """(what was left out as it was judged, "page"); where its page is not to be had, its headline and summary, "summary"."""
    read = _read(item, item.page, source, store, archive) if item.page is not None else None
    return (read, "page") if read is not None else (filed(item, source), "summary")


def _read(item: Came, page_id: int, source: Source, store: Store, archive: Archive) -> Filing | None:
    """What was left out, read anew from its page; None where the archive has it no more."""
    from crawler.pages import read_page
    from model.errors import ShowwireError

    try:
        page = store.page(page_id, archive)
    except (ShowwireError, OSError, ValueError):
        return None
    reading = read_page(page.body, page.url, page.content_type, rules=source.rules, zone=source.zone)
    entry = Entry(
        key=item.url, url=page.requested_url or item.url, title=item.listed or item.title, summary=item.excerpt, language=item.language
    )  # fmt: skip
    made = clean(Article(source=source, entry=entry, at=item.at, page=page, reading=reading), item.at)
    return None if isinstance(made, Dropped) else made
