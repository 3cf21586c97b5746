"""The ledger: facts as believed, rebuilt from accepted mentions."""

from __future__ import annotations

from store.database import Database


class Claims:
    """The ledger: facts as believed, rebuilt from accepted mentions."""

    def __init__(self, db: Database) -> None:
        self._db = db
