"""The sample newsroom: what it lists it serves, its validators hold, and its days differ as its truth says."""

from __future__ import annotations

import http.client
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from model.urls import canonical_url
from model.watch import parse_sources, read_series
from newsroom.articles import DAYS, OUTLETS, Article, articles
from newsroom.site import Newsroom

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as opened:
        yield opened


def get(url: str, **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request(
            "GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode("utf-8")
    finally:
        connection.close()


def listing(newsroom: Newsroom, slug: str) -> str:
    outlet = next(each for each in OUTLETS if each.slug == slug)
    return newsroom.base(slug) + outlet.path


def listed(newsroom: Newsroom, slug: str) -> list[str]:
    """The addresses that an outlet lists, read with nothing of ours."""
    url = listing(newsroom, slug)
    text = get(url)[2]
    if slug == "hanbit":
        return [urljoin(url, unescape(path)) for path in re.findall(r'<a class="title" href="([^"]+)"', text)]
    root = ET.fromstring(text)
    places = {"hyosan-evening-post": ".//item/link", "meridian-wire": ".//{*}entry/{*}link", "hyosan-studio": ".//{*}url/{*}loc"}
    return [each.get("href") or each.text or "" for each in root.findall(places[slug])]


def named(day: int, key: str) -> Article:
    return next(each for each in articles(day) if each.id == key)


@pytest.mark.parametrize("day", range(1, DAYS + 1))
@pytest.mark.parametrize("slug", [outlet.slug for outlet in OUTLETS])
def test_what_is_listed_is_what_was_published_and_answers(newsroom: Newsroom, slug: str, day: int) -> None:
    newsroom.day = day
    urls = listed(newsroom, slug)
    assert {canonical_url(url) for url in urls} == {
        canonical_url(newsroom.url(each)) for each in newsroom.articles() if each.outlet == slug and not each.gone
    }
    for url in urls:
        assert get(url)[0] == 200


@pytest.mark.parametrize("path", ["", "/robots.txt", None])
def test_conditional_requests_get_304(newsroom: Newsroom, path: str | None) -> None:
    newsroom.day = 1
    urls = [newsroom.base(outlet.slug) + (outlet.path if path == "" else path or "/") for outlet in OUTLETS] + [
        newsroom.url(each) for each in newsroom.articles()
    ]
    for url in urls:
        status, headers, body = get(url)
        assert (status, bool(body)) == (200, True)
        for again in ({"If_None_Match": f'"x", W/{headers["ETag"]}'}, {"If_Modified_Since": headers["Last-Modified"]}):
            assert get(url, **again)[0::2] == (304, "")
        assert get(url, If_None_Match='"x"', If_Modified_Since=headers["Last-Modified"])[0] == 200
        assert get(url, If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT")[0] == 200


def test_only_what_changed_gets_200_on_the_next_day(newsroom: Newsroom) -> None:
    newsroom.day = 1
    held = {newsroom.url(each): get(newsroom.url(each))[1] for each in newsroom.articles()}
    newsroom.day = 3
    changed = {newsroom.url(each) for each in newsroom.articles() if each.changed > 1 and each.day == 1}
    assert changed
    for url, headers in held.items():
        for again in ({"If_None_Match": headers["ETag"]}, {"If_Modified_Since": headers["Last-Modified"]}):
            assert (get(url, **again)[0] != 304) is (url in changed), url


def test_the_edits(newsroom: Newsroom) -> None:
    assert "gets a premiere date" in named(1, "hep-date").title
    assert "on January 29" in named(2, "hep-date").title
    assert "Seven months" in " ".join(named(1, "hep-wrap").body)
    assert "Eight months" in " ".join(named(2, "hep-wrap").body)
    before, after = " ".join(named(1, "mer-date").body), " ".join(named(2, "mer-date").body)
    assert before != after
    assert before.split() == after.split()
    newsroom.day = 2
    gone = newsroom.url(named(1, "hep-rumour"))
    assert get(gone)[0] == 200
    newsroom.day = 3
    assert get(gone)[0] == 410
    assert get(gone, If_None_Match="*")[0] == 410
    assert named(1, "st-date").dates == (("premiere", "2027-01-29"),)
    assert named(3, "st-date").dates == (("premiere", "2027-02-05"),)
    assert "February 5" in get(newsroom.url(named(3, "st-date")))[2]


def test_a_wall_and_a_teaser_do_not_show_the_article(newsroom: Newsroom) -> None:
    newsroom.day = 2
    wall = get(newsroom.url(named(2, "hb-wall")))[2]
    assert "동의" in wall
    assert named(2, "hb-wall").body[0] not in wall
    assert "Subscribe" in get(newsroom.url(named(2, "hep-teaser")))[2]


def test_pages_say_date_and_author_in_three_ways(newsroom: Newsroom) -> None:
    newsroom.day = 1
    first, second, third = (get(newsroom.url(named(1, key)))[2] for key in ("hep-date", "mer-date", "hb-date"))
    said = json.loads(re.findall(r"ld\+json\">(.*?)</script>", first)[0])
    assert (said["datePublished"], said["author"][0]["name"]) == ("2026-11-16T10:30:00+09:00", "Mina Harrow")
    assert 'article:published_time" content="2026-11-16T01:20:00+00:00"' in second
    assert "ld+json" not in second + third
    assert '<time class="published" datetime="2026-11-16T10:40:00+09:00">' in third


def test_what_is_not_there(newsroom: Newsroom) -> None:
    assert get(newsroom.base("hanbit") + "/nothing")[0] == 404
    newsroom.day = 1
    assert get(newsroom.url(named(2, "hep-trailer")))[0] == 404


def test_robots_forbids_what_one_feed_lists_by_mistake(newsroom: Newsroom) -> None:
    newsroom.day = 1
    assert "Disallow: /private/" in get(newsroom.base("hyosan-evening-post") + "/robots.txt")[2]
    assert any("/private/" in url for url in listed(newsroom, "hyosan-evening-post"))


def test_requests_are_kept_for_tests_of_manners(newsroom: Newsroom) -> None:
    newsroom.requests.clear()
    get(newsroom.base("hanbit") + "/list.html", User_Agent="showwire/0 (+https://example.org/)", If_None_Match='"x"')
    (asked,) = newsroom.requests
    assert (asked.outlet, asked.path, asked.status, asked.conditional) == ("hanbit", "/list.html", 200, True)
    assert asked.user_agent.startswith("showwire/")


def test_its_sources_are_valid_and_named_as_allowed(newsroom: Newsroom) -> None:
    watchlist = parse_sources(newsroom.sources_yaml().encode())
    assert [source.slug for source in watchlist.sources] == [outlet.slug for outlet in OUTLETS]
    assert {source.way for source in watchlist.sources} == {"feed", "sitemap", "page"}
    assert set(watchlist.allow) == {f"127.0.0.1:{port}" for port in newsroom.ports.values()}


def test_the_truth_is_about_people_we_know_and_articles_that_exist() -> None:
    (series,) = read_series(ROOT / "series.yaml")
    people = {person.name for person in series.people}
    known = {each.id for each in articles(DAYS)}
    assert len(known) == len(articles(DAYS)) == 40
    for each in articles(DAYS):
        assert set(each.cast) <= people, each.id
        assert {each.copy_of, each.via} - {""} <= known
        assert each.on_topic or not (each.cast or each.dates)


def test_a_person_of_the_truth_is_named_in_the_text() -> None:
    (series,) = read_series(ROOT / "series.yaml")
    names = {person.name: {person.name, person.native, *person.also} for person in series.people}
    for each in articles(DAYS):
        text = "\n".join((each.title, each.summary, *each.body))
        for person in each.cast:
            assert any(name and name in text for name in names[person]), (each.id, person)


def test_a_copy_has_the_words_of_its_origin() -> None:
    copy, origin = named(1, "hep-date-wire"), named(1, "mer-date")
    assert copy.copy_of == origin.id
    assert copy.body == origin.body
    assert copy.title != origin.title
