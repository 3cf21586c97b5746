"""A source's own rules: CSS or XPath for every field, refused where they stand when wrong, and never able to hang a crawl."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from crawler.pages import read_page
from crawler.spiders.site import read_list
from crawler.workers import Workers
from model.errors import ConfigError
from model.selectors import MAX_SELECTOR, element_problem, is_xpath, links_problem, read_rules, selector_problem
from model.watch import parse_sources
from model.watched import Rules
from tests.crawler.web import HTML, XML, Answer, Web, a_feed, a_visit, crawl

SLOW = "count(//*[count(//*[count(//*[count(//*) > 1]) > 1]) > 1])"  # of the fourth power of the page's elements
STORY = "Filming of the second season began on Monday, the company said, with most of the first cast back. " * 3
PAGE = (
    '<html lang="en"><head><title>Other</title><meta name="lang-real" content="KO"></head><body><h1>Wrong</h1><h2 class="real" data-t="By attribute">Right</h2>'
    '<b id="on" data-at="2026-09-12T08:30:00+09:00">yesterday</b><i class="upd">13.09.2026</i><span class="who">By Ann Lee and Bo Kim</span>'
    f'<div class="ad">Buy this</div><section><p>{STORY}</p><p>Second paragraph of it.</p></section></body></html>'
)


@pytest.mark.parametrize(
    ("rules", "field", "want"),
    [
        (Rules(title="h2.real"), "title", "Right"),
        (Rules(title="//h2[@class='real']"), "title", "Right"),
        (Rules(title="//h2/@data-t"), "title", "By attribute"),
        (Rules(title="(//h1 | //h2)[2]"), "title", "Right"),
        (Rules(published="//b[@id='on']/@data-at"), "published", "2026-09-12T08:30:00+09:00"),
        (Rules(modified=".upd"), "modified", "2026-09-13"),
        (Rules(modified="//i/text()"), "modified", "2026-09-13"),
        (Rules(authors=".who"), "authors", ("Ann Lee", "Bo Kim")),
        (Rules(authors="//span[@class='who']/text()"), "authors", ("Ann Lee", "Bo Kim")),
        (Rules(language="meta[name='lang-real']"), "language", "ko"),
        (Rules(language="//meta/@content"), "language", "ko"),
        (Rules(body="//section/p[2]"), "body", "Second paragraph of it."),
        (Rules(body="//section/p[2]/text()"), "body", "Second paragraph of it."),
    ],
)
def test_a_field_by_rules(rules: Rules, field: str, want: object) -> None:
    reading = read_page(PAGE.encode(), "https://outlet.example/x", rules=rules)
    assert getattr(reading, field) == want
    assert (reading.method[field], reading.confidence[field]) == ("rules", 1.0)


@pytest.mark.parametrize("cut", [".ad", "//div[@class='ad']"])
def test_what_is_cut_is_not_read(cut: str) -> None:
    assert read_page(PAGE.encode(), "", rules=Rules(cut=(cut,), body="body")).body.count("Buy this") == 0
    assert "Buy this" in read_page(PAGE.encode(), "", rules=Rules(body="//div")).body


@pytest.mark.parametrize("missing", ["h6.none", "//h6/@none", "//h6"])
def test_a_rule_that_finds_nothing_leaves_the_field_to_us(missing: str) -> None:
    reading = read_page(PAGE.encode(), "", rules=Rules(title=missing, published=missing, authors=missing, language=missing, body=missing))
    assert reading.title == "Wrong"
    assert "rules" not in reading.method.values()


@pytest.mark.parametrize(
    ("selector", "wrong"),
    [
        ("h1", ""),
        ("h1 > a:not(.x)", ""),
        ("//h1", ""),
        ("./body//a/@href", ""),
        ("(//a)[1]", ""),
        ("h1[", "is no CSS selector"),
        ("p::first", "is no CSS selector"),
        ("//h1[", "is no XPath"),
        ("//h1[nonsense()]", "is no XPath"),
        ("//h1[$who]", "is no XPath"),
        ("//x:h1", "is no XPath"),
        ("//" + "a" * MAX_SELECTOR, "is longer"),
    ],
)
def test_selectors_are_judged_by_what_reads_with_them(selector: str, wrong: str) -> None:
    said = selector_problem(selector)
    assert said.startswith(wrong)
    assert bool(said) == bool(wrong)


def test_what_is_cut_must_be_elements() -> None:
    assert element_problem("//a/@href")
    assert element_problem("//p/text()")
    assert not element_problem("//p[@href]")
    assert links_problem("a:has(> img)") == ""
    assert links_problem("a[") != ""
    assert is_xpath(" //a")
    assert not is_xpath("a /b")


@pytest.mark.parametrize(
    ("rule", "key"), [("title: '//h1['", "title"), ("cut: [p, '//a/@href']", "cut[1]"), ("language: 'p['", "language")]
)
def test_a_bad_rule_is_refused_with_its_place(rule: str, key: str, tmp_path: Path) -> None:
    text = f"sources:\n  - slug: s\n    feed: https://o.example/feed\n    rules:\n      {rule}\n"
    with pytest.raises(ConfigError) as wrong:
        parse_sources(text.encode(), "sources.yaml")
    (only,) = wrong.value.problems
    assert (only.file, only.line) == ("sources.yaml", 5)
    assert only.key.endswith(f"rules.{key}")
    alone = tmp_path / "rules.yaml"
    alone.write_text(rule + "\n", encoding="utf-8")
    with pytest.raises(ConfigError) as wrong:
        read_rules(alone)
    (only,) = wrong.value.problems
    assert (only.file, only.line, only.key) == (str(alone), 1, key)


def test_rules_in_a_file_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    for text in ("title: //h2\ncut: [.ad]\n", "rules: {title: //h2, cut: [.ad]}\n"):
        path.write_text(text, encoding="utf-8")
        assert read_rules(path) == Rules(title="//h2", cut=(".ad",))
    with pytest.raises(ConfigError, match="cannot be read"):
        read_rules(tmp_path / "none.yaml")


def test_links_of_a_list_page_by_xpath() -> None:
    page = (
        b"<base href='https://o.example/tv/'><ul><li><a href='one'>One</a><a href='/all'>All</a></li><li>x<a href='two#c'>Two</a></li></ul>"
    )
    for rule in ("//li/a[1]", "//li", "ul li > a:first-child", "//li/a[1]/@href"):
        entries = read_list(page, "https://o.example/", Rules(links=rule))
        assert [entry.url for entry in entries] == ["https://o.example/tv/one", "https://o.example/tv/two"]
    assert [entry.title for entry in read_list(page, "https://o.example/", Rules(links="//li/a[1]"))] == ["One", "Two"]


def test_rules_read_the_pages_of_a_feed_and_no_xpath_stops_a_crawl(monkeypatch: pytest.MonkeyPatch) -> None:
    """An XPath that would take for ever ends with its page, or with its list; the source beside it is read."""
    monkeypatch.setattr("crawler.run.Workers", partial(Workers, timeout=2.0))
    feed, slow, lists = "http://good.example/feed", "http://slow.example/feed", "http://list.example/news"
    wide = "<html><body>" + "<i>x</i>" * 3000 + f"<p>{STORY}</p></body></html>"
    with Web() as web, web.proxied():
        web[feed] = Answer(body=a_feed(("One", "http://good.example/one")), headers=XML)
        web["http://good.example/one"] = Answer(body=PAGE.encode(), headers=HTML)
        web[slow] = Answer(body=a_feed(("Two", "http://slow.example/two")), headers=XML)
        web["http://slow.example/two"] = web[lists] = Answer(body=wide.encode(), headers=HTML)
        visits = [
            a_visit(feed, "good", rules=Rules(title="//h2")),
            a_visit(slow, "slow", rules=Rules(title=f"(//h1)[{SLOW} > 1]", body=f"(//p)[{SLOW} > 1]")),
            a_visit(lists, "lists", "page", rules=Rules(links=f"(//a)[{SLOW} > 1] | (//p)[{SLOW} > 1]")),
        ]
        brought = crawl(visits)
    read = {article.source.slug: article for article in brought.articles}
    outcomes = {outcome.source.slug: outcome for outcome in brought.outcomes}
    assert read["good"].reading is not None
    assert read["good"].reading.title == "Right"
    assert read["slow"].reading is None
    assert "longer than 2 s" in read["slow"].problem
    assert (outcomes["slow"].state, outcomes["lists"].state) == ("ok", "failed")
    assert "longer than 2 s" in outcomes["lists"].error
