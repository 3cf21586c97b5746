"""Politeness over a real local web: robots.txt, one request at a time, delays, the guard, what we say of ourselves."""

from __future__ import annotations

import datetime as dt
import itertools
import socket

import pytest

from crawler.robots import authority_of, robots_verdict
from crawler.settings import CRAWL_DELAY_MAX, HEADER_MAX, scrapy_settings, user_agent
from model.proxies import Proxies, is_loopback
from model.records import RobotsFile
from tests.crawler.web import HTML, XML, Answer, Asked, Web, a_feed, a_page, a_visit, crawl

FEED = "http://news.example/feed.xml"
ONE, TWO = "http://news.example/one", "http://news.example/two"


@pytest.fixture
def web():
    with Web() as web, web.proxied():
        web[FEED] = Answer(body=a_feed(("One", ONE), ("Two", TWO)), headers=XML)
        web[ONE], web[TWO] = a_page("One"), a_page("Two")
        yield web


def robots(text: str, status: int = 200) -> Answer:
    return Answer(status, text.encode(), (("Content-Type", "text/plain"),))


def test_robots_is_asked_once_for_each_authority_and_told(web: Web) -> None:
    web["http://news.example/robots.txt"] = robots("User-agent: *\nDisallow: /private/")
    web[ONE] = Answer(301, headers=(("Location", "http://www.news.example/one"),))
    web["http://www.news.example/one"] = a_page("One")
    brought = crawl(FEED)
    assert sorted(asked.url for asked in web.asked("robots.txt")) == [
        "http://news.example/robots.txt",
        "http://www.news.example/robots.txt",
    ]
    assert {name: file.status for name, file in brought.robots.items()} == {"http://news.example": 200, "http://www.news.example": 404}
    assert "Disallow: /private/" in brought.robots["http://news.example"].body


def test_robots_is_obeyed_for_feeds_and_pages(web: Web) -> None:
    web["http://news.example/robots.txt"] = robots("User-agent: showwire\nDisallow: /one\n\nUser-agent: *\nDisallow: /")
    brought = crawl(FEED)
    assert brought.article("One").problem == "robots.txt does not allow it"
    assert brought.article("Two").reading
    assert not web.asked(ONE)
    web["http://news.example/robots.txt"] = robots("User-agent: *\nDisallow: /feed")
    brought = crawl(FEED)
    assert (brought.outcome.state, brought.outcome.error) == ("failed", "robots.txt does not allow it")


def test_robots_is_obeyed_on_every_hop(web: Web) -> None:
    web["http://other.example/robots.txt"] = robots("User-agent: *\nDisallow: /secret")
    web[ONE] = Answer(302, headers=(("Location", "http://other.example/secret"),))
    brought = crawl(FEED)
    assert brought.article("One").problem == "robots.txt does not allow it"
    assert not web.asked("/secret")


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_robots_txt_in_trouble_forbids_for_now(web: Web, status: int) -> None:
    web["http://news.example/robots.txt"] = robots("", status)
    brought = crawl(FEED)
    assert (brought.outcome.state, brought.outcome.error) == ("failed", f"robots.txt answered {status}")
    assert not web.asked("feed.xml")
    web["http://news.example/robots.txt"] = robots("")  # and is asked again the next time
    assert crawl(FEED, robots=brought.robots).outcome.state == "ok"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_robots_txt_allows(web: Web, status: int) -> None:
    web["http://news.example/robots.txt"] = robots("User-agent: *\nDisallow: /", status)
    assert crawl(FEED).outcome.state == "ok"


def test_a_kept_robots_txt_serves_for_a_day(web: Web) -> None:
    now = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)

    def kept(hours: float) -> dict[str, RobotsFile]:
        at = now - dt.timedelta(hours=hours)
        return {
            "http://news.example": RobotsFile(
                authority="http://news.example", status=200, body="User-agent: *\nDisallow: /one", fetched_at=at
            )
        }

    brought = crawl(FEED, robots=kept(23), clock=lambda: now)
    assert not web.asked("robots.txt")
    assert brought.article("One").problem == "robots.txt does not allow it"
    crawl(FEED, robots=kept(25), clock=lambda: now)
    assert len(web.asked("robots.txt")) == 1


