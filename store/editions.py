"""What was published, row by row: each publish is compared with the one before, and every row that was added, changed or
withdrawn gets the next number. A reader who remembers a number asks for what came after it.

A row stands once, under its last revision, so that what is kept does not grow with time; a withdrawn row is a tombstone
that says where it stood and when it went. The comparison is made beside the database, in a scratch file, so that a large
publish takes no memory and holds the write lock only for what moved.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from model.errors import AlreadyRunning
from model.records import dated
from store.database import Database

KEPT = dt.timedelta(days=90)  # how long a tombstone is told; who comes later starts again
_BATCH = 2000

Op: TypeAlias = Literal["added", "changed", "withdrawn"]
Fingerprint: TypeAlias = tuple[str, str, int]  # table, row id, hash of what the row says

_SCRATCH = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "CREATE TABLE was (t, k, h, seq, first, at, gone, PRIMARY KEY (t, k)) WITHOUT ROWID",
    "CREATE TABLE now (t, k, h, PRIMARY KEY (t, k)) WITHOUT ROWID",
    "CREATE TABLE rank (t PRIMARY KEY, n) WITHOUT ROWID",
    "CREATE TABLE moved (n INTEGER PRIMARY KEY, t, k, h, first, gone)",
)
# Added and changed rows in the order of the tables, so that what a row refers to comes before it; then the withdrawn, the other way.
_MOVE = (
    """INSERT INTO moved (t, k, h, first, gone)
        SELECT t, k, h, first, 0 FROM (
            SELECT now.t, now.k, now.h, IIF(was.gone = 0, was.first, NULL) AS first
            FROM now LEFT JOIN was USING (t, k) WHERE was.k IS NULL OR was.gone = 1 OR was.h <> now.h)
        JOIN rank USING (t) ORDER BY n, length(k), k""",
    """INSERT INTO moved (t, k, h, first, gone)
        SELECT t, k, 0, first, 1 FROM was LEFT JOIN rank USING (t)
        WHERE gone = 0 AND NOT EXISTS (SELECT 1 FROM now WHERE (now.t, now.k) = (was.t, was.k))
        ORDER BY n DESC, length(k), k""",
    "CREATE UNIQUE INDEX moved_row ON moved (t, k)",
)


@dataclass(frozen=True, slots=True)
class Revision:
    """One row's last revision. `first`: the revision it came with, so that a reader knows whether it is new to them."""

    seq: int
    at: str
    table: str
    row_id: str
    first: int
    gone: bool

    @property
    def op(self) -> Op:
        if self.gone:
            return "withdrawn"
        return "added" if self.first == self.seq else "changed"


@dataclass(frozen=True, slots=True)
class Numbers:
    """How revisions are counted. Numbers of another epoch, or from before `floor`, mean nothing: who holds one starts again."""

    epoch: str
    head: int = 0
    base: int = 0  # the last of the first edition
    floor: int = 0


