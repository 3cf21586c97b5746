"""What left the house, row by row, and what is still to be told to others."""

from __future__ import annotations

from store.migrations.migration import Migration

NOTICES = Migration(
    "0012_notices",
    (
        # Every row that was published: its hash, the number of its last revision and of its first, and whether it was
        # taken back since. A row that was taken back is a tombstone: where it stood and when, nothing of what it said.
        """CREATE TABLE published (
            of_table TEXT NOT NULL, row_id TEXT NOT NULL, hash INTEGER NOT NULL, seq INTEGER NOT NULL, first_seq INTEGER NOT NULL,
            at TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (of_table, row_id)) STRICT, WITHOUT ROWID""",
        # One row. `epoch` changes where revisions are counted anew, `head` is the last of them, `base` the last of the first
        # edition, `floor` the last whose tombstone is no longer kept.
        """CREATE TABLE revision (
            id INTEGER PRIMARY KEY CHECK (id = 1), epoch TEXT NOT NULL, head INTEGER NOT NULL, base INTEGER NOT NULL,
            floor INTEGER NOT NULL) STRICT""",
        # A notice to one target. `event` is the same for all who are told, and for every try: receivers tell repeats by it.
        """CREATE TABLE outbox (
            id INTEGER PRIMARY KEY, event TEXT NOT NULL, target TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL DEFAULT '',
            body TEXT NOT NULL, made_at TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead', 'withdrawn')),
            tries INTEGER NOT NULL DEFAULT 0, due_at TEXT NOT NULL, ended_at TEXT, said TEXT NOT NULL DEFAULT '',
            UNIQUE (target, event)) STRICT""",
        "CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'waiting'",
        "CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead'",
        "CREATE INDEX outbox_subject ON outbox (kind, subject, id)",
    ),
)
