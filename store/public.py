"""The published shapes: what they lack cannot leak."""

from __future__ import annotations

import sqlite_utils


class Public:
    """The published shapes: what they lack cannot leak."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self._db = db
