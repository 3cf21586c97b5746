"""Feeds as they are written in the wild -> entries."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.spiders.feeds import ENTRIES_MAX, FEED_MAX, answer_feeds, read_feed
from crawler.spiders.fragments import line, plain
from crawler.spiders.prolog import newest_only, without_prolog
from model.records import Entry

URL = "https://news.example/feed/"


def rss(items: str, more: str = "", head: str = "<?xml version='1.0' encoding='utf-8'?>") -> bytes:
    return f"{head}<rss version='2.0'><channel><title>News</title><language>ko</language>{more}{items}</channel></rss>".encode()


def only(body: bytes, zone: str = "") -> Entry:
    (entry,) = read_feed(body, URL, {}, zone).entries
    return entry


def test_an_entry_is_plain_text_with_absolute_addresses() -> None:
    entry = only(
        rss(
            "<item><title>Tom &amp;#8220;X&amp;#8221; &amp; &lt;b&gt;Kim&lt;/b&gt;</title><link>../a?x=1&amp;y=2</link>"
            "<guid isPermaLink='false'>g1</guid>"
            "<description><![CDATA[<p>One <a href='x'>two</a>.</p><script>no()</script><p>Three&nbsp;four</p>]]></description>"
            "<category>TV</category><pubDate>Mon, 02 Mar 2026 10:00:00 +0900</pubDate></item>"
        )
    )
    assert entry.title == "Tom “X” & Kim"
    assert entry.url == "https://news.example/a?x=1&y=2"
    assert (entry.key, entry.guid) == ("g1", "g1")
    assert entry.summary == "One two.\nThree four"
    assert entry.categories == ("TV",)
    assert entry.published == "2026-03-02T10:00:00+09:00"


def test_atom_with_its_base_and_the_feeds_author() -> None:
    entry = only(
        b"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://base.example/x/'><title>T</title><author><name>Ann</name></author>"
        b"<entry><id>urn:1</id><title type='html'>A &amp;lt;b&amp;gt;</title><link href='p/1'/><updated>2026-03-02T10:00:00Z</updated>"
        b"<summary type='text'>5 &lt; 6</summary></entry></feed>"
    )
    assert entry.url == "https://base.example/x/p/1"
    assert entry.authors == ("Ann",)
    assert entry.updated == "2026-03-02T10:00:00+00:00"
    assert entry.summary == "5 < 6"


def test_two_addresses_under_one_guid_are_two_entries_and_the_same_twice_is_one() -> None:
    item = "<item><guid isPermaLink='false'>g</guid><link>https://news.example/{}</link><title>{}</title></item>"
    feed = read_feed(rss(item.format("a", "A") + item.format("b", "B") + item.format("a", "A")), URL)
    assert [(entry.key, entry.title) for entry in feed.entries] == [("g", "A"), ("g https://news.example/b", "B")]


def test_an_address_serves_where_a_guid_is_one() -> None:
    assert (
        only(b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>https://news.example/1</id><title>A</title></entry></feed>").url
        == "https://news.example/1"
    )


@pytest.mark.parametrize(
    "body,problem",
    [
        (b"", "not a feed: the answer is empty"),
        (b"  \n", "not a feed: the answer is empty"),
        (b"<!doctype html><html><body>Hello</body></html>", "not a feed: an HTML page"),
        (b"plain words", "not a feed"),
        (b'{"a": 1}', "not a feed: JSON, but no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "not a feed: broken JSON"),
        (b"[" * 200_000, "not a feed: broken JSON"),
        (b"x" * (FEED_MAX + 1), "not read: "),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, problem: str) -> None:
    feed = read_feed(body, URL)
    assert feed.entries == ()
    assert feed.problem.startswith(problem)


def test_a_feed_that_ends_in_the_middle_keeps_what_came_and_says_so() -> None:
    body = rss(
        "<item><title>A</title><link>https://news.example/a</link></item><item><title>B</title><link>https://news.example/b</link></item>"
    )
    feed = read_feed(body[:-40], URL)
    assert feed.entries[0].title == "A"
    assert feed.cut
    assert "cut off in the middle" in feed.problem


def test_a_stray_ampersand_is_a_note_and_no_cut() -> None:
    feed = read_feed(rss("<item><title>A & B</title><link>https://news.example/a</link></item>"), URL)
    assert feed.entries[0].title == "A & B"
    assert not feed.cut
    assert feed.problem.startswith("not well-formed")


def test_entities_are_neither_expanded_nor_fetched() -> None:
    levels = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    head = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a0 'lol'><!ENTITY file SYSTEM 'file:///etc/passwd'>{levels}]>"
    began = time.monotonic()
    entry = only(rss("<item><title>&a9;&file;</title><link>https://news.example/a</link></item>", head=head))
    assert time.monotonic() - began < 10
    assert len(entry.title) < 100
    assert "root:" not in entry.title


@pytest.mark.parametrize(
    "noise", ["\n" * 150_000, "<!-- " * 50_000 + "-->", "<!DOCTYPE" + "\n" * 150_000 + "rss>", "<!DOCTYPE rss [" + "]" * 100_000 + "]>"]
)
def test_a_long_prolog_costs_nothing(noise: str) -> None:
    began = time.monotonic()
    feed = read_feed(rss("<item><title>A</title><link>https://news.example/a</link></item>", head=noise), URL)
    assert time.monotonic() - began < 10
    assert [entry.title for entry in feed.entries] == ["A"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_read_whatever_is_declared(encoding: str) -> None:
    body = rss("<item><title>카페</title><link>https://news.example/a</link></item>").decode().encode(encoding)
    assert only(body).title == "카페"


def test_euc_kr_is_read_by_its_declaration_or_header() -> None:
    text = "<rss version='2.0'><channel><item><title>박지후</title><link>https://news.example/a</link></item></channel></rss>"
    assert only(b"<?xml version='1.0' encoding='euc-kr'?>" + text.encode("euc-kr")).title == "박지후"
    feed = read_feed(text.encode("euc-kr"), URL, {"Content-Type": "application/rss+xml; charset=euc-kr"})
    assert feed.entries[0].title == "박지후"


def test_the_newest_entries_of_too_many_are_kept() -> None:
    many = ENTRIES_MAX + 50
    items = "".join(
        f"<item><title>T{n}</title><link>https://news.example/{n}</link>"
        f"<pubDate>{1 + n // 24 % 28:02} Mar {2000 + n // 672} {n % 24:02}:00:00 GMT</pubDate></item>"
        for n in range(many)
    )
    feed = read_feed(rss(items), URL)
    assert len(feed.entries) == ENTRIES_MAX
    assert feed.left_out == 50
    assert feed.entries[-1].title == f"T{many - 1}"
    assert feed.entries[0].title == "T50"
    assert f"{many} entries, the newest {ENTRIES_MAX} were read" in feed.problem


def test_newest_only_leaves_a_small_feed_alone() -> None:
    body = rss("<item><title>A</title></item>")
    assert newest_only(body, 5) == (body, 1)


@pytest.mark.parametrize(
    "more,seconds",
    [
        ("<ttl>60</ttl>", 3600),
        ("<ttl>junk</ttl>", 0),
        ("<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily</sy:updatePeriod>", 86400),
        (
            "<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily</sy:updatePeriod>"
            "<sy:updateFrequency xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>2</sy:updateFrequency>",
            43200,
        ),
        ("", 0),
    ],
)
def test_what_a_feed_says_of_its_rhythm(more: str, seconds: float) -> None:
    assert read_feed(rss("<item><title>A</title></item>", more), URL).ttl == seconds


def test_control_characters_and_lone_surrogates_are_left_out() -> None:
    entry = only(rss("<item><title>A\x08\x0b\x00B</title><link>https://news.example/a</link></item>"))
    assert entry.title == "AB"
    said = json.dumps(
        {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "A\ud800B", "url": "https://news.example/a"}]}
    )
    assert only(said.encode()).title == "AB"


def test_a_json_feed() -> None:
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "News",
        "language": "en",
        "feed_url": "https://news.example/f.json",
        "authors": [{"name": "Desk"}],
        "items": [
            {
                "id": 7,
                "url": "a",
                "title": "A < B",
                "content_html": "<p>One</p><p>Two</p>",
                "date_published": "2026-03-02T10:00:00+09:00",
                "tags": ["tv", 1],
            },
            {
                "id": "x",
                "external_url": "https://other.example/",
                "summary": "Short words",
                "authors": [{"name": "Ann"}, {"name": "Ann"}],
                "date_modified": "junk",
            },
            "no item",
        ],
    }
    feed = read_feed(json.dumps(said).encode(), URL)
    one, two = feed.entries
    assert (one.guid, one.url, one.title, one.content, one.authors, one.categories) == (
        "7",
        "https://news.example/a",
        "A < B",
        "One\nTwo",
        ("Desk",),
        ("tv",),
    )
    assert one.published == "2026-03-02T10:00:00+09:00"
    assert (two.title, two.authors, two.updated, two.url) == ("Short words", ("Ann",), "", "https://other.example/")
    assert (feed.title, feed.language, one.language) == ("News", "en", "en")


def test_the_answer_for_try(tmp_path) -> None:
    (tmp_path / "f.xml").write_bytes(rss("<item><title>A</title><link>/a</link></item>"))
    answer = answer_feeds({"id": "1", "file": "f.xml", "base_url": URL}, tmp_path)
    assert answer == {
        "feed_title": "News",
        "items": [
            {
                "title": "A",
                "link": "https://news.example/a",
                "guid": "",
                "published": None,
                "updated": None,
                "author": "",
                "summary": "",
                "content": "",
            }
        ],
    }
    assert answer_feeds({"id": "2", "xml": "<html>"}, tmp_path)["problem"]


# --- laws -----------------------------------------------------------------------------------------


@given(st.binary(max_size=400))
def test_no_bytes_make_a_feed_raise(body: bytes) -> None:
    read_feed(body, URL)
    read_feed(b"<rss version='2.0'><channel><item>" + body, URL)


@given(st.text(max_size=300))
def test_plain_text_holds_no_control_characters_and_one_line_is_one(text: str) -> None:
    assert "\n" not in line(text)
    for found in (line(text), plain(text)):
        found.encode("utf-8")
        assert "\x00" not in found


@given(st.text(alphabet="abc &;<>", max_size=60))
def test_text_without_markup_stays(text: str) -> None:
    if "<" not in text and "&" not in text:
        assert line(text) == " ".join(text.split())


@given(st.binary(max_size=300))
def test_the_prolog_goes_and_the_root_stays(noise: bytes) -> None:
    cleaned = without_prolog(b"<!--" + noise.replace(b"-->", b"") + b"--><rss><a/></rss>")
    assert cleaned.lstrip().endswith(b"<rss><a/></rss>")
    assert b"<!--" not in cleaned.partition(b"<rss>")[0]
