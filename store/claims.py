"""The ledger: facts as believed, rebuilt from accepted mentions."""

from __future__ import annotations

import sqlite_utils


class Claims:
    """The ledger: facts as believed, rebuilt from accepted mentions."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self._db = db
