"""Dates of one text against each other, once all are read: a year that was only guessed gives way to one that is written. Pure.

"19 February" in a headline is the day whose year the body writes out; and no season is shot after it was shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.extractors.timex.days import bounds, day_of

if TYPE_CHECKING:
    from pipelines.extractors.timex.reader import Found

_YEARLESS = ("day", "month")
_WORKS = ("production_start", "production_end")
_ONCE = ("premiere", "trailer", "episode_air", *_WORKS)  # what has one day, so that two that look alike are the same
_STANDING = ("planned", "confirmed")


def settle(found: Sequence[Found], guessed: frozenset[int], known: Mapping[int, str], reference: dt.date) -> list[Found]:
    """The dates with the years that the text itself gives them; `guessed` are the places of those written without one.

    `known` are the days on which seasons premiered or will.
    """
    written = [f for f in found if f.start not in guessed]
    shown = {f"S{n}": day for n, day in known.items() if day} | {
        f.season: f.value for f in written if f.about == "premiere" and f.status in _STANDING
    }
    return [_settled(f, written, shown, reference) if f.start in guessed else f for f in found]


def _settled(one: Found, written: Sequence[Found], shown: Mapping[str, str], reference: dt.date) -> Found:
    if one.precision not in _YEARLESS or one.about not in _ONCE:
        return one
    years = {f.value[:4] for f in written if (f.about, f.season) == (one.about, one.season) and _same_day(f, one)}
    if len(years) == 1:
        return _in_year(one, years.pop(), reference)
    premiere, own = bounds(shown.get(one.season, "")), bounds(one.value)
    if one.about in _WORKS and premiere and own and own[0] > premiere[1]:
        return _in_year(one, f"{int(one.value[:4]) - 1:04d}", reference)
    return one


def _same_day(written: Found, one: Found) -> bool:
    days = written.value[5:] if one.precision == "day" else written.value[5:7]
    return written.precision in _YEARLESS and days == one.value[5:]


def _in_year(one: Found, year: str, reference: dt.date) -> Found:
    value = year + one.value[4:]
    if value == one.value or (one.precision == "day" and day_of(value) is None):
        return one
    first = bounds(value)
    ahead = first is not None and first[0] > reference
    return replace(one, value=value, status=("planned" if ahead else "confirmed") if one.status in _STANDING else one.status)
