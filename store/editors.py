"""Who may sign in: editors, one-time links, sessions."""

from __future__ import annotations

from store.database import Database


class Editors:
    """Who may sign in: editors, one-time links, sessions."""

    def __init__(self, db: Database) -> None:
        self._db = db
