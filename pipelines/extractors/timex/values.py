"""Parts of an expression and a reference day -> a value in the contract's notation, or nothing. Pure calendar.

Values: `2026-09-12`, `2026-09`, `2026-Q3`, `2026-H1`, `2026`, `2026-SU`, `2026-W11`, `202X`, `a/b`, `P10M`.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.extractors.timex.absolute import Context, absolute, day_span, in_year, month_span, year_of
from pipelines.extractors.timex.days import add_months, bounds, day_of, months, move, nth_weekday, precision_of, week

UNITS = {"day": "D", "week": "W", "month": "M", "year": "Y"}


@dataclass(frozen=True, slots=True)
class Value:
    value: str
    precision: str
    mod: str = ""


def resolve(parts: Mapping[str, Any], ctx: Context) -> Value | None:
    """The value of an expression; None where it names no day that exists or leans on nothing."""
    try:
        value = _resolve(dict(parts), ctx)
    except (ValueError, OverflowError):
        return None
    if value is None or not precision_of(value):
        return None
    limits = bounds(value)
    if limits is None and not value.startswith("P"):
        return None
    mod = str(parts.get("edge", ""))
    if parts.get("sense") == "nth" and precision_of(value) == "month":
        mod = {1: "START", -1: "END"}.get(int(parts["ordinal"]), "MID")
    return Value(value, precision_of(value), "" if precision_of(value) in ("day", "range", "duration") else mod)


def _resolve(p: dict[str, Any], ctx: Context) -> str | None:
    sense = p.get("sense", "")
    handler = _SENSES.get(sense)
    return handler(p, ctx) if handler else absolute(p, ctx)


# --- relative -------------------------------------------------------------------------------------


def _shift(p: dict[str, Any], ctx: Context) -> str | None:
    """ "next month", "this week", "last year", "the decade"."""
    shift, unit, ref = int(p.get("shift", 0)), str(p["unit"]), ctx.reference
    if unit == "day":
        return (ref + dt.timedelta(shift)).isoformat()
    if unit == "week":
        day = ref + dt.timedelta(7 * shift)
        if p.get("weekday") is not None:
            return (day - dt.timedelta(day.weekday()) + dt.timedelta(int(p["weekday"]))).isoformat()
        return week(day)
    if unit == "weekend":
        return _weekend(shift, p, ctx)
    if unit == "month":
        first = add_months(ref.replace(day=1), shift)
        if "day" in p:
            return first.replace(day=int(p["day"])).isoformat()
        return f"{first.year:04d}-{first.month:02d}"
    if unit == "quarter":
        first = add_months(ref.replace(day=1), 3 * shift)
        return f"{first.year:04d}-Q{(first.month + 2) // 3}"
    if unit == "half":
        first = add_months(ref.replace(day=1), 6 * shift)
        return f"{first.year:04d}-H{(first.month + 5) // 6}"
    if unit == "decade":
        return f"{ref.year // 10 + shift}X"
    if unit == "year":
        return f"{ref.year + shift:04d}"
    return None


def _weekend(shift: int, p: Mapping[str, Any], ctx: Context) -> str:
    ref = ctx.reference
    saturday = ref + dt.timedelta(5 - ref.weekday())
    if "shift" not in p:  # "over the weekend": by tense
        if ctx.tense == "past" or (ctx.tense == "" and ref.weekday() <= 1):
            saturday -= dt.timedelta(7 if ref.weekday() < 5 else 0)
    else:
        if shift < 0 and ref.weekday() >= 5:
            shift = -1
        saturday += dt.timedelta(7 * shift)
    return f"{saturday.isoformat()}/{(saturday + dt.timedelta(1)).isoformat()}"


def _weekday(p: dict[str, Any], ctx: Context) -> str | None:
    """ "on Monday", "next Friday", "last Friday", "this Thursday"."""
    ref, want = ctx.reference, int(p["weekday"])
    ahead = (want - ref.weekday()) % 7
    if "day" in p:
        return _weekday_of_month(p, ctx)
    shift = p.get("shift")
    if shift is None:
        if ctx.tense == "future":
            return (ref + dt.timedelta(ahead)).isoformat()
        return (
            (ref - dt.timedelta((ref.weekday() - want) % 7)).isoformat() if ctx.tense == "past" else (ref + dt.timedelta(ahead)).isoformat()
        )
    if int(shift) == 0:
        if ctx.tense == "past":
            return (ref - dt.timedelta((ref.weekday() - want) % 7)).isoformat()
        return (ref + dt.timedelta(ahead)).isoformat()
    if int(shift) > 0 and "count" in p:
        return (ref + dt.timedelta((ahead or 7) + 7 * (int(p["count"]) - 1))).isoformat()
    if int(shift) > 0:
        return (ref + dt.timedelta((ahead or 7) + (7 if 0 < ahead < 3 and p.get("skip", True) else 0))).isoformat()
    return (ref - dt.timedelta(((ref.weekday() - want) % 7 or 7) - int(p.get("more", 0)))).isoformat()


def _weekday_of_month(p: Mapping[str, Any], ctx: Context) -> str | None:
    """ "Friday the 13th": the nearest day of that number that falls on that weekday."""
    best: dt.date | None = None
    for step in range(-12, 13):
        first = add_months(ctx.reference.replace(day=1), step)
        if int(p["day"]) > calendar.monthrange(first.year, first.month)[1]:
            continue
        day = first.replace(day=int(p["day"]))
        if day.weekday() != int(p["weekday"]) or (ctx.tense == "past" and day > ctx.reference):
            continue
        if best is None or (abs((day - ctx.reference).days), day < ctx.reference) < (
            abs((best - ctx.reference).days),
            best < ctx.reference,
        ):
            best = day
    return best.isoformat() if best else None


def _offset(p: dict[str, Any], ctx: Context) -> str:
    return (ctx.reference + dt.timedelta(int(p["offset"]))).isoformat()


def _counted(p: dict[str, Any], ctx: Context) -> str | None:
    """ "two weeks ago", "within six weeks": from the reference day."""
    count = int(p["count"]) * int(p.get("sign", 1))
    if p["unit"] == "hour" and count > 0:
        return None  # "within 48 hours"
    return move(ctx.reference, count, str(p["unit"])).isoformat()


def _later(p: dict[str, Any], ctx: Context) -> str | None:
    """ "three weeks later", "the day before", "the week after": from the date said before."""
    anchor = day_of(ctx.anchor)
    unit = str(p["unit"])
    count = int(p.get("count", 1)) * int(p.get("sign", 1))
    if anchor is None:
        limits = bounds(ctx.anchor) if ctx.anchor else None
        if limits is None:
            return None
        moved = move(limits[0] + (limits[1] - limits[0]) // 2, count, unit)
        if precision_of(ctx.anchor) == "year" and unit != "year":
            return None  # too vague to count months from
        if precision_of(ctx.anchor) == "month" and unit in ("day", "week", "fortnight"):
            return f"{moved.year:04d}-{moved.month:02d}"
        return f"{moved.year:04d}" if unit == "year" else (f"{moved.year:04d}-{moved.month:02d}" if unit == "month" else None)
    moved = move(anchor, count, unit)
    if p.get("whole"):
        return {"week": week(moved), "month": f"{moved.year:04d}-{moved.month:02d}", "year": f"{moved.year:04d}"}.get(
            unit, moved.isoformat()
        )
    return moved.isoformat()


def _same(p: dict[str, Any], ctx: Context) -> str | None:
    """ "the same day", "that year"."""
    unit = str(p["unit"])
    limits = bounds(ctx.anchor) if ctx.anchor else None
    if limits is None:
        return None
    first = limits[0]
    if unit == "day":
        return first.isoformat() if day_of(ctx.anchor) else None
    return {"week": week(first), "month": f"{first.year:04d}-{first.month:02d}", "year": f"{first.year:04d}"}.get(unit)


def _from_event(p: dict[str, Any], ctx: Context) -> str | None:
    """ "four weeks before the premiere", where the premiere's day is known."""
    day = day_of(ctx.event)
    if day is None:
        return None
    return move(day, int(p.get("count", 1)) * int(p["sign"]), str(p["unit"])).isoformat()


