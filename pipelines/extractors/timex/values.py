"""Parts of an expression and a reference day -> a value in the contract's notation, or nothing. Pure calendar.

Values: `2026-09-12`, `2026-09`, `2026-Q3`, `2026-H1`, `2026`, `2026-SU`, `2026-W11`, `202X`, `a/b`, `P10M`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

RECENT = 62  # days: an undated "3 May" without a tense is the past one if it is no longer ago than this
LONG_AGO = 230  # days
SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # first month
UNITS = {"day": "D", "week": "W", "month": "M", "year": "Y"}


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is read against."""

    reference: dt.date
    tense: str = ""  # "past", "future", ""
    anchor: str = ""  # value of the last date that does not lean on another
    event: str = ""  # value of the event it is counted from ("before the premiere")
    order: str = "DMY"


@dataclass(frozen=True, slots=True)
class Value:
    value: str
    precision: str
    mod: str = ""


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
            return _months(int(m[1]), int(m[2]), 1)
        if m := re.fullmatch(r"(\d{4})-Q([1-4])", value):
            return _months(int(m[1]), int(m[2]) * 3 - 2, 3)
        if m := re.fullmatch(r"(\d{4})-H([12])", value):
            return _months(int(m[1]), int(m[2]) * 6 - 5, 6)
        if m := re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", value):
            return _months(int(m[1]), SEASONS[m[2]], 3)
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
    return handler(p, ctx) if handler else _absolute(p, ctx)


# --- the calendar ---------------------------------------------------------------------------------


