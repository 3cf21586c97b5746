"""Archived pages that are read anew: which they are, what stands of each, and how a new reading is written. Decisions stay.

A new reading is no edit of the publisher's: an article that was approved stays approved, and comes back to the queue only
where an accepted quote is not found any more or a mention turned up that nobody has decided.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, Literal

from model.records import Dropped, Entry, Filing, Reason, dated
from store import mentions, pages, waiting
from store.archive import Archive, Located
from store.database import Database
from store.filings import QUALITY, Filings

Applied = Literal["same", "changed", "kept", "dropped", "left out"]

_READABLE = "q.warc <> '' AND q.status BETWEEN 200 AND 299"
# The newest page in the archive of each article, and of each entry that was left out.
_PAGES = f"""
    SELECT p.* FROM page p WHERE p.warc <> '' AND p.status BETWEEN 200 AND 299 AND p.fetched_at >= ? AND (
        p.article_id IS NOT NULL AND p.id = (SELECT max(q.id) FROM page q WHERE q.article_id = p.article_id AND {_READABLE})
        OR p.article_id IS NULL AND p.dropped_id IS NOT NULL
            AND p.id = (SELECT max(q.id) FROM page q WHERE q.dropped_id = p.dropped_id AND {_READABLE}))
    ORDER BY p.id"""
FIELDS = (
    "title", "language", "kind", "quality", "suspect", "published", "published_day", "published_precision", "modified", "authors",
)  # fmt: skip
_SAID = ("kind", "value", "about", "series", "season", "person", "character", "relation", "precision", "status", "mod", "region", "quote")


class Rereading:
    """Reads what stands, and writes what a new reading makes of it."""

    def __init__(self, db: Database, filings: Filings) -> None:
        self._db = db
        self._filings = filings

    def pages(self, since: dt.datetime | None) -> list[dict[str, Any]]:
        """Rows of the pages to read, oldest first: those fetched since then."""
        return list(self._db.query(_PAGES, (dated(since),)))

    def page(self, page_id: int) -> dict[str, Any] | None:
        """The row of a page that is in the archive."""
        return self._db.one("SELECT * FROM page WHERE id = ? AND warc <> ''", (page_id,))

    def entry(self, row: dict[str, Any], archive: Archive) -> Entry:
        """What the list said of the page, from the archive, else what the database still knows of it."""
        found = pages.listed_entry(archive, row)
        if found is not None:
            return found
        seen = self._db.one(
            "SELECT key, url FROM seen WHERE source = ? AND (article_id = ? OR dropped_id = ?) LIMIT 1",
            (row["source"], row["article_id"], row["dropped_id"]),
        ) or {"key": row["requested_url"], "url": row["requested_url"]}
        if row["article_id"] is None:
            title = self._db.value("SELECT title FROM dropped WHERE id = ?", (row["dropped_id"],)) or ""
            return Entry(title=title, **seen)
        article = self._db.one("SELECT title, guid, published, language, excerpt FROM article WHERE id = ?", (row["article_id"],))
        assert article is not None
        return Entry(summary=article.pop("excerpt"), **article, **seen)

    # --- what stands ---

    def article(self, article_id: int) -> dict[str, Any]:
        """All that a new reading may change of an article: fields, text, series with their scores, mentions by identity."""
        row = self._db.one(
            f"SELECT {', '.join(f'a.{name}' for name in FIELDS)}, a.url, a.state, a.content_hash, a.version, v.text, v.page_id"
            " FROM article a JOIN article_version v ON v.article_id = a.id AND v.number = a.version WHERE a.id = ?",
            (article_id,),
        )
        assert row is not None
        row["authors"] = json.loads(row["authors"])
        row["series"] = dict(
            self._db.execute("SELECT series, score FROM article_series WHERE article_id = ? ORDER BY series", (article_id,))
        )
        row["mentions"] = {m["identity"]: {name: m[name] for name in _SAID} for m in self._mentions(article_id)}
        return row

    def _mentions(self, article_id: int) -> Iterator[dict[str, Any]]:
        return self._db.query("SELECT * FROM mention WHERE article_id = ? AND current = 1 ORDER BY start, id", (article_id,))

    def dropped(self, dropped_id: int) -> dict[str, Any]:
        """What was said of an entry that was left out."""
        row = self._db.one("SELECT url, title, reason, series, score FROM dropped WHERE id = ?", (dropped_id,))
        assert row is not None
        return row

    def decided(self, article_id: int) -> bool:
        """Whether an editor ever decided of the article or of a mention in it."""
        return bool(
            self._db.value(
                "SELECT EXISTS (SELECT 1 FROM verdict WHERE target = 'article' AND target_id = ?1)"
                " OR EXISTS (SELECT 1 FROM mention WHERE article_id = ?1 AND state IN ('accepted', 'rejected'))",
                (article_id,),
            )
        )

    # --- what becomes of it ---

    def keep(self, filing: Filing, located: Located, now: dt.datetime) -> int:
        """Store what had been left out as an article; its id."""
        self._filings.save(filing, now, located=located)
        found = self._db.value("SELECT article_id FROM address WHERE url = ?", (filing.url,))
        return int(found)

    def drop_again(self, dropped: Dropped, located: Located, now: dt.datetime) -> None:
        """Say anew why something is left out, where that changed."""
        self._filings.drop(dropped, now, located=located)

    def left_out(self, article_id: int, reason: Reason, now: dt.datetime) -> bool:
        """An article that the rules would leave out now. True if it goes: one that an editor decided of stays as it is.

        It is taken out of its series and with that out of the queue; nothing of it is lost.
        """
        if reason != Reason.OFF_TOPIC or self.decided(article_id):
            return False
        with self._db.atomic():
            if not self._db.execute("DELETE FROM article_series WHERE article_id = ?", (article_id,)).rowcount:
                return False
            if self._db.execute("UPDATE mention SET current = 0 WHERE article_id = ? AND current = 1", (article_id,)).rowcount:
                mentions.unread(self._db, article_id)
            self._filings.changed([article_id], now)
            self._filings.waits(self._db.value("SELECT story_id FROM article WHERE id = ?", (article_id,)))
        return True

    def reread(self, filing: Filing, article_id: int, page_id: int, now: dt.datetime) -> None:
        """Write a new reading of an article. `filing` is of the stored text where the two differ in nothing that counts."""
        filing = mentions.storable(filing)
        with self._db.atomic():
            row = self._db.one("SELECT * FROM article WHERE id = ?", (article_id,))
            assert row is not None
            if QUALITY[filing.quality] < QUALITY[row["quality"]]:
                return
            standing = {m["id"] for m in self._mentions(article_id) if m["state"] == "accepted"}
            number = row["version"]
            if filing.content_hash != row["content_hash"]:
                number = self._filings.new_version(filing, row, page_id)
            self._filings.said(filing, article_id)
            gone = set(self._db.execute("SELECT series FROM article_series WHERE article_id = ?", (article_id,)).fetchall())
            gone -= {(judged.series,) for judged in filing.judged}
            if gone and not self.decided(article_id):
                self._db.conn.executemany(
                    "DELETE FROM article_series WHERE series = ? AND article_id = ?", [(*s, article_id) for s in sorted(gone)]
                )
            added, changed = mentions.sync(self._db, article_id, number, filing.text, filing.mentions)
            if changed:
                mentions.unread(self._db, article_id)
            lost = standing - {m["id"] for m in self._mentions(article_id)}
            if row["state"] == "accepted" and (added or lost):
                waiting.reopen(self._db, article_id, waiting.EDITED if lost else waiting.MENTIONS, now)
            if changed and (row["state"] == "accepted" or row["state_reason"]):
                self._filings.changed([article_id], now)
            self._filings.waits(row["story_id"])
