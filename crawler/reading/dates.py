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
from htmldate.validators import get_max_date
from lxml.etree import XPath

from crawler.reading.articles import article_node, page_node
from crawler.reading.linked import string
from crawler.reading.sheet import STUMBLES, Sheet, elements
from crawler.reading.shown_dates import EARLIEST, LATEST, changed_by, day_by
from crawler.reading.titles import main_heading

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
    "bt:pubdate",
    "cxenseparse:recs:publishtime",
    "vr:published_time",
    "citation_publication_date",
    "rnews:datepublished",
    "originalpublicationdate",
)
WEAK = ("dcterms.date", "dc.date", "date")  # as often the day of a change, or of the page's making
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
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:(?:\s*[T,]\s*|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{2}:?\d{2})?$")
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d{2})([/_-])(\d{1,2})\2(\d{1,2})(?!\d)|/((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")


_MARKED_PUBLISHED = XPath(".//*[@itemprop='datePublished' or @pubdate]")
_MARKED_MODIFIED = XPath(".//*[@itemprop='dateModified']")


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
    modified_confidence: float = 0.0


def read_dates(sheet: Sheet, zone: str = "", latest: dt.date | None = None) -> Dates:
    """`zone`: IANA name for times written without an offset. `latest`: the last day that is believed (default: htmldate's today)."""
    said = _said(sheet, zone)
    how, published, agree = _decide(said, _weak(sheet, zone), sheet, latest)
    modified_how, modified, sure = _modified(sheet, zone)
    if published is None:
        return Dates("", str(modified or ""), "none", modified_how, 0.0, sure)
    if modified and modified.day < published.day:
        sure = min(sure, 0.4)  # changed before it was published: one of the two is not what it is called
    return Dates(str(published), str(modified or ""), how, modified_how, min(0.99, 0.5 + 0.15 * agree), sure)


def read_moment(text: str, zone: str = "") -> When | None:
    """A date as machines write it; None for what is none, or is implausible."""
    text = text.strip()[:TEXT_LIMIT]
    match = _ISO.match(text) or _COMPACT.match(text)
    try:
        if match:
            year, month, day, hour, minute, second, offset = match.groups()
            when = dt.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001 (its offset comes next)
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
    for element in elements(_MARKED_PUBLISHED, sheet.tree)[:3]:
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
    day = dt.date.fromisoformat(text) if text else None
    if day and (day.month, day.day) == (1, 1) and not _written(sheet.markup, day):
        return None  # a bare year somewhere on the page, most often a copyright
    return day


def _written(markup: str, day: dt.date) -> bool:
    """Whether New Year's Day of that year stands on the page in so many words."""
    year = day.year
    return bool(
        re.search(
            rf"{year}[-/.年]\s?0?1[-/.月]\s?0?1(?!\d)|(?<!\d)0?1[./-]\s?0?1[./-]\s?{year}|(?<!\d)0?1\.?(?:st|er)?\s+(?:de\s+)?[^\W\d]{{2,9}}\.?,?\s+(?:de\s+)?{year}"
            rf"|[^\W\d]{{2,9}}\.?\s+0?1(?:st)?,?\s+{year}|(?<!\d){year}0101(?!\d)",
            markup,
        )
    )


def _weak(sheet: Sheet, zone: str) -> list[When]:
    return [when for name in WEAK for value in sheet.meta.get(name, ())[:1] if (when := read_moment(value, zone))]


def _shown(sheet: Sheet, latest: dt.date | None) -> dt.date | None:
    """The day that readers see beside the headline."""
    heading = main_heading(sheet)
    if heading is None:
        return None
    day = day_by(heading, _month_first(sheet))
    return day if day and day <= (latest or get_max_date(None).date()) else None


def _decide(said: list[tuple[str, When]], weak: list[When], sheet: Sheet, latest: dt.date | None) -> tuple[str, When | None, int]:
    """(how, when, how many others agree): what the page says for machines, what it shows, then what a search of all of it finds."""
    if said:
        needs_local = said[0][1].utc
        shown = _shown(sheet, latest) if needs_local else None
        found = _search(sheet, latest) if needs_local and shown is None else None
        how, when = _of_machines(said, [day for day in (shown, found) if day])
        others = [other.day for _, other in said] + [other.day for other in weak]
        return how, when, sum(day == when.day for day in others) + (when.day in {shown, found})
    if shown := _shown(sheet, latest):
        same = next((when for when in weak if when.day == shown and when.moment), None)
        return ("meta" if same else "shown"), same or When(shown), 1 + bool(same)
    if weak:
        return "meta", weak[0], len(weak)
    if _impossible(sheet):
        return "none", None, 0  # what machines are told is no day: no part of it may be taken for another one
    found = _search(sheet, latest)
    return ("search", When(found), 0) if found else ("none", None, 0)


def _impossible(sheet: Sheet) -> bool:
    """Whether machines are told a day that is written as one and that no calendar has."""
    node = article_node(sheet)
    told = [string(node.get("datePublished"))] if node else []
    told += [value for name in PUBLISHED for value in sheet.meta.get(name, ())[:1]]
    return any(_ISO.match(text) and read_moment(text) is None for text in told)


def _of_machines(said: list[tuple[str, When]], seen: list[dt.date]) -> tuple[str, When]:
    """The first that is said, on the publisher's own day. `seen`: days that stand on the page."""
    how, when = said[0]
    if when.moment is None:
        # a day alone: take the moment of that day where another source has it
        return next(((how, other) for how, other in said if other.day == when.day and other.moment), (how, when))
    if not when.utc:
        return how, when
    for other_how, other in said[1:]:
        if other.moment and not other.utc and other.moment == when.moment:
            return other_how, other  # the same moment with its offset
    local = [other.day for _, other in said[1:] if other.moment is None] + seen
    for day in local:
        if abs((day - when.day).days) == 1 and (shifted := _on_day(when.moment, day)):
            return how, shifted
    return how, when


def _on_day(moment: dt.datetime, day: dt.date) -> When | None:
    """A UTC moment, written with the smallest offset that puts it on the day that the page shows.

    A page that gives its moment in UTC and its day by the local calendar says both: the moment and the day are kept, and only
    the exact offset is unknown. None where no zone on earth has that day then.
    """
    for hours in range(1, 15):
        for sign in (1, -1):
            shifted = moment.astimezone(dt.timezone(sign * dt.timedelta(hours=hours)))
            if shifted.date() == day and sign * hours >= -12:
                return When(day, shifted)
    return None


def _modified(sheet: Sheet, zone: str) -> tuple[str, When | None, float]:
    """(how, when, how sure) it was last changed."""
    for node in (article_node(sheet), page_node(sheet)):
        if node and (when := read_moment(string(node.get("dateModified")), zone)):
            return "json-ld", when, 0.95
    for name in MODIFIED:
        for value in sheet.meta.get(name, ())[:2]:
            if when := read_moment(value, zone):
                return "meta", when, 0.9
    for element in elements(_MARKED_MODIFIED, sheet.tree)[:3]:
        if when := read_moment(element.get("datetime") or element.get("content") or element.text or "", zone):
            return "itemprop", when, 0.85
    heading = main_heading(sheet)
    if heading is not None and (day := changed_by(heading, _month_first(sheet))):
        return "shown", When(day), 0.6
    return "none", None, 0.0


def _month_first(sheet: Sheet) -> bool:
    return (sheet.tree.get("lang") or "en").lower() in {"en", "en-us"}
