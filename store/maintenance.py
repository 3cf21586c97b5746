"""The database as a file: migrate, back up, restore, check. Everything here works while other programs use it."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from model.errors import SchemaError, ShowwireError, UsageError
from store import acts, fields, log, schema, waiting
from store.database import Database, connect, readable

SIDE_FILES = ("-wal", "-shm")
PROBLEMS_MAX = 50  # complaints of one kind that a check lists


def migrate(path: Path, now: dt.datetime, *, dry_run: bool = False, backups: Path | None = None) -> tuple[str, ...]:
    """Bring a database to the present schema; the names of what was (or, for a dry run, would be) applied.

    The file is copied first, into `backups` (default: backups/ beside it), under a name that says from what and when.
    """
    if not path.exists():
        raise ShowwireError(f"there is no database {path}", hint="crawl makes one: showwire crawl")
    with readable(path), contextlib.closing(connect(path, readonly=dry_run)) as connection:
        have, ours = schema.applied(connection), tuple(m.name for m in schema.MIGRATIONS)
        if not have:
            raise SchemaError(f"{path} is no showwire database", hint="give another --dir, or move that file away")
        if have != ours[: len(have)]:
            raise SchemaError(
                f"{path} was made by a newer showwire (it has {have[-1]})", hint="update showwire, or restore an older backup"
            )
        missing = ours[len(have) :]
        if missing and not dry_run:
            folder = backups or path.parent / "backups"
            backup(path, folder / f"{path.stem}-{have[-1]}-{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}{path.suffix}")
            schema.migrate(connection)
    return missing


def backup(path: Path, target: Path) -> int:
    """Copy the database as it is at one moment, while it is in use; its size in bytes. The copy is checked before it gets its name."""
    if not path.exists():
        raise ShowwireError(f"there is no database {path}")
    _not_itself(path, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with readable(path), _draft(target) as draft:
        with contextlib.closing(connect(path, readonly=True)) as source, contextlib.closing(sqlite3.connect(draft)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, to be carried about
            _sound(copy, path)
        size = draft.stat().st_size
        _put(draft, target)
    return size


def restore(path: Path, source: Path, now: dt.datetime, *, backups: Path | None = None) -> Path | None:
    """Bring a backup back; where the database that it replaced was put, or None if there was none.

    The backup is checked first. A sound database is overwritten in one transaction, so that programs which have it open see
    either state; a damaged one is moved aside with its side files, since an old log beside a new file would destroy it.
    """
    if not source.is_file():
        raise UsageError(f"there is no backup {source}")
    _not_itself(path, source)
    with readable(source), contextlib.closing(connect_copy(source)) as backup_file:
        _sound(backup_file, source)
        have, ours = schema.applied(backup_file), tuple(m.name for m in schema.MIGRATIONS)
        if not have:
            raise SchemaError(f"{source} is no showwire database", hint="give the file that backup wrote")
        if have != ours[: len(have)]:
            raise SchemaError(f"{source} was made by a newer showwire (it has {have[-1]})", hint="update showwire, or take an older backup")
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _place(backup_file, path)
            return None
        aside = (backups or path.parent / "backups") / f"{path.stem}-replaced-{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}{path.suffix}"
        aside.parent.mkdir(parents=True, exist_ok=True)
        try:
            backup(path, aside)
            with contextlib.closing(connect(path)) as live:
                _same_page_size(backup_file, live)
                backup_file.backup(live)
        except ShowwireError as error:
            if "locked" in str(error):
                raise
            for end in ("", *SIDE_FILES):
                with contextlib.suppress(FileNotFoundError):
                    shutil.move(f"{path}{end}", f"{aside}{end}")
            _place(backup_file, path)
    return aside


def connect_copy(source: Path) -> sqlite3.Connection:
    """Open a backup without writing beside it."""
    return sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)


def _same_page_size(one: sqlite3.Connection, other: sqlite3.Connection) -> None:
    sizes = {connection.execute("PRAGMA page_size").fetchone()[0] for connection in (one, other)}
    if len(sizes) > 1:
        raise ShowwireError("the page sizes differ")  # caught above: the file is replaced as a whole


def _place(backup_file: sqlite3.Connection, path: Path) -> None:
    with _draft(path) as draft:
        with contextlib.closing(sqlite3.connect(draft)) as copy:
            backup_file.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        _put(draft, path)


@contextlib.contextmanager
def _draft(target: Path) -> Iterator[Path]:
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    try:
        yield draft
    finally:
        for end in ("", "-journal", *SIDE_FILES):
            Path(f"{draft}{end}").unlink(missing_ok=True)


def _put(draft: Path, target: Path) -> None:
    """Give a finished file its name, so that it is there whole even if the power fails now."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _sound(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise ShowwireError(
            f"{path} is damaged: {found.splitlines()[-1]}", hint="take an older backup: showwire restore FILE (data/backups/)"
        )


