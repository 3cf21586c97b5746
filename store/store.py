"""The door to data/news.db. SQL lives beside it, split by duty; this class opens, checks and hands out."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlite_utils

from store.claims import Claims
from store.editors import Editors
from store.filings import Filings
from store.public import Public
from store.queue import Queue
from store.schema import MIGRATIONS
from store.stories import Stories
from store.visits import Visits


class Store:
    """One open database. Every duty shares its connection, so that one transaction can span them."""

    def __init__(self, db: sqlite_utils.Database, path: Path) -> None:
        self.db = db
        self.path = path
        self.visits = Visits(db)
        self.filings = Filings(db)
        self.stories = Stories(db)
        self.queue = Queue(db)
        self.claims = Claims(db)
        self.public = Public(db)
        self.editors = Editors(db)

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open the database, making it where there is none."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = not path.exists()
        connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
        if fresh:
            for migration in MIGRATIONS:
                for statement in migration.statements:
                    connection.execute(statement)
        return cls(sqlite_utils.Database(connection), path)

    def close(self) -> None:
        self.db.conn.close()
