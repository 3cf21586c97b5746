"""Visits over a real local web: what becomes an Article, what an Outcome, and what is asked for the next time."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.settings import REDIRECTS_MAX
from crawler.spiders.site import ENTRIES_MAX, read_list
from crawler.spiders.sitemaps import FILES_MAX
from model.records import Article, Entry, Outcome
from model.watched import Rules, Source
from tests.crawler.web import HTML, XML, Answer, Asked, Web, a_feed, a_page, a_visit, crawl

FEED = "http://news.example/feed.xml"
ONE, TWO = "http://news.example/one", "http://news.example/two"


@pytest.fixture
def web():
    with Web() as web, web.proxied():
        web[FEED] = Answer(body=a_feed(("One", ONE), ("Two", TWO)), headers=(*XML, ("ETag", 'W/"x;gzip"'), ("Last-Modified", "some day")))
        web[ONE], web[TWO] = a_page("One"), a_page("Two")
        yield web


def test_a_feed_becomes_articles_and_an_outcome_last(web: Web) -> None:
    brought = crawl(FEED)
    assert {article.entry.url for article in brought.articles} == {ONE, TWO}
    assert all(article.page and article.page.status == 200 and article.reading and not article.problem for article in brought.articles)
    outcome = brought.outcome
    assert brought.order[-1] is outcome
    assert (outcome.state, outcome.http_status, outcome.entries, outcome.known) == ("ok", 200, 2, 0)
    assert set(outcome.keys) == {article.entry.key for article in brought.articles}
    assert (outcome.etag, outcome.last_modified) == ('W/"x;gzip"', "some day")  # byte for byte
    assert outcome.body_hash
    assert outcome.due_at
    assert outcome.due_at > outcome.at


def test_what_is_unchanged_is_asked_conditionally_and_fetched_no_more(web: Web) -> None:
    first = crawl(FEED)
    feed = web.answers[FEED]
    web[FEED] = lambda asked: Answer(304, headers=(("ETag", '"new"'),)) if asked.headers.get("if-none-match") == 'W/"x;gzip"' else feed  # type: ignore[return-value]
    web.log.clear()
    second = crawl(first.visits(), robots=first.robots)
    assert [asked.url for asked in web.log] == [FEED]
    assert web.log[0].headers["if-modified-since"] == "some day"
    assert second.articles == []
    assert (second.outcome.state, second.outcome.etag, second.outcome.last_modified) == ("not_modified", '"new"', "some day")
    assert second.outcome.body_hash == first.outcome.body_hash


def test_the_same_body_with_200_is_not_modified_and_its_validators_replace_the_old(web: Web) -> None:
    first = crawl(FEED)
    web[FEED] = Answer(body=web.answers[FEED].body, headers=XML)  # type: ignore[union-attr]
    second = crawl(first.visits())
    assert (second.outcome.state, second.outcome.etag, second.outcome.last_modified) == ("not_modified", "", "")
    assert second.articles == []


def test_only_new_and_changed_entries_are_yielded(web: Web) -> None:
    first = crawl(FEED)
    web[FEED] = Answer(body=a_feed(("One", ONE), ("Two, edited", TWO), ("Three", "http://news.example/3")), headers=XML)
    web["http://news.example/3"] = a_page("Three")
    second = crawl(first.visits())
    assert {article.entry.title for article in second.articles} == {"Two, edited", "Three"}
    assert (second.outcome.entries, second.outcome.known, len(second.outcome.keys)) == (3, 1, 2)


def test_a_general_source_fetches_only_what_is_wanted(web: Web) -> None:
    def wanted(source: Source, entry: Entry) -> bool:
        return entry.title == "One"

    brought = crawl(a_visit(FEED, scope="general"), wanted=wanted)
    assert brought.article("One").page
    two = brought.article("Two")
    assert two.page is None
    assert two.problem == ""
    assert not web.asked(TWO)


@pytest.mark.parametrize("status", [404, 410, 403, 451])
def test_a_page_that_is_not_there_is_an_article_with_a_problem(web: Web, status: int) -> None:
    web[ONE] = Answer(status, b"no", HTML)
    brought = crawl(FEED)
    assert brought.article("One").problem == f"HTTP {status}"
    assert brought.article("Two").reading
    assert brought.outcome.state == "ok"
    assert brought.outcome.etag


def test_a_page_in_trouble_is_asked_once_more_and_then_left_for_the_next_visit(web: Web) -> None:
    web[ONE] = Answer(500, b"no", HTML)
    brought = crawl(FEED)
    assert brought.article("One").problem == "for now: HTTP 500"
    assert len(web.asked(ONE)) == 2
    assert (brought.outcome.state, brought.outcome.etag, brought.outcome.body_hash) == ("ok", "", "")


def test_a_page_that_recovers_at_the_second_try_is_whole(web: Web) -> None:
    broken = [Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<html>")]
    web[ONE] = lambda asked: broken.pop() if broken else a_page("One")
    brought = crawl(FEED)
    assert brought.article("One").reading
    assert brought.outcome.etag


def test_a_page_that_is_no_page_is_unreadable(web: Web) -> None:
    web[ONE] = Answer(200, b"%PDF-1.7", (("Content-Type", "application/pdf"),))
    assert crawl(FEED).article("One").problem == "unreadable: application/pdf is no page"


@pytest.mark.parametrize(
    "answer,words",
    [
        (Answer(500, b"oops"), "HTTP 500"),
        (Answer(404, b""), "HTTP 404: not found"),
        (Answer(410, b""), "HTTP 410: gone"),
        (Answer(200, b"<html><body>Sign in</body></html>", HTML), "not a feed: an HTML page"),
        (Answer(200, b"", XML), "not a feed: the answer is empty"),
        (Answer(200, b"{}", XML), "not a feed: JSON, but no JSON Feed"),
        (Answer(raw=b"SSH-2.0-OpenSSH_9.6\r\n"), "not HTTP as it should be"),
        (Answer(raw=b""), "the answer broke off"),
        (Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<rss>"), "the answer broke off"),
        (Answer(200, b"<rss", (("Content-Encoding", "snappy"),)), "content encoding 'snappy'"),
        (Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n<rss>"), "99999999 bytes, more than"),
    ],
)
def test_a_source_that_fails_says_why_in_its_outcome(web: Web, answer: Answer, words: str) -> None:
    web[FEED] = answer
    web["http://news.example/robots.txt"] = Answer(404, headers=(("Connection", "close"),))  # a kept connection that breaks is tried anew
    brought = crawl(a_visit(FEED, etag='"old"', failures=2))
    assert brought.outcome.state == "failed"
    assert words in brought.outcome.error
    assert brought.outcome.keys == ()
    assert brought.outcome.etag == '"old"'
    assert len(web.asked(FEED)) == 1  # no second try for a source


def test_a_source_that_does_not_answer_in_time_fails_alone(web: Web) -> None:
    web["http://slow.example/feed.xml"] = Answer(after=3)
    brought = crawl([a_visit("http://slow.example/feed.xml", "slow"), a_visit(FEED)], settings={"DOWNLOAD_TIMEOUT": 0.5})
    said = {outcome.source.slug: outcome for outcome in brought.outcomes}
    assert (said["slow"].state, said["slow"].error) == ("failed", "no answer within 0.5 s")
    assert said["news"].state == "ok"


def test_a_feed_that_is_cut_off_keeps_no_validators(web: Web) -> None:
    web[FEED] = Answer(body=a_feed(("One", ONE), ("Two", TWO))[:-60], headers=(*XML, ("ETag", '"x"')))
    outcome = crawl(FEED).outcome
    assert outcome.state == "ok"
    assert "cut off" in outcome.error
    assert (outcome.etag, outcome.body_hash) == ("", "")


def test_redirects_are_followed_and_the_hops_kept(web: Web) -> None:
    web[ONE] = Answer(301, headers=(("Location", "/moved"),))
    web["http://news.example/moved"] = Answer(302, headers=(("Location", "http://www.other.example/end"),))
    web["http://www.other.example/end"] = a_page("End")
    page = crawl(FEED).article("One").page
    assert page
    assert page.url == "http://www.other.example/end"
    assert page.requested_url == ONE
    assert page.hops == (ONE, "http://news.example/moved")


def test_redirects_in_a_circle_or_without_end_are_given_up(web: Web) -> None:
    web[ONE] = Answer(302, headers=(("Location", ONE),))

    def on_and_on(asked: Asked) -> Answer:
        return Answer(302, headers=(("Location", asked.url + "x"),))

    for n in range(REDIRECTS_MAX + 3):
        web[TWO + "x" * n] = on_and_on
    brought = crawl(FEED)
    assert brought.article("One").problem == "redirects in a circle"
    assert brought.article("Two").problem == f"more than {REDIRECTS_MAX} redirects"


def test_sources_of_one_host_follow_each_other_and_each_has_its_outcome(web: Web) -> None:
    urls = [f"http://news.example/{n}.xml" for n in range(5)]
    for url in urls:
        web[url] = Answer(body=a_feed(), headers=XML)
    brought = crawl([a_visit(url, f"s{n}") for n, url in enumerate(urls)])
    assert sorted(outcome.source.slug for outcome in brought.outcomes) == ["s0", "s1", "s2", "s3", "s4"]


def test_an_entry_without_a_web_address_is_never_asked_for(web: Web) -> None:
    web[FEED] = Answer(body=a_feed(("Script", "javascript:alert(1)"), ("Inside", "http://127.0.0.1:1/"), ("One", ONE)), headers=XML)
    brought = crawl(FEED)
    script = brought.article("Script")
    assert (script.entry.url, script.problem) == ("", "no address")
    assert brought.article("Inside").problem.startswith("address refused")
    assert brought.article("One").reading


def test_times_come_from_the_clock(web: Web) -> None:
    now = dt.datetime(2030, 1, 2, tzinfo=dt.UTC)
    brought = crawl(FEED, clock=lambda: now)
    assert {record.at for record in brought.order if isinstance(record, Article | Outcome)} == {now}


def test_a_list_page_is_read_by_its_rules(web: Web) -> None:
    web["http://news.example/list"] = Answer(
        200, b"<ul class=l><li><a href='one'>First <b>story</b></a><li><a href='/two#x'>Second</a></ul><a href=/no>No</a>", HTML
    )
    brought = crawl(a_visit("http://news.example/list", way="page", rules=Rules(links="ul.l a")))
    assert {(article.entry.url, article.entry.title) for article in brought.articles} == {(ONE, "First story"), (TWO, "Second")}
    nothing = crawl(a_visit("http://news.example/list", way="page", rules=Rules(links="ol a")))
    assert (nothing.outcome.state, nothing.outcome.error) == ("failed", "rules.links finds nothing on the page")


def test_a_sitemap_index_is_followed_newest_first_and_stays_unproven(web: Web) -> None:
    def index(*parts: str) -> bytes:
        rows = "".join(f"<sitemap><loc>{part}</loc><lastmod>2026-01-0{n + 1}</lastmod></sitemap>" for n, part in enumerate(parts))
        return f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</sitemapindex>".encode()

    def urls(*urls: str) -> bytes:
        return b"<urlset>" + b"".join(b"<url><loc>" + url.encode() + b"</loc></url>" for url in urls) + b"</urlset>"

    web["http://news.example/map.xml"] = Answer(
        body=index("http://news.example/old.xml", "http://news.example/new.xml", "http://news.example/gone.xml"), headers=(("ETag", '"i"'),)
    )
    web["http://news.example/old.xml"], web["http://news.example/new.xml"] = Answer(body=urls(ONE)), Answer(body=urls(TWO))
    brought = crawl(a_visit("http://news.example/map.xml", way="sitemap"))
    assert {article.entry.url for article in brought.articles} == {ONE, TWO}
    asked = [asked.url.rsplit("/", 1)[1] for asked in web.log if asked.url.endswith(".xml")]
    assert asked == ["map.xml", "gone.xml", "new.xml", "old.xml"]
    assert brought.outcome.etag == ""
    assert "gone.xml: HTTP 404" in brought.outcome.error


def test_a_visit_reads_so_many_sitemaps_and_says_what_it_left(web: Web) -> None:
    rows = "".join(f"<sitemap><loc>http://news.example/{n}.xml</loc></sitemap>" for n in range(FILES_MAX + 4))
    web["http://news.example/map.xml"] = Answer(body=f"<sitemapindex>{rows}</sitemapindex>".encode())
    brought = crawl(a_visit("http://news.example/map.xml", way="sitemap"))
    assert len(web.asked(".xml")) == 1 + FILES_MAX
    assert "4 more sitemaps were not read" in brought.outcome.error


def test_a_list_page_gives_so_many_articles() -> None:
    body = "".join(f"<a href='/{n}'>Story {n}</a>" for n in range(ENTRIES_MAX + 5)).encode()
    assert len(read_list(body, "http://news.example/", Rules(links="a"))) == ENTRIES_MAX


def test_a_rule_that_is_no_selector_is_said(web: Web) -> None:
    web["http://news.example/list"] = Answer(200, b"<a href='one'>One</a>", HTML)
    outcome = crawl(a_visit("http://news.example/list", way="page", rules=Rules(links="a[["))).outcome
    assert outcome.state == "failed"
    assert outcome.error.startswith("rules.links is no CSS selector")
