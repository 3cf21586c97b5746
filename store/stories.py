"""Which stories there are, and the title and body indexes."""

from __future__ import annotations

import sqlite_utils


class Stories:
    """Which stories there are, and the title and body indexes."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self._db = db