def _duration(p: dict[str, Any], ctx: Context) -> str | None:
    unit = UNITS.get(str(p["unit"]))
    return f"P{int(p['count'])}{unit}" if unit else None


def _nth(p: dict[str, Any], ctx: Context) -> str | None:
    """ "the first week of November" (that month, its start), "the final day of June", "the second week of 2019"."""
    year, nth, unit = year_of(p, ctx), int(p["ordinal"]), str(p["unit"])
    if "month" not in p:
        if year is None or unit != "week":
            return None
        return f"{year:04d}-W{nth if nth > 0 else 52:02d}"
    value = in_year(lambda y: month_span(y, int(p["month"])), year, ctx)
    if value is None:
        return None
    first, last = months(int(value[:4]), int(value[5:7]), 1)
    if unit == "day":
        return (last if nth < 0 else first + dt.timedelta(nth - 1)).isoformat()
    if unit == "week":
        return value
    if unit == "weekend":
        saturday = nth_weekday(first.year, first.month, 5, nth) if nth > 0 else last - dt.timedelta((last.weekday() - 5) % 7)
        return f"{saturday.isoformat()}/{(saturday + dt.timedelta(1)).isoformat()}"
    return None


def _nth_weekday_of(p: dict[str, Any], ctx: Context) -> str | None:
    """ "the first Monday of May"."""
    year, nth = year_of(p, ctx), int(p["ordinal"])

    def make(y: int) -> tuple[str, dt.date, dt.date]:
        first, last = months(y, int(p["month"]), 1)
        if nth < 0:
            return day_span(last - dt.timedelta((last.weekday() - int(p["weekday"])) % 7))
        day = nth_weekday(y, first.month, int(p["weekday"]), nth)
        if day > last:
            raise ValueError("no such weekday")
        return day_span(day)

    return in_year(make, year, ctx)


