"""Whatever editors do, in whatever order, the columns say what the log says, and undo brings back what was."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from model.errors import UsageError
from model.records import Grouping, PassedOn, Suggestion
from store import fields, log, waiting
from store.decided import Decision
from store.store import Store
from tests.building import NOW, a_filing

EDITORS = ("mina", "joon")
BODIES = ("Park Ji-hu returns in 2026.", "Lomon joins. Park Ji-hu leaves in 2026.", "It comes in 2026. It comes in 2026.", "Nothing.")
HOWS = ("new", "story", "copy", "original")
ACTIONS = st.sampled_from(("approve", "reject", "wait", "wait"))
WHO = st.sampled_from(EDITORS)


def picture(store: Store, stories: int | None = None) -> dict[str, Any]:
    """All that decisions can change; of `stories` and below, as an undone split leaves an empty story."""
    limit = 10**9 if stories is None else stories
    columns = {
        "article": "id, state, state_reason, story_id, origin_id, copy_of",
        "mention": "id, state, person, value, chosen",
        "story": "id, merged_into, held_until",
        "waiting": "*",
        "suggestion": "*",
    }
    found = {table: store.db.execute(f"SELECT {names} FROM {table} ORDER BY 1, 2").fetchall() for table, names in columns.items()}
    found["story"] = [row for row in found["story"] if row[0] <= limit]
    return found


class Desk(RuleBasedStateMachine):
    """Two editors and a crawl on one queue."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.open(Path(self.folder.name) / "news.db")
        self.store.db.execute("PRAGMA synchronous = OFF")
        self.now = NOW
        self.number = 0
        self.clean: dict[str, Any] | None = None  # the picture since the last filing, when nothing was decided
        self.filed()

    def teardown(self) -> None:
        assert self.store.check() == []
        self.store.close()
        self.folder.cleanup()

    def tick(self) -> dt.datetime:
        self.now += dt.timedelta(minutes=1)
        return self.now

    def ids(self, table: str) -> list[int]:
        return [row[0] for row in self.store.db.execute(f"SELECT id FROM {table} ORDER BY id")]

    def stories(self) -> int:
        return int(self.store.db.value("SELECT max(id) FROM story") or 0)

    # --- the crawl ---

    @initialize(hows=st.lists(st.sampled_from(HOWS), min_size=2, max_size=5), picks=st.lists(st.integers(0, 99), min_size=5, max_size=5))
    def begin(self, hows: list[str], picks: list[int]) -> None:
        """Most of what can go wrong needs articles that have to do with each other."""
        for how, pick in zip(hows, picks, strict=False):
            self.filing(how, BODIES[pick % len(BODIES)], pick, bool(pick % 2))

    @rule(
        how=st.sampled_from(HOWS),
        body=st.sampled_from(BODIES),
        pick=st.integers(0, 99),
        suggest=st.booleans(),
    )
    def file(self, how: str, body: str, pick: int, suggest: bool) -> None:
        self.filing(how, body, pick, suggest)

    def filing(self, how: str, body: str, pick: int, suggest: bool) -> None:
        articles = self.ids("article")
        chosen = articles[pick % len(articles)] if articles else None
        if chosen is None or how == "new":
            stories = self.ids("story")
            suggestions = (Suggestion(story=stories[pick % len(stories)], score=60, reason="names differ"),) if suggest and stories else ()
            grouping = Grouping(how="new", suggestions=suggestions)
        elif how == "copy":
            grouping = Grouping(how="copy", article=chosen)
        elif how == "original":  # what came before turns out to pass on this one's news, or to be a copy of it
            story = self.store.db.value("SELECT story_id FROM article WHERE id = ?", (chosen,))
            moved = PassedOn(article=chosen, of=0, origin=0, why="it credits press", copy=suggest)
            grouping = Grouping(how="story", story=story, moved=(moved,))
        else:
            grouping = Grouping(how="story", story=self.store.db.value("SELECT story_id FROM article WHERE id = ?", (chosen,)))
        self.number += 1
        self.store.filings.save(a_filing(f"n{self.number}", body=body, grouping=grouping), self.tick())
        self.filed()

    @precondition(lambda self: self.number)
    @rule(pick=st.integers(1, 99), body=st.sampled_from(BODIES))
    def edit(self, pick: int, body: str) -> None:
        self.store.filings.save(a_filing(f"n{(pick - 1) % self.number + 1}", body=body, grouping=None), self.tick())
        self.filed()

    @rule(days=st.integers(0, 9))
    def wait_over(self, days: int) -> None:
        self.now += dt.timedelta(days=days)
        if self.store.queue.release_due(self.now):
            self.filed()
        if days > waiting.WAIT_DAYS:
            assert not self.store.db.value("SELECT 1 FROM article WHERE state = 'waiting'"), "nothing waits for ever"

    def filed(self) -> None:
        """From here on, undoing everything must lead back to this, if nothing was decided before."""
        undecided = not self.store.db.value(
            "SELECT 1 FROM verdict WHERE action NOT IN ('undo', 'reopen')"
            " AND NOT EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = verdict.id)"
        )
        self.clean = picture(self.store) if undecided else None

    # --- the editors ---

    def decided(self, decision: Decision, before: dict[str, Any], stories: int, undo: bool, editor: str) -> None:
        """Right after a decision its editor can have back what was."""
        if undo and decision.batch:
            undone = self.store.queue.undo(editor, self.tick())
            assert undone.batch
            assert picture(self.store, stories) == before

    @precondition(lambda self: self.number)
    @rule(pick=st.integers(0, 99), action=ACTIONS, some=st.integers(0, 7), editor=WHO, undo=st.booleans())
    def judge(self, pick: int, action: Any, some: int, editor: str, undo: bool) -> None:
        """Decide a story, or `some` of its articles alone."""
        before, stories = picture(self.store), self.stories()
        ids = self.ids("story")
        story = self.store.queue.current(ids[pick % len(ids)])
        read = self.store.db.execute("SELECT id, content_hash FROM article WHERE story_id = ? ORDER BY id", (story,)).fetchall()
        only = dict(row for i, row in enumerate(read) if some >> i & 1)
        decision = self.store.queue.judge(story, action, editor, self.tick(), judged_hashes=only)
        assert not only or set(decision.articles) <= set(only)
        state = {"approve": "accepted", "reject": "rejected", "wait": "waiting"}[action]
        for article_id in decision.articles:
            assert self.store.db.value("SELECT state FROM article WHERE id = ?", (article_id,)) == state
            said = {
                row[0] for row in self.store.db.execute("SELECT state FROM mention WHERE current = 1 AND article_id = ?", (article_id,))
            }
            assert action == "wait" or "open" not in said
        self.decided(decision, before, stories, undo, editor)

    @precondition(lambda self: self.number)
    @rule(pick=st.integers(0, 99), action=st.sampled_from(("accept", "reject", "choose")), editor=WHO, undo=st.booleans())
    def judge_mention(self, pick: int, action: Any, editor: str, undo: bool) -> None:
        ids = self.ids("mention")
        if not ids:
            return
        before, stories, mention = picture(self.store), self.stories(), ids[pick % len(ids)]
        how = {"person": "park-solomon", "value": "Park Solomon"} if action == "choose" else {}
        try:
            decision = self.store.queue.judge_mention(mention, action, editor, self.tick(), **how)
        except UsageError:
            assert self.store.db.value("SELECT state FROM mention WHERE id = ?", (mention,)) == "choose"
            return
        self.decided(decision, before, stories, undo, editor)

    @precondition(lambda self: self.number)
    @rule(one=st.integers(0, 99), other=st.integers(0, 99), editor=WHO, undo=st.booleans())
    def merge(self, one: int, other: int, editor: str, undo: bool) -> None:
        before, stories, ids = picture(self.store), self.stories(), self.ids("story")
        try:
            decision = self.store.queue.merge(ids[one % len(ids)], ids[other % len(ids)], editor, self.tick())
        except UsageError:
            assert picture(self.store) == before
            return
        self.decided(decision, before, stories, undo, editor)

    @precondition(lambda self: self.number)
    @rule(pick=st.integers(0, 99), some=st.integers(1, 7), editor=WHO, undo=st.booleans())
    def split(self, pick: int, some: int, editor: str, undo: bool) -> None:
        before, stories, ids = picture(self.store), self.stories(), self.ids("story")
        story = ids[pick % len(ids)]
        members = [row[0] for row in self.store.db.execute("SELECT id FROM article WHERE story_id = ?", (story,))]
        try:
            new, decision = self.store.queue.split(story, [m for i, m in enumerate(members) if some >> i & 1], editor, self.tick())
        except UsageError:
            assert picture(self.store) == before
            return
        assert new > stories
        self.decided(decision, before, stories, undo, editor)

    @precondition(lambda self: self.number)
    @rule(one=st.integers(0, 99), other=st.integers(0, 99), editor=WHO, undo=st.booleans())
    def keep_apart(self, one: int, other: int, editor: str, undo: bool) -> None:
        before, stories, ids = picture(self.store), self.stories(), self.ids("story")
        try:
            decision = self.store.queue.apart(ids[one % len(ids)], ids[other % len(ids)], editor, self.tick())
        except UsageError:
            assert picture(self.store) == before
            return
        self.decided(decision, before, stories, undo, editor)

    @precondition(lambda self: self.number)
    @rule(editor=WHO)
    def approve_all(self, editor: str) -> None:
        self.store.queue.approve_all(editor, self.tick())
        assert self.store.queue.stories()[0] == []

    @rule(editor=WHO)
    def undo(self, editor: str) -> None:
        self.store.queue.undo(editor, self.tick())

    @rule(order=st.permutations(EDITORS))
    def undo_everything(self, order: list[str]) -> None:
        for editor in order:
            while self.store.queue.undo(editor, self.tick()).batch:
                pass
        if self.clean is not None:
            stories = max((row[0] for row in self.clean["story"]), default=0)
            assert picture(self.store, stories) == self.clean

    @invariant()
    def log_and_columns_agree(self) -> None:
        assert self.store.queue.replay_log() == []

    @invariant()
    def origins_are_origins(self) -> None:
        assert not self.store.db.execute(
            "SELECT a.id FROM article a JOIN article o ON o.id = a.origin_id WHERE o.origin_id IS NOT NULL"
        ).fetchall()

    @invariant()
    def what_waits_comes_back(self) -> None:
        """A story has a day to come back on just as long as an article of it waits, wherever that went and whatever was undone."""
        for story, until, waits in self.store.db.execute(
            "SELECT id, held_until, EXISTS (SELECT 1 FROM article WHERE story_id = story.id AND state = 'waiting') FROM story"
        ):
            assert (until is not None) == bool(waits), story

    @invariant()
    def what_is_shown_is_what_the_log_says(self) -> None:
        """Members of a story as the desk shows them, and pairs that it suggests or keeps apart, told from the log alone."""
        db = self.store.db
        rows: defaultdict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
        for row in db.query(
            "SELECT *, EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = verdict.id) AS undone FROM verdict"
            " WHERE target IN ('story', 'article') ORDER BY id"
        ):
            rows[row["target"], row["target_id"]].append(row)
        said = {target: fields.present(about) for target, about in rows.items()}
        merged = {i: said.get(("story", i), {}).get("merged_into") for i in self.ids("story")}

        def now(story: int) -> int:
            while merged[story] is not None:
                story = merged[story]
            return story

        apart = {
            tuple(sorted((now(story), now(int(name.removeprefix(fields.PAIR))))))
            for (target, story), values in said.items()
            if target == "story"
            for name, state in values.items()
            if name.startswith(fields.PAIR) and state == "apart"
        }
        roots = [i for i in merged if merged[i] is None]
        assert self.store.stories.apart(roots if apart else ()) == {pair for pair in apart if pair[0] != pair[1]}
        asked = {now(i) for pair in db.execute("SELECT story_id, other_id FROM suggestion") for i in pair}
        for story in asked:
            shown = {s["story"] for s in self.store.queue.card(story)["suggestions"]}
            assert not any(tuple(sorted((story, other))) in apart for other in shown)
        for article, story in db.execute("SELECT id, story_id FROM article"):
            assert said.get(("article", article), {}).get("story", story) == story


TestDesk = Desk.TestCase
SOAK = bool(os.environ.get("SHOWWIRE_SOAK"))
TestDesk.settings = settings(max_examples=10_000 if SOAK else 100, stateful_step_count=25 if SOAK else 12, deadline=None)


def test_the_log_cannot_be_changed(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    store.queue.judge(1, "approve", "mina", NOW)
    for sql in ("UPDATE verdict SET editor = 'nobody'", "DELETE FROM verdict"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.db.execute(sql)


def test_a_changed_log_shows(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    store.queue.judge(1, "approve", "mina", NOW)
    assert log.broken(store.db) is None
    store.db.execute("DROP TRIGGER verdict_unchanged")
    store.db.execute("UPDATE verdict SET editor = 'joon' WHERE id = 2")
    assert log.broken(store.db) == 2
    assert any("verdict log" in problem for problem in store.check())


def test_a_column_changed_behind_the_logs_back_shows(store: Store) -> None:
    store.filings.save(a_filing(), NOW)
    store.queue.judge(1, "approve", "mina", NOW)
    store.db.execute("UPDATE article SET state = 'rejected'")
    assert store.queue.replay_log() == ["article 1: state is 'rejected', the log says 'accepted'"]