def test_one_request_at_a_time_to_a_host_with_and_without_www(web: Web) -> None:
    links = [f"http://{'www.' if n % 2 else ''}news.example/{n}" for n in range(12)]
    web[FEED] = Answer(body=a_feed(*((f"Story {n}", link) for n, link in enumerate(links))), headers=XML, after=0.02)
    for link in links:
        page = a_page(link)
        web[link] = Answer(page.status, page.body, page.headers, after=0.02)
    brought = crawl([a_visit(FEED), a_visit("http://www.news.example/other.xml", "other")])
    assert len(brought.articles) == 12
    assert max(asked.open_to_host for asked in web.log) == 1


def test_a_redirect_takes_the_place_of_its_new_host(web: Web) -> None:
    for n in range(6):
        web[f"http://h{n}.example/feed.xml"] = Answer(302, headers=(("Location", f"http://hub.example/{n}"),))
        web[f"http://hub.example/{n}"] = Answer(body=a_feed(), headers=XML, after=0.03)
    brought = crawl([a_visit(f"http://h{n}.example/feed.xml", f"s{n}") for n in range(6)])
    assert [outcome.state for outcome in brought.outcomes] == ["ok"] * 6
    assert max(asked.open_to_host for asked in web.log) == 1


def test_hosts_do_not_wait_for_each_other(web: Web) -> None:
    for n in range(8):
        web[f"http://h{n}.example/feed.xml"] = Answer(body=a_feed(), headers=XML, after=0.3)
    crawl([a_visit(f"http://h{n}.example/feed.xml", f"s{n}") for n in range(8)])
    times = [asked.at for asked in web.asked("feed.xml")]
    assert max(times) - min(times) < 0.3


def test_the_delay_between_two_requests_to_a_host(web: Web) -> None:
    crawl(FEED, settings={"DOWNLOAD_DELAY": 0.2})
    times = [asked.at for asked in web.log]
    assert len(times) == 4
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.19


def test_crawl_delay_is_obeyed_up_to_a_limit(web: Web) -> None:
    web["http://news.example/robots.txt"] = robots("User-agent: *\nCrawl-delay: 0.4\n")
    crawl(FEED)
    times = [asked.at for asked in web.log if "robots" not in asked.url]
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.39


def test_a_crawl_delay_without_measure_is_capped(web: Web) -> None:
    web["http://news.example/robots.txt"] = robots("User-agent: *\nCrawl-delay: 99999\n")
    crawl(FEED, settings={"CRAWL_DELAY_MAX": 0.3})
    times = [asked.at for asked in web.log if "robots" not in asked.url]
    assert len(times) == 3
    assert 0.29 <= min(b - a for a, b in itertools.pairwise(times)) < 5
    assert scrapy_settings("", {}, {})["CRAWL_DELAY_MAX"] == CRAWL_DELAY_MAX


def test_long_header_lines_are_read_and_endless_ones_are_not(web: Web) -> None:
    web[FEED] = Answer(body=a_feed(), headers=(*XML, ("Content-Security-Policy", "x" * 20_000)))
    assert crawl(FEED).outcome.state == "ok"
    web[FEED] = Answer(body=a_feed(), headers=(*XML, ("Content-Security-Policy", "x" * (2 * HEADER_MAX))))
    assert crawl(FEED).outcome.error.startswith("not HTTP as it should be")


def test_delay_is_never_switched_off() -> None:
    assert scrapy_settings("", {}, {"DOWNLOAD_DELAY": 0})["DOWNLOAD_DELAY"] > 0


def test_a_host_that_asks_to_be_left_alone_is_left_alone(web: Web) -> None:
    links = [f"http://news.example/{n}" for n in range(6)]
    web[FEED] = Answer(body=a_feed(*((f"Story {n}", link) for n, link in enumerate(links))), headers=XML)
    for link in links:
        web[link] = Answer(429, headers=(("Retry-After", "3600"),))
    brought = crawl(FEED)
    pages = [asked for asked in web.log if asked.url in links]
    assert len(pages) == 1
    assert all(article.problem.startswith("for now: ") for article in brought.articles)
    assert brought.outcome.etag == ""


def test_retry_after_of_a_feed_moves_the_next_visit(web: Web) -> None:
    web[FEED] = Answer(429, headers=(("Retry-After", "7200"),))
    outcome = crawl(a_visit(FEED, every=600)).outcome
    assert outcome.error == "HTTP 429: too many requests"
    assert outcome.due_at
    assert outcome.due_at - outcome.at >= dt.timedelta(seconds=7200)


