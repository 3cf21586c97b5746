"""Dates as publishers write them."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.spiders.dates import LONGEST, moment

SEOUL = "Asia/Seoul"


@pytest.mark.parametrize(
    "text,zone,said",
    [
        ("Mon, 02 Mar 2026 10:00:00 +0900", "", "2026-03-02T10:00:00+09:00"),
        ("Tue, 11 08 2026 07:00:00 +0900", "", "2026-08-11T07:00:00+09:00"),  # nocutnews
        ("9 Aug  2026 16:07:00 GMT", "", "2026-08-09T16:07:00+00:00"),  # kmib
        ("Sun,09 Aug 2026 16:07:00 +0900", "", "2026-08-09T16:07:00+09:00"),  # fnnews
        ("Mon, 02 Mar 2026 10:00:00", SEOUL, "2026-03-02T10:00:00+09:00"),
        ("Mon, 02 Mar 2026 10:00:00", "", "2026-03-02T10:00:00+00:00"),
        ("02 Mar 26 10:00 EST", "", "2026-03-02T10:00:00-05:00"),
        ("Mon, 02 Mar 2026 10:00:00 KST", "", "2026-03-02T10:00:00+09:00"),
        ("2026-03-02", SEOUL, "2026-03-02"),
        ("20260302", "", "2026-03-02"),
        ("2026-03", "", "2026-03"),
        ("2026-03-02T10:00:00Z", SEOUL, "2026-03-02T10:00:00+00:00"),
        ("2026-03-02T10:00:00.123456+09:00", "", "2026-03-02T10:00:00+09:00"),
        ("2026-03-02 10:00:00", SEOUL, "2026-03-02T10:00:00+09:00"),
        ("2026-07-01 10:00", "America/New_York", "2026-07-01T10:00:00-04:00"),
        ("2026.08.11 07:00", SEOUL, "2026-08-11T07:00:00+09:00"),
        ("2026. 8. 11. 오후 7:05", SEOUL, "2026-08-11T19:05:00+09:00"),
        ("2026년 8월 11일 오전 12:05", SEOUL, "2026-08-11T00:05:00+09:00"),
        ("March 2, 2026 1:05 p.m. EST", "", "2026-03-02T13:05:00-05:00"),
        ("Mon Mar  2 10:00:00 GMT 2026", "", "2026-03-02T10:00:00+00:00"),
        ("2026-03-02T24:00:00Z", "", "2026-03-03T00:00:00+00:00"),
        ("2026-02-30", "", ""),
        ("yesterday", "", ""),
        ("", "", ""),
        ("Mon, 02 Mar 2026 10:00:00 NOPE", "", ""),
        ("2026-03-02 10:00:00", "Mars/Olympus", "2026-03-02T10:00:00+00:00"),
        ("0001-01-01T00:00:00Z", "", ""),
    ],
)
def test_moments(text: str, zone: str, said: str) -> None:
    assert moment(text, zone) == said


@given(st.integers(365 * 86400, 129 * 365 * 86400), st.integers(-12, 14))
def test_a_moment_comes_back(seconds: int, hours: int) -> None:
    aware = dt.datetime.fromtimestamp(seconds, dt.timezone(dt.timedelta(hours=hours)))
    assert dt.datetime.fromisoformat(moment(aware.isoformat())) == aware
    assert dt.datetime.fromisoformat(moment(aware.strftime("%a, %d %b %Y %H:%M:%S %z"))) == aware


@given(st.text(max_size=LONGEST + 20))
def test_nothing_raises(text: str) -> None:
    assert isinstance(moment(text), str)


@pytest.mark.parametrize("text", ["1" * 80, " " * 80, "Mon, " * 16, "2026-" * 16, "a" * 10_000_000, "1 " * 40])
def test_nothing_takes_long(text: str) -> None:
    began = time.monotonic()
    moment(text)
    assert time.monotonic() - began < 10
