"""The calendar behind the values: what days a value covers, holidays, moving by days, weeks and months. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
import re

SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # first month


def day_of(value: str) -> dt.date | None:
    """The (first) day a value names, if it names one."""
    m = re.match(r"(\d{4})-(\d\d)-(\d\d)", value)
    if not m:
        return None
    try:
        return dt.date(int(m[1]), int(m[2]), int(m[3]))
    except ValueError:
        return None


def bounds(value: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of a value; nothing for a duration."""
    if "/" in value:
        a, _, b = value.partition("/")
        first, last = bounds(a), bounds(b)
        return (first[0], last[1]) if first and last else None
    try:
        if m := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value):
            day = dt.date(int(m[1]), int(m[2]), int(m[3]))
            return day, day
        if m := re.fullmatch(r"(\d{4})-(\d\d)", value):
            return months(int(m[1]), int(m[2]), 1)
        if m := re.fullmatch(r"(\d{4})-Q([1-4])", value):
            return months(int(m[1]), int(m[2]) * 3 - 2, 3)
        if m := re.fullmatch(r"(\d{4})-H([12])", value):
            return months(int(m[1]), int(m[2]) * 6 - 5, 6)
        if m := re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", value):
            return months(int(m[1]), SEASONS[m[2]], 3)
        if m := re.fullmatch(r"(\d{4})-W(\d\d)", value):
            monday = dt.date.fromisocalendar(int(m[1]), int(m[2]), 1)
            return monday, monday + dt.timedelta(6)
        if m := re.fullmatch(r"(\d{4})", value):
            return dt.date(int(m[1]), 1, 1), dt.date(int(m[1]), 12, 31)
        if m := re.fullmatch(r"(\d{3})X", value):
            return dt.date(int(m[1]) * 10, 1, 1), dt.date(int(m[1]) * 10 + 9, 12, 31)
    except (ValueError, OverflowError):
        return None
    return None


def precision_of(value: str) -> str:
    """The contract's word for how exact a value is."""
    for shape, word in (
        (r".*/.*", "range"),
        (r"P\d+[DWMY]", "duration"),
        (r"\d{4}-\d\d-\d\d", "day"),
        (r"\d{4}-\d\d", "month"),
        (r"\d{4}-Q\d", "quarter"),
        (r"\d{4}-H\d", "half"),
        (r"\d{4}-W\d\d", "week"),
        (r"\d{4}-(SP|SU|FA|WI)", "season"),
        (r"\d{4}", "year"),
        (r"\d{3}X", "decade"),
    ):
        if re.fullmatch(shape, value):
            return word
    return ""


def months(year: int, month: int, count: int) -> tuple[dt.date, dt.date]:
    last = year * 12 + month - 1 + count
    return dt.date(year, month, 1), dt.date(last // 12, last % 12 + 1, 1) - dt.timedelta(1)


def add_months(day: dt.date, count: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def move(day: dt.date, count: int, unit: str) -> dt.date:
    if unit in ("hour", "minute", "second"):
        return day
    if unit in ("day", "week", "fortnight", "weekend"):
        return day + dt.timedelta(count * {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}[unit])
    return add_months(day, count * {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}[unit])


def easter(year: int) -> dt.date:
    """Easter Sunday (Gregorian; the anonymous algorithm of Meeus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def holiday(name: str, year: int) -> dt.date:
    """The day of a holiday in a year: "12-25", "easter+1", "11:3:4" (month, weekday from Monday 0, which one)."""
    if name.startswith("easter"):
        return easter(year) + dt.timedelta(int(name[6:] or 0))
    if ":" in name:
        month, weekday, nth = map(int, name.split(":"))
        return nth_weekday(year, month, weekday, nth)
    month, day = map(int, name.split("-"))
    return dt.date(year, month, day)


def week(day: dt.date) -> str:
    iso = day.isocalendar()
    return f"{iso.year}-W{iso.week:02d}"
