"""Which stories there are, and the title and body indexes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from model.records import dated
from store.database import Database


class Stories:
    """Which stories there are, and the title and body indexes."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def open_story(self, now: dt.datetime) -> int:
        """A new story's id."""
        return int(self._db.execute("INSERT INTO story (created_at) VALUES (?)", (dated(now),)).lastrowid or 0)

    def index(self, article_id: int, title_keys: Sequence[int], body_keys: Sequence[int]) -> None:
        """Write an article's keys, in the article's own transaction."""
        self._db.conn.executemany("INSERT OR IGNORE INTO title_key (k, id) VALUES (?, ?)", [(k, article_id) for k in title_keys])
        self._db.conn.executemany("INSERT OR IGNORE INTO body_key (k, id) VALUES (?, ?)", [(k, article_id) for k in body_keys])
