"""Pages behind claims are looked at again, over real HTTP: what an edit brings back to the queue, and what it does not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from desk.changed import changed, copies
from desk.crawling import Order, crawl
from desk.languages import install
from desk.place import Place
from newsroom.articles import DAYS
from newsroom.site import Newsroom
from store.store import Store
from tests.crawler.web import Answer, Web

ROOT = Path(__file__).parents[2]
BEGIN = dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC)
PAGE = """<html><head><title>All of Us Are Dead season 2 has a date</title></head><body><article>
<h1>All of Us Are Dead season 2 has a date</h1>
<p>The second season of All of Us Are Dead premieres on January 29, 2027, the studio said on Monday in a short notice to the press.</p>
<p>Park Ji-hu returns as Nam On-jo. The crew filmed for seven months in a street that was built for the series near the sea.</p>
</article></body></html>"""


class Site:
    """A feed with one article whose page can be changed, and a showwire that watches it."""

    def __init__(self, web: Web, folder: Path) -> None:
        self.web, self.place, self.now = web, Place(folder), BEGIN
        self.page = Answer(body=PAGE.encode(), headers=(("Content-Type", "text/html"), ("ETag", '"1"')))
        base = f"http://127.0.0.1:{web.port}"
        self.url = f"{base}/news/all-of-us-are-dead-date"
        item = f"<item><title>All of Us Are Dead season 2 has a date</title><link>{self.url}</link><guid>1</guid><pubDate>Mon, 16 Nov 2026 08:00:00 GMT</pubDate></item>"
        feed = f"<rss version='2.0'><channel><title>Press</title>{item}</channel></rss>".encode()
        web[f"{base}/feed"] = Answer(body=feed, headers=(("Content-Type", "application/rss+xml"), ("ETag", '"f"')))
        web[self.url] = lambda asked: Answer(304) if asked.headers.get("if-none-match") == self.tag else self.page
        (folder / "sources.yaml").write_text(
            f"allow: ['127.0.0.1:{web.port}']\nsources:\n  - {{slug: press, feed: '{base}/feed', every: 30d}}\n", encoding="utf-8"
        )
        (folder / "series.yaml").write_text((ROOT / "series.yaml").read_text(encoding="utf-8"), encoding="utf-8")

    @property
    def tag(self) -> str:
        return dict(self.page.headers).get("ETag", "none")

    def crawl(self, **order: Any) -> dict[str, Any]:
        del self.web.log[:]
        return crawl(self.place, Order(workers=0, **order), lambda: self.now, lambda *_: None)

    def asked(self) -> list[str]:
        return [asked.url for asked in self.web.log if not asked.url.endswith("robots.txt")]

    def edit(self, old: str, new: str) -> None:
        assert old in self.page.body.decode()
        body = self.page.body.decode().replace(old, new).encode()
        self.page = Answer(body=body, headers=(("Content-Type", "text/html"), ("ETag", f'"{hash(body)}"')))

    def later(self, **delta: float) -> None:
        self.now += dt.timedelta(**delta)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr("crawler.settings.RETRY_SECONDS", 0.01)
    with Web() as web:
        found = Site(web, tmp_path)
        assert found.crawl()["new"] == 1
        with found.place.store() as store:
            store.queue.approve_all("mina", found.now)
            assert [held.claim.value for held in store.claims.ledger() if held.claim.about == "premiere"] == ["2027-01-29"]
        yield found


def look(site: Site, at: Callable[[Store], Any]) -> Any:
    with site.place.store() as store:
        return at(store)


def waits(store: Store) -> list[tuple[str, str]]:
    return [(row["group"], row["reason"]) for row in store.queue.stories()[0]]


def versions(store: Store) -> int:
    return int(store.db.value("SELECT count(*) FROM article_version"))


def test_a_page_is_looked_at_when_due_conditionally_and_rests_longer_each_time(site: Site) -> None:
    days = []
    for day in range(1, 20):
        site.later(days=1)
        summary = site.crawl()
        if site.asked():
            days.append(day)
            assert site.asked() == [site.url]  # its source is not due, and is not asked
            assert site.web.log[-1].headers["if-none-match"] == site.tag
            assert summary["looked_again"] == {"same": 1}
            assert (summary["visited"], summary["failed"]) == (0, 0)
    assert days == [1, 2, 4, 8, 16]
    assert look(site, versions) == 1
    assert look(site, waits) == []


def test_an_edited_page_is_one_version_and_one_diff_and_its_claim_waits(site: Site) -> None:
    site.edit("January 29, 2027", "February 5, 2027")
    site.later(days=1)
    assert site.crawl()["looked_again"] == {"read": 1}
    assert look(site, versions) == 2
    assert look(site, waits) == [("conflict", "edited")]  # what it says now stands against what is believed
    with site.place.store() as store:
        (article,) = store.queue.card(1)["articles"]
        found = changed(article)
    assert found is not None
    (passage,) = found.text
    assert [run.text for run in passage.runs if run.kind != "same"] == ["January 29", "February 5"]
    moved = {quote.says: (quote.value, quote.new_value) for quote in found.quotes}
    assert moved["premiere, S2"] == ("29 Jan 2027", "5 Feb 2027")
    site.later(days=1)
    site.crawl()
    assert look(site, versions) == 2


@pytest.mark.parametrize(
    "old, new",
    [
        ("The crew filmed for", "The  crew\n filmed&nbsp;for"),
        ("</article>", "</article><footer>Share this! 31 comments</footer>"),
        ("Park Ji-hu", "Park Ji-hu"),
    ],
)
def test_white_space_and_what_surrounds_the_text_make_no_version(site: Site, old: str, new: str) -> None:
    site.edit(old, new)
    site.later(days=1)
    site.crawl()
    assert look(site, versions) == 1
    assert look(site, waits) == []


def test_an_article_that_speaks_of_something_else_by_now_comes_back_too(site: Site) -> None:
    words = "A recipe for soup: take an onion, cut it, and let it stand in warm oil until the kitchen smells of it and all are glad. "
    body = f"<html><head><title>Soup</title></head><body><article><h1>Soup</h1><p>{words}</p><p>{words}</p></article></body></html>"
    site.page = Answer(body=body.encode(), headers=(("Content-Type", "text/html"),))
    site.later(days=1)
    site.crawl()
    assert look(site, waits) == [("rest", "edited")]


def test_a_page_that_is_gone_keeps_its_evidence_and_says_so(site: Site) -> None:
    site.page = Answer(410, b"gone", (("Content-Type", "text/html"),))
    site.later(days=1)
    assert site.crawl()["looked_again"] == {"gone": 1}
    assert look(site, waits) == [("rest", "gone")]
    with site.place.store() as store:
        (article,) = store.queue.card(1)["articles"]
        assert article["gone_at"] == "2026-11-17T12:00:00Z"
        assert "January 29, 2027" in article["text"]
        assert [held.claim.value for held in store.claims.ledger() if held.claim.about == "premiere"] == ["2027-01-29"]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(503, b"", ()),
        Answer(body=b"<html><title>Subscribe</title><body>Subscribe to read on</body></html>", headers=(("Content-Type", "text/html"),)),
        Answer(302, b"", (("Location", "/"),)),
        Answer(body=b"%PDF", headers=(("Content-Type", "application/pdf"),)),
    ],
)
def test_what_cannot_be_read_takes_nothing_back_and_is_tried_the_next_day(site: Site, answer: Answer) -> None:
    site.web[f"http://127.0.0.1:{site.web.port}/"] = Answer(
        body=PAGE.replace("29", "30").encode(), headers=(("Content-Type", "text/html"),)
    )
    site.page = answer
    site.later(days=1)
    site.crawl()
    assert look(site, versions) == 1
    assert look(site, waits) == []
    site.later(days=1)
    site.crawl()
    assert site.url in site.asked()


def test_all_asks_for_every_page_and_a_named_source_for_its_own(site: Site) -> None:
    assert site.crawl(everything=True)["looked_again"] == {"same": 1}
    assert site.crawl(slugs=("press",))["looked_again"] == {}
    assert site.crawl()["looked_again"] == {}


def test_what_was_rejected_since_is_watched_no_more(site: Site) -> None:
    look(site, lambda store: store.queue.judge(1, "reject", "mina", site.now))
    site.later(days=1)
    assert site.crawl()["looked_again"] == {}


def test_the_sample_newsroom_edits_and_takes_down(tmp_path: Path) -> None:
    """Day two edits a quote and moves white space, day three moves a date and takes an article down."""
    (tmp_path / "series.yaml").write_text((ROOT / "series.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    place = Place(tmp_path)
    with Newsroom(day=1) as newsroom:
        (tmp_path / "sources.yaml").write_text(newsroom.sources_yaml(), encoding="utf-8")
        edits: dict[int, list[str]] = {}
        for day in range(1, DAYS + 1):
            newsroom.day = day
            now = dt.datetime(2026, 11, 15 + day, 12, tzinfo=dt.UTC)
            crawl(place, Order(everything=True, workers=0), lambda now=now: now, lambda *_: None)  # type: ignore[misc]
            with place.store() as store:
                edits[day] = [
                    row["url"] for row in store.db.query("SELECT url FROM article WHERE state_reason IN ('edited', 'gone') ORDER BY url")
                ]
                store.queue.approve_all("mina", now)
    said = {day: {url.partition("//")[2].partition("/")[2] for url in urls} for day, urls in edits.items()}
    assert said == {
        1: set(),
        2: {"tv/2026/11/16/how-season-2-was-filmed", "tv/2026/11/16/all-of-us-are-dead-season-2-date"},
        3: {"tv/2026/11/16/third-season-rumour", "notices/season-2-premiere"},
    }


def test_a_page_that_wants_no_copies_leaves_hash_and_excerpt_and_says_where_others_are(site: Site) -> None:
    copy = f"https://web.archive.org/web/20261117000000/{site.url}"
    site.edit("January 29, 2027", "February 5, 2027")
    site.page = Answer(
        body=site.page.body, headers=(*site.page.headers, ("X-Robots-Tag", "noarchive"), ("Link", f'<{copy}>; rel="memento"'))
    )
    site.later(days=1)
    site.crawl()
    with site.place.store() as store:
        rows = list(store.db.query("SELECT left_out, warc <> '' AS kept, length(sha256) AS digest, excerpt FROM page ORDER BY id"))
        (article,) = store.queue.card(1)["articles"]
    assert [(row["left_out"], row["kept"], row["digest"]) for row in rows] == [("", 1, 64), ("noarchive", 0, 64)]
    assert "February 5, 2027" in rows[1]["excerpt"]
    assert copies(article) == (copy,)
    env = Environment(loader=FileSystemLoader(ROOT / "desk" / "templates"), autoescape=True)
    env.filters["clock"] = str
    install(env)
    html = env.get_template("gone.html").render(gone_at="2026-11-18T12:00:00Z", mementos=copies(article))
    assert "this is our copy. Also kept at <a href=" in " ".join(html.split())
    assert env.get_template("gone.html").render(gone_at=None).strip() == ""
