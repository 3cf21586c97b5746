"""What editors write rather than decide: notes on a story, reasons, and mentions put right.

The text of an article is never altered: an edit changes which of its words are meant and what they stand for, so
`text[start:end]` stays the mention, and the quote a piece of the text that holds it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from model.errors import UsageError
from model.facts import DATED
from model.spans import span
from model.text import QUOTE_MAX
from store import log
from store.decided import Decision
from store.decisions import StoryAction
from store.stale import Stale, mention_sides, sides
from store.stories import MINE
from store.undoing import Undoing

NOTE_MAX = 500  # characters of a note
VALUE_MAX = 120  # characters of what a mention stands for
REASONS = ("off topic", "no news", "known already", "not credible", "not worth it")
RELATIONS = ("mention", "joins_cast", "returns_as", "leaves", "recast", "not_cast", "rumoured", "director")
ABOUTS = (
    "premiere", "production_start", "production_end", "trailer", "home_release", "renewal", "episodes", "final_season", "announcement",
    "event", "episode_air", "past_work", "other",
)  # fmt: skip
_WORD = re.compile(r"\S+")
_SEASON = re.compile(r"(S\d{1,2})?\Z")
_PRECISIONS = (
    (r"\d{4}-\d\d-\d\d", "day"), (r"\d{4}-\d\d", "month"), (r"\d{4}-Q\d", "quarter"), (r"\d{4}-H\d", "half"),
    (r"\d{4}-(?:SP|SU|FA|WI)", "season"), (r"\d{4}-W\d\d", "week"), (r"\d{3}X", "decade"), (r"\d{4}", "year"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a mention is to be. None leaves a field as it is; `begin` and `finish` move the ends of its span by words."""

    person: str | None = None  # slug
    value: str | None = None  # a name as published, or a date in the contract's notation
    character: str | None = None
    relation: str | None = None
    about: str | None = None
    season: str | None = None
    begin: int = 0
    finish: int = 0


def moved(text: str, start: int, end: int, begin: int, finish: int) -> tuple[int, int]:
    """A span with its ends moved by so many words (negative: to the left); it keeps at least one word, and its paragraph."""
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    right = len(text) if right < 0 else right
    spots = [m.span() for m in _WORD.finditer(text, left, right)]
    first = next((i for i, (_, e) in enumerate(spots) if e > start), 0)
    last = next((i for i in reversed(range(len(spots))) if spots[i][0] < end), first)
    if begin:
        first = min(max(first + begin, 0), len(spots) - 1)
        start = spots[first][0]
    if finish:
        last = min(max(last + finish, first), len(spots) - 1)
        end = spots[last][1]
    if start >= end:
        raise UsageError("a mention keeps at least one word")
    return start, end


def precision_of(value: str) -> str:
    """What a date is exact to, by its notation; "range" for two."""
    if "/" in value:
        return "range"
    return next((name for pattern, name in _PRECISIONS if re.fullmatch(pattern, value)), "")


