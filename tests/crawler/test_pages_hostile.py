"""Hostile dates and texts, in a feed and on pages: the item is kept, its date is never moved, its text is storable and inert."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import pytest

from crawler.pages import read_page
from model.records import Dropped
from pipelines.clean import clean
from tests.corpus import corpus
from tests.crawler.test_hostile import BAD, cases
from tests.crawler.web import XML, Answer, Web, a_visit, crawl
from tests.pipelines.builders import an_article

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
STORY = "The company said on Monday that filming of the second season began, with most of the first cast back at the school. " * 4


def written(day: str, text: str) -> bool:
    """Whether a day stands in a text with its own digits, whatever their order."""
    year, month, number = day.split("-")
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return year in text and bool(re.search(rf"\b0?{int(number)}(?=\D|$)", text)) and (month in text or names[int(month) - 1] in text)


@pytest.mark.corpus
def test_hostile_dates_in_a_feed_keep_their_items() -> None:
    folder = corpus("hostile")
    case = next(case for case in cases("dates") if case["file"].endswith(".xml"))
    strings: list[str] = json.loads((folder / "dates" / "dates.json").read_text(encoding="utf-8"))
    with Web() as web, web.proxied():
        web[BAD] = Answer(body=(folder / case["file"]).read_bytes(), headers=XML)
        brought = crawl(a_visit(BAD, scope="general"), wanted=lambda *_: False)
    assert len(brought.articles) == case["expect"]["items"] == len(strings)
    for article in brought.articles:
        text = strings[int(article.entry.title.rpartition(" ")[2])]
        filing = clean(article, NOW)
        assert not isinstance(filing, Dropped)
        assert filing.published is None or (filing.published <= NOW and written(filing.published_day, text)), text
        assert filing.published or not text or filing.suspect or not article.entry.published, text


@pytest.mark.corpus
def test_hostile_dates_on_a_page_are_kept_out_or_suspect() -> None:
    strings: list[str] = json.loads((corpus("hostile") / "dates" / "dates.json").read_text(encoding="utf-8"))
    for text in strings:
        said = json.dumps({"@type": "NewsArticle", "headline": "Season two", "datePublished": text, "dateModified": text})
        page = f"<html><head><script type='application/ld+json'>{said}</script></head><body><h1>Season two</h1><p>{STORY}</p></body></html>"
        reading = read_page(page.encode(), "https://outlet.example/tv/season-two", latest=NOW.date())
        filing = clean(
            an_article("Season two", STORY, published=reading.published) if reading.published else an_article("Season two", STORY), NOW
        )
        assert not isinstance(filing, Dropped)
        for found in (reading.published, reading.modified):
            assert not found or written(found[:10], text), text
        assert not reading.published or filing.suspect or (filing.published and filing.published <= NOW), text


@pytest.mark.corpus
def test_hostile_texts_on_a_page_come_out_storable() -> None:
    strings: dict[str, str] = json.loads((corpus("hostile") / "text" / "strings.json").read_text(encoding="utf-8"))
    for name, text in strings.items():
        plain = html.escape(text)
        said = f'<meta name="author" content="{plain}">'
        page = f"<html><head><title>{plain}</title>{said}</head><body><h1>{plain}</h1><p>{STORY}</p><p>{plain} {STORY}</p></body></html>"
        reading = read_page(page.encode(), "https://outlet.example/tv/season-two")
        everything = "\n".join((reading.title, reading.body, *reading.authors))
        everything.encode("utf-8")
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", everything), name
        assert "\n" not in reading.title, name
        assert len(reading.title) <= 400, name
        assert all(len(author) <= 60 for author in reading.authors), name
        assert STORY.strip() in reading.body, name
