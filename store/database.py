"""One connection to data/news.db and how it is used: short write transactions, rows as dicts.

The shape of sqlite_utils' Database, of which we need four methods: importing that costs 0.3 s of CPU
(it looks for numpy), which `status` and `explain` cannot afford. Migrations, which are rare, do use it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from model.errors import ShowwireError

BUSY_SECONDS = 5  # how long a writer waits for another
_RIGHTS = "check that the folder is there, its rights, and the disk's free space"
LOOK_SECONDS = 0.002  # between two looks whether the lock is free
CACHE_KIB = 16 * 1024  # of the file, kept by each connection
STATEMENTS = 256  # prepared statements kept by the connection

Parameters: TypeAlias = Sequence[Any] | Mapping[str, Any]


class Database:
    """A connection shared by every duty, so that one transaction can span them. One thread at a time."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        return self.conn.execute(sql, parameters)

    def query(self, sql: str, parameters: Parameters = ()) -> Iterator[dict[str, Any]]:
        """Rows as dicts, read lazily."""
        cursor = self.conn.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)

    def one(self, sql: str, parameters: Parameters = ()) -> dict[str, Any] | None:
        return next(self.query(sql, parameters), None)

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.conn.execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def state(self) -> tuple[int, int]:
        """A mark of all that is stored: where two are equal, nothing was written between them, by us or by others."""
        return int(self.value("PRAGMA data_version")), self.conn.total_changes

    @contextmanager
    def atomic(self) -> Iterator[Database]:
        """All or nothing. Takes the write lock at once (a deferred one may fail half-way); joins an open transaction."""
        if self.conn.in_transaction:
            yield self
            return
        self._begin()
        try:
            yield self
        except BaseException:
            self.conn.rollback()
            raise
        else:
            self.conn.execute("COMMIT")

    def _begin(self) -> None:
        """Take the write lock, waiting BUSY_SECONDS at most.

        SQLite's own waiting sleeps up to 0.1 s between two looks, so that a writer which lets go of the lock for
        a moment, as bulk decisions do, would take it again and again before a crawl that waits has looked.
        """
        give_up = time.monotonic() + BUSY_SECONDS
        self.conn.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    self.conn.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                        raise
                time.sleep(LOOK_SECONDS)
        finally:
            self.conn.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of a transaction that can fail alone."""
        self.conn.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self.conn.execute("ROLLBACK TO part")
            self.conn.execute("RELEASE part")
            raise
        else:
            self.conn.execute("RELEASE part")


def connect(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """A connection in autocommit (transactions are ours to begin), with our pragmas set."""
    uri = f"{path.absolute().as_uri()}?mode={'ro' if readonly else 'rwc'}"
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        if readonly:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turns SQLite's complaints about a damaged or unreachable file into an error that says what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise ShowwireError(f"{path} is locked by another program", hint="wait until the other command ends") from error
        raise ShowwireError(f"{path} cannot be used: {error}", hint=_RIGHTS) from error
    except OSError as error:
        raise ShowwireError(f"{path} cannot be used: {error.strerror or error}", hint=_RIGHTS) from error
    except sqlite3.IntegrityError:
        raise  # a bug of ours, not of the file
    except sqlite3.DatabaseError as error:
        raise ShowwireError(
            f"{path} is damaged or no database: {error}",
            hint="put it aside and bring back the last backup: showwire restore FILE (data/backups/)",
        ) from error