def _not_itself(path: Path, other: Path) -> None:
    if other.exists() and path.exists() and path.samefile(other):
        raise UsageError(f"{other} is the database itself", hint="give another file")


def check(db: Database) -> list[str]:
    """What is wrong with the database, in words; [] where nothing is. Reads all of it: seconds for 100k articles."""
    problems = [f"SQLite: {row[0]}" for row in db.execute(f"PRAGMA integrity_check({PROBLEMS_MAX})") if row[0] != "ok"]
    if problems:
        return problems  # the rest would only repeat it
    problems += [
        f"{row[0]} row {row[1]} names a missing {row[2]}" for row in db.execute("PRAGMA foreign_key_check").fetchmany(PROBLEMS_MAX)
    ]
    problems += list(_quotes(db))[:PROBLEMS_MAX]
    if (row_id := log.broken(db)) is not None:
        problems.append(f"the verdict log was changed at or before row {row_id}")
    if (row_id := acts.broken(db)) is not None:
        problems.append(f"the log of acts was changed at or before row {row_id}")
    problems += fields.replay(db)[:PROBLEMS_MAX]
    problems += _counters(db)
    problems += _waiting(db)
    return problems


def _quotes(db: Database) -> Iterator[str]:
    """Every mention and its quote must stand in the text of the version that it names."""
    rows = db.execute(
        'SELECT m.id, m.start, m."end", m.quote_start, m.quote_end, m.text, m.quote, v.text FROM mention m'
        " LEFT JOIN article_version v ON v.article_id = m.article_id AND v.number = m.version ORDER BY m.article_id"
    )
    for mention_id, start, end, quote_start, quote_end, said, quote, text in rows:
        if text is None:
            yield f"mention {mention_id} names a version that is not there"
        elif not (quote_start <= start < end <= quote_end) or text[start:end] != said or text[quote_start:quote_end] != quote:
            yield f"mention {mention_id}: its quote is not what stands in the text"


def _counters(db: Database) -> list[str]:
    kept = {name: n for name, n in db.execute("SELECT name, n FROM counter") if n}
    found = {f"article:{state}": n for state, n in db.execute("SELECT state, count(*) FROM article GROUP BY state")}
    found |= {f"dropped:{reason}": n for reason, n in db.execute("SELECT reason, count(*) FROM dropped GROUP BY reason")}
    found |= {f"queue:{rank}": n for rank, n in db.execute("SELECT rank, count(*) FROM waiting GROUP BY rank")}
    return [
        f"counter {n}: {kept.get(n, 0)}, counted {found.get(n, 0)}"
        for n in sorted(kept.keys() | found.keys())
        if kept.get(n) != found.get(n)
    ]


def _waiting(db: Database) -> list[str]:
    kept = {row[0] for row in db.execute("SELECT story_id FROM waiting")}
    return [f"story {i}: the queue is wrong about it" for i in sorted(kept ^ waiting.stories_that_wait(db))][:PROBLEMS_MAX]
