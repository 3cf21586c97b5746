"""The log as it is looked at and taken away, and a row that was tampered with."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re

import pytest
from starlette.testclient import TestClient

from desk import audit_views
from desk.place import Place
from store import audit
from store.audit import Asked
from store.store import Store
from tests.building import NOW, later
from tests.desk.conftest import SignIn, file_stories
from tests.desk.sampled import showwire


def decided(store: Store) -> None:
    """Two decisions of two editors, one of them taken back, and two acts."""
    file_stories(store)
    store.editors.add("Mina", "editor", NOW)
    store.editors.give_role("Mina", "maintainer", later(hours=1))
    store.queue.judge(1, "approve", "Mina", later(hours=1), note="=cmd|' /C calc'!A0")
    store.queue.judge(2, "reject", "Ji-soo", later(hours=30), note="not about the series")
    store.queue.undo("Ji-soo", later(hours=31))


def tamper(store: Store, sql: str) -> None:
    """What somebody with the file can do: take the trigger off, change a row, put the trigger back."""
    name, _, table = ("verdict_unchanged", "", "verdict") if "verdict" in sql else ("act_unchanged", "", "act")
    kept = [row[0] for row in store.db.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,))]
    for trigger in (name, f"{table}_kept"):
        store.db.execute(f"DROP TRIGGER {trigger}")
    store.db.execute(sql)
    for statement in kept:
        store.db.execute(statement)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_who_what_when_before_and_after(store: Store, sign_in: SignIn) -> None:
    decided(store)
    page = text_of(sign_in("viewer").get("/history").text)
    assert re.search(r"Mina\s+Approved · story 1\s+Press says it ", page)
    assert re.search(r"mention 1 Park Ji-hu", page), "what a row is of has a name"
    assert re.search(r"Ji-soo\s+Taken back · ", page)
    assert "state new accepted" in page
    assert "not about the series" in page
    assert re.search(r"The log is whole: each of its \d+ rows follows from the one before\.", page)
    people = text_of(sign_in("viewer").get("/history?log=act").text)
    assert "given a role · editor Mina" in people
    assert "role editor maintainer" in people


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=Mina", {"Mina"}),
        ("who=Ji-soo", {"Ji-soo"}),
        ("who=nobody", set()),
        ("action=reject", {"Ji-soo"}),
        ("target=story 1", {"Mina"}),
        ("target=claim 99", set()),
        ("until=2026-09-01", {"Mina"}),
        ("since=2026-09-02", {"Ji-soo"}),
        ("who=Mina&since=2026-09-02", set()),
    ],
)
def test_filters(store: Store, sign_in: SignIn, query: str, found: set[str]) -> None:
    decided(store)
    page = sign_in("viewer").get(f"/history?{query}").text
    assert set(re.findall(r"<strong>(.*?)</strong> <span class=\"grow\">", page)) == found


@pytest.mark.parametrize("query", ["since=yesterday", "until=2026-13-01", "since=2026-09-01T00", "before=x", "target=story x", "log=%00"])
def test_odd_filters_get_a_plain_answer(store: Store, sign_in: SignIn, query: str) -> None:
    assert sign_in("viewer").get(f"/history?{query}").status_code in (200, 400)


def test_pages_hold_every_decision_once(store: Store, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_views, "ROWS", 7)
    decided(store)
    client, seen, where = sign_in("viewer"), [], "/history"
    while where:
        page = client.get(where).text
        seen += re.findall(r"<td>(\d+)</td>", page)
        more = re.search(r'<a href="(/history\?before=\d+)">Older', page)
        where = more[1] if more else ""
    ids = [str(row[0]) for row in store.db.execute("SELECT id FROM verdict ORDER BY id DESC")]
    assert seen == ids


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("UPDATE verdict SET editor = 'Mallory' WHERE id = 2", "decision row 2"),
        ("UPDATE verdict SET after = '{}' WHERE id = 2", "decision row 2"),
        ("DELETE FROM verdict WHERE id = 2", "decision row 3"),
        ("UPDATE act SET who = 'Mallory' WHERE id = 2", "row 2 of people and sources"),
        ("DELETE FROM act WHERE id = 1", "row 2 of people and sources"),
    ],
)
def test_a_row_that_was_tampered_with_is_named(place: Place, store: Store, sign_in: SignIn, sql: str, named: str) -> None:
    decided(store)
    tamper(store, sql)
    page = text_of(sign_in("viewer").get("/history").text)
    assert f"The log was tampered with: {named} does not follow from the one before it." in page
    assert "row" in showwire(place.root, "audit", "verify", expect=1)
    assert showwire(place.root, "check", expect=1) is not None


def test_the_log_is_taken_away_whole_and_can_be_checked_elsewhere(store: Store, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "AT_ONCE", 5)
    decided(store)
    client = sign_in("viewer")
    answer = client.get("/audit.ndjson")
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert "attachment" in answer.headers["content-disposition"]
    rows = [json.loads(line) for line in answer.text.splitlines()]
    verdicts = [row for row in rows if row["log"] == "verdict"]
    assert [row["id"] for row in verdicts] == [row[0] for row in store.db.execute("SELECT id FROM verdict ORDER BY id")]
    assert [row["id"] for row in rows if row["log"] == "act"] == [row[0] for row in store.db.execute("SELECT id FROM act ORDER BY id")]
    last = ""
    for row in verdicts:
        moved = [json.dumps(row[side], ensure_ascii=False, sort_keys=True) for side in ("before", "after")]
        named = [row[c] for c in ("at", "who", "action", "target", "target_id", "judged_hash", "note", "batch")]
        last = hashlib.sha256(json.dumps([last, *named, *moved, row["undoes"]], ensure_ascii=True).encode()).hexdigest()
        assert row["digest"] == last
    table = list(csv.DictReader(io.StringIO(client.get("/audit.csv").text)))
    assert [row["digest"] for row in table] == [row["digest"] for row in rows]
    assert "'=cmd|' /C calc'!A0" in {row["note"] for row in table}, "no formula"


def test_the_command_line_has_the_same(place: Place, store: Store, sign_in: SignIn) -> None:
    decided(store)
    client: TestClient = sign_in("viewer")
    assert showwire(place.root, "audit", "log", "--format", "ndjson") == client.get("/audit.ndjson").text
    assert showwire(place.root, "audit", "log", "--format", "csv").splitlines() == client.get("/audit.csv").text.splitlines()
    assert len(json.loads(showwire(place.root, "audit", "log", "--json"))) == len(client.get("/audit.ndjson").text.splitlines())
    assert "approve" in showwire(place.root, "audit", "log")
    assert showwire(place.root, "audit", "verify").startswith("whole: ")


def test_a_filtered_page_reads_what_it_shows(store: Store) -> None:
    """No filter walks the table: each is a search of an index."""
    decided(store)
    for asked in (Asked(), Asked(who="Mina"), Asked(action="reject"), Asked(target="story", target_id=1), Asked(until="2026-09-01")):
        seen: list[str] = []
        store.db.conn.set_trace_callback(seen.append)
        audit.rows(store.db, asked, 10)
        store.db.conn.set_trace_callback(None)
        (plan,) = [row[3] for row in store.db.execute(f"EXPLAIN QUERY PLAN {seen[-1]}")][:1]
        assert plan.startswith("SEARCH") or asked in (Asked(), Asked(until="2026-09-01")), (asked, plan)
