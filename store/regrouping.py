"""Decisions on which articles are one story: merge, split, apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Set
from typing import Any

from model.errors import UsageError
from model.records import dated
from store import fields
from store.decided import Batch, Decision
from store.decisions import Decisions
from store.stale import check
from store.stories import Stories


class Regrouping(Decisions):
    """Decisions, with those that move articles from story to story."""

    def merge(
        self,
        story_id: int,
        into: int,
        editor: str,
        now: dt.datetime,
        note: str = "",
        idempotency: str = "",
        judged_hashes: Mapping[int, str] | None = None,
        row_versions: Mapping[int, int] | None = None,
    ) -> Decision:
        """Make one story of two: all articles of the first go to `into`. Stale where what was read of either moved, as in `judge`;
        who says what they read, says it of both."""
        with self._db.atomic():
            if done := self._done(idempotency):
                return done
            story_id, into = self._story(story_id), self._story(into)
            if story_id == into:
                raise UsageError("these are one story already")
            check(self._db, (story_id, into), judged_hashes or {}, row_versions or {})
            self._both_read((story_id, into), {*(judged_hashes or ()), *(row_versions or ())})
            batch = self._begin(editor, now, idempotency, note)
            self._set(batch, "story", story_id, "merge", {"merged_into": into})
            self._set_pair(batch, story_id, into, "merge", "merged")
            for (article_id,) in self._db.execute("SELECT id FROM article WHERE story_id = ? ORDER BY id", (story_id,)).fetchall():
                self._set(batch, "article", article_id, "merge", {"story": into})
            return self._end(batch)

    def split(
        self,
        story_id: int,
        article_ids: Iterable[int],
        editor: str,
        now: dt.datetime,
        note: str = "",
        idempotency: str = "",
        judged_hashes: Mapping[int, str] | None = None,
        row_versions: Mapping[int, int] | None = None,
    ) -> tuple[int, Decision]:
        """Take articles out of a story into a new one; (its id, the decision). One that leaves its origin behind is a copy no more.

        Stale where what was read moved, as in `judge`."""
        with self._db.atomic():
            if done := self._done(idempotency):
                return self._split_off(idempotency), done
            story_id, going = self._story(story_id), set(article_ids)
            check(self._db, (story_id,), judged_hashes or {}, row_versions or {})
            rows = self._db.execute("SELECT id, origin_id FROM article WHERE story_id = ? ORDER BY id", (story_id,)).fetchall()
            here = {row[0] for row in rows}
            if not going or not going < here:
                raise UsageError("a split takes some of a story's articles, not none, not all, and no others")
            batch = self._begin(editor, now, idempotency, note)
            new = int(self._db.execute("INSERT INTO story (created_at) VALUES (?)", (dated(now),)).lastrowid or 0)
            self._set_pair(batch, story_id, new, "split", "apart")
            for pair in sorted(Stories(self._db).apart((story_id,))):  # what the whole was kept apart from, its part is too
                if new not in pair:
                    self._set_pair(batch, sum(pair) - story_id, new, "split", "apart")
            for article_id, origin in rows:
                if article_id in going:
                    after: dict[str, Any] = {"story": new}
                    if origin is not None and origin not in going:
                        after |= {"origin": None, "copy_of": None}
                    self._set(batch, "article", article_id, "split", after)
            return new, self._end(batch)

    def _split_off(self, batch: str) -> int:
        """The story that a split made: where its articles went."""
        sql = "SELECT json_extract(after, '$.story') FROM verdict WHERE batch = ? AND target = 'article' AND action = 'split' LIMIT 1"
        found = self._db.value(sql, (batch,))
        if found is None:
            raise UsageError("that key is another decision’s")
        return int(found)

    def _both_read(self, stories: Iterable[int], read: Set[int]) -> None:
        for story_id in stories if read else ():
            if read.isdisjoint(row[0] for row in self._db.execute("SELECT id FROM article WHERE story_id = ?", (story_id,))):
                raise UsageError("that form does not say what was read")

    def apart(
        self,
        story_id: int,
        other_id: int,
        editor: str,
        now: dt.datetime,
        note: str = "",
        idempotency: str = "",
        judged_hashes: Mapping[int, str] | None = None,
        row_versions: Mapping[int, int] | None = None,
    ) -> Decision:
        """Two stories that were suggested to be one are not: remembered, and not suggested again. Stale as in `merge`."""
        with self._db.atomic():
            if done := self._done(idempotency):
                return done
            story_id, other_id = self._story(story_id), self._story(other_id)
            if story_id == other_id:
                raise UsageError("these are one story", hint="split it to keep its articles apart")
            check(self._db, (story_id, other_id), judged_hashes or {}, row_versions or {})
            batch = self._begin(editor, now, idempotency, note)
            self._set_pair(batch, story_id, other_id, "split", "apart")
            return self._end(batch)

    def _set_pair(self, batch: Batch, one: int, other: int, action: str, state: str) -> None:
        first, second = sorted((one, other))  # one target in the log, from whichever side it is decided
        self._set(batch, "story", first, action, {f"{fields.PAIR}{second}": state})