class Draft:
    """An edition compared with the one before, not kept yet."""

    def __init__(self, db: Database, now: dt.datetime, shown: tuple[str, int] | None) -> None:
        self._db, self._now, self._shown = db, now, shown
        self._scratch = sqlite3.connect("", isolation_level=None)  # a private file that goes with the connection
        for statement in _SCRATCH:
            self._scratch.execute(statement)
        self.before: Numbers | None = None  # None: nothing was published yet, or revisions are counted anew
        self.stored: Numbers | None = None
        self.after = Numbers("")
        self._old = ""  # tombstones from before are forgotten

    def settle(self, rows: Iterable[Fingerprint]) -> tuple[Numbers, Iterator[Revision]]:
        """Compare the rows of an edition, table by table, with what was published: how they are counted now, and every
        row's last revision and every tombstone, in order. Part of the caller's snapshot."""
        scratch, numbers = self._scratch, self._db.one("SELECT epoch, head, base, floor FROM revision")
        self.stored = self.before = None if numbers is None else Numbers(**numbers)
        if (
            self.before is not None
            and self._shown is not None
            and self._shown[0] == self.before.epoch
            and self._shown[1] > self.before.head
        ):
            self.before = None  # the folder knows more than the database, which was brought back from a backup
        scratch.execute("BEGIN")
        if self.before is not None:
            known = self._db.execute("SELECT of_table, row_id, hash, seq, first_seq, at, gone FROM published ORDER BY of_table, row_id")
            while batch := known.fetchmany(_BATCH):
                scratch.executemany("INSERT INTO was VALUES (?, ?, ?, ?, ?, ?, ?)", batch)
        scratch.executemany("INSERT INTO now VALUES (?, ?, ?)", self._ranked(rows))
        for statement in _MOVE:
            scratch.execute(statement)
        (count,) = scratch.execute("SELECT count(*) FROM moved").fetchone()
        if self.before is None:
            self.after = Numbers(_epoch(self._now, self._shown), head=count, base=count)
        else:
            floor = self.before.floor
            if count:  # what is told changes only where something moved: the same state gives the same bytes
                self._old = dated(self._now - KEPT)
                (pruned,) = scratch.execute("SELECT max(seq) FROM was WHERE gone = 1 AND at < ?", (self._old,)).fetchone()
                floor = max(floor, pruned or 0)
            self.after = Numbers(self.before.epoch, self.before.head + count, self.before.base, floor)
        scratch.execute("COMMIT")
        return self.after, self._revisions()

    def _ranked(self, rows: Iterable[Fingerprint]) -> Iterator[Fingerprint]:
        ranks: dict[str, int] = {}
        for row in rows:
            if row[0] not in ranks:
                ranks[row[0]] = len(ranks)
            yield row
        self._scratch.executemany("INSERT INTO rank VALUES (?, ?)", ranks.items())

    @property
    def moves(self) -> int:
        """How many rows were added, changed or withdrawn."""
        return self.after.head - (self.before.head if self.before else 0)

    def _revisions(self) -> Iterator[Revision]:
        start = self.after.head - self.moves
        found = self._scratch.execute(
            "SELECT seq, at, t, k, first, gone FROM was WHERE NOT EXISTS (SELECT 1 FROM moved WHERE (moved.t, moved.k) = (was.t, was.k))"
            " AND (gone = 0 OR at >= ?) UNION ALL"
            " SELECT ? + n, ?, t, k, COALESCE(first, ? + n), gone FROM moved ORDER BY seq",
            (self._old, start, dated(self._now), start),
        )
        while batch := found.fetchmany(_BATCH):
            for seq, at, table, row_id, first, gone in batch:
                yield Revision(seq, at, table, row_id, first, bool(gone))

    def added(self, table: str) -> list[str]:
        """Ids of the rows of a table that are new since the edition before; none where no article was in it: what is told
        first is no news."""
        if self._scratch.execute("SELECT 1 FROM was WHERE t = 'articles' LIMIT 1").fetchone() is None:
            return []
        return [k for (k,) in self._scratch.execute("SELECT k FROM moved WHERE t = ? AND gone = 0 AND first IS NULL ORDER BY n", (table,))]

    def write(self) -> None:
        """Keep it: part of the caller's write transaction."""
        if self.before is None:
            self._db.execute("DELETE FROM published")
        elif self._old:
            self._db.execute("DELETE FROM published WHERE gone = 1 AND at < ?", (self._old,))
        start, at = self.after.head - self.moves, dated(self._now)
        moved = self._scratch.execute("SELECT t, k, h, ? + n, COALESCE(first, ? + n), ?, gone FROM moved ORDER BY t, k", (start, start, at))
        while batch := moved.fetchmany(_BATCH):
            self._db.conn.executemany(
                "INSERT INTO published (of_table, row_id, hash, seq, first_seq, at, gone) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (of_table, row_id) DO UPDATE SET hash = excluded.hash, seq = excluded.seq, first_seq = excluded.first_seq,"
                " at = excluded.at, gone = excluded.gone",
                batch,
            )
        self._db.execute(
            "INSERT INTO revision (id, epoch, head, base, floor) VALUES (1, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " epoch = excluded.epoch, head = excluded.head, base = excluded.base, floor = excluded.floor",
            (self.after.epoch, self.after.head, self.after.base, self.after.floor),
        )

    def close(self) -> None:
        self._scratch.close()


class Editions:
    """The editions that were published."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def draft(self, now: dt.datetime, shown: tuple[str, int] | None = None) -> Draft:
        """A comparison to come; to be closed. `shown`: epoch and head of the folder that is to be replaced."""
        return Draft(self._db, now, shown)

    def numbers(self) -> Numbers | None:
        """How revisions are counted; None where nothing was published yet."""
        found = self._db.one("SELECT epoch, head, base, floor FROM revision")
        return None if found is None else Numbers(**found)

    def keep(self, draft: Draft, tell: Callable[[], None] | None = None) -> None:
        """Keep what was compared, and in the same transaction what is to be told of it.

        To be called before the folder is put in its place: a kill between the two leaves the old folder, whose readers
        miss nothing, since the next edition counts on. The other way round a number could be given out twice.
        """
        with self._db.atomic():
            if self.numbers() != draft.stored:
                raise AlreadyRunning("another publish ended while this one was writing", hint="run it again")
            if draft.moves or draft.before is None:
                draft.write()
            if tell is not None:
                tell()

    def withdrawn(self, table: str, row_ids: Iterable[str]) -> set[str]:
        """Which of these rows are published no longer."""
        return {
            k for k in row_ids
            if self._db.value("SELECT gone FROM published WHERE of_table = ? AND row_id = ?", (table, k)) != 0
        }  # fmt: skip


def _epoch(now: dt.datetime, shown: tuple[str, int] | None) -> str:
    return hashlib.sha256(f"{dated(now)} {shown}".encode()).hexdigest()[:8]
