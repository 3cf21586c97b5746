"""Sitemaps in all their forms."""

from __future__ import annotations

import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.spiders.sitemaps import URLS_MAX, answer_sitemaps, entries_of, newest_first, read_sitemap, sitemap_lines

URL = "https://news.example/sitemap.xml"
NEWS = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://news.example/a </loc><lastmod>2026-03-02</lastmod>
 <news:news><news:publication><news:name>N</news:name><news:language>ko</news:language></news:publication>
 <news:publication_date>2026-03-02T10:00:00+09:00</news:publication_date>
 <news:title>A &amp; B</news:title><news:keywords>tv, drama</news:keywords></news:news>
 <image:image><image:loc>https://img.example/x.jpg</image:loc><image:title>no</image:title></image:image></url>
<url><loc>/b</loc></url><url><loc>javascript:no()</loc></url></urlset>"""


def test_a_news_sitemap() -> None:
    found = read_sitemap(NEWS, URL)
    assert found.type == "urlset"
    one, two = found.places
    assert (one.loc, one.lastmod, one.news_title, one.news_date) == (
        "https://news.example/a",
        "2026-03-02",
        "A & B",
        "2026-03-02T10:00:00+09:00",
    )
    assert two.loc == "https://news.example/b"
    entry = entries_of(found)[0]
    assert (entry.key, entry.title, entry.published, entry.updated, entry.language, entry.categories) == (
        "https://news.example/a",
        "A & B",
        "2026-03-02T10:00:00+09:00",
        "2026-03-02",
        "ko",
        ("tv", "drama"),
    )


def test_packed_and_wide() -> None:
    assert read_sitemap(gzip.compress(NEWS), URL) == read_sitemap(NEWS, URL)
    assert read_sitemap(NEWS.decode().encode("utf-16"), URL) == read_sitemap(NEWS, URL)


def test_an_index_is_listed_newest_first() -> None:
    body = b"<sitemapindex>" + b"".join(
        b"<sitemap><loc>https://news.example/%d.xml</loc>%s</sitemap>" % (n, b"<lastmod>2026-0%d-01</lastmod>" % n if n < 4 else b"")
        for n in range(1, 5)
    )
    found = read_sitemap(body + b"</sitemapindex>", URL)
    assert found.type == "index"
    assert [place.loc[-5] for place in newest_first(found.places)] == ["4", "3", "2", "1"]


def test_other_forms() -> None:
    assert read_sitemap(b"https://news.example/a\nhttps://news.example/b\n", URL).type == "text"
    robots = read_sitemap(
        b"User-agent: *\nDisallow: /x\nSitemap: https://news.example/s.xml\nsitemap:/t.xml # news\n", "https://news.example/robots.txt"
    )
    assert (robots.type, [place.loc for place in robots.places]) == ("robots", ["https://news.example/s.xml", "https://news.example/t.xml"])
    assert sitemap_lines("Sitemap: a\nSitemap: a\n") == ("a",)
    feed = read_sitemap(
        b"<rss version='2.0'><channel><item><title>A</title><link>https://news.example/a</link></item></channel></rss>", URL
    )
    assert (feed.type, feed.places[0].news_title) == ("rss", "A")
    assert (
        read_sitemap(b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='https://news.example/a'/></entry></feed>", URL).type
        == "atom"
    )


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"hello", b"\x1f\x8bjunk", b"<", b"{}"])
def test_what_is_no_sitemap_says_so(body: bytes) -> None:
    found = read_sitemap(body, URL)
    assert found.type == "invalid"
    assert found.problem


def test_a_broken_one_keeps_what_came() -> None:
    found = read_sitemap(NEWS[:-60], URL)
    assert found.places[0].loc == "https://news.example/a"


def test_bombs_and_entities() -> None:
    began = time.monotonic()
    levels = b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    body = b"<?xml version='1.0'?><!DOCTYPE urlset [<!ENTITY a0 'x'><!ENTITY f SYSTEM 'file:///etc/passwd'>" + levels + b"]>"
    found = read_sitemap(body + b"<urlset><url><loc>https://news.example/&a9;&f;</loc></url></urlset>", URL)
    assert time.monotonic() - began < 10
    assert all(len(place.loc) < 200 and "root:" not in place.loc for place in found.places)
    assert read_sitemap(gzip.compress(b"\0" * (60 << 20)), URL).type == "invalid"
    assert read_sitemap(b"<urlset>" + b"<url>" * 100_000, URL).type in ("urlset", "invalid")


def test_the_number_of_addresses_is_bounded() -> None:
    body = b"<urlset>" + b"<url><loc>https://n.example/a</loc></url>" * (URLS_MAX + 5) + b"</urlset>"
    found = read_sitemap(body, URL)
    assert len(found.places) == URLS_MAX
    assert str(URLS_MAX) in found.problem


def test_the_answer_for_try(tmp_path) -> None:
    (tmp_path / "s.xml.gz").write_bytes(gzip.compress(NEWS))
    answer = answer_sitemaps({"id": "1", "file": "s.xml.gz", "url": URL}, tmp_path)
    assert answer["type"] == "urlset"
    assert answer["urls"][1] == {"loc": "https://news.example/b"}


@given(st.binary(max_size=300))
def test_no_bytes_raise(body: bytes) -> None:
    read_sitemap(body, URL)
    read_sitemap(b"<urlset><url>" + body, URL)
