"""Whose news the articles of a story are: what is read to tell, and how it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from model.records import PassedOn, moment
from store.database import Database

TELLINGS = 100  # articles of one story among which it is told: official ones first, then the oldest

# An editor's split decides that an article is its own origin: that holds until it is taken back.
_BY_HAND = (
    "EXISTS (SELECT 1 FROM verdict v WHERE target = 'article' AND target_id = a.id AND action = 'split'"
    " AND json_type(after, '$.origin') IS NOT NULL AND NOT EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = v.id))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An article of a story, as far as it is asked whose news it is. `id` 0: the one that is being filed."""

    id: int
    origin: int  # its own id where it is an origin
    of: int | None = None  # whose news it passes on, directly
    why: str = ""
    elsewhere: bool = False  # `of` is in another story by now
    by_hand: bool = False
    url: str
    source: str
    tier: str
    language: str
    published: dt.datetime  # when first seen, where the publisher gives no date
    body_hash: str
    body: str


def tellings(db: Database, story_id: int, most: int = TELLINGS) -> list[Telling]:
    """The articles of a story, official ones first, then by time and address: never in the order in which they came."""
    rows = db.execute(
        "SELECT a.id, coalesce(a.origin_id, a.id), a.passes_on, a.passes_on_why,"
        f" EXISTS (SELECT 1 FROM article o WHERE o.id = a.passes_on AND o.story_id <> a.story_id), {_BY_HAND},"
        " a.url, a.source, a.tier, a.language, coalesce(nullif(a.published, ''), a.first_seen) AS at, a.body_hash, v.text"
        " FROM article a JOIN article_version v ON v.article_id = a.id AND v.number = a.version"
        " WHERE a.story_id = ? ORDER BY a.tier <> 'official', at, a.url LIMIT ?",
        (story_id, most),
    )
    return [
        Telling(
            id=row[0], origin=row[1], of=row[2], why=row[3], elsewhere=bool(row[4]), by_hand=bool(row[5]), url=row[6], source=row[7],
            tier=row[8], language=row[9], published=moment(row[10]) or dt.datetime.min.replace(tzinfo=dt.UTC), body_hash=row[11],
            body=row[12].partition("\n\n")[2],
        )
        for row in rows
    ]  # fmt: skip


def move(db: Database, new: int, moved: Sequence[PassedOn]) -> list[int]:
    """Write whose news stored articles of the story of a new one, or of one that changed, are now; the ids of those of another origin than before.

    In the caller's transaction. What an editor split off meanwhile stays as that left it.
    """
    other = []
    for one in moved:
        origin, of = one.origin or new, one.of if one.of is None else one.of or new
        row = db.execute(
            f"SELECT coalesce(origin_id, id) FROM article a WHERE id = ? AND story_id = (SELECT story_id FROM article WHERE id = ?) AND NOT {_BY_HAND}",
            (one.article, new),
        ).fetchone()
        if row is None:
            continue
        db.execute(
            "UPDATE article SET origin_id = nullif(?, id), passes_on = ?, passes_on_why = ?,"
            " copy_of = CASE WHEN ? THEN ? WHEN ? THEN NULL ELSE copy_of END WHERE id = ?",  # nobody decided: who reads it judges the same text
            (origin, of, one.why, one.copy, of, of is None or one.article == new, one.article),
        )
        if row[0] != origin:
            other += [one.article, *follow(db, one.article, origin)]
    return list(dict.fromkeys(other))


def follow(db: Database, article_id: int, origin: int) -> list[int]:
    """Lead those of whom an article was the origin on to its own, in whichever story; their ids. In the caller's transaction."""
    if article_id == origin:
        return []
    told = [row[0] for row in db.execute("SELECT id FROM article WHERE origin_id = ?", (article_id,)).fetchall()]
    for one in told:
        db.execute("UPDATE article SET origin_id = nullif(?, id) WHERE id = ?", (origin, one))
    return told


def root(db: Database, article_id: int, origin: int | None) -> int | None:
    """Whose news an article tells that told this one's before: by now that may pass on another's. None for its own."""
    if origin is not None:
        origin = db.value("SELECT coalesce(origin_id, id) FROM article WHERE id = ?", (origin,))
    return None if origin == article_id else origin
