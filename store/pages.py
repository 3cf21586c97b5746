"""The index of the archive: a row for each answer that was fetched, whose page it is, and where its bytes are."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any

from model.records import Article, Entry, dated
from model.text import QUOTE_MAX
from store.archive import Archive, Located
from store.database import Database
from store.mentions import plain

EXCERPT_MAX = QUOTE_MAX  # characters of a page's text that outlive the page itself
LOCATED = "warc, offset, length, sha256, told"


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
        f"INSERT INTO page (url, requested_url, source, status, content_type, fetched_at, excerpt, left_out, {LOCATED})"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            page.url, page.requested_url, article.source.slug, page.status, page.content_type, dated(page.fetched_at),
            plain(article.reading.body[:EXCERPT_MAX]) if article.reading else "", article.left_out,
            located.warc if located else "", located.offset if located else 0, located.length if located else 0, digest,
            located.told if located else 0,
        ),
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def belongs(db: Database, page_id: int | None, *, article_id: int | None = None, dropped_id: int | None = None) -> None:
    """Say whose page it is: an article's, or of what was left out. In the caller's transaction."""
    if page_id is not None:
        db.execute("UPDATE page SET article_id = ?, dropped_id = ? WHERE id = ?", (article_id, dropped_id, page_id))


def entry_text(entry: Entry) -> str:
    """What a list said of an article, as the archive keeps it beside the page."""
    return json.dumps(dataclasses.asdict(entry))


def entry_of(text: str) -> Entry | None:
    """The inverse of `entry_text`; None where the archive holds nothing of the kind."""
    if not text:
        return None
    said: dict[str, Any] = json.loads(text)
    known = {field.name for field in dataclasses.fields(Entry)} & said.keys()
    given: dict[str, Any] = {name: tuple(said[name]) if isinstance(said[name], list) else said[name] for name in known}
    return Entry(**given)


def located(row: dict[str, Any]) -> Located:
    """Where a page's bytes are, from its row."""
    return Located(**{name: row[name] for name in LOCATED.split(", ")})


def listed_entry(archive: Archive, row: dict[str, Any]) -> Entry | None:
    """What the list had said of a page that is in the archive; None where it was not kept, or the file lost it."""
    try:
        return entry_of(archive.told(located(row)))
    except (OSError, ValueError):
        return None
