"""How SQLite finds what a page, a decision and a publish read: what one article needs never costs what all decisions cost.

Without ANALYZE the planner only knows the schema, so the plans on a small store are those on a large one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.archive import Archive
from store.public import TABLES
from store.store import Store
from tests.accepted import DAY, a_mention, a_series, a_source, an_article, close_opened, opened

LATER = DAY + dt.timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path)
    article = an_article(store, approved=LATER)
    a_mention(store, article, "2026", about="premiere", season="S2", status="confirmed", precision="year")
    store.claims.recompute_for([article], LATER)
    yield store
    close_opened()


def publish(store: Store) -> None:
    store.public.as_of()
    for table in TABLES:
        list(store.public.rows(table, (a_series(),), (a_source(),)))


def look(store: Store) -> None:
    store.queue.card(1)
    store.queue.stories()


def decide(store: Store) -> None:
    store.queue.judge(1, "approve", "mina", LATER)


def watch(store: Store) -> None:
    store.evidence.follow(lambda at, now: now, LATER)


@pytest.mark.parametrize("done", [publish, look, decide, watch])
def test_decisions_are_found_by_what_they_are_of(store: Store, done: Callable[[Store], None]) -> None:
    asked: list[str] = []
    connection = store.db.conn
    connection.set_trace_callback(asked.append)
    done(store)
    connection.set_trace_callback(None)
    reads = [sql for sql in asked if "verdict" in sql and sql.lstrip().startswith("SELECT")]
    assert reads or done is decide
    for sql in reads:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
        if len([step for step in plan if "TEMP B-TREE" not in step]) == 1:
            continue  # read once, for all
        assert not [step for step in plan if "verdict_action" in step or step.startswith(("SCAN v", "SCAN verdict"))], sql


def test_a_crawl_begins_without_a_look_at_all_that_is_stored(store: Store) -> None:
    asked: list[str] = []
    connection = store.db.conn
    connection.set_trace_callback(asked.append)
    store.visits.visits((a_source(),), LATER)
    store.evidence.due((a_source(),), LATER, Archive(store.path.parent / "archive"))
    store.evidence.any_due((a_source(),), LATER)
    connection.set_trace_callback(None)
    reads = [sql for sql in asked if sql.lstrip().startswith(("SELECT", "WITH"))]
    assert any("evidence_watch" in sql for sql in reads)
    assert any("FROM seen" in sql for sql in reads)
    for sql in reads:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
        large = {"a", "article", "s", "seen", "p", "page", "verdict", "mention"}
        assert not [step for step in plan if step.split()[0] == "SCAN" and step.split()[1] in large], (sql, plan)
        if sql.lstrip().startswith("SELECT key, fingerprint FROM seen"):
            assert plan == ["SEARCH seen USING INDEX seen_latest (source=?)"], "in the order of the index: nothing is sorted"
