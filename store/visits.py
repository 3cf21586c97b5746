"""Runs, sources, due times, robots files and what each source listed."""

from __future__ import annotations

import sqlite_utils


class Visits:
    """Runs, sources, due times, robots files and what each source listed."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self._db = db
