"""When a page was published and when it was changed, kept apart, each with how it was found and how sure that is."""

from __future__ import annotations

import json

import pytest

from crawler.pages import read_page
from pipelines.clean import clean
from tests.pipelines.builders import NOW, an_article

STORY = "The company said on Monday that filming of the second season began, with most of the first cast back at the school. " * 4
ONE, TWO = "2026-03-01T08:00:00+09:00", "2026-03-04T21:30:00+09:00"


def a_page(head: str = "", shown: str = "", language: str = "en") -> bytes:
    return f"<html lang={language}><head><title>Season two</title>{head}</head><body><h1>Season two</h1><p class=d>{shown}</p><p>{STORY}</p></body></html>".encode()


def linked(**said: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": "Season two", **said})}</script>'


def meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


PAGES = {
    "json-ld": (a_page(linked(datePublished=ONE, dateModified=TWO)), ONE, TWO, "json-ld", "json-ld"),
    "meta": (a_page(meta("article:published_time", ONE) + meta("article:modified_time", TWO)), ONE, TWO, "meta", "meta"),
    "og-updated": (a_page(meta("article:published_time", ONE) + meta("og:updated_time", TWO)), ONE, TWO, "meta", "meta"),
    "itemprop": (
        a_page(
            shown=f'<time itemprop="datePublished" datetime="{ONE}">1 March</time> <time itemprop="dateModified" datetime="{TWO}">4 March</time>'
        ),
        ONE,
        TWO,
        "itemprop",
        "itemprop",
    ),
    "web-page-node": (
        a_page(
            linked()
            + f'<script type="application/ld+json">{json.dumps({"@type": "WebPage", "datePublished": ONE, "dateModified": TWO})}</script>'
        ),
        ONE,
        TWO,
        "json-ld",
        "json-ld",
    ),
    "only-modified": (a_page(linked(dateModified=TWO), "March 1, 2026"), "2026-03-01", TWO, "shown", "json-ld"),
    "shown-en": (a_page(shown="Published March 1, 2026. Updated March 4, 2026"), "2026-03-01", "2026-03-04", "shown", "shown"),
    "shown-modified-first": (
        a_page(shown="Updated March 4, 2026 | First published March 1, 2026"),
        "2026-03-01",
        "2026-03-04",
        "shown",
        "shown",
    ),
    "shown-de": (
        a_page(shown="Veröffentlicht 01.03.2026, aktualisiert am 04.03.2026", language="de"),
        "2026-03-01",
        "2026-03-04",
        "shown",
        "shown",
    ),
    "shown-es": (
        a_page(shown="1 de marzo de 2026. Actualizado el 4 de marzo de 2026", language="es"),
        "2026-03-01",
        "2026-03-04",
        "shown",
        "shown",
    ),
    "shown-ru": (a_page(shown="1 марта 2026, обновлено 4 марта 2026", language="ru"), "2026-03-01", "2026-03-04", "shown", "shown"),
    "shown-ko": (a_page(shown="입력 2026.03.01 08:00 수정 2026.03.04 21:30", language="ko"), "2026-03-01", "2026-03-04", "shown", "shown"),
    "shown-ja": (a_page(shown="公開 2026年3月1日 更新 2026年3月4日", language="ja"), "2026-03-01", "2026-03-04", "shown", "shown"),
    "never-changed": (a_page(linked(datePublished=ONE)), ONE, "", "json-ld", "none"),
    "machines-before-shown": (a_page(linked(datePublished=ONE), "Updated March 4, 2026"), ONE, "2026-03-04", "json-ld", "shown"),
}


@pytest.mark.parametrize("name", PAGES)
def test_published_and_modified(name: str) -> None:
    page, published, modified, how, modified_how = PAGES[name]
    reading = read_page(page, "https://outlet.example/tv/season-two")
    assert (reading.published, reading.modified) == (published, modified)
    assert (reading.method["published"], reading.method["modified"]) == (how, modified_how)
    assert 0.5 <= reading.confidence["published"] <= 1
    assert (reading.confidence["modified"] >= 0.5) == bool(modified)


def test_a_change_before_the_publication_is_doubted() -> None:
    reading = read_page(a_page(linked(datePublished=TWO, dateModified=ONE)), "https://outlet.example/tv/season-two")
    assert (reading.published, reading.modified) == (TWO, ONE)
    assert reading.confidence["modified"] < 0.5 < reading.confidence["published"]


def test_every_field_says_how_and_how_sure() -> None:
    reading = read_page(PAGES["json-ld"][0], "https://outlet.example/tv/season-two")
    fields = {"title", "published", "modified", "authors", "body", "language", "kind", "quality"}
    assert set(reading.confidence) == fields
    assert fields < set(reading.method)
    assert all(0 <= sure <= 1 for sure in reading.confidence.values())


@pytest.mark.parametrize(
    ("published", "suspect"),
    [
        ("2027-01-01T00:00:00Z", "in the future: 2027-01-01"),
        ("2026-03-12T12:00:00+09:00", "in the future: 2026-03-12"),
        ("2026-03-10T20:00:00+09:00", ""),
        ("1989-01-01", "the page says 1989-01-01"),
    ],
)
def test_a_date_that_cannot_be_is_held_as_suspect_and_not_moved(published: str, suspect: str) -> None:
    filing = clean(an_article("Season two", STORY, published=published), NOW)
    assert suspect in getattr(filing, "suspect")  # noqa: B009 (of either record)
    assert (getattr(filing, "published") is None) == bool(suspect)  # noqa: B009
