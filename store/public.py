"""The published shapes: what they lack cannot leak."""

from __future__ import annotations

from store.database import Database


class Public:
    """The published shapes: what they lack cannot leak."""

    def __init__(self, db: Database) -> None:
        self._db = db
