"""Articles, versions and mentions: one transaction per Filing, Dropped or Outcome."""

from __future__ import annotations

import sqlite_utils


class Filings:
    """Articles, versions and mentions: one transaction per Filing, Dropped or Outcome."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self._db = db