def _stretch(p: dict[str, Any], ctx: Context) -> str | None:
    """ "the last three months", "the next two weeks": a range that ends or begins at the reference day."""
    count, sign = int(p["count"]), int(p["sign"])
    if p["unit"] == "hour":
        return None
    other = move(ctx.reference, count * sign, str(p["unit"]))
    a, b = sorted((ctx.reference + dt.timedelta(sign > 0), other))
    return f"{a.isoformat()}/{b.isoformat()}" if a != b else None


def _era(p: dict[str, Any], ctx: Context) -> str:
    """A Japanese era's year; the tables give the year before its first."""
    return f"{int(p['era']) + int(p.get('count', 1)):04d}"


def _weekend_of(p: dict[str, Any], ctx: Context) -> str:
    saturday = ctx.reference + dt.timedelta(5 - ctx.reference.weekday() + 7 * int(p["shift"]))
    return f"{saturday.isoformat()}/{(saturday + dt.timedelta(1)).isoformat()}"


def _this_time(p: dict[str, Any], ctx: Context) -> str:
    """ "this time last year"."""
    return f"{ctx.reference.year + int(p['shift']):04d}-{ctx.reference.month:02d}"


_SENSES = {
    "thistime": _this_time,
    "era": _era,
    "weekendof": _weekend_of,
    "shift": _shift,
    "weekday": _weekday,
    "offset": _offset,
    "counted": _counted,
    "later": _later,
    "same": _same,
    "event": _from_event,
    "duration": _duration,
    "nth": _nth,
    "nthweekday": _nth_weekday_of,
    "stretch": _stretch,
}
