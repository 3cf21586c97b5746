"""A decision on what is no longer so: both sides of it, for the editor to compare."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from model.errors import ShowwireError
from store.database import Database
from store.mentions import seen_as


class Stale(ShowwireError):
    """The editor judged what is no longer so; nothing was written. `sides` has both, an article each."""

    def __init__(self, sides: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("this changed while you read it", hint="read it again, then decide")
        self.sides = tuple(sides)


def check(db: Database, stories: Collection[int], hashes: Mapping[int, str], row_versions: Mapping[int, int]) -> None:
    """Stale where an article that was read (id -> content hash, id -> row version) is another text now, was decided since, or stands
    in none of these stories any more."""
    marks = ",".join(str(int(story)) for story in stories)
    here = {row[0]: row[1:] for row in db.execute(f"SELECT id, content_hash, row_version FROM article WHERE story_id IN ({marks})")}
    moved = [
        i
        for i in sorted({*hashes, *row_versions})
        if i not in here or hashes.get(i, here[i][0]) != here[i][0] or row_versions.get(i, here[i][1]) != here[i][1]
    ]
    if moved:
        raise Stale([sides(db, i, hashes.get(i, "")) for i in moved])


def made_of(db: Database, batch: str, hashes: Mapping[int, str], row_versions: Mapping[int, int]) -> dict[int, int]:
    """The row versions that a decision made of articles as they were read: of those that it changed, and nothing else since then.

    Each of its rows counts one version on, so any other count says that somebody or a crawl came between.
    """
    found = {}
    for article_id, version in row_versions.items():
        rows = db.value(
            "SELECT count(*) FROM verdict WHERE batch = ? AND (target = 'article' AND target_id = ?"
            " OR target = 'mention' AND target_id IN (SELECT id FROM mention WHERE article_id = ?))",
            (batch, article_id, article_id),
        )
        stands = db.execute("SELECT content_hash, row_version FROM article WHERE id = ?", (article_id,)).fetchone()
        if rows and stands == (hashes.get(article_id), version + rows):
            found[article_id] = version + rows
    return found


def sides(db: Database, article_id: int, judged_hash: str) -> dict[str, Any]:
    """What was judged and what stands there now, with who decided last."""
    now = db.one(
        "SELECT article.id, story_id, state, state_reason, row_version, article.version, article.title, article.content_hash, text"
        " FROM article JOIN article_version ON article_id = article.id AND number = version WHERE article.id = ?",
        (article_id,),
    )
    seen = db.one(
        "SELECT number, title, text, fetched_at FROM article_version WHERE article_id = ? AND content_hash = ? ORDER BY number DESC",
        (article_id, judged_hash),
    )
    last = db.one(
        "SELECT editor, action, at, batch, note FROM verdict WHERE target = 'article' AND target_id = ? ORDER BY id DESC LIMIT 1",
        (article_id,),
    )
    return {"article_id": article_id, "judged": seen, "now": now, "last": last}


def mention_sides(db: Database, row: Mapping[str, Any], judged_hash: str, seen: str, editor: str) -> dict[str, Any] | None:
    """Of a mention that an editor judged as they saw it (`seen`, by mentions.seen_as): what stands against that, None for nothing.

    Its article was edited since, it is not said any more, or somebody else decided of it; what the editor did oneself meanwhile
    is no conflict.
    """
    if judged_hash and judged_hash != row["content_hash"]:
        return sides(db, row["article_id"], judged_hash)
    if not seen or (row["current"] and seen == seen_as(row)):
        return None
    last = db.one(
        "SELECT editor, action, at, batch, note, before, after FROM verdict WHERE target = 'mention' AND target_id = ? ORDER BY id DESC LIMIT 1",
        (row["id"],),
    )
    if row["current"] and (last is None or last["editor"] == editor):
        return None
    return {"mention": row["text"], "judged": None, "now": row if row["current"] else None, "last": last if row["current"] else None}
