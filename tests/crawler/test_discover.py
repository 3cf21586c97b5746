"""Feeds, sitemaps and the language of a page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.discover import answer_discover, discover

URL = "https://news.example/section/page"


def test_declared_feeds_win_and_are_absolute() -> None:
    body = b"""<html lang="ko-KR"><head>
      <link rel="alternate" type="application/rss+xml" title="All news" href="/feed">
      <link rel="alternate" type="application/atom+xml" href="atom.xml">
      <link rel="alternate" type="application/feed+json" href="https://other.example/feed.json">
      <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
      <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
      <link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" href="/x.css">
      <link rel="sitemap" type="application/xml" href="/sitemap.xml"></head><body><a href="/rss">RSS</a></body></html>"""
    found = discover(body, URL)
    assert [(lead.url, lead.type, lead.title) for lead in found.feeds] == [
        ("https://news.example/feed", "rss", "All news"),
        ("https://news.example/section/atom.xml", "atom", ""),
        ("https://other.example/feed.json", "json", ""),
    ]
    assert found.sitemaps == ("https://news.example/sitemap.xml",)
    assert found.language == "ko-KR"


def test_links_that_look_like_feeds_serve_where_nothing_is_declared() -> None:
    body = b"<base href='https://base.example/'>"
    body += b"<a href='feeds/all.rss'>Everything</a><a href='/feedback'>Write</a><a href='javascript:rss()'>x</a>"
    assert [lead.url for lead in discover(body, URL).feeds] == ["https://base.example/feeds/all.rss"]


def test_the_answer_for_try(tmp_path) -> None:
    html = "<link rel=alternate type=application/rss+xml href=/feed title=A>"
    assert answer_discover({"html": html, "url": "news.example"}, tmp_path) == {
        "feeds": [{"url": "https://news.example/feed", "type": "rss", "title": "A"}],
        "sitemaps": [],
        "language": "",
    }


@given(st.binary(max_size=300))
def test_no_bytes_raise(body: bytes) -> None:
    discover(body, URL)
    discover(b"<html><link rel='alternate' type='application/rss+xml' href='" + body, URL)
