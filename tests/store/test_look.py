from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from model.records import Dropped, Grouping, Judged, Part, Reason, RobotsFile, Suggestion
from store.store import Store
from tests.building import NOW, a_filing, a_page, a_source, an_article, an_entry, an_outcome


def test_status_counts_what_there_is(store: Store) -> None:
    run = store.visits.begin_run("crawl", NOW)
    store.filings.save(a_filing("one"), NOW, run_id=run)
    store.filings.save(a_filing("two"), NOW, run_id=run)
    store.filings.drop(Dropped(article=an_article("three"), reason=Reason.OFF_TOPIC), NOW, run_id=run)
    store.visits.outcome(an_outcome(keys=("one", "two", "three")), run, NOW, {"new": 2, "off_topic": 1})
    store.queue.judge(1, "reject", "mina", NOW)
    status = store.status(NOW, [a_source()])
    assert status["articles"] == {"new": 1, "waiting": 0, "accepted": 0, "rejected": 1}
    assert status["dropped"] == {"off_topic": 1}
    assert status["queue"] == {"conflict": 0, "official": 0, "new": 1, "rest": 0, "held": 0}
    assert (status["sources"][0]["last_visit"]["new"], status["sources"][0]["due_at"]) == (2, "2026-09-01T13:00:00Z")
    assert json.loads(json.dumps(status)) == status


def test_explain_says_how_an_article_came_here(store: Store) -> None:
    store.visits.save_robots(RobotsFile(authority="https://press.example", status=200, body="User-agent: *", fetched_at=NOW))
    store.filings.save(a_filing("zero"), NOW)
    grouping = Grouping(how="story", story=1, score=88, reason="same words", suggestions=())
    store.filings.save(
        a_filing("one", article=an_article("one", page=a_page()), addresses=("https://m.press.example/one",), grouping=grouping), NOW
    )
    store.filings.save(a_filing("x", grouping=Grouping(how="new", suggestions=(Suggestion(story=1, score=55, reason="season 1, 2"),))), NOW)
    store.queue.judge(1, "approve", "mina", NOW, note="fine")
    for ref, also in (
        (2, ()),
        ("2", ()),
        ("https://m.press.example/one", ()),
        ("https://press.example/one?utm=1", ("https://press.example/one",)),
    ):
        said = store.explain(ref, also)
        assert said is not None
        assert said["article"]["id"] == 2
    assert said["found"] == "article"
    assert said["grouping"]["how_reason"] == "same words"
    assert said["series"][0]["parts"] == [["title", 80, "All of Us Are Dead"]]
    assert [row["title"] for row in said["story"]] == ["News zero"]
    assert [row["reason"] for row in said["suggestions"]] == ["season 1, 2"]
    assert said["versions"][0]["page_url"] == "https://press.example/one"
    assert {row["action"] for row in said["verdicts"]} == {"approve", "accept_mention"}
    assert said["robots"]["status"] == 200
    assert said["seen"][0]["key"] == "one"
    assert json.loads(json.dumps(said)) == said


def test_explain_finds_what_was_dropped(store: Store) -> None:
    judged = (Judged(series="aouad", score=12, parts=(Part("body", 12, "zombie"),)),)
    article = an_article(entry=an_entry("d", url="https://press.example/d?ref=feed"))
    dropped = Dropped(article=article, reason=Reason.OFF_TOPIC, url="https://press.example/d", title="Other", judged=judged)
    store.filings.drop(dropped, NOW)
    for ref in ("https://press.example/d", "https://press.example/d?ref=feed"):
        said = store.explain(ref)
        assert said is not None
        assert (said["found"], said["dropped"]["reason"], said["dropped"]["parts"]) == ("dropped", "off_topic", [["body", 12, "zombie"]])
    assert store.explain("https://press.example/unheard") is None
    assert store.explain("9" * 40) is None


def test_looking_in_draws_in_nothing_heavy() -> None:
    """Most of what `status` costs is imports; sqlite_utils or numpy among them would double it. The cost itself is in bench."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, store.store; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert not {"sqlite_utils", "numpy", "warcio", "scrapy"} & set(loaded.stdout.split())


def test_every_counting_query_uses_an_index(store: Store) -> None:
    for sql in (
        "SELECT article_id FROM address WHERE url IN ('a', 'b')",
        "SELECT article_id FROM seen WHERE article_id IS NOT NULL AND url IN ('a')",
        "SELECT * FROM dropped WHERE url IN ('a') ORDER BY at DESC LIMIT 1",
        "SELECT * FROM suggestion WHERE story_id = 1 OR other_id = 1",
        "SELECT * FROM seen WHERE article_id = 1",
        "SELECT * FROM page WHERE url = 'a' ORDER BY id DESC LIMIT 5",
        "SELECT url FROM address WHERE article_id = 1",
        "SELECT story_id FROM waiting WHERE rank = 2 AND since = 'x' AND story_id < 9 ORDER BY since DESC, story_id DESC LIMIT 51",
        "SELECT story_id FROM waiting WHERE rank = 2 AND since < '~' ORDER BY since DESC, story_id DESC LIMIT 51",
        "SELECT digest FROM verdict ORDER BY id DESC LIMIT 1",
        "SELECT 1 FROM verdict u WHERE u.undoes = 5",
    ):
        plan = " ".join(row[3] for row in store.db.execute(f"EXPLAIN QUERY PLAN {sql}"))
        assert "TEMP B-TREE" not in plan or "dropped" in sql, (sql, plan)
        assert "SCAN" not in plan or sql.startswith("SELECT digest"), (sql, plan)
