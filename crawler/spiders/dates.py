"""Dates as feeds and sitemaps write them -> ISO 8601, keeping the publisher's own offset and day. Pure.

A date without an offset is read in the source's time zone (UTC where none is given); a bare day stays a day.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LONGEST = 80  # characters of a date that are looked at
YEARS = range(1970, 2100)

_NAMES = (
    "jan january ene janv",
    "feb february fev fevr",
    "mar march mars",
    "apr april abr avr",
    "may mai mayo",
    "jun june juin",
    "jul july juil",
    "aug august ago aout",
    "sep sept september",
    "oct october okt",
    "nov november",
    "dec december dic dez",
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_MINUTES = {  # east of Greenwich
    "z": 0,
    "ut": 0,
    "utc": 0,
    "gmt": 0,
    "wet": 0,
    "bst": 60,
    "west": 60,
    "cet": 60,
    "cest": 120,
    "eet": 120,
    "eest": 180,
    "msk": 180,
    "ist": 330,
    "kst": 540,
    "jst": 540,
    "aest": 600,
    "aedt": 660,
    "edt": -240,
    "est": -300,
    "cdt": -300,
    "cst": -360,
    "mdt": -360,
    "mst": -420,
    "pdt": -420,
    "pst": -480,
}

_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
_ZONE = r"(?P<zone>[A-Za-z]{1,5}|[+-]\d{1,2}:?\d{0,2})"
_ISO = re.compile(rf"(?P<year>\d{{4}})-?(?P<month>\d{{2}})(?:-?(?P<day>\d{{2}})(?:(?:[T ]|\s+at\s+)\s*{_CLOCK}(?:\s*{_ZONE})?)?)?")
_MAIL = re.compile(
    rf"(?:[A-Za-z]{{2,9}}\.?,?\s*)?(?P<day>\d{{1,2}})[\s-]+(?P<month>[A-Za-z]{{3,9}}|\d{{1,2}})\.?,?[\s-]+(?P<year>\d{{4}}|\d{{2}})"
    rf"(?:,?\s+{_CLOCK}(?:\s*{_ZONE})?(?:\s*\([^)]*\))?)?"
)
_AMERICAN = re.compile(
    rf"(?:[A-Za-z]{{3,9}}\.?,?\s*)?(?P<month>[A-Za-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})"
    rf"(?:,?\s+(?:at\s+)?{_CLOCK}(?:\s*(?P<half>[AaPp]\.?[Mm]\.?))?(?:\s*{_ZONE})?)?"
)
_ASIAN = re.compile(
    rf"(?P<year>\d{{4}})\s*[./年년-]\s*(?P<month>\d{{1,2}})\s*[./月월-]\s*(?P<day>\d{{1,2}})\s*[.日일]?"
    rf"(?:\s*(?:\([^)]{{1,3}}\)\s*)?(?P<half>오전|오후|午前|午後)?\s*{_CLOCK}(?:\s*{_ZONE})?)?"
)
_UNIX_C = re.compile(
    rf"[A-Za-z]{{3}}\s+(?P<month>[A-Za-z]{{3}})\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s+(?P<zone>[A-Z]{{2,4}}\s+)?(?P<year>\d{{4}})"
)
_FORMS = (_ISO, _MAIL, _AMERICAN, _ASIAN, _UNIX_C)


def moment(text: str, zone: str = "") -> str:
    """ISO 8601 of a written date: `2026-08-11T07:00:00+09:00`, or the day alone where no time is given; "" where it is none."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        return ""
    for form in _FORMS:
        found = form.fullmatch(text)
        if found and (said := _said(found.groupdict(), zone)):
            return said
    return ""


def _said(parts: dict[str, str | None], zone: str) -> str:
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == 2:
        year += 2000 if year < 70 else 1900
    month = _month(parts["month"] or "")
    if year not in YEARS or not month:
        return ""
    if parts["day"] is None:
        return f"{year:04}-{month:02}"
    try:
        day = dt.date(year, month, int(parts["day"]))
        if parts["hour"] is None:
            return day.isoformat()
        offset = _offset(parts.get("zone") or "", zone)
        if offset is None:
            return ""
        hour = int(parts["hour"])
        half = (parts.get("half") or "").lower().replace(".", "")
        if half:
            hour = hour % 12 + (12 if half in ("pm", "오후", "午後") else 0)
        extra, hour = divmod(hour, 24) if hour == 24 else (0, hour)
        clock = dt.time(hour, int(parts["minute"] or 0), min(int(parts["second"] or 0), 59))
        when = dt.datetime.combine(day + dt.timedelta(days=extra), clock, offset)
        return when.isoformat()
    except (ValueError, OverflowError):
        return ""


def _month(text: str) -> int:
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else 0
    text = text.lower()
    return _MONTHS.get(text) or _MONTHS.get(text[:3], 0)


def _offset(text: str, zone: str) -> dt.tzinfo | None:
    """The zone that is written, else the source's; None where what is written is no zone."""
    if not text.strip():
        return zone_named(zone)
    text = text.strip().lower()
    if text in _MINUTES:
        return dt.timezone(dt.timedelta(minutes=_MINUTES[text]))
    found = re.fullmatch(r"([+-])(\d{1,2}):?(\d{2})?", text)
    if not found:
        found = re.fullmatch(r"([+-])(\d)(\d{2})", text)
    if not found or int(found[2]) > 15:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return dt.timezone(dt.timedelta(minutes=-minutes if found[1] == "-" else minutes))


@lru_cache(64)
def zone_named(name: str) -> dt.tzinfo:
    """An IANA zone; UTC for "" and for a name that this machine does not know."""
    try:
        return ZoneInfo(name) if name else dt.UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return dt.UTC


def instant(text: str) -> float:
    """Seconds since 1970 of an ISO date, to sort by; 0 for none."""
    try:
        when = dt.datetime.fromisoformat(text)
    except ValueError:
        return 0.0
    return (when if when.tzinfo else when.replace(tzinfo=dt.UTC)).timestamp()
