"""The index of the archive: a row for each answer that was fetched."""

from __future__ import annotations

import hashlib

from model.records import Article, dated
from store.archive import Located
from store.database import Database


def save(db: Database, article: Article, located: Located | None) -> int | None:
    """The row of an article's page, new or already there; None where none was fetched. In the caller's transaction."""
    page = article.page
    if page is None:
        return None
    digest = located.sha256 if located else hashlib.sha256(page.body).hexdigest()
    have = db.value("SELECT id FROM page WHERE url = ? AND fetched_at = ? AND sha256 = ?", (page.url, dated(page.fetched_at), digest))
    if have is not None:
        return int(have)
    cursor = db.execute(
        "INSERT INTO page (url, requested_url, source, status, content_type, sha256, fetched_at, warc, offset, length)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            page.url, page.requested_url, article.source.slug, page.status, page.content_type, digest, dated(page.fetched_at),
            located.warc if located else "", located.offset if located else 0, located.length if located else 0,
        ),
    )  # fmt: skip
    return int(cursor.lastrowid or 0)