def _months(year: int, month: int, count: int) -> tuple[dt.date, dt.date]:
    last = year * 12 + month - 1 + count
    return dt.date(year, month, 1), dt.date(last // 12, last % 12 + 1, 1) - dt.timedelta(1)


def _add_months(day: dt.date, count: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _move(day: dt.date, count: int, unit: str) -> dt.date:
    if unit in ("hour", "minute", "second"):
        return day
    if unit in ("day", "week", "fortnight", "weekend"):
        return day + dt.timedelta(count * {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}[unit])
    return _add_months(day, count * {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}[unit])


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


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def holiday(name: str, year: int) -> dt.date:
    """The day of a holiday in a year: "12-25", "easter+1", "11:3:4" (month, weekday from Monday 0, which one)."""
    if name.startswith("easter"):
        return easter(year) + dt.timedelta(int(name[6:] or 0))
    if ":" in name:
        month, weekday, nth = map(int, name.split(":"))
        return _nth_weekday(year, month, weekday, nth)
    month, day = map(int, name.split("-"))
    return dt.date(year, month, day)


def _week(day: dt.date) -> str:
    iso = day.isocalendar()
    return f"{iso.year}-W{iso.week:02d}"


def _full_year(year: int) -> int:
    return year if year >= 100 else (2000 + year if year < 70 else 1900 + year)


# --- absolute and partial -------------------------------------------------------------------------


def _year_of(p: Mapping[str, Any], ctx: Context) -> int | None:
    """The year that is written, or meant by "next year" and "that year"."""
    if "year" in p:
        return _full_year(int(p["year"]))
    if "yshift" in p:
        return ctx.reference.year + int(p["yshift"])
    if p.get("thatyear") and ctx.anchor:
        return int(ctx.anchor[:4])
    return None


def _pick(spans: list[tuple[str, dt.date, dt.date]], ctx: Context) -> str | None:
    """Of the same thing in several years the one that is meant: by tense, else the coming one unless one has just been."""
    ref = ctx.reference
    past = [s for s in spans if s[1] <= ref]
    future = [s for s in spans if s[2] >= ref]
    if ctx.tense == "past" and past:
        if future and (ref - past[-1][2]).days > LONG_AGO and (future[0][1] - ref).days < LONG_AGO // 2:
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


def _absolute(p: dict[str, Any], ctx: Context) -> str | None:
    year = _year_of(p, ctx)
    if "holiday" in p:
        name = str(p["holiday"])
        if p.get("edge") == "NEAR":
            return _in_year(lambda y: _month_span(y, holiday(name, y).month), year, ctx)
        return _in_year(lambda y: _day_span(holiday(name, y)), year, ctx)
    if "decade" in p:
        return f"{_full_year(int(p['decade'])) // 10}X"
    if "weekno" in p:
        return f"{year if year is not None else ctx.reference.year}-W{int(p['weekno']):02d}"
    if "quarter" in p:
        quarter = int(p["quarter"]) if int(p["quarter"]) > 0 else 4
        return _in_year(lambda y: (f"{y}-Q{quarter}", *_months(y, quarter * 3 - 2, 3)), year, ctx)
    if "half" in p:
        half = int(p["half"])
        return _in_year(lambda y: (f"{y}-H{half}", *_months(y, half * 6 - 5, 6)), year, ctx)
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
        return _in_year(lambda y: _month_span(y, month), year, ctx)
    if "day" in p:
        return _day_alone(p, ctx)
    if "mshift" in p:
        return _shift({"unit": "month", "shift": p["mshift"]}, ctx)
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


def _month_span(year: int, month: int) -> tuple[str, dt.date, dt.date]:
    return (f"{year:04d}-{month:02d}", *_months(year, month, 1))


def _day_span(day: dt.date) -> tuple[str, dt.date, dt.date]:
    return day.isoformat(), day, day


def _in_year(make: Any, year: int | None, ctx: Context) -> str | None:
    if year is not None:
        return str(make(year)[0])
    options = []
    for each in _years(ctx):
        try:
            options.append(make(each))
        except ValueError:
            continue
    return _pick(options, ctx)


def _season(name: str, year: int | None, p: Mapping[str, Any], ctx: Context) -> str | None:
    ref = ctx.reference
    spans = [(f"{y}-{name}", *_months(y, SEASONS[name], 3)) for y in _years(ctx)]
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
    return _pick(spans, ctx)


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
        first = _pick([_day_span(dt.date(y, 2, 29)) for y in leap], ctx)
    elif year is None and p.get("future"):
        first = _in_year(lambda y: _day_span(dt.date(y, month, day)), None, Context(ctx.reference, "future"))
    else:
        first = _in_year(lambda y: _day_span(dt.date(y, month, day)), year, ctx)
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
        first = _add_months(ref.replace(day=1), int(p.get("mshift", p.get("shift", 0))))
        return first.replace(day=day).isoformat()
    spans = []
    for step in (-2, -1, 0, 1, 2):
        first = _add_months(ref.replace(day=1), step)
        if day <= calendar.monthrange(first.year, first.month)[1]:
            spans.append(_day_span(first.replace(day=day)))
    way = str(p.get("way", ctx.tense))
    if way == "future":
        return next((s[0] for s in spans if s[1] >= ref), None)
    if way == "past":
        return next((s[0] for s in reversed(spans) if s[1] <= ref), None)
    return min(spans, key=lambda s: (abs((s[1] - ref).days), s[1] > ref))[0] if spans else None


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
        return _week(day)
    if unit == "weekend":
        return _weekend(shift, p, ctx)
    if unit == "month":
        first = _add_months(ref.replace(day=1), shift)
        if "day" in p:
            return first.replace(day=int(p["day"])).isoformat()
        return f"{first.year:04d}-{first.month:02d}"
    if unit == "quarter":
        first = _add_months(ref.replace(day=1), 3 * shift)
        return f"{first.year:04d}-Q{(first.month + 2) // 3}"
    if unit == "half":
        first = _add_months(ref.replace(day=1), 6 * shift)
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
    if int(shift) > 0:
        return (ref + dt.timedelta((ahead or 7) + (7 if 0 < ahead < 3 and p.get("skip", True) else 0))).isoformat()
    return (ref - dt.timedelta((ref.weekday() - want) % 7 or 7)).isoformat()


def _weekday_of_month(p: Mapping[str, Any], ctx: Context) -> str | None:
    """ "Friday the 13th": the nearest day of that number that falls on that weekday."""
    best: dt.date | None = None
    for step in range(-12, 13):
        first = _add_months(ctx.reference.replace(day=1), step)
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
    return _move(ctx.reference, count, str(p["unit"])).isoformat()


def _later(p: dict[str, Any], ctx: Context) -> str | None:
    """ "three weeks later", "the day before", "the week after": from the date said before."""
    anchor = day_of(ctx.anchor)
    unit = str(p["unit"])
    count = int(p.get("count", 1)) * int(p.get("sign", 1))
    if anchor is None:
        limits = bounds(ctx.anchor) if ctx.anchor else None
        if limits is None:
            return None
        moved = _move(limits[0] + (limits[1] - limits[0]) // 2, count, unit)
        if precision_of(ctx.anchor) == "month" and unit in ("day", "week", "fortnight"):
            return f"{moved.year:04d}-{moved.month:02d}"
        return f"{moved.year:04d}" if unit == "year" else (f"{moved.year:04d}-{moved.month:02d}" if unit == "month" else None)
    moved = _move(anchor, count, unit)
    if p.get("whole"):
        return {"week": _week(moved), "month": f"{moved.year:04d}-{moved.month:02d}", "year": f"{moved.year:04d}"}.get(
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
    return {"week": _week(first), "month": f"{first.year:04d}-{first.month:02d}", "year": f"{first.year:04d}"}.get(unit)


def _from_event(p: dict[str, Any], ctx: Context) -> str | None:
    """ "four weeks before the premiere", where the premiere's day is known."""
    day = day_of(ctx.event)
    if day is None:
        return None
    return _move(day, int(p.get("count", 1)) * int(p["sign"]), str(p["unit"])).isoformat()


def _duration(p: dict[str, Any], ctx: Context) -> str | None:
    unit = UNITS.get(str(p["unit"]))
    return f"P{int(p['count'])}{unit}" if unit else None


def _nth(p: dict[str, Any], ctx: Context) -> str | None:
    """ "the first week of November" (that month, its start), "the final day of June", "the second week of 2019"."""
    year, nth, unit = _year_of(p, ctx), int(p["ordinal"]), str(p["unit"])
    if "month" not in p:
        if year is None or unit != "week":
            return None
        return f"{year:04d}-W{nth if nth > 0 else 52:02d}"
    value = _in_year(lambda y: _month_span(y, int(p["month"])), year, ctx)
    if value is None:
        return None
    first, last = _months(int(value[:4]), int(value[5:7]), 1)
    if unit == "day":
        return (last if nth < 0 else first + dt.timedelta(nth - 1)).isoformat()
    if unit == "week":
        return value
    if unit == "weekend":
        saturday = _nth_weekday(first.year, first.month, 5, nth) if nth > 0 else last - dt.timedelta((last.weekday() - 5) % 7)
        return f"{saturday.isoformat()}/{(saturday + dt.timedelta(1)).isoformat()}"
    return None


def _nth_weekday_of(p: dict[str, Any], ctx: Context) -> str | None:
    """ "the first Monday of May"."""
    year, nth = _year_of(p, ctx), int(p["ordinal"])

    def make(y: int) -> tuple[str, dt.date, dt.date]:
        first, last = _months(y, int(p["month"]), 1)
        if nth < 0:
            return _day_span(last - dt.timedelta((last.weekday() - int(p["weekday"])) % 7))
        day = _nth_weekday(y, first.month, int(p["weekday"]), nth)
        if day > last:
            raise ValueError("no such weekday")
        return _day_span(day)

    return _in_year(make, year, ctx)


def _stretch(p: dict[str, Any], ctx: Context) -> str | None:
    """ "the last three months", "the next two weeks": a range that ends or begins at the reference day."""
    count, sign = int(p["count"]), int(p["sign"])
    other = _move(ctx.reference, count * sign, str(p["unit"]))
    a, b = sorted((ctx.reference + dt.timedelta(sign > 0), other))
    return f"{a.isoformat()}/{b.isoformat()}" if a != b else None


def _era(p: dict[str, Any], ctx: Context) -> str:
    """A Japanese era's year; the tables give the year before its first."""
    return f"{int(p['era']) + int(p.get('count', 1)):04d}"


def _weekend_of(p: dict[str, Any], ctx: Context) -> str:
    saturday = ctx.reference + dt.timedelta(5 - ctx.reference.weekday() + 7 * int(p["shift"]))
    return f"{saturday.isoformat()}/{(saturday + dt.timedelta(1)).isoformat()}"


_SENSES = {
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
