"""The door to data/news.db. SQL lives beside it, split by duty; this class opens, checks and hands out."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from model.errors import SchemaError, ShowwireError, UsageError
from model.records import Page
from model.watched import Source
from store import conflicts, look, maintenance, pages, schema
from store.archive import Archive
from store.attempts import Attempts
from store.claims import Claims
from store.database import Database, connect, readable
from store.editors import Editors
from store.evidence_watch import EvidenceWatch
from store.filings import Filings
from store.leases import Leases
from store.outbox import Outbox
from store.public import Public
from store.queue import Queue
from store.rereading import Rereading
from store.search import Search
from store.stories import Stories
from store.visits import Visits


class Store:
    """One open database. Every duty shares its connection, so that one transaction can span them; one Store a thread."""

    def __init__(self, db: Database, path: Path) -> None:
        self.db = db
        self.path = path
        self.visits = Visits(db)
        self.stories = Stories(db)
        self.claims = Claims(db)
        self.filings = Filings(db, self.stories, self._changed, self._ranked)
        self.queue = Queue(db, self._changed, self.claims.ruled, self._ranked)
        self.leases = Leases(db)
        self.search = Search(db, self.claims.changing)
        self.public = Public(db)
        self.evidence = EvidenceWatch(db)
        self.rereading = Rereading(db, self.filings)
        self.editors = Editors(db)
        self.outbox = Outbox(db)
        self.attempts = Attempts(db)

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False) -> Store:
        """Open the database, making it where there is none. Read-only for status, explain and exports: never waits for a writer.

        A schema of another version is refused (SchemaError), a damaged file too (ShowwireError).
        """
        if readonly and not path.exists():
            raise ShowwireError(f"there is no database {path}", hint="crawl first: showwire crawl")
        if path.exists() and path.stat().st_size == 0 and not path.with_name(path.name + "-wal").exists():
            raise ShowwireError(
                f"{path} is empty, as after a disk that was full",
                hint="delete it to begin anew, or bring back the last backup: showwire restore FILE (data/backups/)",
            )
        with readable(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                _make(path)
            connection = connect(path, readonly=readonly)
            try:
                check_schema(connection, path)
            except BaseException:
                connection.close()
                raise
            return cls(Database(connection), path)

    def _changed(self, article_ids: Sequence[int], now: dt.datetime) -> None:
        """Articles or mentions were decided or changed: the ledger follows in the same transaction."""
        recompute = getattr(self.claims, "recompute_for", None)
        if recompute is not None and article_ids:
            recompute(article_ids, now)

    def _ranked(self, story_ids: Sequence[int]) -> None:
        """Stories came to the queue or changed there: those that contradict the ledger come first."""
        conflicts.rank(self.db, self.claims.known, story_ids)

    def page(self, page_id: int, archive: Archive) -> Page:
        """A page from the archive, by its row. ValueError or OSError where the archive lost it."""
        row = self.db.one(f"SELECT {pages.LOCATED} FROM page WHERE id = ? AND warc <> ''", (page_id,))
        if row is None:
            raise UsageError(f"page {page_id} is not in the archive")
        return archive.read(pages.located(row))

    def status(self, now: dt.datetime, sources: Iterable[Source] = ()) -> dict[str, Any]:
        return look.status(self.db, now, sources)

    def health(self, now: dt.datetime) -> dict[str, Any]:
        return look.health(self.db, now)

    def explain(self, ref: int | str, also: Sequence[str] = ()) -> dict[str, Any] | None:
        """Everything stored of an article, by id or address (`also`: its canonical form); None where nothing is known of it."""
        return look.explain(self.db, ref, also)

    def check(self) -> list[str]:
        """What is wrong with the database, in words; [] where nothing is."""
        with readable(self.path):
            return maintenance.check(self.db)

    def text_of(self, article_id: int, version: int) -> str | None:
        """The text of a version, what the offsets of its quotes count in."""
        found: str | None = self.db.value("SELECT text FROM article_version WHERE article_id = ? AND number = ?", (article_id, version))
        return found

    def backup(self, target: Path) -> int:
        """Copy the database while it is in use; the copy's size in bytes."""
        return maintenance.backup(self.path, target)

    def close(self) -> None:
        self.db.conn.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _make(path: Path) -> None:
    """A fresh database, put in place when it is whole: another process that opens it meanwhile finds all of it or none."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    connection = connect(draft)
    try:
        schema.migrate(connection)
    finally:
        connection.close()
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def check_schema(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a database whose migrations are not exactly ours."""
    have, ours = schema.applied(connection), tuple(m.name for m in schema.MIGRATIONS)
    if have == ours:
        return
    if not have:
        raise SchemaError(f"{path} is no showwire database", hint="give another --dir, or move that file away")
    if have == ours[: len(have)]:
        raise SchemaError(f"{path} was made by an older showwire ({have[-1]}, now {ours[-1]})", hint="run: showwire migrate")
    raise SchemaError(f"{path} was made by a newer showwire (it has {have[-1]})", hint="update showwire, or restore an older backup")
