"""Changes since: whoever asks again and again holds what is published now, and nothing that was withdrawn."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import revisions
from exports.publish import publish
from exports.revisions import Gone, Page
from model.errors import AlreadyRunning
from store import editions
from store.editions import KEPT, Editions, Revision
from store.public import TABLES
from store.store import Store
from tests.accepted import a_mention, an_article
from tests.exports.test_publish import NOW, a_store, contents, out


def asked(folder: Path, since: str, size: int = 7) -> Page:
    index = json.loads((folder / "since-pages.json").read_text())
    with closing(sqlite3.connect(folder / "showwire.db")) as connection:
        return revisions.page(connection, revisions.numbers(index), since, size)


def followed(folder: Path, since: str, held: dict[tuple[str, str], Any]) -> str:
    """What a downstream site does: page by page until there is no more."""
    while True:
        page = asked(folder, since)
        for each in page.revisions:
            if each["op"] == "withdrawn":
                held.pop((each["table"], each["id"]), None)
            else:
                held[each["table"], each["id"]] = each["row"]
        since = page.cursor
        if not page.more:
            return since


def published(folder: Path) -> dict[tuple[str, str], Any]:
    return {(table, key): json.loads(line) for table, key, line in revisions.lines(folder)}


def test_who_follows_holds_what_is_published(tmp_path: Path) -> None:
    store, folder = a_store(tmp_path), tmp_path / "public"
    held: dict[tuple[str, str], Any] = {}
    out(store, folder)
    cursor = followed(folder, "", held)
    assert held == published(folder)
    assert {table for table, _ in held} == set(TABLES)
    store.db.execute("UPDATE article SET state = 'rejected' WHERE id = 1")
    store.db.execute("UPDATE article SET title = 'another' WHERE id = 2")
    store.claims.recompute_for([1, 2], NOW)
    an_article(store, title="a new one")
    out(store, folder, NOW + dt.timedelta(hours=1))
    told = {(r["op"], r["table"]) for r in asked(folder, cursor, 100).revisions}
    assert {("added", "articles"), ("added", "stories"), ("changed", "articles"), ("withdrawn", "articles")} <= told
    cursor = followed(folder, cursor, held)
    assert held == published(folder)
    assert asked(folder, cursor).revisions == ()


def test_a_tombstone_says_where_and_when_and_nothing_else(tmp_path: Path) -> None:
    store, folder = a_store(tmp_path), tmp_path / "public"
    out(store, folder)
    store.db.execute("UPDATE article SET state = 'rejected' WHERE id = 1")
    store.claims.recompute_for([1], NOW)
    out(store, folder, NOW + dt.timedelta(hours=1))
    (gone,) = [r for r in asked(folder, "", 1000).revisions if (r["table"], r["id"]) == ("articles", "1")]
    assert {**gone, "cursor": ""} == {
        "cursor": "", "at": "2026-03-12T10:00:00Z", "op": "withdrawn", "table": "articles", "id": "1", "row": None,
    }  # fmt: skip
    assert not [n for n, data in contents(folder).items() if b"news 0 &" in data]


def test_the_same_state_again_adds_nothing(tmp_path: Path) -> None:
    store, folder = a_store(tmp_path), tmp_path / "public"
    out(store, folder)
    before = contents(folder)
    out(store, folder, NOW + dt.timedelta(days=400))
    assert {n for n, data in contents(folder).items() if before[n] != data} == {"manifest.json"}
    with closing(Store.open(tmp_path / "news.db")) as again:
        out(again, folder, NOW + dt.timedelta(days=401))
    assert contents(folder)["since-pages.json"] == before["since-pages.json"]


def test_the_files_say_what_the_server_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "PAGE_ROWS", 4)
    store, folder = a_store(tmp_path), tmp_path / "public"
    out(store, folder)
    index = json.loads((folder / "since-pages.json").read_text())
    assert (index["pages"], index["oldest"]) == ([], index["cursor"])  # the first edition is the tables themselves
    for n in range(2, 6):
        store.db.execute("UPDATE article SET title = ?, authors = '[\"B. Writer\"]' WHERE id = ?", (f"another {n}", n))
    store.db.execute("UPDATE article SET state = 'rejected' WHERE id = 1")
    out(store, folder, NOW + dt.timedelta(hours=1))
    pages = json.loads((folder / "since-pages.json").read_text())["pages"]
    lines = [json.loads(line) for page in pages for line in (folder / page["file"]).read_text().splitlines()]
    assert len(pages) > 2
    assert [page["revisions"] for page in pages[:-1]] == [4] * (len(pages) - 1)
    assert tuple(lines) == asked(folder, index["cursor"], 1000).revisions
    assert pages[0]["after"] == index["cursor"]


def test_who_is_too_far_behind_starts_again(tmp_path: Path) -> None:
    store, folder = a_store(tmp_path), tmp_path / "public"
    out(store, folder)
    first = asked(folder, "", 1000).cursor
    store.db.execute("UPDATE article SET state = 'rejected' WHERE id = 1")
    out(store, folder, NOW + dt.timedelta(hours=1))
    second = asked(folder, first, 1000).cursor
    an_article(store, title="later")
    out(store, folder, NOW + dt.timedelta(hours=2) + KEPT)
    assert not [r for r in asked(folder, "", 1000).revisions if r["op"] == "withdrawn"]
    with pytest.raises(Gone):
        asked(folder, first)
    assert asked(folder, second).revisions
    held: dict[tuple[str, str], Any] = {}
    followed(folder, "", held)  # in pages, whose cursors lie before the tombstones that are kept
    assert held == published(folder)
    for wrong in ("nonsense", "00000000-1", second.split("-")[0] + "-999999", second + "-999999"):
        with pytest.raises(Gone):
            asked(folder, wrong)


def test_a_database_from_a_backup_counts_anew(tmp_path: Path) -> None:
    store, folder = a_store(tmp_path), tmp_path / "public"
    out(store, folder)
    store.backup(tmp_path / "copy.db")
    an_article(store, title="lost")
    out(store, folder, NOW + dt.timedelta(hours=1))
    ahead = asked(folder, "", 1000).cursor
    with closing(Store.open(tmp_path / "copy.db")) as older:
        an_article(older, title="after the backup")
        told: list[Any] = []
        out(older, folder, NOW + dt.timedelta(hours=2), tell=lambda *said: told.append(said))
        with pytest.raises(Gone):
            asked(folder, ahead)
        assert not told
        assert {r.row_id for r in _all(older)} == {key for _, key in published(folder)}


def _all(store: Store) -> list[Revision]:
    found = store.db.query('SELECT seq, at, of_table AS "table", row_id, first_seq AS first, gone FROM published')
    return [Revision(**row) for row in found]


def test_a_dry_run_and_a_publish_that_fails_count_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, folder = a_store(tmp_path), tmp_path / "public"
    out(store, folder, dry_run=True)
    assert store.public.editions.numbers() is None
    out(store, folder)
    before = store.public.editions.numbers()
    an_article(store, title="new")
    monkeypatch.setattr("exports.publish._sync", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        out(store, folder)
    assert store.public.editions.numbers() == before


def test_two_publishes_into_two_folders_are_not_numbered_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = a_store(tmp_path)
    out(store, tmp_path / "one")
    an_article(store, title="new")
    keep = Editions.keep

    def late(self: Editions, draft: editions.Draft, tell: Any = None) -> None:
        monkeypatch.setattr(Editions, "keep", keep)
        out(store, tmp_path / "two")
        keep(self, draft, tell)

    monkeypatch.setattr(Editions, "keep", late)
    with pytest.raises(AlreadyRunning):
        out(store, tmp_path / "one")


def test_beliefs_that_moved_are_told_once(tmp_path: Path) -> None:
    store, folder = a_store(tmp_path), tmp_path / "public"
    told: list[tuple[str, list[dict[str, Any]]]] = []

    def publishing(hours: int) -> None:
        publish(store.public, folder, NOW + dt.timedelta(hours=hours), tell=lambda *said: told.append(said))

    publishing(0)
    assert not told  # the first edition is no news
    for n in (1, 2, 3):
        article = an_article(store, title="It moves", tier="official", body="Now on 13 November 2026.", at=NOW + dt.timedelta(minutes=n))
        a_mention(
            store, article, "13 November 2026", value="2026-11-13", about="premiere", season="S2", status="confirmed", precision="day",
            official=1,
        )  # fmt: skip
        store.claims.recompute_for([article], NOW + dt.timedelta(minutes=n))
        publishing(n)
    ((cursor, (change,)),) = told
    assert (change["before"], change["after"]) == ("2026-09-12", "2026-11-13")
    assert (
        cursor.endswith(str(json.loads((folder / "since-pages.json").read_text())["cursor"].split("-")[1]))
        or asked(folder, cursor).revisions
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 2), max_size=7), min_size=1, max_size=6), st.data())
def test_any_history_can_be_followed_from_any_point(states: list[dict[str, int]], data: st.DataObject) -> None:
    """Rows come, change and go in any order; a follower who looks at some editions only ends with the last."""
    with closing(_memory()) as store:
        held: dict[str, int] = {}
        at, seen = NOW, 0
        for state in states:
            at += dt.timedelta(hours=1)
            draft = store.public.editions.draft(at)
            numbers, found = draft.settle(("articles", key, value) for key, value in sorted(state.items()))
            everything = list(found)
            store.public.editions.keep(draft)
            draft.close()
            assert [r.seq for r in everything] == sorted({r.seq for r in everything})
            assert {r.row_id for r in everything if not r.gone} == set(state)
            if data.draw(st.booleans()) or state is states[-1]:
                for r in everything:
                    if r.seq > seen and r.gone:
                        held.pop(r.row_id, None)
                    elif r.seq > seen:
                        held[r.row_id] = state[r.row_id]
                seen = numbers.head
                assert held == state


def _memory() -> Store:
    from store import schema
    from store.database import Database

    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    return Store(Database(connection), Path(":memory:"))
