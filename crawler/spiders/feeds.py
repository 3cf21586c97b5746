"""RSS, Atom, CDF and JSON Feed -> entries. Pure; runs in the worker processes.

feedparser reads the XML, jsonfeed.py the JSON. feedparser is only ever handed bytes (a string it may take for
an address), and what stands before the root element is cut off first: entity bombs, external entities and
the quadratic doctype search all live there.
"""

from __future__ import annotations

import codecs
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from xml.sax import SAXException

import feedparser

from crawler.listing import Listing, ask_source, failed, lower
from crawler.spiders.dates import instant, moment
from crawler.spiders.fragments import clean, line, plain
from crawler.spiders.prolog import is_wide, newest_only, without_prolog
from crawler.workers import WorkerFailed
from model.records import Entry, Visit

if TYPE_CHECKING:
    from crawler.spiders.wire import Wire

FEED_MAX = 12 << 20  # bytes
ENTRIES_MAX = 1000  # of one feed; the newest are kept
TITLE_MAX = 1000  # characters
SUMMARY_MAX = 20_000
CONTENT_MAX = 200_000
TTL_MAX = 30 * 24 * 3600.0

_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 7 * 86400.0, "monthly": 30 * 86400.0, "yearly": 365 * 86400.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry of a feed as written: fields may hold markup."""

    title: str = ""
    link: str = ""
    guid: str = ""
    published: str = ""  # ISO 8601
    updated: str = ""
    authors: tuple[str, ...] = ()
    summary: str = ""
    content: str = ""
    categories: tuple[str, ...] = ()
    language: str = ""
    title_is_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A feed as written. `problem` says what is wrong with it; there may be items all the same."""

    title: str = ""
    language: str = ""
    items: tuple[Item, ...] = ()
    problem: str = ""
    ttl: float = 0.0
    cut: bool = False  # the file ends in the middle
    count: int = 0  # entries that it has, where not all of them were read


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as we use it: plain text, absolute addresses, newest ENTRIES_MAX entries."""

    title: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    problem: str = ""
    ttl: float = 0.0  # seconds the feed asks to be left alone; 0 = does not say
    left_out: int = 0  # entries beyond the limit
    cut: bool = False  # the file ends in the middle: read it again, whatever its validators say


def read_feed(body: bytes, url: str, headers: Mapping[str, str] | None = None, zone: str = "") -> Feed:
    """The entries of a feed. What is no feed gives no entries and a `problem`; it never raises on bad input."""
    written = read_written(body, url, headers, zone)
    kept = _newest(written.items)
    problem = written.problem
    left_out = max(written.count, len(written.items)) - len(kept)
    if left_out > 0:
        note = f"{left_out + len(kept)} entries, the newest {len(kept)} were read"
        problem = f"{problem}; {note}" if problem else note
    return Feed(
        title=line(written.title)[:TITLE_MAX],
        language=written.language,
        entries=_entries(kept, url),
        problem=problem,
        ttl=written.ttl,
        left_out=left_out,
        cut=written.cut,
    )


def read_written(body: bytes, url: str, headers: Mapping[str, str] | None = None, zone: str = "") -> Written:
    """A feed as written, whatever its format."""
    if len(body) > FEED_MAX:
        return Written(problem=f"not read: {len(body)} bytes, more than {FEED_MAX}")
    start = body[:200].lstrip(codecs.BOM_UTF8 + b" \t\r\n")
    if not body.strip(b" \t\r\n\x00"):
        return Written(problem="not a feed: the answer is empty")
    if start.startswith((b"{", b"[")):
        from crawler.spiders.jsonfeed import read_json

        return read_json(body, url, zone)
    return _read_xml(body, url, headers or {}, zone)


def answer_feeds(record: Mapping[str, Any], base: Path) -> dict[str, Any]:
    """`try feeds`: {file or xml, base_url?, headers?} -> {feed_title, items, problem?}."""
    body = record_bytes(record, base, "xml")
    written = read_written(body, record.get("base_url") or "", record.get("headers"), record.get("zone") or "")
    items = [
        {
            "title": item.title,
            "link": item.link,
            "guid": item.guid,
            "published": item.published or None,
            "updated": item.updated or None,
            "author": ", ".join(item.authors),
            "summary": item.summary,
            "content": item.content,
        }
        for item in written.items
    ]
    return {"feed_title": written.title, "items": items, **({"problem": written.problem} if written.problem else {})}


def record_bytes(record: Mapping[str, Any], base: Path, key: str) -> bytes:
    """What a line of `try` names: the text under `key`, else the bytes of `file` (unpacked where it ends in .gz)."""
    if isinstance(record.get(key), str):
        return str(record[key]).encode("utf-8", "surrogatepass")
    path = base / str(record["file"])
    body = path.read_bytes()
    if path.suffix == ".gz":
        from crawler.decoding import decoded

        body = decoded(body, "gzip", 64 << 20)
    return body


# --- XML ------------------------------------------------------------------------------------------


# What feedparser raises on input that nobody thought of.
_STUMBLES = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


def _read_xml(body: bytes, url: str, headers: Mapping[str, str], zone: str) -> Written:
    said = {name.lower(): value for name, value in headers.items()}
    plain_body, count = newest_only(without_prolog(body), ENTRIES_MAX, zone)
    # What was UTF-16 or UTF-32 is UTF-8 by now, whatever the server said.
    sent = {"content-type": "application/xml; charset=utf-8" if is_wide(body) else said.get("content-type", "application/xml")}
    base = said.get("content-location") or url
    if base:
        sent["content-location"] = urljoin(url, base) if url else base
    if said.get("content-language"):
        sent["content-language"] = said["content-language"]
    try:
        parsed = feedparser.parse(io.BytesIO(plain_body), response_headers=sent, sanitize_html=False, resolve_relative_uris=False)
    except _STUMBLES as error:
        return Written(problem=f"not readable: {type(error).__name__} {str(error)[:100]}".rstrip())
    feed, entries = parsed.feed, parsed.entries
    problem, cut = _problem(parsed, plain_body)
    if not parsed.get("version") and not entries:
        return Written(problem=problem or "not a feed")
    feed_authors = _authors(feed) if str(parsed.get("version", "")).startswith("atom") else ()
    items = tuple(_item(entry, zone, feed_authors) for entry in entries)
    return Written(
        title=str(feed.get("title") or ""),
        language=str(feed.get("language") or "")[:35],
        items=items,
        problem=problem,
        ttl=_ttl(feed),
        cut=cut,
        count=count if count > ENTRIES_MAX else 0,
    )


def _problem(parsed: Any, body: bytes) -> tuple[str, bool]:
    """What is wrong with a document, and whether it ends in the middle."""
    if not parsed.get("version") and not parsed.entries:
        page = re.search(rb"<html[\s>]", body[:5000], re.IGNORECASE)
        return ("not a feed: an HTML page" if page else "not a feed"), False
    error = parsed.get("bozo_exception")
    if not parsed.get("bozo") or not isinstance(error, SAXException):
        return "", False
    tail = body.rstrip(b" \t\r\n\x00")[-400:].lower()
    cut = not re.search(rb"</(?:[a-z0-9]+:)?(?:rss|feed|rdf|channel)\s*>", tail)
    reason = " ".join(str(getattr(error, "getMessage", lambda: error)()).split())[:120]
    return (f"cut off in the middle: {reason}" if cut else f"not well-formed: {reason}"), cut


def _item(entry: Any, zone: str, feed_authors: tuple[str, ...]) -> Item:
    detail = entry.get("title_detail") or {}
    content = " ".join(str(part.get("value") or "") for part in entry.get("content") or ())
    link, guid = str(entry.get("link") or "").strip(), str(entry.get("id") or "").strip()
    published, updated = _date(entry, "published", zone), _date(entry, "updated", zone)
    return Item(
        title=str(entry.get("title") or ""),
        title_is_text=detail.get("type") == "text/plain",
        link=link or (guid if guid.startswith(("http://", "https://")) else ""),
        guid=guid,
        published=published or _date(entry, "created", zone),
        updated=updated,
        authors=_authors(entry) or feed_authors,
        summary=str(entry.get("summary") or ""),
        content=content,
        categories=tuple(str(tag.get("term") or tag.get("label") or "") for tag in entry.get("tags") or ()),
        language=str(detail.get("language") or "")[:35],
    )


_FAR_YEAR = re.compile(r"[-+]\d{4,6}-\d\d-\d\d")  # a year with a sign: feedparser reads -0044-03-15 as a day of this year
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MAIL_DAY = re.compile(r"(?:[A-Za-z]{3,9}\.?,?\s*)?(\d{1,2})[\s-]+([A-Za-z]{3})[a-z]*\.?[\s-]+(\d{4})")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def _moved(text: str, found: dt.date) -> bool:
    """Whether feedparser made another day of the one that is written: March 2 of February 30, or five days less for +99:99."""
    if _FAR_YEAR.match(text):
        return True
    if iso := _ISO_DAY.match(text):
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    elif (mail := _MAIL_DAY.match(text)) and mail[2].lower() in _MONTHS:
        year, month, day = int(mail[3]), _MONTHS.index(mail[2].lower()) + 1, int(mail[1])
    else:
        return False
    try:
        return abs((dt.date(year, month, day) - found).days) > 1  # one is the way to UTC
    except ValueError:
        return True


def _date(entry: Any, name: str, zone: str) -> str:
    """A date of an entry: read from its text, so that the offset stays; else what feedparser made of it, in UTC."""
    if name not in entry.keys():  # noqa: SIM118  (`in entry` and .get() of feedparser take one date for another)
        return ""
    text = str(dict.get(entry, name) or "").strip()
    written = moment(text, zone)
    if written:
        return written
    parts = dict.get(entry, f"{name}_parsed")
    if not parts:
        return ""
    try:
        year, month, day, hour, minute, second = parts[:6]
        found = dt.datetime(year, month, day, hour, minute, min(second, 59), tzinfo=dt.UTC)
    except (ValueError, TypeError):
        return ""
    return "" if _moved(text, found.date()) else found.isoformat()


def _authors(holder: Any) -> tuple[str, ...]:
    names = []
    for author in holder.get("authors") or ():
        name = str(author.get("name") or author.get("email") or "").strip()
        if name and name not in names:
            names.append(name)
    if not names and holder.get("author"):
        names.append(str(holder["author"]).strip())
    return tuple(names)


def _ttl(feed: Any) -> float:
    """Seconds: RSS ttl is in minutes, the syndication module gives a period and how often in it."""
    minutes = str(feed.get("ttl") or "").strip()
    if re.fullmatch(r"[0-9]{1,7}", minutes):
        return min(float(minutes) * 60.0, TTL_MAX)
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    often = str(feed.get("sy_updatefrequency") or "1").strip()
    if period is None or not re.fullmatch(r"[0-9]{1,4}", often) or int(often) == 0:
        return 0.0
    return min(period / int(often), TTL_MAX)


# --- items -> entries -----------------------------------------------------------------------------


def _newest(items: tuple[Item, ...]) -> tuple[Item, ...]:
    if len(items) <= ENTRIES_MAX:
        return items
    order = sorted(range(len(items)), key=lambda n: (instant(items[n].published or items[n].updated), -n), reverse=True)
    return tuple(items[n] for n in sorted(order[:ENTRIES_MAX]))


def _entries(items: tuple[Item, ...], url: str) -> tuple[Entry, ...]:
    return keyed(_entry(item, url) for item in items)


def keyed(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries with keys that are unique in the source: a guid that two addresses share gets the address added."""
    found: dict[str, Entry] = {}
    for entry in entries:
        key = entry.guid or entry.url or entry.title
        if not key:
            continue
        if key in found and found[key].url != entry.url:
            key = f"{key} {entry.url}"
        if key not in found:
            found[key] = replace(entry, key=key)
    return tuple(found.values())


