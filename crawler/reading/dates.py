"""When a page was published and when it was last changed, kept apart.

What the publisher writes for machines comes first, then the address, then htmldate's search of the text. A moment keeps the
offset it was written with; a day stays a day. A date without an offset becomes a moment only where the source's zone is known.
"""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from htmldate import find_date

from crawler.reading.articles import article_node, page_node
from crawler.reading.linked import string
from crawler.reading.sheet import STUMBLES, Sheet

EARLIEST = dt.date(1995, 1, 1)  # before it there was no news on the web
LATEST = dt.date(2100, 1, 1)
TEXT_LIMIT = 80  # characters of something that may be a date

PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "datepublished",
    "date.published",
    "publish_date",
    "publish-date",
    "published_date",
    "pubdate",
    "article.published",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "bt:pubdate",
    "cxenseparse:recs:publishtime",
    "vr:published_time",
    "citation_publication_date",
    "rnews:datepublished",
    "originalpublicationdate",
    "date",
)
MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "og:article:modified_time",
    "article:modified",
    "datemodified",
    "last-modified",
    "lastmod",
    "dcterms.modified",
    "dc.date.modified",
    "date.updated",
    "revised",
)

_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:(?:\s*[T,]\s*|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?)?", re.I
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{2}:?\d{2})?$")
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d{2})([/_-])(\d{1,2})\2(\d{1,2})(?!\d)|/((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")


class When(NamedTuple):
    """A day, and the moment where the page gives one with its offset (or the source's zone is known)."""

    day: dt.date
    moment: dt.datetime | None = None

    def __str__(self) -> str:
        return self.moment.isoformat() if self.moment else self.day.isoformat()

    @property
    def utc(self) -> bool:
        return self.moment is not None and self.moment.utcoffset() == dt.timedelta(0)


class Dates(NamedTuple):
    published: str
    modified: str
    how: str
    modified_how: str
    confidence: float


def read_dates(sheet: Sheet, zone: str = "", latest: dt.date | None = None) -> Dates:
    """`zone`: IANA name for times written without an offset. `latest`: the last day that is believed (default: htmldate's today)."""
    said = _said(sheet, zone)
    found = _search(sheet, latest)
    how, published = _decide(said, found)
    modified_how, modified = _modified(sheet, zone)
    if published is None:
        return Dates("", str(modified or ""), "none", modified_how, 0.0)
    agree = sum(when.day == published.day for _, when in said) + (found == published.day)
    return Dates(str(published), str(modified or ""), how, modified_how, min(0.99, 0.5 + 0.15 * agree))


def read_moment(text: str, zone: str = "") -> When | None:
    """A date as machines write it; None for what is none, or is implausible."""
    text = text.strip()[:TEXT_LIMIT]
    match = _ISO.match(text) or _COMPACT.match(text)
    try:
        if match:
            year, month, day, hour, minute, second, offset = match.groups()
            when = dt.datetime(int(year), int(month), int(day), *(int(part or 0) for part in (hour, minute, second)))
            zoned = _offset(when, offset or "", zone) if hour else None
            result = When(when.date(), zoned)
        elif re.match(r"[A-Za-z]{3,9},? \d|\d{1,2} [A-Za-z]{3} \d{4}", text):
            moment = parsedate_to_datetime(text)
            result = When(moment.date(), moment if moment.tzinfo else None)
        else:
            return None
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return result if EARLIEST <= result.day <= LATEST else None


def _offset(when: dt.datetime, offset: str, zone: str) -> dt.datetime | None:
    if offset:
        if offset.upper() in {"Z", "UTC", "GMT"}:
            return when.replace(tzinfo=dt.UTC)
        digits = offset[1:].replace(":", "").ljust(4, "0")
        delta = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return when.replace(tzinfo=dt.timezone(-delta if offset[0] == "-" else delta))
    if zone:
        try:
            return when.replace(tzinfo=ZoneInfo(zone))
        except (ZoneInfoNotFoundError, ValueError):
            return None
    return None


def _said(sheet: Sheet, zone: str) -> list[tuple[str, When]]:
    """What the page says of its publication, best first."""
    said: list[tuple[str, When]] = []

    def add(how: str, text: str) -> None:
        if text and (when := read_moment(text, zone)):
            said.append((how, when))

    for node in (article_node(sheet), page_node(sheet)):
        if node:
            add("json-ld", string(node.get("datePublished")))
    for name in PUBLISHED:
        for value in sheet.meta.get(name, ())[:2]:
            add("meta", value)
    for element in sheet.tree.xpath(".//*[@itemprop='datePublished' or @pubdate]")[:3]:
        add("itemprop", element.get("datetime") or element.get("content") or element.text or "")
    if when := address_day(sheet.url):
        said.append(("address", When(when)))
    return said


def address_day(url: str) -> dt.date | None:
    """The day that an address carries: `/2026/09/12/`, `-2026-09-12`, `/20260912`."""
    for match in _IN_ADDRESS.finditer(url[:1000]):
        year, month, day = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
        try:
            found = dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
        if EARLIEST <= found <= LATEST:
            return found
    return None


def _search(sheet: Sheet, latest: dt.date | None) -> dt.date | None:
    bound = dt.datetime.combine(latest, dt.time()) if latest else None
    try:
        text = find_date(sheet.tree, original_date=True, extensive_search=True, url=sheet.url, max_date=bound)
    except STUMBLES:
        return None
    return dt.date.fromisoformat(text) if text else None


def _decide(said: list[tuple[str, When]], found: dt.date | None) -> tuple[str, When | None]:
    """htmldate's day, as the moment that the page gives for it where it does."""
    if not said:
        return ("search", When(found)) if found else ("none", None)
    if found is None:
        return said[0]
    for how, when in said:
        if when.day == found and when.moment:
            return how, when
    for how, when in said:
        if when.day == found:
            return how, when
    return "search", When(found)


def _modified(sheet: Sheet, zone: str) -> tuple[str, When | None]:
    for node in (article_node(sheet), page_node(sheet)):
        if node and (when := read_moment(string(node.get("dateModified")), zone)):
            return "json-ld", when
    for name in MODIFIED:
        for value in sheet.meta.get(name, ())[:2]:
            if when := read_moment(value, zone):
                return "meta", when
    for element in sheet.tree.xpath(".//*[@itemprop='dateModified']")[:3]:
        if when := read_moment(element.get("datetime") or element.get("content") or element.text or "", zone):
            return "itemprop", when
    return "none", None
