"""Who reads what, for a while: leases, and what an editor put off. Neither decides anything: row versions do that.

A lease that is over is no lease, computed when it is read: nothing has to clean up for a story to be free.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from model.records import dated, moment
from store.database import Database

LEASE = dt.timedelta(minutes=2)  # renewed while its editor is at it
LEASE_PLAIN = dt.timedelta(minutes=5)  # without script nothing renews it
RENEWED_AFTER = dt.timedelta(seconds=20)  # a lease is written again only when it has run for so long


@dataclass(frozen=True, slots=True)
class Lease:
    """A story is read by `editor` until then; `taken_from` had it before and was still reading."""

    story: int
    editor: str
    until: dt.datetime
    taken_from: str = ""


class Leases:
    """Leases of stories, and each editor's list of stories put off."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def held(self, now: dt.datetime, story_ids: Iterable[int] | None = None) -> dict[int, Lease]:
        """The leases that run now, by story: all, or those of these stories."""
        if story_ids is None:
            rows = self._db.execute("SELECT story_id, editor, until, taken_from FROM lease WHERE until > ?", (dated(now),)).fetchall()
        else:
            ids = list(story_ids)
            rows = self._db.execute(
                "SELECT story_id, editor, until, taken_from FROM lease WHERE until > ?"
                f" AND story_id IN ({','.join(str(int(i)) for i in ids)})",
                (dated(now),),
            ).fetchall()
        return {row[0]: Lease(row[0], row[1], moment(row[2]) or now, row[3]) for row in rows}

    def concerns(self, editor: str, now: dt.datetime) -> bool:
        """Whether the queue looks otherwise to this editor: something is leased by or from them, or was put off by them."""
        return bool(
            self._db.value(
                "SELECT EXISTS (SELECT 1 FROM lease WHERE until > ?1 AND ?2 IN (editor, taken_from))"
                " OR EXISTS (SELECT 1 FROM skipped WHERE editor = ?2)",
                (dated(now), editor),
            )
        )

    def take(self, story_id: int, editor: str, now: dt.datetime, life: dt.timedelta = LEASE, *, over: bool = False) -> Lease:
        """Take or renew the lease of a story; the lease that holds now, which is another's where that runs and not `over`."""
        held = self.held(now, [story_id]).get(story_id)
        if held is not None and held.editor != editor and not over:
            return held
        until = now + life
        if held is not None and held.editor == editor and abs(until - held.until) < RENEWED_AFTER:
            return held
        taken_from = held.editor if held is not None and held.editor != editor else held.taken_from if held is not None else ""
        with self._db.atomic():
            self._db.execute(
                "INSERT INTO lease (story_id, editor, until, taken_from) VALUES (?, ?, ?, ?) ON CONFLICT (story_id) DO UPDATE SET"
                " editor = excluded.editor, until = excluded.until, taken_from = excluded.taken_from WHERE ? OR until <= ? OR editor = ?",
                (story_id, editor, dated(until), taken_from, over, dated(now), editor),
            )
        return self.held(now, [story_id]).get(story_id) or Lease(story_id, editor, until, taken_from)

    def release(self, story_id: int, editor: str) -> None:
        """End the editor's own lease of a story."""
        with self._db.atomic():
            self._db.execute("DELETE FROM lease WHERE story_id = ? AND editor = ?", (story_id, editor))

    # --- what was put off ---

    def skip(self, story_id: int, editor: str, now: dt.datetime) -> None:
        """Put a story at the end of the editor's own list, free for others at once."""
        with self._db.atomic():
            self._db.execute("DELETE FROM lease WHERE story_id = ? AND editor = ?", (story_id, editor))
            self._db.execute("INSERT OR REPLACE INTO skipped (editor, story_id, at) VALUES (?, ?, ?)", (editor, story_id, dated(now)))

    def unskip(self, story_id: int, editor: str) -> None:
        """Bring a story back to where it was in the editor's list."""
        with self._db.atomic():
            self._db.execute("DELETE FROM skipped WHERE editor = ? AND story_id = ?", (editor, story_id))

    def skipped(self, editor: str) -> list[int]:
        """Stories that the editor put off and that still wait, in the order of putting off."""
        rows = self._db.execute(
            "SELECT story_id FROM skipped JOIN waiting USING (story_id) WHERE editor = ? ORDER BY at, story_id", (editor,)
        )
        return [row[0] for row in rows]