def _entry(item: Item, url: str) -> Entry:
    link = clean("".join(item.link.split()))
    summary = plain(item.summary)[:SUMMARY_MAX]
    content = plain(item.content)[:CONTENT_MAX]
    return Entry(
        key="",
        url=urljoin(url, link) if link else "",
        guid=clean(item.guid)[:2000],
        title=line(item.title, markup=not item.title_is_text)[:TITLE_MAX],
        summary=summary,
        content=content if content != summary else "",
        authors=tuple(filter(None, (line(name)[:200] for name in item.authors[:20]))),
        categories=tuple(filter(None, (line(name)[:200] for name in item.categories[:50]))),
        published=item.published,
        updated=item.updated,
        language=item.language,
    )


# --- the reader -----------------------------------------------------------------------------------


async def list_source(visit: Visit, wire: Wire) -> Listing:
    """Lists a feed. Validators are kept only where the body was read to its end: a 304 must not hide a repaired feed."""
    page, listing = await ask_source(visit, wire, max_size=FEED_MAX)
    if listing.state != "ok":
        return listing
    try:
        feed = await wire.workers.read_feed(page.body, page.url, dict(lower(page)), visit.source.zone)
    except WorkerFailed as error:
        return failed(visit, f"not readable: {error}", page.status)
    if feed.problem and not feed.entries:
        return failed(visit, feed.problem, page.status)
    listing = replace(listing, entries=web_only(feed.entries), error=feed.problem, ttl=feed.ttl)
    return listing.unproven() if feed.cut else listing


def web_only(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Entries without addresses that nobody should click: only http and https stay."""
    return tuple(entry if urlsplit(entry.url).scheme in ("http", "https") else replace(entry, url="") for entry in entries)
