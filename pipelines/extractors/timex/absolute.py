"""Expressions that name a day, month, quarter … of a year, written or understood -> a value. Pure calendar."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.extractors.timex.days import SEASONS, add_months, day_of, holiday, months

RECENT = 62  # days: an undated "3 May" without a tense is the past one if it is no longer ago than this
LONG_AGO = 230  # days


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is read against."""

    reference: dt.date
    tense: str = ""  # "past", "future", ""
    anchor: str = ""  # value of the last date that does not lean on another
    event: str = ""  # value of the event it is counted from ("before the premiere")
    order: str = "DMY"
    firm: bool = False  # the tense holds however long ago that is


def _full_year(year: int) -> int:
    return year if year >= 100 else (2000 + year if year < 70 else 1900 + year)


# --- absolute and partial -------------------------------------------------------------------------


def year_of(p: Mapping[str, Any], ctx: Context) -> int | None:
    """The year that is written, or meant by "next year" and "that year"."""
    if "year" in p:
        return _full_year(int(p["year"]))
    if "yshift" in p:
        return ctx.reference.year + int(p["yshift"])
    if p.get("thatyear") and ctx.anchor:
        return int(ctx.anchor[:4])
    return None


def pick(spans: list[tuple[str, dt.date, dt.date]], ctx: Context) -> str | None:
    """Of the same thing in several years the one that is meant: by tense, else the coming one unless one has just been."""
    ref = ctx.reference
    past = [s for s in spans if s[1] <= ref]
    future = [s for s in spans if s[2] >= ref]
    if ctx.tense == "past" and past:
        if not ctx.firm and future and (ref - past[-1][2]).days > LONG_AGO and (future[0][1] - ref).days < LONG_AGO // 2:
            return future[0][0]  # who means a day so long ago says the year
        return past[-1][0]
    if ctx.tense == "future" and future:
        return future[0][0]
    if past and (ref - past[-1][2]).days <= RECENT and not (future and future[0][1] <= ref):
        ahead = (future[0][1] - ref).days if future else 10**6
        if ahead > (ref - past[-1][2]).days:
            return past[-1][0]
    return future[0][0] if future else (past[-1][0] if past else None)


def _years(ctx: Context) -> range:
    return range(max(1, ctx.reference.year - 1), min(9998, ctx.reference.year + 1) + 1)


def absolute(p: dict[str, Any], ctx: Context) -> str | None:
    year = year_of(p, ctx)
    if "holiday" in p:
        name = str(p["holiday"])
        if p.get("edge") == "NEAR":
            return in_year(lambda y: month_span(y, holiday(name, y).month), year, ctx)
        return in_year(lambda y: day_span(holiday(name, y)), year, ctx)
    if "decade" in p:
        return f"{_full_year(int(p['decade'])) // 10}X"
    if "weekno" in p:
        return f"{year if year is not None else ctx.reference.year}-W{int(p['weekno']):02d}"
    if "quarter" in p:
        quarter = int(p["quarter"]) if int(p["quarter"]) > 0 else 4
        return in_year(lambda y: (f"{y}-Q{quarter}", *months(y, quarter * 3 - 2, 3)), year, ctx)
    if "half" in p:
        half = int(p["half"])
        return in_year(lambda y: (f"{y}-H{half}", *months(y, half * 6 - 5, 6)), year, ctx)
    if "season" in p:
        name = str(p["season"])
        return _season(name, year, p, ctx)
    if "first" in p and "second" in p:
        p = {**p, **_numeric(p, ctx)}
    if "month" in p and "day" in p:
        return _dated(p, year, ctx)
    if "month" in p:
        month = int(p["month"])
        if "mshift" in p and year is None:
            return _shifted_month(month, int(p["mshift"]), ctx)
        return in_year(lambda y: month_span(y, month), year, ctx)
    if "day" in p:
        return _day_alone(p, ctx)
    if "mshift" in p:
        first = add_months(ctx.reference.replace(day=1), int(p["mshift"]))
        return f"{first.year:04d}-{first.month:02d}"
    return f"{year:04d}" if year is not None else None


