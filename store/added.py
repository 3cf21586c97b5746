"""Mentions that an editor adds where nobody found one: evidence like any other, by decision of an editor.

Such a mention is a row like those of the extractors, whose identity begins with ADDED for as long as no extractor finds it
too. It stands while a decision of an editor says so (its state is not `open`) and while its quote stands in the text.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Literal

from model.errors import UsageError
from model.facts import STATED
from model.records import Mention
from model.text import quote_span
from store.decided import Decision
from store.edits import Edit, Edits, checked
from store.mentions import ADDED, identities
from store.stale import Stale, sides

WORDS_MAX = 200  # characters that a mention can have
SPOTS_MAX = 20  # places that are told apart
FACTS = STATED | {"home_release"}  # what the extractors call facts, not dates
SAID = ("confirmed", "planned", "rumoured", "denied")  # how a date is said


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """Which words of an article are meant, and what they stand for: a person with a relation, or a date with what it is of."""

    kind: Literal["cast", "date"]
    start: int
    end: int
    edit: Edit
    series: str = ""  # slug; "" = the article's own
    said: str = ""  # of a date: one of SAID


def spots(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand in a text, white space and case aside where they must be; at most SPOTS_MAX, none for no words."""
    parts = words.split()
    if not parts or len(words) > WORDS_MAX:
        return []
    pattern = r"[^\S\n]+".join(map(re.escape, parts))
    for flags in (0, re.IGNORECASE):
        found = [match.span() for match, _ in zip(re.finditer(pattern, text, flags), range(SPOTS_MAX), strict=False)]
        if found:
            return found
    return []


class Additions(Edits):
    """Decisions, with mentions that are added."""

    def standing_text(self, article_id: int) -> dict[str, Any]:
        """An article as it stands: its text, what that is called, its story and the series it is of, the likest first."""
        row = self._db.one(
            "SELECT a.id, a.story_id, a.title, a.language, a.content_hash, a.version, v.text,"
            " (SELECT group_concat(series, ' ') FROM (SELECT series FROM article_series WHERE article_id = a.id ORDER BY score DESC, series))"
            " AS series FROM article a JOIN article_version v ON v.article_id = a.id AND v.number = a.version WHERE a.id = ?",
            (article_id,),
        )
        if row is None:
            raise UsageError("there is no such article")
        return row

    def add_mention(
        self, article_id: int, added: Added, editor: str, now: dt.datetime, judged_hash: str = "", idempotency: str = ""
    ) -> Decision:
        """Add a mention and accept it. Undone from the log it is gone; what was set by hand stays as with any other that was put right."""
        with self._db.atomic():
            if done := self._done(idempotency):
                return done
            row = self.standing_text(article_id)
            if judged_hash and judged_hash != row["content_hash"]:
                raise Stale([sides(self._db, article_id, judged_hash)])
            mention_id, after = self._row(row, added)
            batch = self._begin(editor, now, idempotency, "")
            batch.touched[article_id] = None
            self._set(batch, "mention", mention_id, "add_mention", after, judged_hash=row["content_hash"])
            batch.stale.add(row["story_id"])
            return self._end(batch)

    def _row(self, row: dict[str, Any], added: Added) -> tuple[int, dict[str, Any]]:
        """(the mention's id, what the decision sets): a new row, or the one that an earlier addition left."""
        text, start, end = row["text"], added.start, added.end
        if not 0 <= start < end <= len(text) or end - start > WORDS_MAX or "\n" in text[start:end]:
            raise UsageError("those words do not stand together in the article")
        blank = {"kind": added.kind, "state": "choose", "value": "", "about": "", "precision": ""}
        values = checked(blank, added.edit)
        if added.kind == "date" and not (values.get("about") and values.get("value")):
            raise UsageError("say which date it is, and what it is of")
        if added.said not in ("", *SAID):
            raise UsageError(f"no such status: {added.said[:40]}")
        kind = "fact" if values.get("about") in FACTS else added.kind
        quote = quote_span(text, start, end)
        taken = self._db.one(
            'SELECT id FROM mention WHERE article_id = ? AND current = 1 AND kind = ? AND start = ? AND "end" = ? AND about = ?',
            (row["id"], kind, start, end, values.get("about", "")),
        )
        if taken is not None:
            raise UsageError("that is a mention already", hint="put it right instead")
        mention = Mention(
            kind=kind, start=start, end=end, quote_start=quote[0], quote_end=quote[1], value=values["value"], series=added.series,
            person=values.get("person", ""), about=values.get("about", ""),
        )  # fmt: skip
        (base,) = identities(text, [mention])
        names = {name for (name,) in self._db.execute("SELECT identity FROM mention WHERE article_id = ?", (row["id"],))}
        digest = base.partition(".")[0]
        place = next(n for n in range(1, len(names) + 2) if not names & {f"{digest}.{n}", f"{ADDED}{digest}.{n}"})
        hand = sorted({"series", "status", *values} - {"chosen"})
        cursor = self._db.execute(
            'INSERT INTO mention (article_id, version, identity, kind, start, "end", quote_start, quote_end, text, quote, value, series, season,'
            " person, character, relation, about, precision, status, current) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
            (
                row["id"], row["version"], f"{ADDED}{digest}.{place}", kind, start, end, *quote, text[start:end], text[slice(*quote)],
                values["value"], added.series, values.get("season", ""), values.get("person", ""), values.get("character", ""),
                values.get("relation", "mention" if kind == "cast" else ""), values.get("about", ""), values.get("precision", ""), added.said,
            ),
        )  # fmt: skip
        chosen = {"chosen": values["chosen"]} if "chosen" in values else {}
        return int(cursor.lastrowid or 0), {"state": "accepted", "edited": " ".join(hand), **chosen}