def test_what_we_say_of_ourselves(web: Web) -> None:
    web[FEED] = Answer(body=a_feed(("One", ONE)), headers=(*XML, ("Set-Cookie", "id=1; Path=/")))
    crawl(FEED)
    assert len(web.log) == 3
    for asked in web.log:
        assert asked.headers["user-agent"] == user_agent("https://example.org/bot")
        assert asked.headers["accept-encoding"] == "gzip, deflate, br, zstd"
        assert not asked.headers.keys() & {"cookie", "referer", "authorization"}
    assert user_agent("https://example.org/bot").startswith("showwire/")
    assert user_agent("https://example.org/bot").endswith(" (+https://example.org/bot)")
    assert "\n" not in user_agent("x\r\nHost: y")


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1/x", "http://169.254.169.254/latest/", "http://[::1]/", "http://u:p@x.example/", "file:///etc/passwd"]
)
def test_the_guard_stands_at_every_hop(web: Web, target: str) -> None:
    web[ONE] = Answer(302, headers=(("Location", target),))
    before = len(web.asked(target))
    problem = crawl(FEED).article("One").problem
    assert "refused" in problem
    assert len(web.asked(target)) == before


def test_a_private_address_is_reached_only_where_it_is_named() -> None:
    with Web() as web:
        url = f"http://{web.address}/feed.xml"
        web[url] = Answer(body=a_feed(), headers=XML)
        refused = crawl(url)
        assert refused.outcome.error.startswith("address refused")
        assert web.log == []
        assert crawl(url, allow=[web.address]).outcome.state == "ok"


def test_loopback_never_goes_through_the_proxy() -> None:
    with Web() as web, Web() as proxy, proxy.proxied():
        url = f"http://{web.address}/feed.xml"
        web[url] = Answer(body=a_feed(), headers=XML)
        assert crawl(url, allow=[web.address]).outcome.state == "ok"
        assert proxy.log == []


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a proxy the resolved address is checked, and it is the one that is connected to."""
    with Web() as web:
        real = socket.getaddrinfo

        def inside(host: str, *args: object, **kwargs: object) -> object:
            return real("127.0.0.1" if host == "innocent.example" else host, *args, **kwargs)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "getaddrinfo", inside)
        outcome = crawl(f"http://innocent.example:{web.port}/feed.xml").outcome
        assert outcome.state == "failed"
        assert "innocent.example leads to 127.0.0.1" in outcome.error
        assert web.log == []


def test_a_name_that_does_not_exist_fails_its_source() -> None:
    outcome = crawl("http://nowhere.invalid/feed.xml").outcome
    assert outcome.state == "failed"
    assert outcome.error.startswith("name not found: nowhere.invalid")


def test_the_proxies_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "proxy.example:3128")
    monkeypatch.setenv("https_proxy", "http://user:word@proxy.example:3129")
    monkeypatch.setenv("no_proxy", "inside.example")
    proxies = Proxies()
    assert proxies.proxy("http://a.example/") == "http://proxy.example:3128"
    assert proxies.proxy("https://a.example/") == "http://user:word@proxy.example:3129"
    assert proxies.proxy("http://inside.example/") is None
    assert [
        host for host in ("localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]", "8.8.8.8", "local.example") if is_loopback(host)
    ] == [
        "localhost",
        "a.localhost",
        "127.0.0.1",
        "127.9.9.9",
        "[::1]",
    ]


def test_verdicts() -> None:
    text = "User-agent: *\nDisallow: /a\nAllow: /a/b\nCrawl-delay: 2\n"
    assert robots_verdict(text, "showwire", "https://x.example/a/c") == (False, 2.0)
    assert robots_verdict(text, "showwire", "https://x.example/a/b") == (True, 2.0)
    assert robots_verdict("", "showwire", "https://x.example/") == (True, None)


@pytest.mark.parametrize(
    "url,authority",
    [
        ("https://x.example/a", "https://x.example"),
        ("https://x.example:443/", "https://x.example"),
        ("http://x.example:8080/", "http://x.example:8080"),
        ("http://[2606:4700::1]:81/", "http://[2606:4700::1]:81"),
    ],
)
def test_authorities(url: str, authority: str) -> None:
    assert authority_of(url) == authority


def test_asked_records_its_conditions() -> None:
    assert Asked("", {"if-none-match": "x"}, 1, 0).conditional
    assert HTML
