"""Dates as spans of days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.facts import contains
from model.spans import instant, span


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2026-09-12", "2026-09-12", "2026-09-12"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-Q3", "2026-07-01", "2026-09-30"),
        ("2026-H2", "2026-07-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-SU", "2026-06-01", "2026-08-31"),
        ("2026-WI", "2026-12-01", "2027-02-28"),
        ("2026-W11", "2026-03-09", "2026-03-15"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("2026-09-12/2026-10", "2026-09-12", "2026-10-31"),
    ],
)
def test_a_date_stands_for_its_days(value: str, first: str, last: str) -> None:
    days = span(value)
    assert days is not None
    assert (days.first.isoformat(), days.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "value", ["", "P10M", "soon", "2026-13", "2026-02-30", "2026-W60", "0000", "2027/2026", "2026-09-12T10:00", "２０２６"]
)
def test_what_is_no_date_has_no_days(value: str) -> None:
    assert span(value) is None


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_a_day_lies_in_its_month_quarter_half_and_year(day: dt.date) -> None:
    own = span(day.isoformat())
    assert own is not None
    assert own.days == 1
    for wide in (f"{day:%Y-%m}", f"{day.year}-Q{(day.month + 2) // 3}", f"{day.year}-H{1 + (day.month > 6)}", f"{day.year}"):
        outer = span(wide)
        assert outer is not None
        assert outer.holds(own)
        assert not own.holds(outer)


def test_a_time_of_day_is_a_moment_of_its_day() -> None:
    at = instant("2026-09-12T17:00+09:00")
    assert at == dt.datetime(2026, 9, 12, 8, tzinfo=dt.UTC)
    assert span("2026-09-12T02:00+09:00") == span("2026-09-12")  # the day where it was said
    assert contains("2026-09-12", "2026-09-12T17:00Z")
    assert not contains("2026-09-12T17:00Z", "2026-09-12")
    assert not contains("2026-09-12T17:00Z", "2026-09-12T18:00Z")
    for odd in ("2026-09-12T25:00Z", "2026-13-12T17:00Z", "2026-09-12T17:00", "2026-09-12"):
        assert instant(odd) is None
    assert span("2026-09-12T25:00Z") is None