def _numeric(p: Mapping[str, Any], ctx: Context) -> dict[str, Any]:
    """Day and month of 03/04/2026: by the outlet's order, unless only the other one exists."""
    a, b = int(p["first"]), int(p["second"])
    if "year" in p and a <= 12 and b <= 12 and ctx.tense and p.get("sep") != ".":
        year = _full_year(int(p["year"]))
        both = {order: dt.date(year, m, d) for order, m, d in (("MDY", a, b), ("DMY", b, a))}
        fits = [o for o, day in both.items() if (day > ctx.reference) == (ctx.tense == "future")]
        if len(fits) == 1:
            chosen = both[fits[0]]
            return {"day": chosen.day, "month": chosen.month}
    if p.get("sep") == ".":
        return {"day": a, "month": b} if b <= 12 else {"day": b, "month": a}
    if (ctx.order == "MDY" and a <= 12) or b > 12:
        a, b = b, a
    return {"day": a, "month": b}


def month_span(year: int, month: int) -> tuple[str, dt.date, dt.date]:
    return (f"{year:04d}-{month:02d}", *months(year, month, 1))


def day_span(day: dt.date) -> tuple[str, dt.date, dt.date]:
    return day.isoformat(), day, day


def in_year(make: Any, year: int | None, ctx: Context) -> str | None:
    if year is not None:
        return str(make(year)[0])
    options = []
    for each in _years(ctx):
        try:
            options.append(make(each))
        except ValueError:
            continue
    return pick(options, ctx)


def _season(name: str, year: int | None, p: Mapping[str, Any], ctx: Context) -> str | None:
    ref = ctx.reference
    spans = [(f"{y}-{name}", *months(y, SEASONS[name], 3)) for y in _years(ctx)]
    if year is not None:
        return f"{year:04d}-{name}"
    shift = p.get("shift")
    if shift == 0:
        if name == "WI" and ref.month <= 2:
            return f"{ref.year - 1}-WI"
        return f"{ref.year:04d}-{name}"
    if shift is not None and int(shift) > 0:
        return next((s[0] for s in spans if s[1] > ref and s[1].year * 12 + s[1].month > ref.year * 12 + ref.month), None)
    if shift is not None:
        return next((s[0] for s in reversed(spans) if s[2] < ref), None)
    return pick(spans, ctx)


def _shifted_month(month: int, shift: int, ctx: Context) -> str:
    """ "this September", "next May", "last June"."""
    year = ctx.reference.year
    if shift > 0 and month <= ctx.reference.month:
        year += 1
    if shift < 0 and month >= ctx.reference.month:
        year -= 1
    return f"{year:04d}-{month:02d}"


def _dated(p: Mapping[str, Any], year: int | None, ctx: Context) -> str | None:
    month, day = int(p["month"]), int(p["day"])
    if year is None and "mshift" in p:
        value = f"{_shifted_month(month, int(p['mshift']), ctx)}-{day:02d}"
        first: str | None = value if day_of(value) else None
    elif year is None and month == 2 and day == 29:
        leap = [y for y in range(ctx.reference.year - 8, ctx.reference.year + 9) if calendar.isleap(y)]
        first = pick([day_span(dt.date(y, 2, 29)) for y in leap], ctx)
    elif year is None and p.get("future"):
        first = in_year(lambda y: day_span(dt.date(y, month, day)), None, Context(ctx.reference, "future"))
    else:
        first = in_year(lambda y: day_span(dt.date(y, month, day)), year, ctx)
    if first is None or "day2" not in p:
        return first
    start = dt.date.fromisoformat(first)
    month2 = int(p.get("month2", month))
    end = dt.date(start.year + (month2 < start.month), month2, int(p["day2"]))
    return f"{first}/{end.isoformat()}" if end > start else None


def _day_alone(p: Mapping[str, Any], ctx: Context) -> str | None:
    """ "the 22nd", 23일: a day of this month or a neighbour."""
    day = int(p["day"])
    ref = ctx.reference
    if "mshift" in p or "shift" in p:
        first = add_months(ref.replace(day=1), int(p.get("mshift", p.get("shift", 0))))
        return first.replace(day=day).isoformat()
    spans = []
    for step in (-2, -1, 0, 1, 2):
        first = add_months(ref.replace(day=1), step)
        if day <= calendar.monthrange(first.year, first.month)[1]:
            spans.append(day_span(first.replace(day=day)))
    way = str(p.get("way", ctx.tense))
    if way == "future":
        return next((s[0] for s in spans if s[1] >= ref), None)
    if way == "past":
        return next((s[0] for s in reversed(spans) if s[1] <= ref), None)
    return min(spans, key=lambda s: (abs((s[1] - ref).days), s[1] > ref))[0] if spans else None
