"""What a source lists now: the answer of one visit's reader, before any article is fetched.

A reader is a function `async (visit, wire) -> Listing`: one for each way in crawler/spiders, or a custom
one in the module that `source.spider` names. It asks with `wire.ask` and never with a client of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from crawler.schedule import fresh_for, retry_after
from model.records import Entry, Page, Visit

if TYPE_CHECKING:
    import datetime as dt

    from crawler.spiders.wire import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The entries of a source, or why there are none. `error` of a good listing is a note (what was cut, what is odd)."""

    state: Literal["ok", "not_modified", "failed"]
    http_status: int = 0
    error: str = ""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    entries: tuple[Entry, ...] = ()
    fresh_for: float = 0.0  # seconds, as in schedule.Facts
    ttl: float = 0.0
    retry_after: float = 0.0

    def unproven(self) -> Listing:
        """The same without validators: the next visit reads the source in full."""
        return replace(self, etag="", last_modified="", body_hash="")


_WORDS = {401: ": not for us", 403: ": refused", 404: ": not found", 410: ": gone", 429: ": too many requests"}

Reader: TypeAlias = "Callable[[Visit, Wire], Awaitable[Listing]]"


def failed(visit: Visit, words: str, status: int = 0, *, retry_after: float = 0.0, fresh_for: float = 0.0) -> Listing:
    """A visit that brought nothing. What was known before stays: trouble of the server is no news about the content."""
    return Listing(
        state="failed",
        http_status=status,
        error=words,
        etag=visit.etag,
        last_modified=visit.last_modified,
        body_hash=visit.body_hash,
        retry_after=retry_after,
        fresh_for=fresh_for,
    )


async def ask_source(visit: Visit, wire: Wire, url: str = "", max_size: int = 0) -> tuple[Page, Listing]:
    """Asks for the source with its validators. The listing is complete unless its state is "ok": then the page is to be read into it."""
    page = await wire.ask(url or visit.source.url, etag=visit.etag, last_modified=visit.last_modified, max_size=max_size)
    return page, judged(visit, page, wire.clock())


def judged(visit: Visit, page: Page, now: dt.datetime) -> Listing:
    """What the answer's status and headers alone say."""
    headers = lower(page)
    fresh = fresh_for(headers, now)
    if page.status == 304:
        return Listing(
            state="not_modified",
            http_status=304,
            etag=headers.get("etag", visit.etag),
            last_modified=headers.get("last-modified", visit.last_modified),
            body_hash=visit.body_hash,
            fresh_for=fresh,
        )
    if not 200 <= page.status < 300:
        words = f"HTTP {page.status}" + {
            401: ": not for us",
            403: ": refused",
            404: ": not found",
            410: ": gone",
            429: ": too many requests",
        }.get(page.status, "")
        return failed(visit, words, page.status, retry_after=retry_after(headers.get("retry-after", ""), now), fresh_for=fresh)
    body_hash = hashlib.sha256(page.body).hexdigest()
    return Listing(
        state="not_modified" if body_hash == visit.body_hash else "ok",
        http_status=page.status,
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        body_hash=body_hash,
        fresh_for=fresh,
    )


def lower(page: Page) -> Mapping[str, str]:
    """Headers by lower-case name; of several the first."""
    found: dict[str, str] = {}
    for name, value in page.headers:
        found.setdefault(name.lower(), value)
    return found
