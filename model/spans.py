"""What days a date of the contract's notation stands for: `2026-Q3` is 1 July to 30 September 2026.

The ledger compares dates by these spans and the calendar draws them, so a vague date stays a span and
is never shown as a day.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z", re.ASCII)
_PART = re.compile(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|WI)\Z", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d{2})\Z", re.ASCII)
_YEAR = re.compile(r"(\d{4})\Z", re.ASCII)
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})\Z", re.ASCII)
_DECADE = re.compile(r"(\d{3})X\Z", re.ASCII)

# First month and number of months; a winter runs into the next year.
_PARTS = {
    "Q1": (1, 3), "Q2": (4, 3), "Q3": (7, 3), "Q4": (10, 3), "H1": (1, 6), "H2": (7, 6),
    "SP": (3, 3), "SU": (6, 3), "FA": (9, 3), "WI": (12, 3),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def holds(self, other: Span) -> bool:
        """Every day of `other` is a day of this."""
        return self.first <= other.first and other.last <= self.last


@lru_cache(maxsize=4096)
def span(value: str) -> Span | None:
    """The days that `value` stands for; None for what is no date (a duration, a word, an impossible day)."""
    first, slash, last = value.partition("/")
    if slash:
        one, two = span(first), span(last)
        return Span(one.first, two.last) if one and two and one.first <= two.last else None
    try:
        return _single(value)
    except ValueError:  # month 13, 30 February, week 54, year 0
        return None


@lru_cache(maxsize=4096)
def instant(value: str) -> dt.datetime | None:
    """The moment in UTC that `value` stands for: `2026-09-12T17:00+09:00`; None where no time of day is known."""
    try:
        return dt.datetime.fromisoformat(value).astimezone(dt.UTC) if _INSTANT.match(value) else None
    except (ValueError, OverflowError):
        return None


def _single(value: str) -> Span | None:
    if m := _INSTANT.match(value):  # the day where it was said
        return _single(m[1]) if instant(value) else None
    if m := _DAY.match(value):
        day = dt.date(int(m[1]), int(m[2]), int(m[3]))
        return Span(day, day)
    if m := _MONTH.match(value):
        return _months(int(m[1]), int(m[2]), 1)
    if m := _PART.match(value):
        return _months(int(m[1]), *_PARTS[m[2]])
    if m := _WEEK.match(value):
        return Span(dt.date.fromisocalendar(int(m[1]), int(m[2]), 1), dt.date.fromisocalendar(int(m[1]), int(m[2]), 7))
    if m := _YEAR.match(value):
        return _months(int(m[1]), 1, 12)
    if m := _DECADE.match(value):
        return Span(dt.date(int(m[1]) * 10, 1, 1), dt.date(int(m[1]) * 10 + 9, 12, 31))
    return None


def _months(year: int, month: int, count: int) -> Span:
    years, last = divmod(month - 1 + count - 1, 12)
    return Span(dt.date(year, month, 1), dt.date(year + years, last + 1, calendar.monthrange(year + years, last + 1)[1]))
