"""Which addresses name the same article: laws for any text, rules by example, the corpus by count."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model.urls import MAX_URL, canonical_hint, canonical_url, politeness_host, same_article_url, site
from tests.corpus import corpus

ARTICLE = "https://www.paper.example/tv/2025/07/23/line-up"
PIECES = st.sampled_from(
    [
        *("http://", "https://", "//", "www.", "m.", "amp.", "paper.example", "co.uk", "뉴스.example", "/", "/amp", "/amp/", "?", "&", "="),
        *(
            "amp=1",
            "utm_source=x",
            "#",
            "#!",
            "%2F",
            "%41",
            "%e9",
            "%CC%81",
            "cafe",
            "..",
            ".",
            "index.html",
            ":80",
            ":443",
            ":",
            "@",
            "[::1]",
        ),
        *("[", "]", "\\", ";jsessionid=1", "(S(abcdefgh1))", ".amp.html", "x.cdn.ampproject.org/c/s/", "google.com/amp/s/", "%", "+", " "),
        *("\t", "é", "\ud800", "%ED%A0%80", "sid=abc123"),
    ]
)
ADDRESSES = st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)


@settings(max_examples=500, deadline=None)  # the first call reads the public suffix list
@given(ADDRESSES | st.text())
@example("https://a.example/amp/amp/x.amp.amp.html")
@example("https://www.m.www.a.example/")
def test_canonical_is_canonical_and_nothing_raises(text: str) -> None:
    once = canonical_url(text)
    assert canonical_url(once) == once
    assert same_article_url(text, once)
    politeness_host(text)
    site(text)
    for hint in (canonical_hint(text, once), canonical_hint(ARTICLE, text)):
        assert hint == canonical_url(hint)


@pytest.mark.parametrize(
    "twin",
    [
        "http://www.paper.example/tv/2025/07/23/line-up",
        "https://paper.example/tv/2025/07/23/line-up/",
        "HTTPS://WWW.Paper.Example.:443/tv/2025/07/23/line-up",
        "https://m.paper.example/tv/2025/07/23/line-up",
        "https://mobile.paper.example/tv/2025/07/23/line-up",
        "https://amp.paper.example/tv/2025/07/23/line-up",
        "https://www.paper.example/tv/2025/07/23/line-up/amp",
        "https://www.paper.example/tv/2025/07/23/line-up/amp/",
        "https://www.paper.example/amp/tv/2025/07/23/line-up",
        "https://www.paper.example/tv/2025/07/23/line-up?amp=1",
        "https://www.paper.example/tv/2025/07/23/line-up?amp",
        "https://www.paper.example/tv/2025/07/23/line-up?outputType=amp",
        "https://www-paper-example.cdn.ampproject.org/v/s/www.paper.example/tv/2025/07/23/line-up?usqp=mq331",
        "https://www.google.com/amp/s/www.paper.example/tv/2025/07/23/line-up",
        "https://www.paper.example/tv/2025/07/23/line-up?utm_source=rss&UTM_Medium=feed&fbclid=1",
        "https://www.paper.example/tv/2025/07/23/line-up?ref=rss&from=naver&sid=0a1b2c3d4e5f6071",
        "https://www.paper.example/tv/2025/07/23/line-up#comments",
        "https://www.paper.example/tv/./x/../2025//07/23/line-up/index.html",
        "https://www.paper.example/tv/2025/07/23/line-up;jsessionid=0A1B2C3D",
        " \thttps://www.paper.example/tv/2025/07/23/line%2Dup\n",
        "https:\\\\www.paper.example/tv/2025/07/23/line-up",
    ],
)
def test_twins(twin: str) -> None:
    assert canonical_url(twin) == canonical_url(ARTICLE)


@pytest.mark.parametrize(
    "a, b",
    [
        ("https://a.example/articleView.html?idxno=1", "https://a.example/articleView.html?idxno=2"),
        ("https://a.example/article.ksn?articleNo=1", "https://a.example/article.ksn?articleNo=2"),
        ("https://a.example/?p=123", "https://a.example/?p=124"),
        ("https://a.example/?p=123", "https://a.example/"),
        ("https://a.example/read?oid=1&aid=2", "https://a.example/read?oid=1&aid=3"),
        ("https://a.example/list?sid=101", "https://a.example/list?sid=102"),
        ("https://a.example/a?source=12", "https://a.example/a?source=13"),
        ("http://m.a.example/mnews.asp?pk_no=1412361", "http://m.a.example/mnews.asp?pk_no=1412362"),
        ("https://a.example/bills?session=117", "https://a.example/bills?session=118"),
        ("https://a.example/a?tracks=12", "https://a.example/a"),
        ("https://a.example/a?id=7&lang=en", "https://a.example/a?id=7&lang=de"),
        ("https://a.example/AC%2FDC", "https://a.example/AC/DC"),
        ("https://a.example/a%3Fb=1", "https://a.example/a?b=1"),
        ("https://a.example:8080/a", "https://a.example/a"),
        ("https://a.example/#!/one", "https://a.example/#!/two"),
        ("https://en.wiki.example/a", "https://de.wiki.example/a"),
        ("https://m.co.uk/a", "https://co.uk/a"),
        ("https://youtu.be/aBc", "https://youtu.be/AbC"),
        ("https://a.example/swamp", "https://a.example/sw"),
        ("https://a.example/amp", "https://a.example/"),
    ],
)
def test_what_must_stay_apart(a: str, b: str) -> None:
    assert not same_article_url(a, b)


@pytest.mark.parametrize(
    "a, b",
    [
        ("https://뉴스.example/피드", "https://xn--vg1b002a.example/%ED%94%BC%EB%93%9C"),
        ("https://a.example/cafe%CC%81", "https://a.example/caf%c3%a9"),
        ("https://a.example/?a=1&b=%20x", "https://a.example/?b=+x&a=1"),
        ("https://a.example/?a=1&amp;b=2", "https://a.example/?a=1&b=2"),
        ("https://a.example/?a=", "https://a.example/?a"),
        ("https://en.m.wiki.example/a", "https://en.wiki.example/a"),
    ],
)
def test_one_spelling(a: str, b: str) -> None:
    assert canonical_url(a) == canonical_url(b)


@pytest.mark.parametrize(
    "text", ["", "#", "mailto:a@b.example", "javascript:alert(1)", "/tv/x", "http://", "http://a:b:c/", "http://[::1/"]
)
def test_what_is_no_http_address_comes_back(text: str) -> None:
    assert canonical_url(f" {text} ") == text


def test_an_address_without_end_is_left_alone() -> None:
    text = "http://a.example/" + "x/" * MAX_URL
    assert canonical_url(text) == text


@pytest.mark.parametrize(
    "hint, believed",
    [
        ("https://www.paper.example/tv/2025/07/23/line-up?utm_source=x", "https://paper.example/tv/2025/07/23/line-up"),
        ("/tv/other", "https://paper.example/tv/other"),
        ("http://news.paper.example/tv/other", "https://news.paper.example/tv/other"),
        ("", ""),
        ("https://www.paper.example/", ""),
        ("https://www.paper.example", ""),
        ("https://www.paper.example/tv/2025/", ""),
        ("https://other.example/tv/2025/07/23/line-up", ""),
        ("https://www.paper.example:8080/tv/other", ""),
        ("javascript:void(0)", ""),
        ("https://[/", ""),
    ],
)
def test_a_hint_stays_on_the_site_and_off_its_front_page(hint: str, believed: str) -> None:
    assert canonical_hint(ARTICLE, hint) == believed


def test_a_hint_may_name_the_first_page_of_many() -> None:
    assert canonical_hint("https://a.example/story/page/2", "https://a.example/story") == "https://a.example/story"


def test_a_hint_on_a_shared_host_stays_with_its_owner() -> None:
    assert canonical_hint("https://one.github.io/a", "https://two.github.io/a") == ""
    assert canonical_hint("https://one.co.uk/a", "https://two.co.uk/a") == ""


@pytest.mark.parametrize(
    "url, host",
    [
        ("https://WWW.Paper.Example:443/x", "paper.example"),
        ("http://m.paper.example/", "m.paper.example"),
        ("https://뉴스.example/", "xn--vg1b002a.example"),
        ("x", ""),
    ],
)
def test_politeness_host(url: str, host: str) -> None:
    assert politeness_host(url) == host


@pytest.mark.corpus
def test_the_pairs_of_the_corpus() -> None:
    pairs = [json.loads(line) for line in (corpus("feeds") / "urls" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    same = [same_article_url(p["a"], p["b"]) for p in pairs if p["same"]]
    joined = [same_article_url(p["a"], p["b"]) for p in pairs if not p["same"]]
    assert sum(same) >= 0.9 * len(same)
    assert sum(joined) <= 0.1 * len(joined)