class Edits(Undoing):
    """Decisions, with notes and corrected mentions."""

    def note(self, story_id: int, text: str, editor: str, now: dt.datetime, idempotency: str = "") -> Decision:
        """Keep a note on a story, in the log; nothing else changes."""
        text = " ".join(text.split())[:NOTE_MAX]
        if not text:
            raise UsageError("a note needs words")
        with self._db.atomic():
            if done := self._done(idempotency):
                return done
            batch = self._begin(editor, now, idempotency, text)
            self._set(batch, "story", self._story(story_id), "note", {})
            return self._end(batch)

    def reason(self, batch: str, reason: str, editor: str, now: dt.datetime) -> Decision:
        """Give a rejection another reason: one more row of the same decision, so that one undo takes back both."""
        if reason not in REASONS:
            raise UsageError(f"no such reason: {reason[:40]}")
        with self._db.atomic():
            row = self._db.one(
                "SELECT target_id FROM verdict WHERE batch = ? AND editor = ? AND target = 'story' AND action = 'reject'"
                " AND NOT EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = verdict.id) ORDER BY id LIMIT 1",
                (batch, editor),
            )
            if row is None:
                raise UsageError("that rejection does not stand any more")
            log.write(
                self._db, editor=editor, action="note", target="story", target_id=row["target_id"], now=now, batch=batch,
                before={}, after={}, note=reason,
            )  # fmt: skip
        return Decision(batch=batch, stories=(row["target_id"],))

    def overrule(
        self,
        story_id: int,
        batch: str,
        of: str,
        action: StoryAction,
        editor: str,
        now: dt.datetime,
        judged_hashes: Mapping[int, str],
        row_versions: Mapping[int, int],
        note: str = "",
        idempotency: str = "",
        before: Callable[[], None] = lambda: None,
    ) -> Decision:
        """Take back another's decision and decide otherwise: two verdicts, both in the log. Stale where anything moved since.
        Of a decision on many stories only this one is taken back: of the others nothing was said.

        `before` is called when theirs is taken back and mine not yet done: what it raises leaves all as it was.
        """
        with self._db.atomic():
            if done := self._done(idempotency):
                return done
            for article_id, version in row_versions.items():
                row = self._db.execute("SELECT row_version, content_hash FROM article WHERE id = ?", (article_id,)).fetchone()
                if row != (version, judged_hashes.get(article_id)):
                    raise Stale([sides(self._db, article_id, judged_hashes.get(article_id, ""), version)])
            if self.last_of(of, batch) == (batch, of):
                self.undo_together([batch], editor, now, f"{idempotency}-undo" if idempotency else "", story=story_id)
            before()
            return self.judge(story_id, action, editor, now, judged_hashes=judged_hashes, note=note, idempotency=idempotency)

    def stands(self, judged_hashes: Mapping[int, str]) -> Stale:
        """What stands of these articles, beside what was read of them: to be shown, or raised."""
        return Stale([sides(self._db, article_id, judged) for article_id, judged in judged_hashes.items()])

    def notes(self, story_id: int, limit: int = 20) -> list[dict[str, Any]]:
        """What editors wrote on a story and on what was merged into it, newest first: notes, and the reasons of decisions."""
        return list(
            self._db.query(
                f"{MINE} SELECT at, editor, action, note FROM verdict WHERE target = 'story' AND target_id IN mine AND note <> '' AND action"
                " IN ('note', 'approve', 'reject', 'wait', 'merge', 'split')"
                " AND NOT EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = verdict.id) ORDER BY id DESC LIMIT ?2",
                (self._story(story_id), limit),
            )
        )

    def mention(self, mention_id: int) -> dict[str, Any]:
        """A mention with the text it stands in, for its form."""
        row = self._db.one(
            "SELECT mention.*, article.story_id, article.content_hash, article.language, article_version.text AS whole FROM mention"
            " JOIN article ON article.id = mention.article_id"
            " JOIN article_version ON article_version.article_id = article.id AND number = article.version"
            " WHERE mention.id = ? AND current = 1",
            (mention_id,),
        )
        if row is None:
            raise UsageError("that mention is not in the text any more")
        return row

    def edit_mention(
        self, mention_id: int, edit: Edit, editor: str, now: dt.datetime, judged_hash: str = "", idempotency: str = "", seen: str = ""
    ) -> Decision:
        """Put a mention right, and accept it so. What was set by hand stays when the article is read anew; its place does
        only while the text stays the same."""
        with self._db.atomic():
            if done := self._done(idempotency):
                return done
            row = self.any_mention(mention_id)
            if side := mention_sides(self._db, row, judged_hash, seen, editor):
                raise Stale([side])
            row = self.mention(mention_id)
            after = checked(row, edit)
            after = {name: value for name, value in after.items() if value != row[name]}
            fixed = set(row["edited"].split()) | set(after) - {"text", "quote_start", "quote_end", "quote", "state"}
            after |= {"state": "accepted", "edited": " ".join(sorted(fixed))}
            batch = self._begin(editor, now, idempotency, "")
            batch.touched[row["article_id"]] = None
            self._set(batch, "mention", mention_id, "edit_mention", after, judged_hash=row["content_hash"])
            batch.stale.add(row["story_id"])
            return self._end(batch)


def checked(row: Mapping[str, Any], edit: Edit) -> dict[str, Any]:
    """What an edit sets of a mention; UsageError where it cannot be so."""
    after: dict[str, Any] = {}
    if row["kind"] == "cast":
        if edit.person is not None and edit.value is not None:
            after |= {"person": edit.person, "value": edit.value, "chosen": edit.person or edit.value}
        if edit.character is not None:
            after["character"] = " ".join(edit.character.split())[:VALUE_MAX]
        if edit.relation is not None:
            if edit.relation not in (*RELATIONS, row.get("relation")):  # one that extractors alone give may stay
                raise UsageError(f"no such relation: {edit.relation[:40]}")
            after["relation"] = edit.relation
        if not (after.get("value") or row["value"]) or (row["state"] == "choose" and not after.get("person")):
            raise UsageError("say who is meant")
    else:
        about = edit.about if edit.about is not None else row["about"]
        if edit.about is not None:
            if about not in ABOUTS:
                raise UsageError(f"no such kind of date: {about[:40]}")
            after["about"] = about
        if edit.value is not None:
            value = " ".join(edit.value.split())
            if not value or len(value) > VALUE_MAX:
                raise UsageError(f"a value has 1 to {VALUE_MAX} characters")
            if (about in DATED or span(row["value"]) is not None) and span(value) is None and value != row["value"]:
                raise UsageError(f"{value} is no date", hint="write 2026-09-12, 2026-09, 2026-Q3, 2026-H2, 2026-SP or 2026")
            after |= {"value": value, "precision": precision_of(value) or row["precision"]}
    if edit.season is not None:
        if not _SEASON.match(edit.season):
            raise UsageError("a season is written S2, or left empty")
        after["season"] = edit.season
    if edit.begin or edit.finish:
        start, end = moved(row["whole"], row["start"], row["end"], edit.begin, edit.finish)
        left, right = min(start, row["quote_start"]), max(end, row["quote_end"])
        if right - left > QUOTE_MAX:
            raise UsageError(f"that leaves its sentence: a quote has at most {QUOTE_MAX} characters")
        after |= {"start": start, "end": end, "text": row["whole"][start:end]}
        after |= {"quote_start": left, "quote_end": right, "quote": row["whole"][left:right]}
    return after
