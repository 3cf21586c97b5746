"""Taking back, and putting back what was taken back: verdicts like any other, which say what they undo.

An undo only takes rows out of the sum that makes the present (store/fields.py), so it works in any order and overwrites
nothing. Where others decided later on what it takes back, that is a matter for an editor: `steps_on` says which decisions
those are, and `undo_together` takes all of them back as one.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.errors import UsageError
from store import fields, log, passing
from store.decided import Decision, decision
from store.regrouping import Regrouping
from store.stories import MINE

STANDS = "action NOT IN ('undo', 'reopen') AND NOT EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = verdict.id)"
STEPS_MAX = 100  # decisions that are taken back together
_REGROUPS = frozenset({"merge", "split"})
_MOVES = frozenset({"story", "merged_into"})  # fields after which every decision on the same thing stands on this one


@dataclass(frozen=True, slots=True)
class Step:
    """A decision that stands on another; `rows` of the log, and the stories that it is about."""

    batch: str
    editor: str
    action: str
    at: str
    rows: int
    stories: tuple[int, ...]


class Undoing(Regrouping):
    """Decisions, with what takes them back."""

    def last_of(self, editor: str, batch: str = "") -> tuple[str, str]:
        """(batch, who decided it) of an editor's last decision that still stands, or of the one named, whoever made it; ("", "") for none."""
        row = self._db.execute(
            f"SELECT batch, editor FROM verdict WHERE {'batch' if batch else 'editor'} = ? AND {STANDS} ORDER BY id DESC LIMIT 1",
            (batch or editor,),
        ).fetchone()
        return (row[0], row[1]) if row else ("", "")

    def undo(self, editor: str, now: dt.datetime, batch: str = "", idempotency: str = "", of: str = "") -> Decision:
        """Take back the editor's last decision that still stands (or the one named, `of` another editor); again, and the one before."""
        if done := self._done(idempotency):
            return done
        last, who = self.last_of(editor, batch)
        if not last or who != (of or editor):
            return Decision()
        return self.undo_together([last], editor, now, idempotency)

    def undo_together(self, batches: Sequence[str], editor: str, now: dt.datetime, idempotency: str = "", story: int = 0) -> Decision:
        """Take back these decisions, whoever made them, the newest row first: one decision, which can be put back as one.

        Of one that judged many stories only what it did to `story`, if that is given; a merge or a split has no such part.
        """
        if done := self._done(idempotency):
            return done
        marks = ",".join("?" * len(batches))
        rows = list(self._db.query(f"SELECT * FROM verdict WHERE batch IN ({marks}) AND {STANDS} ORDER BY id DESC", tuple(batches)))
        if story and not any(row["action"] in _REGROUPS for row in rows):
            about = self._about(story)
            rows = [row for row in rows if row["target_id"] in about.get(row["target"], ())]
        undoing = self._begin(editor, now, idempotency, f"takes back {', '.join(batches)}")

        def take_back(row: dict[str, Any]) -> None:
            if self._db.value("SELECT 1 FROM verdict WHERE undoes = ?", (row["id"],)):
                return  # by another request meanwhile
            stands = fields.present(fields.history(self._db, row["target"], row["target_id"]), without=row["id"])
            after = {name: stands[name] for name in json.loads(row["after"])}
            if after.get("origin") is not None:
                after["origin"] = passing.root(self._db, row["target_id"], after["origin"])
                undoing.touched |= dict.fromkeys(passing.follow(self._db, row["target_id"], after["origin"] or row["target_id"]))
            self._set(undoing, row["target"], row["target_id"], "undo", after, undoes=row["id"], judged_hash=row["judged_hash"])

        self._in_turns(undoing, rows, take_back)
        return decision(undoing)

    def _about(self, story_id: int) -> dict[str, set[int]]:
        """The targets of which a story is made: itself with what was merged into it, its articles and their mentions."""
        of = {
            "story": f"{MINE} SELECT id FROM mine",
            "article": "SELECT id FROM article WHERE story_id = ?1",
            "mention": "SELECT mention.id FROM mention JOIN article ON article.id = article_id WHERE story_id = ?1",
        }
        return {target: {row[0] for row in self._db.execute(sql, (self._story(story_id),))} for target, sql in of.items()}

    def steps_on(self, batch: str) -> list[Step]:
        """The decisions that stand and were made on what this one did, or on what those did; the newest first, at most STEPS_MAX + 1."""
        found: dict[str, None] = {}
        asked = [batch]
        while asked and len(found) <= STEPS_MAX:
            for later in self._later(asked.pop()):
                if later != batch and later not in found:
                    found[later] = None
                    asked.append(later)
        steps = [self._step(name) for name in list(found)[: STEPS_MAX + 1]]
        return [step for _, step in sorted(steps, key=lambda pair: -pair[0])]

    def step(self, batch: str) -> Step:
        """A decision that stands, as those above are told."""
        return self._step(batch)[1]

    def _later(self, batch: str) -> list[str]:
        """The batches that stand and changed the same fields of the same things after this one; any field of what it moved."""
        rows = self._db.execute(
            "SELECT o.batch, v.after, o.after FROM verdict v JOIN verdict o ON o.target = v.target AND o.target_id = v.target_id AND o.id > v.id"
            " WHERE v.batch = ? AND o.batch <> v.batch AND o.editor <> ? AND o.action NOT IN ('undo', 'reopen', 'note')"
            " AND NOT EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = v.id) AND NOT EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = o.id)",
            (batch, log.SYSTEM),
        ).fetchall()
        found: dict[str, None] = {}
        for later, mine, theirs in rows:
            did = set(json.loads(mine))
            if did & _MOVES or did & set(json.loads(theirs)):
                found[later] = None
        return list(found)

    def _step(self, batch: str) -> tuple[int, Step]:
        rows = list(self._db.query(f"SELECT * FROM verdict WHERE batch = ? AND {STANDS} ORDER BY id", (batch,)))
        head = next((row for row in rows if row["target"] == "story" and row["action"] != "note"), rows[0])
        stories = [row["target_id"] for row in rows if row["target"] == "story"]
        for target, table in (("article", "article"), ("mention", "mention JOIN article ON article.id = article_id")):
            ids = ",".join(str(int(row["target_id"])) for row in rows if row["target"] == target)
            if ids and not stories:
                stories += [
                    row[0] for row in self._db.execute(f"SELECT DISTINCT story_id FROM {table} WHERE {target}.id IN ({ids}) ORDER BY 1")
                ]
        return rows[-1]["id"], Step(batch, head["editor"], head["action"], head["at"], len(rows), tuple(dict.fromkeys(stories)))

    # --- putting back ---

    def put_back(self, batch: str, editor: str, now: dt.datetime, idempotency: str = "") -> Decision:
        """Do again what an undo took back, as one decision. UsageError where anything of it was decided or edited since."""
        with self._db.atomic():
            if done := self._done(idempotency):
                return done
            rows = list(
                self._db.query(
                    "SELECT u.id AS undo, v.* FROM verdict u JOIN verdict v ON v.id = u.undoes WHERE u.batch = ? AND u.action = 'undo'"
                    " AND NOT EXISTS (SELECT 1 FROM verdict x WHERE x.undoes = u.id) ORDER BY v.id",
                    (batch,),
                )
            )
            if not rows:
                return Decision()
            for row in rows:
                self._may_be_put_back(row)
            again = self._begin(editor, now, idempotency, "")
            for row in rows:
                again.note = row["note"]
                self._set(
                    again, row["target"], row["target_id"], row["action"], json.loads(row["after"]), undoes=row["undo"],
                    judged_hash=row["judged_hash"],
                )  # fmt: skip
            return self._end(again)

    def _may_be_put_back(self, row: dict[str, Any]) -> None:
        if row["action"] in ("accept_person", "reject_person"):
            raise UsageError("somebody's place in series.yaml is not put back: decide it anew")
        since = self._db.execute(
            "SELECT after FROM verdict WHERE target = ? AND target_id = ? AND id > ? AND action <> 'undo'",
            (row["target"], row["target_id"], row["undo"]),
        ).fetchall()
        if any(set(json.loads(after)) & set(json.loads(row["after"])) for (after,) in since):
            raise UsageError("that was decided anew since, so it is not put back")
        article = {"article": "id = ?", "mention": "id = (SELECT article_id FROM mention WHERE id = ?)"}.get(row["target"])
        if article and row["judged_hash"]:
            stands = self._db.value(f"SELECT content_hash FROM article WHERE {article}", (row["target_id"],))
            if stands != row["judged_hash"]:
                raise UsageError("the article was edited since, so that is not put back: decide it anew")

    def undone(self, batches: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
        """Of these batches: (those that stand, those that are undos and could be put back)."""
        marks = ",".join("?" * len(batches))
        stand = self._db.execute(f"SELECT DISTINCT batch FROM verdict WHERE batch IN ({marks}) AND {STANDS}", tuple(batches)).fetchall()
        undos = self._db.execute(
            f"SELECT DISTINCT batch FROM verdict WHERE batch IN ({marks}) AND action = 'undo'"
            " AND NOT EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = verdict.id)",
            tuple(batches),
        ).fetchall()
        return frozenset(row[0] for row in stand), frozenset(row[0] for row in undos)
