"""Hostile answers, served over raw sockets and crawled: each must come out as its case says, and the source beside it too."""

from __future__ import annotations

import gzip
import json
import resource
import time
from pathlib import Path
from typing import Any

import pytest

from model.addresses import allowed
from tests.corpus import corpus
from tests.crawler.web import XML, Answer, Brought, Web, a_feed, a_page, a_visit, crawl

FAMILIES = ("xml-entities", "compression", "structure", "encoding", "http", "links")
GOOD = "http://good.example/feed.xml"
BAD = "http://bad.example/feed.xml"


def cases(*families: str) -> list[dict[str, Any]]:
    folder = corpus("hostile")
    rows = [json.loads(line) for line in (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["family"] in families]


def answer_of(folder: Path, case: dict[str, Any]) -> Answer:
    body = (folder / case["file"]).read_bytes()
    if case["family"] == "http":
        return Answer(raw=body)
    packed = case["family"] == "structure" and case["file"].endswith(".gz")
    if packed:
        body = gzip.decompress(body)
    headers = [("Content-Type", case["content_type"])]
    if case.get("content_encoding") and not packed:
        headers.append(("Content-Encoding", case["content_encoding"]))
    return Answer(200, body, tuple(headers))


def crawled(web: Web, answer: Answer, kind: str) -> tuple[Brought, float]:
    """The hostile answer as a feed, or as the page of a good feed; beside it a good source."""
    web[GOOD] = Answer(body=a_feed(("Good", "http://good.example/one")), headers=XML)
    web["http://good.example/one"] = a_page("Good")
    if kind.startswith("text/html"):
        web[BAD] = Answer(body=a_feed(("Hostile", "http://bad.example/page")), headers=XML)
        web["http://bad.example/page"] = answer
    else:
        web[BAD] = answer
    began = time.monotonic()
    brought = crawl([a_visit(BAD, "bad"), a_visit(GOOD, "good")], settings={"DOWNLOAD_TIMEOUT": 10})
    return brought, time.monotonic() - began


def texts(brought: Brought) -> list[str]:
    found: list[str] = []
    for article in brought.articles:
        entry, reading = article.entry, article.reading
        found += [entry.title, entry.summary, entry.content, entry.url, *entry.authors]
        if reading:
            found += [reading.title, reading.body, *reading.authors]
    return found


@pytest.mark.corpus
@pytest.mark.parametrize("family", FAMILIES)
def test_hostile_answers(family: str) -> None:
    folder = corpus("hostile")
    for case in cases(family):
        if case["content_type"] == "application/json":
            continue
        before = memory()
        with Web() as web, web.proxied():
            brought, seconds = crawled(web, answer_of(folder, case), case["content_type"])
            judge(case, brought, seconds, web, before)


def memory() -> int:
    """MB that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def judge(case: dict[str, Any], brought: Brought, seconds: float, web: Web, before: int) -> None:
    name, expect = case["id"], case["expect"]
    outcomes = {outcome.source.slug: outcome for outcome in brought.outcomes}
    assert outcomes["good"].state == "ok", name
    bad = outcomes["bad"]
    mine = [article for article in brought.articles if article.source.slug == "bad"]
    everything = texts(brought)
    for text in everything:
        text.encode("utf-8")
        assert "\x00" not in text, name
    assert seconds < expect.get("max_seconds", 20) + 6, name  # the start of the workers and the good source included
    assert max(map(len, everything), default=0) <= expect.get("max_field_chars", 10**9), name
    for part in expect.get("must_not_contain", ()):
        assert not any(part in text for text in everything), name
    for host in expect.get("must_not_request", ()):
        assert not web.asked(host), name
    for kept in expect.get("must_keep", ()):
        assert any(kept in text for text in everything), name
    if "title_should_be" in expect:
        assert mine[0].entry.title == expect["title_should_be"], name
    outcome, is_page = expect["outcome"], case["content_type"].startswith("text/html")
    problem = mine[0].problem if is_page and mine else ""
    if outcome in ("rejected", "error_retry", "refused", "backoff"):
        assert problem if is_page else bad.state == "failed", name
        assert not bad.body_hash or is_page, name
    elif outcome in ("error_flagged", "error_or_items_flagged"):
        assert bad.error, name
    elif outcome == "stored_inert":
        schemes = {article.entry.url.partition(":")[0] for article in mine}
        assert schemes <= {"", "http", "https"}, name
        assert not [asked for asked in web.log if not allowed(asked.url)[0]], name
    elif outcome == "page_kept":
        assert mine[0].reading, name
    else:
        assert bad.state == "ok" or bad.error, name
    if outcome == "backoff":
        assert bad.due_at, name
        assert (bad.due_at - bad.at).total_seconds() >= expect["min_wait_seconds"], name
    if outcome == "capped_or_complete":
        assert bad.entries == 50_000 or "entries, the newest" in bad.error, name
    if outcome == "bounded" and "flag" in expect and is_page:
        assert problem or (mine[0].reading and mine[0].reading.body), name
    if "max_requests" in expect:
        assert len(web.asked("bad.example")) <= expect["max_requests"], name
    # This process holds the server and the corpus too; where tests before it took more, no more may be taken.
    assert memory() <= max(expect.get("max_rss_mb", 500) + 200, before), name


@pytest.mark.corpus
def test_guarded_addresses() -> None:
    folder = corpus("hostile") / "links"
    for url in json.loads((folder / "urls.json").read_text())["reject_for_fetch"]:
        assert not allowed(url)[0], url
    for url in json.loads((folder / "urls-must-allow.json").read_text()):
        assert allowed(url)[0], url


@pytest.mark.corpus
def test_entries_keep_their_identity_over_a_sequence() -> None:
    """What a feed calls by one guid with two addresses stays two entries; a feed that goes empty takes nothing away."""
    folder = corpus("hostile")
    sequences: dict[str, list[dict[str, Any]]] = {}
    for case in cases("identity"):
        sequences.setdefault(case["sequence"], []).append(case)
    for name, steps in sequences.items():
        visits, seen = [a_visit(BAD, "bad")], set()
        with Web() as web, web.proxied():
            for case in sorted(steps, key=lambda step: int(step["step"])):
                web[BAD] = Answer(body=(folder / case["file"]).read_bytes(), headers=XML)
                brought = crawl(visits)
                assert brought.outcome.state in ("ok", "not_modified"), name
                seen |= {(article.entry.key, article.entry.url) for article in brought.articles}
                visits = brought.visits()
        bare = {url.replace("https://", "http://") for _, url in seen}
        assert len(bare) == steps[0]["expect"]["items_total"], name
