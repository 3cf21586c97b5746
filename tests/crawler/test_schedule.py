"""When a source is visited again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.schedule import DAY, JITTER, WAIT_MAX, Facts, fresh_for, next_visit, retry_after
from model.watched import Source

NOW = dt.datetime(2026, 3, 2, 10, 7, tzinfo=dt.UTC)


def source(every: int = 3600, cron: str = "", slug: str = "news") -> Source:
    return Source(slug=slug, way="feed", url="https://news.example/feed", every=every, cron=cron)


def wait(facts: Facts, of: Source | None = None) -> float:
    return (next_visit(of or source(), facts, NOW) - NOW).total_seconds()


def test_the_interval_with_a_steady_spread() -> None:
    assert 3600 <= wait(Facts()) <= 3600 * (1 + JITTER)
    assert wait(Facts()) == wait(Facts())
    assert len({wait(Facts(), source(slug=f"s{n}")) for n in range(20)}) == 20


def test_cron_in_utc() -> None:
    assert next_visit(source(cron="*/20 7-23 * * *"), Facts(), NOW) == dt.datetime(2026, 3, 2, 10, 20, tzinfo=dt.UTC)
    assert next_visit(source(cron="0 6 * * *"), Facts(), NOW) == dt.datetime(2026, 3, 3, 6, 0, tzinfo=dt.UTC)


def test_failures_back_off_to_a_day() -> None:
    waits = [wait(Facts(failed=True, failures=n)) for n in range(1, 12)]
    assert waits == sorted(waits)
    assert 7200 <= waits[0] <= 7200 * (1 + JITTER)
    assert DAY <= waits[-1] <= DAY * (1 + JITTER)
    assert wait(Facts(failed=True, failures=1, gone=True)) >= DAY


@pytest.mark.parametrize("hint", ["retry_after", "fresh_for", "ttl"])
def test_servers_can_only_make_it_later_and_not_by_more_than_a_day(hint: str) -> None:
    assert wait(Facts(**{hint: 60.0})) == wait(Facts())
    assert wait(Facts(**{hint: 7200.0})) == 7200
    assert wait(Facts(**{hint: 10 * DAY})) == WAIT_MAX
    assert wait(Facts(**{hint: 7200.0}), source(cron="*/5 * * * *")) == 7200


@pytest.mark.parametrize(
    "value,seconds",
    [
        ("3600", 3600),
        (' "120" ', 120),
        ("Mon, 02 Mar 2026 11:07:00 GMT", 3600),
        ("Mon, 02 Mar 2026 09:07:00 GMT", 0),
        ("", 0),
        ("soon", 0),
        ("-5", 0),
        ("9" * 400, 0),
    ],
)
def test_retry_after(value: str, seconds: float) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    "headers,seconds",
    [
        ({"cache-control": "public, max-age=43200"}, 43200),
        ({"cache-control": 'max-age="3600"'}, 3600),
        ({"cache-control": "max-age=3600", "age": "3000"}, 600),
        ({"cache-control": "max-age=3600", "age": "9999"}, 0),
        ({"cache-control": "max-age=abc", "expires": "Mon, 02 Mar 2026 11:07:00 GMT"}, 0),
        ({"cache-control": "no-cache, max-age=60"}, 0),
        ({"cache-control": "s-maxage=99"}, 0),
        ({"expires": "Mon, 02 Mar 2026 11:07:00 GMT", "date": "Mon, 02 Mar 2026 10:57:00 GMT"}, 600),
        ({"expires": "Mon, 02 Mar 2026 11:07:00 GMT"}, 3600),
        ({"expires": "0"}, 0),
        ({"expires": "Mon, 02 Mar 2020 11:07:00 GMT"}, 0),
        ({}, 0),
    ],
)
def test_freshness(headers: dict[str, str], seconds: float) -> None:
    assert fresh_for(headers, NOW) == seconds


@given(st.dictionaries(st.sampled_from(["cache-control", "age", "expires", "date"]), st.text(max_size=60)))
def test_no_header_raises(headers: dict[str, str]) -> None:
    assert fresh_for(headers, NOW) >= 0
    assert retry_after(headers.get("age", ""), NOW) >= 0


@given(st.integers(60, 30 * 86400), st.booleans(), st.integers(0, 1000), st.floats(0, 1e12), st.floats(0, 1e12))
def test_never_before_the_interval_and_never_for_ever(every: int, failed: bool, failures: int, hint: float, ttl: float) -> None:
    seconds = wait(Facts(failed=failed, failures=failures, retry_after=hint, ttl=ttl), source(every))
    assert every <= seconds <= max(every, DAY) * (1 + JITTER)
