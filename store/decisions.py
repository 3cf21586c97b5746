"""Decisions of editors: rows in the verdict log, and the columns that repeat what the log says (store/fields.py)."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeVar

from model.errors import UsageError
from store import fields, log, waiting
from store.database import Database
from store.decided import Batch, Decision, decision
from store.filings import merged
from store.stale import Stale, check, mention_sides

StoryAction = Literal["approve", "reject", "wait"]
MentionAction = Literal["accept", "reject", "choose"]
_STATE = {"approve": "accepted", "reject": "rejected", "wait": "waiting"}
LOCK_SECONDS = 0.05  # how long a decision about many stories decides before it gives others their turn
LOCK_SECONDS_MOST = 1.0  # the same, where the ledger has much to do
BREATH_SECONDS = 0.01  # how long it lets go of the lock then, at least
BREATH_SHARE = 0.25  # or this share of the time that it held it

_Item = TypeVar("_Item")
_Follow = Callable[[Sequence[int], dt.datetime], object]  # what follows a decision of articles, or of claims
_Ranked = Callable[[Sequence[int]], object]  # says of stories anew whether they contradict the ledger


class Decisions:
    """approve, reject, wait, mentions; each in one transaction that ends with `changed`."""

    def __init__(self, db: Database, changed: _Follow | None = None, ruled: _Follow | None = None, ranked: _Ranked | None = None) -> None:
        self._db = db
        self._changed = changed or (lambda _ids, _now: None)
        self._ruled = ruled or (lambda _ids, _now: None)
        self._ranked = ranked or (lambda _ids: None)

    # --- stories ---

    def judge(
        self,
        story_id: int,
        action: StoryAction,
        editor: str,
        now: dt.datetime,
        judged_hashes: Mapping[int, str] | None = None,
        note: str = "",
        idempotency: str = "",
        row_versions: Mapping[int, int] | None = None,
    ) -> Decision:
        """Decide a story: its waiting articles, or all of them where none waits, and their open mentions (never a `choose`).

        `judged_hashes` (article id -> content hash that the editor saw) limits it to what was seen, and `row_versions`
        (article id -> row_version seen) to what nobody decided since; where either differs, Stale. A repeated
        `idempotency` key does nothing and answers what the first did.
        """
        if action not in _STATE:
            raise UsageError(f"no such decision: {action}", hint="approve, reject or wait")
        with self._db.atomic():
            if done := self._done(idempotency):
                return done
            story_id = self._story(story_id)
            batch = self._begin(editor, now, idempotency, note)
            self._judge(batch, story_id, action, judged_hashes or {}, row_versions or {})
            return self._end(batch)

    def judge_many(
        self,
        stories: Mapping[int, Mapping[int, str]],
        action: StoryAction,
        editor: str,
        now: dt.datetime,
        note: str = "",
        idempotency: str = "",
        row_versions: Mapping[int, int] | None = None,
        unless: Callable[[int], object] | None = None,
    ) -> tuple[Decision, list[int]]:
        """Decide many stories at once (id -> hashes seen): (one decision with one undo, the stories left out).

        Left out is what had changed, and what `unless` (asked of each in the transaction that decides it) says of.
        """
        if done := self._done(idempotency):
            return done, []
        batch, left = self._begin(editor, now, idempotency, note), []

        def decide(story_id: int) -> None:
            if unless is not None and unless(story_id):
                left.append(story_id)
                return
            versions = {i: row_versions[i] for i in stories[story_id] if i in row_versions} if row_versions else {}
            try:
                with self._db.savepoint():
                    self._judge(batch, self._story(story_id), action, stories[story_id], versions)
            except Stale:
                left.append(story_id)

        self._in_turns(batch, stories, decide)
        return decision(batch), left

    def approve_all(self, editor: str, now: dt.datetime, note: str = "", series: str | None = None) -> Decision:
        """Approve every story that waits for any reason, with its open mentions; one batch, so one undo. Fine with none."""
        sql = "SELECT story_id FROM waiting"
        if series is not None:
            sql += (
                " WHERE EXISTS (SELECT 1 FROM article CROSS JOIN article_series ON article_series.article_id = article.id"
                " WHERE article.story_id = waiting.story_id AND article_series.series = ?)"
            )
        rows = self._db.execute(sql + " ORDER BY story_id", () if series is None else (series,)).fetchall()
        batch = self._begin(editor, now, "", note)

        def approve(story_id: int) -> None:
            if self._db.value("SELECT 1 FROM waiting WHERE story_id = ?", (story_id,)):  # not decided by another meanwhile
                self._judge(batch, story_id, "approve", {}, {})

        self._in_turns(batch, [row[0] for row in rows], approve)
        return decision(batch)

    def _in_turns(self, batch: Batch, items: Iterable[_Item], do: Callable[[_Item], None]) -> None:
        """Do something to each, a short transaction for as many as fit: a crawl that writes beside it must get its turn."""
        remaining = iter(items)
        more, turn = True, LOCK_SECONDS
        while more:
            begun = time.monotonic()
            with self._db.atomic():
                for item in remaining:
                    do(item)
                    if time.monotonic() - begun > turn:
                        break
                else:
                    more = False
                decided = time.monotonic()
                self._flush(batch)
            # The ledger's part grows with what it knows of a fact: no more of that than of decisions.
            turn = min(max(LOCK_SECONDS, time.monotonic() - decided), LOCK_SECONDS_MOST)
            if more:
                time.sleep(max(BREATH_SECONDS, BREATH_SHARE * (time.monotonic() - begun)))

    def _judge(self, batch: Batch, story_id: int, action: StoryAction, hashes: Mapping[int, str], row_versions: Mapping[int, int]) -> None:
        check(self._db, (story_id,), hashes, row_versions)
        articles = list(
            self._db.query("SELECT id, state, state_reason, content_hash FROM article WHERE story_id = ? ORDER BY id", (story_id,))
        )
        if hashes:
            articles = [a for a in articles if a["id"] in hashes]
        state = _STATE[action]
        todo = [a for a in articles if a["state"] in ("new", "waiting")] or articles
        if all((a["state"], a["state_reason"]) == (state, "") for a in todo):
            return
        if action != "wait":  # those that wait already wait anew, beside one that came to them
            todo = [a for a in todo if (a["state"], a["state_reason"]) != (state, "")]
        self._set(batch, "story", story_id, action, {})
        for article in todo:
            self._set(batch, "article", article["id"], action, {"state": state, "reason": ""}, judged_hash=article["content_hash"])
        if action != "wait":
            ids = [a["id"] for a in todo]
            said = "accept_mention" if action == "approve" else "reject_mention"
            for mention_id in self._open_mentions(ids):
                self._set(batch, "mention", mention_id, said, {"state": state})

    def _open_mentions(self, article_ids: Sequence[int]) -> list[int]:
        found: list[int] = []
        for article_id in article_ids:
            found.extend(
                row[0]
                for row in self._db.execute(
                    "SELECT id FROM mention WHERE article_id = ? AND current = 1 AND state = 'open' ORDER BY id", (article_id,)
                )
            )
        return found

    # --- mentions ---

    def judge_mention(self, mention_id: int, action: MentionAction, editor: str, now: dt.datetime, **details: str) -> Decision:
        """As `judge_mentions`, of one."""
        return self.judge_mentions([mention_id], action, editor, now, **details)

    def any_mention(self, mention_id: int) -> dict[str, Any]:
        """A mention with its story and its article's content hash, also one that is not said any more."""
        row = self._db.one(
            "SELECT mention.*, article.story_id, article.content_hash FROM mention JOIN article ON article.id = article_id WHERE mention.id = ?",
            (mention_id,),
        )
        if row is None:
            raise UsageError(f"no mention {mention_id}")
        return row

    def judge_mentions(
        self,
        mention_ids: Sequence[int],
        action: MentionAction,
        editor: str,
        now: dt.datetime,
        *,
        person: str = "",
        value: str = "",
        judged_hash: str = "",
        seen: str = "",
        note: str = "",
        idempotency: str = "",
    ) -> Decision:
        """Accept or reject mentions in one decision, or `choose` who is meant: `person` (slug) with `value`, the name as published.

        Stale where the article is not the one that was judged, or where somebody else decided of a mention that was `seen` otherwise.
        """
        after: dict[str, Any] = {"state": "rejected" if action == "reject" else "accepted"}
        if action == "choose":
            if not person or not value:
                raise UsageError("a choice needs a person and a name")
            after |= {"person": person, "value": value, "chosen": person}
        with self._db.atomic():
            if done := self._done(idempotency):
                return done
            batch = self._begin(editor, now, idempotency, note)
            for mention_id in mention_ids:
                row = self.any_mention(mention_id)
                if side := mention_sides(self._db, row, judged_hash, seen, editor):
                    raise Stale([side])
                if action == "accept" and row["state"] == "choose":
                    raise UsageError("this name needs a choice", hint="choose who is meant, or reject it")
                batch.touched[row["article_id"]] = None
                self._set(batch, "mention", mention_id, f"{action}_mention", after, judged_hash=row["content_hash"])
            return self._end(batch)

    # --- how a decision is written ---

    def replay_log(self) -> list[str]:
        """Where a column differs from what the log says, in words; [] as it should be."""
        return fields.replay(self._db)

    def _set(
        self,
        batch: Batch,
        target: str,
        target_id: int,
        action: str,
        after: Mapping[str, Any],
        *,
        judged_hash: str = "",
        undoes: int | None = None,
    ) -> None:
        """Change fields of a target: the columns, and the row that says so."""
        before = fields.read(self._db, target, target_id, after)
        if target == "article":
            batch.articles.append(target_id)
            batch.touched[target_id] = None
            story_id = self._db.value("SELECT story_id FROM article WHERE id = ?", (target_id,))
            batch.stale.update((story_id, after.get("story", story_id)))
        elif target == "mention":
            batch.mentions.append(target_id)
            if undoes is not None:
                batch.touched[self._db.value("SELECT article_id FROM mention WHERE id = ?", (target_id,))] = None
        elif target == "claim":
            batch.claims.append(target_id)
        else:
            batch.stale.add(target_id)
        fields.write(self._db, target, target_id, after)
        log.write(
            self._db, editor=batch.editor, action=action, target=target, target_id=target_id, now=batch.now, batch=batch.id,
            before=before, after=after, judged_hash=judged_hash, note=batch.note, undoes=undoes,
        )  # fmt: skip

    def _story(self, story_id: int) -> int:
        """The story that this is by now."""
        try:
            return merged(self._db, story_id)
        except LookupError:
            raise UsageError(f"no story {story_id}", hint="`showwire queue list` shows what waits") from None

    def _begin(self, editor: str, now: dt.datetime, idempotency: str, note: str) -> Batch:
        return Batch(editor=editor, now=now, id=idempotency or uuid.uuid4().hex, note=note)

    def _done(self, idempotency: str) -> Decision | None:
        if not idempotency:
            return None
        rows = self._db.execute("SELECT target, target_id FROM verdict WHERE batch = ? ORDER BY id", (idempotency,)).fetchall()
        if not rows:
            return None
        of = {kind: tuple(dict.fromkeys(i for t, i in rows if t == kind)) for kind in ("story", "article", "mention", "claim")}
        return Decision(batch=idempotency, stories=of["story"], articles=of["article"], mentions=of["mention"], claims=of["claim"])

    def _end(self, batch: Batch) -> Decision:
        self._flush(batch)
        return decision(batch)

    def _flush(self, batch: Batch) -> None:
        """The end of a transaction: the queue and the ledger follow."""
        stale = sorted(batch.stale)
        for story_id in stale:
            waiting.refresh(self._db, story_id)
        batch.stories |= batch.stale
        batch.stale.clear()
        if batch.touched:
            self._changed(list(batch.touched), batch.now)
            batch.touched.clear()
        if batch.claims:
            self._ruled(batch.claims, batch.now)
        self._ranked(stale)
