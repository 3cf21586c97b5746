"""What the world sends, through the whole desk in a real browser: nothing runs, nothing breaks the layout, nothing is a 500."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

import feedparser
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from starlette.testclient import TestClient

from desk.place import Place
from model.amend import quoted
from store.store import Store
from tests.building import NOW, a_filing, an_article, an_entry, mentions_in
from tests.chromium import chromium
from tests.corpus import corpus
from tests.desk.browsing import SECONDS, enter, running, seen_as
from tests.desk.conftest import SERIES, SignIn
from tests.desk.fuzzing import fuzzed, odd_values

QUERY_MAX = 6000  # characters of a query: more than an address can hold
TEXT_MAX = 4000  # characters of a text that a page is made of many times
WIDTHS = (1440, 390) if os.environ.get("SHOWWIRE_SOAK") else (390,)
STORIES = 200 if os.environ.get("SHOWWIRE_SOAK") else 9
SECONDS_MAX = 1.0  # that any search may take
OURS = [
    "<script>window.hit=1</script>",
    '"><img src=x onerror=window.hit=1>',
    "'-window.hit=1-'",
    "</title></textarea></style><svg onload=window.hit=1>",
    "{{ 7*7 }}{% raw %}${7*7}",
    "javascript:window.hit=1",
    "W" * 3000,
    "שלום \u202eנמ\u202c \u200f\u2066abc",
    "가" * 400,
    "e\u0301" * 200 + "\u0335" * 400,
    "👩‍👩‍👧‍👦" * 100,
    "line\u2028one\u2029two\u0085three",
    "=1+1|' /C calc'!A0",
    "' OR 1=1 --",
    "-",
    "%s%n%(x)s",
]
SPREAD = """
    const wide = document.documentElement.scrollWidth, inside = e => e.closest(".scroll, .vh, .bar nav, svg, datalist, select, .skip, dialog");
    const out = [...document.querySelectorAll("main *, .bar *")].filter(e => e.checkVisibility() && !inside(e) && e.getBoundingClientRect().right > innerWidth + 1);
    return [window.hit || 0, wide, out.slice(0, 3).map(e => e.outerHTML.slice(0, 120)), document.querySelectorAll("main img, main iframe, main script, main object").length]"""


def install(folder: Path, texts: Sequence[str]) -> Place:
    """A place whose sources, people, stories and notes are all called by hostile texts."""
    fit = [text for text in texts if text.isprintable() and len(text) < 200][:20]  # sources.yaml refuses the rest
    names = "".join(f"  - {{slug: s{n}, name: {quoted(text)}, feed: 'https://s{n}.example/feed'}}\n" for n, text in enumerate(fit))
    (folder / "sources.yaml").write_text(f"sources:\n{names}", encoding="utf-8")
    (folder / "series.yaml").write_text(SERIES, encoding="utf-8")
    return Place(folder)


def file(store: Store, texts: Sequence[str]) -> None:
    """Every text as title, text, author, mention and note."""
    run = store.visits.begin_run("crawl", NOW)
    for n, text in enumerate(texts):
        text = text.replace("\x00", "").strip() or "empty"
        title = f"{text} {n}" if len(text) < 2000 else text
        entry = an_entry(f"k{n}", url=f"https://s{n}.example/{n}", title=title, authors=(text,), language="ko")
        body = f"{text}\nPark Ji-hu says {text} in 2026.\nLomon: {text}"
        whole = f"{title}\n\n{body}"
        mentions = tuple(m for m in mentions_in(whole) if m.end <= len(whole))
        filing = a_filing(f"k{n}", title=title, body=body, article=an_article(f"k{n}", entry=entry), mentions=mentions)
        store.filings.save(filing, NOW, run_id=run)
    for n, text in enumerate(texts[:10]):
        store.queue.judge(n + 1, "approve", f"Editor {text[:30]}", NOW, note=text[:400])


@pytest.fixture
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("chromium")) as opened:
        opened.set_page_load_timeout(SECONDS)
        yield opened


def walked(chrome: webdriver.Chrome, address: str, paths: Sequence[str], widths: Sequence[int]) -> list[str]:
    """What is wrong with each page, at each width."""
    wrong = []
    for width in widths:
        seen_as(chrome, width)
        for path in paths:
            chrome.get(address + path)
            hit, wide, out, foreign = chrome.execute_script(SPREAD)
            if hit or foreign:
                wrong.append(f"{path}: something ran or was let in")
            if wide > width or out:
                wrong.append(f"{path} at {width}: {wide} wide, {out}")
            if "made a mistake" in chrome.find_element(By.TAG_NAME, "body").text:
                wrong.append(f"{path}: 500")
    wrong += [entry["message"] for entry in chrome.get_log("browser") if "Content Security Policy" in entry["message"]]
    return wrong


def through_the_desk(folder: Path, chrome: webdriver.Chrome, texts: Sequence[str], widths: Sequence[int] = WIDTHS) -> list[str]:
    place = install(folder, texts)
    with place.store() as store, running(place) as address:
        file(store, texts)
        enter(chrome, address, store)
        stories = [f"/queue/{n + 1}" for n in range(len(texts))]
        paths = ["/queue", *stories, "/claims", "/sources", "/sources/s1", "/history", "/you"]
        paths += [f"/search?q={quote(text[:200])}" for text in texts[:3]]
        return walked(chrome, address, paths, widths)


@pytest.mark.browser
def test_hostile_words_are_words(tmp_path: Path, chrome: webdriver.Chrome) -> None:
    assert not through_the_desk(tmp_path, chrome, OURS)


@pytest.mark.browser
@pytest.mark.corpus
def test_hostile_feeds_and_texts_are_words(tmp_path: Path, chrome: webdriver.Chrome) -> None:
    """The texts of the corpora: what feeds carry in titles, summaries, authors and categories, and strings that break programs."""
    texts: list[str] = []
    for path in sorted((corpus("hostile") / "xss").glob("*.xml")):
        feed = feedparser.parse(path.read_bytes(), sanitize_html=False)
        texts += [feed.feed.get("title", "")]
        for entry in feed.entries:
            texts += [
                entry.get("title", ""),
                entry.get("summary", ""),
                entry.get("author", ""),
                *(t["term"] for t in entry.get("tags", [])),
            ]
    texts += strings(corpus("hostile") / "text" / "strings.json")
    kept = [text for text in dict.fromkeys(t.encode("utf-8", "replace").decode()[:TEXT_MAX] for t in texts) if text.strip()]
    assert len(kept) > 20
    assert not through_the_desk(tmp_path, chrome, kept[:STORIES])


def strings(path: Path) -> list[str]:
    """Every string in a JSON file, however deep."""
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            for each in value:
                walk(each)
        elif isinstance(value, dict):
            for each in value.values():
                walk(each)

    walk(json.loads(path.read_text(encoding="utf-8")))
    return found


def searched(client: TestClient, queries: Sequence[str]) -> dict[str, str]:
    """Searches that are neither answered nor refused, or too slow."""
    wrong = {}
    for query in queries:
        began = time.process_time()
        status = client.get("/search", params={"q": query[:QUERY_MAX]}).status_code
        took = time.process_time() - began
        if status not in (200, 400) or took > SECONDS_MAX:
            wrong[query[:80]] = f"{status} in {took:.2f} s"
    return wrong


def test_any_search_is_answered(store: Store, sign_in: SignIn) -> None:
    file(store, OURS)
    more = [
        '"',
        '""',
        "OR",
        "OR OR",
        "-",
        "- -",
        "NEAR(a b)",
        "title:x",
        "*",
        "a*",
        '"a',
        "(",
        "a AND",
        "^a",
        "\x00",
        "{",
        "x" * 5000,
        "a " * 3000,
    ]
    assert searched(sign_in("viewer"), [*OURS, *more]) == {}


@pytest.mark.corpus
def test_any_search_of_the_corpus_is_answered(store: Store, sign_in: SignIn) -> None:
    file(store, OURS)
    queries = strings(corpus("hostile") / "search" / "queries.json") + strings(corpus("hostile") / "text" / "strings.json")
    assert searched(sign_in("viewer"), queries) == {}


@pytest.mark.parametrize("role", ["maintainer", "anonymous"])
def test_no_request_is_a_500(store: Store, sign_in: SignIn, place: Place, role: str) -> None:
    """Odd values in every field, path and header of every route; minutes of it under `make soak`."""
    file(store, OURS[:6])
    broken = fuzzed(place, sign_in, role)
    assert broken == []


def test_odd_values_differ() -> None:
    chance = random.Random(1)
    assert len({odd_values(chance) for _ in range(200)}) > 60
    assert urlsplit("/x").path == "/x"
