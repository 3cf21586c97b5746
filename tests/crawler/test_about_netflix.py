"""The custom site: a list and an article of the newsroom's JSON interface, in our own words."""

from __future__ import annotations

import json

from crawler.spiders.about_netflix import list_address, page_address, read_list, read_page
from model.records import Entry
from model.watched import Source
from tests.crawler.web import Answer, Web, a_visit, crawl

PAGE = "http://newsroom.example/ko/newsroom"
LIST = "http://newsroom.example/api/data/articles?language=ko&category=3SGbaxYYG5U05Z0G4piPV7"
TEXT = "http://newsroom.example/api/data/entity?language=ko&entity=slug&slug=season-two"


def listed(**changes: object) -> bytes:
    item = {
        "slug": "season-two",
        "title": "시즌 2 제작 확정",
        "rawPublishedDate": "2026-03-02T09:00:00.000Z",
        "categories": [{"label": "Series"}],
        **changes,
    }
    return json.dumps({"entities": {"region": {"regionArticles": [item, "junk", {}]}, "global": {"globalArticles": []}}}).encode()


def article() -> bytes:
    def text(value: str) -> dict[str, object]:
        return {"nodeType": "text", "value": value, "marks": []}

    body = {
        "nodeType": "document",
        "content": [
            {
                "nodeType": "paragraph",
                "content": [text("The second season "), {"nodeType": "hyperlink", "content": [text("begins")]}, text(" today.")],
            },
            {
                "nodeType": "unordered-list",
                "content": [{"nodeType": "list-item", "content": [{"nodeType": "paragraph", "content": [text("A cast")]}]}],
            },
        ],
    }
    return json.dumps(
        {"entity": {"slug": {"title": "시즌 2 제작 확정", "rawPublishedDate": "2026-03-02T09:00:00.000Z", "body": body}}}
    ).encode()


def test_addresses() -> None:
    source = Source(slug="netflix-ko", way="page", url=PAGE, spider="about_netflix")
    assert list_address(PAGE) == LIST
    assert list_address(PAGE + "?category=0").endswith("category=0")
    assert page_address(Entry(key="", url="http://newsroom.example/ko/news/season-two"), source) == TEXT


def test_a_list() -> None:
    (entry,) = read_list(listed(), PAGE) or ()
    assert (entry.url, entry.title, entry.published, entry.categories) == (
        "http://newsroom.example/ko/news/season-two",
        "시즌 2 제작 확정",
        "2026-03-02T09:00:00+00:00",
        ("Series",),
    )
    assert read_list(b"<html>", PAGE) is None
    assert read_list(b"{}", PAGE) is None


def test_an_article() -> None:
    reading = read_page(article(), "http://newsroom.example/ko/news/season-two")
    assert reading.title == "시즌 2 제작 확정"
    assert reading.body == "The second season begins today.\nA cast"
    assert (reading.quality, reading.kind, reading.language) == ("full", "article", "ko")
    assert read_page(b"[]", PAGE).quality == "empty"


def test_a_visit_reads_the_interface_and_keeps_the_readers_address() -> None:
    with Web() as web, web.proxied():
        web[LIST], web[TEXT] = Answer(body=listed()), Answer(body=article(), headers=(("Content-Type", "application/json"),))
        brought = crawl(a_visit(PAGE, way="page", spider="about_netflix"))
        (found,) = brought.articles
        assert found.reading
        assert found.reading.body.startswith("The second season")
        assert found.page
        assert (found.page.url, found.page.requested_url) == ("http://newsroom.example/ko/news/season-two", TEXT)
        web[LIST] = Answer(body=b"{}")
        assert crawl(a_visit(PAGE, way="page", spider="about-netflix")).outcome.error == "the newsroom's list is not what it was"
