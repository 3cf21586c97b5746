"""Pages behind claims: which are due to be looked at again, and how the last look went."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from model.records import Again, Entry, Looked, dated, moment
from model.watched import Source
from store import pages
from store.archive import Archive
from store.database import Database

Schedule = Callable[[dt.datetime, dt.datetime], dt.datetime]  # (accepted at, now) -> the next look

# Articles that are evidence for a claim of today, with when an editor let them through last.
_BEHIND = """
    SELECT a.id, coalesce((SELECT max(v.at) FROM verdict v WHERE v.target = 'article' AND v.target_id = a.id AND +v.action = 'approve'), a.first_seen)
    FROM article a WHERE a.id IN (SELECT m.article_id FROM claim c JOIN claim_evidence e ON e.claim_id = c.id
        JOIN mention m ON m.id = e.mention_id WHERE c.current = 1)"""
# Joined in this order, and grouped without an index: few are due, of all that is stored.
_DUE = """
    SELECT w.article_id, w.since, w.etag AS w_etag, w.last_modified AS w_last_modified, a.source, a.title, a.guid, a.published, a.language,
        a.excerpt AS summary, a.authors, s.key, s.url, p.*
    FROM evidence_watch w CROSS JOIN article a ON a.id = w.article_id
    CROSS JOIN seen s ON s.article_id = a.id AND s.source = a.source
    LEFT JOIN page p ON p.id = (SELECT max(id) FROM page WHERE page.article_id = a.id AND status BETWEEN 200 AND 299)
    WHERE w.due_at <= ? AND s.url <> '' GROUP BY +w.article_id ORDER BY w.due_at, a.id"""


@dataclass(frozen=True, slots=True)
class Due:
    """A page that is to be looked at, of the source that listed it."""

    source: Source
    again: Again


class EvidenceWatch:
    """The watch over pages behind claims."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def follow(self, schedule: Schedule, now: dt.datetime) -> None:
        """Watch what is evidence by now, and no more what is not. A new approval begins the schedule anew."""
        with self._db.atomic():
            behind = dict(self._db.execute(_BEHIND).fetchall())
            have = dict(self._db.execute("SELECT article_id, since FROM evidence_watch").fetchall())
            for article_id in have.keys() - behind.keys():
                self._db.execute("DELETE FROM evidence_watch WHERE article_id = ?", (article_id,))
            for article_id, since in behind.items():
                if have.get(article_id) != since:
                    due = schedule(dt.datetime.fromisoformat(since), dt.datetime.fromisoformat(since))
                    self._db.execute(
                        "INSERT INTO evidence_watch (article_id, since, due_at) VALUES (?, ?, ?)"
                        " ON CONFLICT (article_id) DO UPDATE SET since = excluded.since, due_at = excluded.due_at",
                        (article_id, since, dated(due)),
                    )

    def due(self, sources: Iterable[Source], now: dt.datetime, archive: Archive, *, all: bool = False) -> list[Due]:  # noqa: A002
        """The pages that are due, or all, of these sources.

        An entry is what the list had said when the page was fetched, from the archive; validators are the last look's, else the page's own.
        """
        named = {source.slug: source for source in sources}
        return [Due(named[row["source"]], _again(row, archive)) for row in self._rows(now, all) if row["source"] in named]

    def any_due(self, sources: Iterable[Source], now: dt.datetime) -> bool:
        """Whether some page of these sources is due."""
        slugs = {source.slug for source in sources}
        rows = self._db.execute(
            "SELECT DISTINCT source FROM evidence_watch JOIN article ON id = article_id WHERE due_at <= ?", (dated(now),)
        )
        return any(slug in slugs for (slug,) in rows)

    def _rows(self, now: dt.datetime, everything: bool) -> list[dict[str, Any]]:
        return list(self._db.query(_DUE, ("~" if everything else dated(now),)))  # "~" sorts after every moment

    def looked(self, looked: Looked) -> None:
        """Store how a look went and when the next one is."""
        self._db.execute(
            "UPDATE evidence_watch SET looked_at = ?, state = ?, error = ?, due_at = ?, etag = iif(? IN ('read', 'same') AND ? <> '', ?, etag),"
            " last_modified = iif(? IN ('read', 'same') AND ? <> '', ?, last_modified) WHERE article_id = ?",
            (
                dated(looked.at), looked.state, looked.error[:500], dated(looked.due_at), looked.state, looked.etag, looked.etag, looked.state,
                looked.last_modified, looked.last_modified, looked.article,
            ),
        )  # fmt: skip


def _again(row: dict[str, Any], archive: Archive) -> Again:
    etag, last_modified = row["w_etag"], row["w_last_modified"]
    entry = None
    if row["warc"]:
        entry = pages.listed_entry(archive, row)
        if not (etag or last_modified):
            etag, last_modified = _validators(archive, row)
    since = moment(row["since"])
    assert since is not None
    return Again(article=row["article_id"], entry=entry or _entry(row), since=since, etag=etag, last_modified=last_modified)


def _entry(row: dict[str, Any]) -> Entry:
    """What is known of the entry where the archive does not hold it."""
    authors: Sequence[str] = json.loads(row["authors"])
    return Entry(
        authors=tuple(authors),
        **{name: row[name] for name in ("key", "url", "title", "guid", "published", "language", "summary")},
    )


def _validators(archive: Archive, row: dict[str, Any]) -> tuple[str, str]:
    try:
        headers = {name.lower(): value for name, value in archive.read(pages.located(row)).headers}
    except (OSError, ValueError):
        return "", ""
    return headers.get("etag", ""), headers.get("last-modified", "")
