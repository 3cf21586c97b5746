"""OPML: ours comes back whole, anyone's is read, and hostile ones are refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler import opml
from crawler.opml import read_opml, slug_for, sources_of, write_opml
from model.amend import add_sources
from model.errors import UsageError
from model.watch import read_sources
from model.watched import Rules, Source

PLAIN = """<?xml version="1.0"?>
<opml version="1.0"><head><title>mine</title></head><body>
<outline text="Korea"><outline type="rss" text="Soompi &amp; co" xmlUrl="https://www.soompi.com/feed" htmlUrl="https://www.soompi.com/"/>
  <outline text="one" xmlurl="https://one.example/feed"/></outline>
<outline title="dup" xmlUrl="https://one.example/feed"/>
<outline title="bad" xmlUrl="file:///etc/passwd"/>
<outline title="no address"/>
</body></opml>"""


def test_anyones_file() -> None:
    entries = read_opml(PLAIN.encode())
    assert [(e.url, e.title, e.folders) for e in entries][:2] == [
        ("https://www.soompi.com/feed", "Soompi & co", ("Korea",)),
        ("https://one.example/feed", "one", ("Korea",)),
    ]
    sources, refused = sources_of(entries, taken=["soompi"])
    assert [(s.slug, s.way, s.every) for s in sources] == [("soompi-co", "feed", 3600), ("one", "feed", 3600)]
    assert [(entry.title, why) for entry, why in refused] == [("dup", "is listed twice"), ("bad", "must start with http:// or https://")]


def test_ours_comes_back_whole() -> None:
    sources = (
        Source(
            slug="a",
            way="feed",
            url="https://a.example/?x=1&y=<2>",
            name='A "name" & more',
            every=1200,
            language="ko",
            zone="Asia/Seoul",
            note="why\u2014so",
        ),
        Source(
            slug="b",
            way="page",
            url="https://b.example/",
            tier="official",
            scope="series",
            rules=Rules(links="li > a", cut=(".x", "#y")),
            cron="0 * * * *",
        ),
        Source(slug="c", way="sitemap", url="https://c.example/s.xml", paused=True),
        Source(slug="d", way="page", url="https://뉴스.example/", spider="about-netflix", tier="user-generated"),
    )
    again, refused = sources_of(read_opml(write_opml(sources)))
    assert (again, refused) == (sources, ())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not xml",
        b"<html/>",
        b"<opml><body></opml>",
        b"\xff\xfe\x00",
        b'<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><opml><body><outline text="&b;" xmlUrl="https://a.example/"/></body></opml>',
        b'<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><body>&a;</body></opml>',
        b'<?xml version="1.0" encoding="no-such"?><opml/>',
        b"<opml>" + b"<outline>" * 100 + b"</outline>" * 100 + b"</opml>",
    ],
)
def test_what_is_refused(raw: bytes) -> None:
    with pytest.raises(UsageError):
        read_opml(raw)


def test_size_and_number_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opml, "MAX_ENTRIES", 2)
    with pytest.raises(UsageError, match="more than 2"):
        read_opml(PLAIN.encode())
    monkeypatch.setattr(opml, "MAX_BYTES", 10)
    with pytest.raises(UsageError, match="more than 10"):
        read_opml(PLAIN.encode())


def test_a_document_type_without_entities_is_no_matter() -> None:
    assert len(read_opml(b'<!DOCTYPE opml><opml><outline xmlUrl="https://a.example/"/></opml>')) == 1


@pytest.mark.parametrize(
    "url, title, taken, slug",
    [
        ("https://www.soompi.com/feed", "", (), "soompi"),
        ("https://feeds.bbci.co.uk/news", "", (), "bbci"),
        ("https://en.yna.co.kr/RSS/news.xml", "", (), "yna-en"),
        ("https://one.example/a", "A Title", ("one",), "a-title"),
        ("https://one.example/a", "", ("one", "one-example"), "one-a"),
        ("https://one.example/a", "", ("one", "one-example", "one-a"), "one-2"),
        ("https://뉴스.example/f", "", (), "xn-vg1b002a"),
        ("http://127.0.0.1:80/f", "", (), "127-0-0-1"),
        ("", "", (), "source"),
    ],
)
def test_slugs_say_whose_feed_it_is(url: str, title: str, taken: tuple[str, ...], slug: str) -> None:
    assert slug_for(url, title, taken) == slug


def test_881_feeds_are_imported_into_a_file(tmp_path: Path) -> None:
    rows = "".join(f'<outline type="rss" text="www.paper-{n}.example" xmlUrl="http://www.paper-{n}.example/feed.xml"/>' for n in range(881))
    path = tmp_path / "sources.yaml"
    path.write_text("sources: []\n", encoding="utf-8")
    sources, refused = sources_of(read_opml(f"<opml><body>{rows}</body></opml>".encode()))
    assert not refused
    assert add_sources(path, sources) == 881
    assert read_sources(path).sources == sources
