"""The queue's own table: which stories wait, why, and in what order. Written with whatever changes an article."""

from __future__ import annotations

import datetime as dt

from model.records import dated, moment
from store import log
from store.database import Database

# The order of the queue, as its headings say it. CONFLICT is set by the ledger (`rank_conflict`).
CONFLICT, OFFICIAL, NEW, REST, HELD = range(5)
RANKS = {CONFLICT: "conflict", OFFICIAL: "official", NEW: "new", REST: "rest", HELD: "held"}
WAIT_DAYS = 7  # a story that waits for a second source comes back after this

# Why an article waits: article.state_reason. "" = never judged.
EDITED, MEMBER, GONE, MENTIONS, WAITED = "edited", "member", "gone", "mentions", "waited"


def refresh(db: Database, story_id: int) -> None:
    """Say anew whether a story waits. Articles about none of our series (kept by --keep-all) never do.

    A copy of an official article is no official source: only its own tier counts.
    """
    until = held_until(db, story_id)
    db.execute("UPDATE story SET held_until = ?1 WHERE id = ?2 AND held_until IS NOT ?1", (until, story_id))
    rows = db.execute(
        "SELECT state, state_reason, tier, first_seen FROM article WHERE story_id = ? AND state IN ('new', 'waiting')"
        " AND EXISTS (SELECT 1 FROM article_series WHERE article_id = article.id)",
        (story_id,),
    ).fetchall()
    if not rows:
        db.execute("DELETE FROM waiting WHERE story_id = ?", (story_id,))
        return
    fresh = [row for row in rows if row[0] == "new"]
    since = max(row[3] for row in fresh or rows)
    reasons = {row[1] for row in fresh}
    reason = next((r for r in (EDITED, GONE, MENTIONS, MEMBER, WAITED) if r in reasons), "")
    if not fresh:
        rank, reason = HELD, "waiting"
    elif any(row[2] == "official" for row in fresh):
        rank = OFFICIAL
    elif reasons == {""}:
        rank = NEW
    else:
        rank = REST
    db.execute(
        "INSERT INTO waiting (story_id, rank, reason, since) VALUES (?, ?, ?, ?) ON CONFLICT (story_id) DO UPDATE SET"
        " rank = iif(waiting.rank = 0 AND excluded.rank <> 4, 0, excluded.rank), reason = excluded.reason, since = excluded.since",
        (story_id, rank, reason, since),
    )


def held_until(db: Database, story_id: int) -> str | None:
    """When a story comes back of which articles wait for a second source: WAIT_DAYS after the first of them was put aside.

    Told from the decisions that stand, wherever the articles went since: a merge, a split, an approval of one alone or an undo
    in any order leaves none to wait for ever.
    """
    since = db.value(
        "SELECT min((SELECT at FROM verdict v WHERE target = 'article' AND target_id = a.id AND action <> 'undo'"
        " AND json_extract(after, '$.state') = 'waiting' AND NOT EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = v.id)"
        " ORDER BY v.id DESC LIMIT 1)) FROM article a WHERE story_id = ? AND state = 'waiting'",
        (story_id,),
    )
    at = moment(since or "")
    return None if at is None else dated(at + dt.timedelta(days=WAIT_DAYS))


def stranded(db: Database) -> list[int]:
    """Stories of which all that is left to decide waits, and nothing says until when."""
    held = "SELECT story_id FROM waiting JOIN story ON story.id = story_id WHERE rank = ? AND held_until IS NULL ORDER BY story_id"
    return [row[0] for row in db.execute(held, (HELD,))]


def counted(db: Database) -> dict[str, int]:
    """Stories that wait, by group: read from counters that triggers keep."""
    kept = dict(db.execute("SELECT name, n FROM counter WHERE name >= 'queue:' AND name < 'queue;'").fetchall())
    return {name: kept.get(f"queue:{rank}", 0) for rank, name in RANKS.items()}


def rank_conflict(db: Database, story_id: int, conflict: bool) -> None:
    """Put a waiting story first because it contradicts the ledger, or back where it belongs."""
    db.execute("UPDATE waiting SET rank = ? WHERE story_id = ? AND rank <> ?", (CONFLICT if conflict else REST, story_id, HELD))
    if not conflict:
        refresh(db, story_id)


def reopen(db: Database, article_id: int, reason: str, now: dt.datetime) -> None:
    """Bring a decided article back to the queue, with a row in the log that says so."""
    state, was = db.execute("SELECT state, state_reason FROM article WHERE id = ?", (article_id,)).fetchone()
    db.execute("UPDATE article SET state = 'new', state_reason = ?, row_version = row_version + 1 WHERE id = ?", (reason, article_id))
    log.write(
        db, editor=log.SYSTEM, action="reopen", target="article", target_id=article_id, now=now,
        batch=f"reopen-article-{article_id}-{dated(now)}", before={"state": state, "reason": was},
        after={"state": "new", "reason": reason}, note=reason,
    )  # fmt: skip


def release_due(db: Database, now: dt.datetime) -> list[int]:
    """Bring back the stories whose days of waiting are over; their ids."""
    with db.atomic():
        for story_id in stranded(db):  # in a database of before this was told from the log
            refresh(db, story_id)
        due = [row[0] for row in db.execute("SELECT id FROM story WHERE held_until <= ? ORDER BY id", (dated(now),))]
        for story_id in due:
            for (article_id,) in db.execute("SELECT id FROM article WHERE story_id = ? AND state = 'waiting'", (story_id,)).fetchall():
                reopen(db, article_id, WAITED, now)
            refresh(db, story_id)
    return due


def stories_that_wait(db: Database) -> set[int]:
    """Every story that has something to decide, counted from the articles themselves (slow: for checks)."""
    return {
        row[0]
        for row in db.execute(
            "SELECT DISTINCT story_id FROM article WHERE state IN ('new', 'waiting')"
            " AND EXISTS (SELECT 1 FROM article_series WHERE article_id = article.id)"
        )
    }
