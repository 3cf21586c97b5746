"""Who may sign in: editors, one-time links, sessions."""

from __future__ import annotations

import sqlite_utils


class Editors:
    """Who may sign in: editors, one-time links, sessions."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self._db = db
