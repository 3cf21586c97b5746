"""A decision on what is no longer so: both sides of it, for the editor to compare."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from model.errors import ShowwireError
from store.database import Database
from store.mentions import seen_as

_SAID = "editor, action, at, batch, note, before, after"  # what both sides show of a row of the log


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
        raise Stale([sides(db, i, hashes.get(i, ""), row_versions.get(i)) for i in moved])


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


def sides(db: Database, article_id: int, judged_hash: str, since: int | None = None) -> dict[str, Any]:
    """What was judged and what stands there now, with who decided last on it or its mentions, and the rows of the log (`rows`, newest
    first) that came after the row version that was read (`since`); where that is not said, only the last."""
    now = db.one(
        "SELECT article.id, story_id, state, state_reason, row_version, article.version, article.title, article.content_hash, text"
        " FROM article JOIN article_version ON article_id = article.id AND number = version WHERE article.id = ?",
        (article_id,),
    )
    seen = db.one(
        "SELECT number, title, text, fetched_at FROM article_version WHERE article_id = ? AND content_hash = ? ORDER BY number DESC",
        (article_id, judged_hash),
    )
    count = 1
    if since is not None and now is not None:  # a row counts one version on, and so does an edit
        count = now["row_version"] - since - (now["version"] - seen["number"] if seen else 0)
    rows = list(
        db.query(
            f"SELECT {_SAID}, target, (SELECT text FROM mention WHERE id = target_id AND target = 'mention') AS mention FROM verdict"
            " WHERE target = 'article' AND target_id = ?1"
            " OR target = 'mention' AND target_id IN (SELECT id FROM mention WHERE article_id = ?1) ORDER BY verdict.id DESC LIMIT ?2",
            (article_id, max(0, count)),
        )
    )
    last = next((row for row in rows if row["batch"] == rows[0]["batch"] and row["target"] == "article"), rows[0] if rows else None)
    return {"article_id": article_id, "judged": seen, "now": now, "last": last, "rows": rows}


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
        f"SELECT {_SAID} FROM verdict WHERE target = 'mention' AND target_id = ? ORDER BY id DESC LIMIT 1",
        (row["id"],),
    )
    if row["current"] and (last is None or last["editor"] == editor):
        return None
    return {"mention": row["text"], "judged": None, "now": row if row["current"] else None, "last": last if row["current"] else None}
