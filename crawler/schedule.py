"""When to visit a source again. Pure.

The source's own interval is the floor; what the server says (Retry-After, Cache-Control, Expires, ttl, syndication
module) can only make the next visit later, up to a day. Failures back off exponentially up to a day.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from cronsim import CronSim

from model.watched import Source

DAY = 24 * 3600.0
WAIT_MAX = DAY  # seconds; hints of servers count up to this
JITTER = 0.1  # of the interval; spreads sources that were added together
NO_ADVICE = 0.0
LOOK_FIRST, LOOK_MOST = 1, 60  # days after a claim was accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one visit taught about the next: seconds unless a name says otherwise."""

    failed: bool = False
    failures: int = 0  # in a row, this one included
    gone: bool = False  # 410
    retry_after: float = NO_ADVICE
    fresh_for: float = NO_ADVICE  # what Cache-Control or Expires leave
    ttl: float = NO_ADVICE  # what the feed itself says


def next_visit(source: Source, facts: Facts, now: dt.datetime) -> dt.datetime:
    """The moment of the next visit: never before the source's own interval, never more than a day late by a server's wish."""
    due = _by_cron(source.cron, now) if source.cron else now + dt.timedelta(seconds=_jittered(source, float(source.every)))
    if facts.failed:
        interval = max(float(source.every), 60.0)
        wait = min(interval * 2.0 ** min(max(facts.failures, 1), 20), max(DAY, interval))
        if facts.gone:
            wait = max(DAY, interval)
        due = max(due, now + dt.timedelta(seconds=_jittered(source, wait)))
    asked = max(facts.fresh_for, facts.ttl, facts.retry_after)
    return max(due, now + dt.timedelta(seconds=min(asked, WAIT_MAX)))


def next_look(since: dt.datetime, now: dt.datetime) -> dt.datetime:
    """When a page behind a claim that was accepted at `since` is looked at next: a day after that, two, four and so on to
    LOOK_MOST, and from there on every LOOK_MOST days: most edits come early, and a claim is held for months."""
    days = LOOK_FIRST
    while since + dt.timedelta(days=days) <= now:
        days += min(days, LOOK_MOST)
    return since + dt.timedelta(days=days)


def _by_cron(pattern: str, now: dt.datetime) -> dt.datetime:
    return next(CronSim(pattern, now.astimezone(dt.UTC)))


def _jittered(source: Source, seconds: float) -> float:
    """Later by up to a tenth, always the same for a source: so that a restart does not change the rhythm."""
    share = int.from_bytes(hashlib.sha256(source.slug.encode()).digest()[:4], "big") / 2**32
    return seconds * (1.0 + JITTER * share)


def retry_after(value: str, now: dt.datetime) -> float:
    """Seconds that a Retry-After header asks to wait; 0 for none, a past date or nonsense."""
    value = value.strip().strip('"')
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    when = _http_date(value)
    return max(0.0, (when - now).total_seconds()) if when else NO_ADVICE


def fresh_for(headers: Mapping[str, str], now: dt.datetime) -> float:
    """Seconds that Cache-Control or Expires call the answer fresh, less its Age (RFC 9111). Names are lower-case."""
    control = headers.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return NO_ADVICE
    found = re.search(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,12})\"?", control)
    if found:
        age = headers.get("age", "").strip()
        return max(0.0, float(found[1]) - (float(age) if re.fullmatch(r"[0-9]{1,12}", age) else 0.0))
    expires = _http_date(headers.get("expires", ""))
    if not expires or "max-age" in control:
        return NO_ADVICE
    return max(0.0, (expires - (_http_date(headers.get("date", "")) or now)).total_seconds())


def _http_date(value: str) -> dt.datetime | None:
    try:
        when = parsedate_to_datetime(value.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=dt.UTC)
