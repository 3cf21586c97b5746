"""People who are said to join, leave or play and whom series.yaml does not know: for an editor to consider, never linked by themselves.

A proposal is what the cast mentions without a person say of one name in one series. Decisions are rows of the verdict
log on those mentions, so they are undone like all others; what was refused is not proposed again, in whichever article
the name comes up. What an acceptance did to series.yaml is kept beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from model.text import fold
from store.database import Database
from store.decided import Batch, Decision
from store.rulings import ClaimDecisions

STRANGERS_MAX = 5000  # mentions looked at, newest first
# An extractor gives a stranger no person and no choices; an editor's choice gives one.
_STRANGERS = """
    SELECT m.id, m.article_id, m.series, m.value, m.relation, m.character, m.season, m.quote, m.status, a.title, a.source, a.url,
           COALESCE(a.origin_id, a.id) AS origin, a.first_seen
    FROM mention m JOIN article a ON a.id = m.article_id
    WHERE m.kind = 'cast' AND m.person = '' AND m.choices = '[]' AND m.current = 1 AND m.state = 'choose' AND m.proposal = ''
      AND a.state <> 'rejected' AND (?1 IN ('', m.series)) ORDER BY m.id DESC LIMIT ?2"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """One mention of somebody unknown."""

    id: int
    article: int
    origin: int
    series: str
    value: str  # the name as written
    relation: str
    character: str
    season: str
    status: str
    quote: str
    title: str  # of the article
    source: str
    url: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryEdit:
    """What accepting somebody did to series.yaml."""

    batch: str
    person: str  # slug
    before: bytes
    after_hash: str


def strangers(db: Database, series: str = "") -> tuple[Stranger, ...]:
    """The mentions of people who are neither known nor refused, oldest first."""
    refused: dict[str, list[str]] = {}
    found = []
    for row in db.query(_STRANGERS, (series, STRANGERS_MAX)):
        if row["series"] not in refused:
            refused[row["series"]] = [fold(name) for name in refused_names(db, row["series"])]
        if fold(row["value"]) not in refused[row["series"]]:
            found.append(
                Stranger(
                    id=row["id"], article=row["article_id"], origin=row["origin"], series=row["series"], value=row["value"],
                    relation=row["relation"], character=row["character"], season=row["season"], status=row["status"], quote=row["quote"],
                    title=row["title"], source=row["source"], url=row["url"], at=row["first_seen"],
                )
            )  # fmt: skip
    return tuple(reversed(found))


def refused_names(db: Database, series: str) -> tuple[str, ...]:
    """The names that an editor does not want in this series."""
    rows = db.execute("SELECT DISTINCT value FROM mention WHERE series = ? AND proposal = 'rejected' ORDER BY value", (series,))
    return tuple(row[0] for row in rows)


def decided(db: Database, mention_id: int) -> dict[str, Any] | None:
    """The decision that stands on the person of a mention, with the name; None where it is still proposed."""
    return db.one(
        "SELECT m.text AS name, v.editor, v.at, v.action, v.note FROM verdict v JOIN mention m ON m.id = v.target_id WHERE v.target = 'mention'"
        " AND v.target_id = ? AND v.action IN ('accept_person', 'reject_person') AND m.proposal <> ''"
        " AND NOT EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = v.id) ORDER BY v.id DESC LIMIT 1",
        (mention_id,),
    )


def edits_taken_back(db: Database, undoing: str) -> tuple[RegistryEdit, ...]:
    """What the decisions that this undo took back had done to series.yaml, the last of them first."""
    rows = db.query(
        "SELECT e.*, (SELECT max(id) FROM verdict WHERE batch = e.batch) AS place FROM registry_edit e WHERE e.batch IN"
        " (SELECT done.batch FROM verdict undo JOIN verdict done ON done.id = undo.undoes WHERE undo.batch = ?) ORDER BY place DESC",
        (undoing,),
    )
    return tuple(RegistryEdit(**{name: value for name, value in row.items() if name != "place"}) for row in rows)


def articles_of(db: Database, mention_ids: Iterable[int]) -> tuple[int, ...]:
    """The articles in which these mentions stand."""
    return tuple(sorted({db.value("SELECT article_id FROM mention WHERE id = ?", (i,)) for i in mention_ids}))


def stored_text(db: Database, article_id: int) -> dict[str, Any] | None:
    """What an extractor needs of a stored article: its row, the text of its version and (series, score) as `judged`."""
    row = db.one(
        "SELECT article.*, v.text FROM article JOIN article_version v ON v.article_id = article.id AND v.number = article.version"
        " WHERE article.id = ?",
        (article_id,),
    )
    if row is not None:
        scores = "SELECT series, score FROM article_series WHERE article_id = ? ORDER BY score DESC, series"
        row["judged"] = db.execute(scores, (article_id,)).fetchall()
    return row


class PeopleDecisions(ClaimDecisions):
    """Decisions, with those of people who are proposed."""

    def accept_person(
        self,
        mention_ids: Sequence[int],
        slug: str,
        name: str,
        editor: str,
        now: dt.datetime,
        *,
        before: bytes,
        after_hash: str,
        key: str = "",
    ) -> Decision:
        """These mentions are this person, who was put into series.yaml (`before`: as it was, `after_hash`: of what it is)."""
        with self._db.atomic():
            if done := self._done(key):
                return done
            batch = self._begin(editor, now, key, "")
            after = {"state": "accepted", "person": slug, "value": name, "chosen": slug, "proposal": "accepted"}
            self._of_strangers(batch, mention_ids, "accept_person", after)
            if batch.mentions:
                self._db.execute("INSERT INTO registry_edit VALUES (?, ?, ?, ?)", (batch.id, slug, before, after_hash))
            return self._end(batch)

    def reject_person(self, mention_ids: Sequence[int], editor: str, now: dt.datetime, *, note: str = "", key: str = "") -> Decision:
        """Nobody to be followed: these mentions are refused, and the name is not proposed again in their series."""
        with self._db.atomic():
            if done := self._done(key):
                return done
            batch = self._begin(editor, now, key, note)
            self._of_strangers(batch, mention_ids, "reject_person", {"state": "rejected", "proposal": "rejected"})
            return self._end(batch)

    def decided_already(self, key: str) -> Decision | None:
        """What the decision with this key did, if it was made."""
        return self._done(key)

    def _of_strangers(self, batch: Batch, mention_ids: Iterable[int], action: str, after: dict[str, Any]) -> None:
        for mention_id in dict.fromkeys(mention_ids):
            row = self._db.one(
                "SELECT m.article_id, a.content_hash FROM mention m JOIN article a ON a.id = m.article_id"
                " WHERE m.id = ? AND m.kind = 'cast' AND m.person = '' AND m.choices = '[]' AND m.proposal = ''",
                (mention_id,),
            )
            if row is not None:
                batch.touched[row["article_id"]] = None
                self._set(batch, "mention", mention_id, action, after, judged_hash=row["content_hash"])
