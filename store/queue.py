"""What waits for an editor, and what editors decided."""

from __future__ import annotations

import sqlite_utils


class Queue:
    """What waits for an editor, and what editors decided."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self._db = db
