"""The shape of data/news.db: one list of migrations, plain SQL, never edited once shipped.

Each migration runs in its own transaction (never `executescript`, which commits). STRICT tables,
singular names. Times are ISO 8601 UTC text (`records.dated`); JSON columns hold what is only shown.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from model.words import words
from store.migrations.evidence import EVIDENCE
from store.migrations.finding import FINDING
from store.migrations.first import FIRST
from store.migrations.judging import JUDGING
from store.migrations.latest import LATEST
from store.migrations.leases import LEASES
from store.migrations.load import LOAD
from store.migrations.migration import Migration
from store.migrations.moved import MOVED
from store.migrations.notices import NOTICES
from store.migrations.passing import PASSING
from store.migrations.proposals import PROPOSALS
from store.migrations.sign_in import SIGN_IN

if TYPE_CHECKING:
    import sqlite_utils


# A new step is a module of store/migrations, named last. A step that was shipped is never edited.
MIGRATIONS: tuple[Migration, ...] = (*FIRST, *EVIDENCE, JUDGING, PROPOSALS, LEASES, SIGN_IN, NOTICES, LOAD, PASSING, MOVED, LATEST, FINDING)

SET = "showwire"  # our name in sqlite_utils' table of applied migrations


def applied(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Names of the migrations that a database has, in order; () where it is empty or not ours."""
    ours = connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone()
    if not ours:
        return ()
    return tuple(row[0] for row in connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY id", (SET,)))


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] | None = None) -> None:
    """Apply what is missing, each migration in its own transaction with the note that it was applied."""
    import sqlite_utils
    from sqlite_utils.migrations import Migrations

    _functions(connection)
    chain = Migrations(SET)
    for migration in MIGRATIONS if migrations is None else migrations:
        chain(name=migration.name)(_runner(migration))
    chain.apply(sqlite_utils.Database(connection))


def build(connection: sqlite3.Connection) -> None:
    """The newest shape in an empty database of the moment, without the note that says what was applied (and its import)."""
    _functions(connection)
    for migration in MIGRATIONS:
        for statement in migration.statements:
            connection.execute(statement)


def _functions(connection: sqlite3.Connection) -> None:
    connection.create_function("search_words", 1, words, deterministic=True)  # a step fills the search index by it


def _runner(migration: Migration) -> Callable[[sqlite_utils.Database], None]:
    def run(db: sqlite_utils.Database) -> None:
        for statement in migration.statements:
            db.conn.execute(statement)

    return run


def written(connection: sqlite3.Connection) -> str:
    """The schema of a database as text, for store/schema.sql."""
    rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY name")
    return "".join(f"{row[0]};\n" for row in rows)


if __name__ == "__main__":  # python -m store.schema > store/schema.sql
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    migrate(fresh)
    print(written(fresh), end="")
