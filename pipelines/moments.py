"""When an article was published: the page's word against the feed's, and what is odd about them. Pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from model.records import Article

EARLIEST = 1990  # years before the web are clocks that were never set
AHEAD = dt.timedelta(hours=26)  # a local day may be ahead of UTC, a minute or a day is a slip; more is wrong
TODAY = dt.timedelta(hours=36)  # as close to the visit as a date that is made up at each visit
APART = dt.timedelta(days=2)  # page and feed disagree when further apart


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as written: the instant in UTC, the publisher's own day, and how exact it is ("instant", "day")."""

    at: dt.datetime
    day: str
    precision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    published: dt.datetime | None = None
    day: str = ""
    precision: str = ""
    modified: dt.datetime | None = None
    suspect: str = ""


def dates_of(article: Article, now: dt.datetime) -> Dates:
    """The date to believe. A date that cannot be is left out and named in `suspect`, never moved to another plausible day."""
    reading, entry, zone = article.reading, article.entry, article.source.zone
    odd: list[str] = []
    page = _possible(reading.published if reading else "", zone, now, "page", odd)
    fed = _possible(entry.published, zone, now, "feed", odd)
    chosen = page or fed
    if page and fed and chosen:
        if abs(page.at - fed.at) <= APART:
            chosen = _joined(page, fed)
        else:
            fresh_page, fresh_fed = now - page.at <= TODAY, now - fed.at <= TODAY
            chosen = fed if fresh_page and not fresh_fed else page
            odd.append(f"page says {page.day}, feed says {fed.day}")
    modified = _possible(reading.modified if reading else "", zone, now, "page's change", odd) or _possible(
        entry.updated, zone, now, "", []
    )
    return Dates(
        published=chosen.at if chosen else None,
        day=chosen.day if chosen else "",
        precision=chosen.precision if chosen else "",
        modified=modified.at if modified else None,
        suspect="; ".join(odd),
    )


def _joined(page: Moment, fed: Moment) -> Moment:
    """Two that agree: the page's day, with the feed's instant where the page has only a day."""
    if page.precision == "day" and fed.precision == "instant":
        return Moment(fed.at, page.day, "instant")
    return page


def _possible(text: str, zone: str, now: dt.datetime, of: str, odd: list[str]) -> Moment | None:
    found = read_moment(text, zone)
    if found is None:
        if text.strip():
            odd.append(f"the {of}'s date cannot be read: {text.strip()[:40]}")
        return None
    if found.at.year < EARLIEST:
        odd.append(f"the {of} says {found.day}")
        return None
    if found.at > now + AHEAD:
        odd.append(f"the {of}'s date is in the future: {found.day}")
        return None
    return found


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_moment(text: str, zone: str = "") -> Moment | None:
    """An ISO 8601 day or instant. One without an offset is in the source's zone (UTC where none is given).

    An instant in UTC from a source whose zone is known gets that zone's day: 15:00Z is the next day in Seoul.
    """
    text = text.strip()
    local = _zone(zone)
    try:
        if _DAY.fullmatch(text):
            day = dt.date.fromisoformat(text)
            return Moment(dt.datetime.combine(day, dt.time(0), local).astimezone(dt.UTC), text, "day")
        at = dt.datetime.fromisoformat(text)
        if at.tzinfo is None:
            at = at.replace(tzinfo=local)
        shown = at.astimezone(local) if zone and not at.utcoffset() else at
        return Moment(at.astimezone(dt.UTC), shown.date().isoformat(), "instant")
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=256)
def _zone(name: str) -> dt.tzinfo:
    try:
        return ZoneInfo(name) if name else dt.UTC
    except (ZoneInfoNotFoundError, ValueError):
        return dt.UTC
