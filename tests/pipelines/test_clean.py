"""One title, one address, one date: what clean chooses when page, feed and address disagree."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.records import Article, Dropped, Filing, Outcome, Reason, RobotsFile
from model.text import fold
from pipelines.clean import EXCERPT_MAX, Clean, clean
from pipelines.moments import read_moment
from tests.pipelines.builders import NOW, a_filing, a_source, an_article


def cleaned(article: Article) -> Filing:
    made = clean(article, NOW)
    assert isinstance(made, Filing)
    return made


def test_text_is_title_and_body_and_the_headline_is_not_said_twice() -> None:
    filing = a_filing("A headline", "A headline\nThe body.")
    assert filing.text == "A headline\n\nThe body."
    assert filing.body == "The body."


def test_the_site_s_name_is_no_headline() -> None:
    article = an_article("Gazette", "Body.", listed="Moon Harbour returns", source=a_source("gazette", name="The Gazette"))
    assert cleaned(replace(article, reading=replace(article.reading, title="The Gazette"))).title == "Moon Harbour returns"  # type: ignore[type-var]


def test_a_page_without_a_title_has_the_words_of_its_address() -> None:
    filing = a_filing("", "Some text.", url="https://gazette.example/2026/03/moon-harbour-returns-48213.html", listed="")
    assert filing.title == "moon harbour returns"


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        ("HTTP 404", Reason.GONE),
        ("HTTP 410", Reason.GONE),
        ("robots.txt", Reason.FORBIDDEN),
        ("timeout", Reason.UNREADABLE),
        ("private address", Reason.FORBIDDEN),
    ],
)
def test_why_there_is_nothing(problem: str, reason: Reason) -> None:
    dropped = clean(replace(an_article("", read=False), problem=problem), NOW)
    assert isinstance(dropped, Dropped)
    assert dropped.reason == reason


def test_what_the_feed_says_is_enough_where_the_page_cannot_be_had() -> None:
    article = replace(an_article("Moon Harbour returns", read=False, summary="It comes back in May."), problem="timeout")
    filing = cleaned(article)
    assert filing.body == "It comes back in May."
    assert filing.quality == "teaser"


def test_no_address_is_dropped() -> None:
    article = an_article("A headline", read=False)
    dropped = clean(replace(article, entry=replace(article.entry, url="javascript:void(0)")), NOW)
    assert isinstance(dropped, Dropped)
    assert dropped.reason == Reason.NO_ADDRESS


def test_an_excerpt_is_the_feed_s_summary_and_short() -> None:
    assert a_filing("A headline", "Body text.").excerpt == ""
    assert len(a_filing("A headline", "Body.", summary="word " * 200).excerpt) <= EXCERPT_MAX


def test_white_space_case_and_quotes_are_no_edit() -> None:
    one = a_filing("“Moon Harbour” returns", "The  cast\nis back.")
    two = a_filing("'Moon Harbour' Returns", "The cast is back.", url="https://gazette.example/2")
    assert one.content_hash == two.content_hash
    assert one.body_hash == two.body_hash
    assert a_filing("'Moon Harbour' returns", "The cast is gone.").content_hash != one.content_hash


def test_a_deep_link_sent_to_the_front_page_keeps_its_address() -> None:
    article = an_article("Front", url="https://gazette.example/deep/story")
    moved = replace(article, page=replace(article.page, url="https://gazette.example/"))  # type: ignore[type-var]
    assert cleaned(moved).url == "https://gazette.example/deep/story"


def test_hops_and_hints_are_other_addresses() -> None:
    article = an_article("A headline", url="https://gazette.example/a-story?utm_source=x")
    page = replace(article.page, url="https://gazette.example/a-story", hops=("https://pool.example/r/1",))  # type: ignore[type-var]
    reading = replace(article.reading, canonical="https://gazette.example/the-story")  # type: ignore[type-var]
    filing = cleaned(replace(article, page=page, reading=reading))
    assert filing.url == "https://gazette.example/a-story"
    assert {"https://pool.example/r/1", "https://gazette.example/the-story"} <= set(filing.addresses)


# --- dates ---


@pytest.mark.parametrize("published", ["1970-01-01T00:00:00+00:00", "2027-03-10T12:00:00+00:00", "soon"])
def test_a_date_that_cannot_be_is_left_out_and_said(published: str) -> None:
    filing = a_filing(published=published)
    assert filing.published is None
    assert filing.suspect


def test_a_feed_that_says_today_each_day_is_not_believed() -> None:
    article = an_article("A headline", published="2026-01-05")
    article = replace(article, entry=replace(article.entry, published=NOW.isoformat()))
    filing = cleaned(article)
    assert filing.published_day == "2026-01-05"
    assert filing.suspect


def test_midnight_in_seoul_is_that_day() -> None:
    moment = read_moment("2026-03-02T15:00:00Z", "Asia/Seoul")
    assert moment is not None
    assert moment.day == "2026-03-03"
    assert moment.at == dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)


def test_a_day_from_the_page_and_an_instant_from_the_feed_are_joined() -> None:
    article = an_article("A headline", published="2026-03-09")
    article = replace(article, entry=replace(article.entry, published="2026-03-09T08:30:00+09:00"))
    filing = cleaned(article)
    assert (filing.published_day, filing.published_precision) == ("2026-03-09", "instant")


@given(st.text(max_size=80))
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_what_is_no_article_is_passed_on() -> None:
    for item in (
        Outcome(source=a_source(), at=NOW, state="ok"),
        RobotsFile(authority="https://x.example", status=200, body="", fetched_at=NOW),
    ):
        assert Clean(None).process_item(item) is item
