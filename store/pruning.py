"""The archive kept within its limits: old pages are taken out of its files, and hash, date and excerpt of each stay.

A file is written anew beside the old one, synced and named; one transaction then turns the index to it and notes the old
one's name; only then is that deleted. Wherever this is killed, every row names a file that holds its page, and the next run
tidies up. Records are copied byte for byte. The caller holds the crawl lock: nobody appends meanwhile.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from model.records import dated
from model.retention import Keeping
from store.database import Database

AGE, SIZE, OPTED_OUT = "age", "size", "opted out"
COPY_BYTES = 1 << 20  # read at once
_NAME = re.compile(r"(.+?)(?:\.p(\d+))?\.warc\.gz")
_PARTIAL = ".partial"

# Pages behind claims of today: of the version a quote was taken from, and of what stands there now.
_EVIDENCE = """
    SELECT v.page_id FROM claim c JOIN claim_evidence e ON e.claim_id = c.id JOIN mention m ON m.id = e.mention_id
        JOIN article a ON a.id = m.article_id JOIN article_version v ON v.article_id = a.id AND v.number IN (m.version, a.version)
    WHERE c.current = 1 AND v.page_id IS NOT NULL"""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was taken out (or would be), by reason, and the archive's size in bytes before and after."""

    pages: dict[str, int]
    before: int
    after: int
    files: int  # written anew or deleted


def prune(
    db: Database, folder: Path, keeping: Keeping, now: dt.datetime, *, opted_out: Iterable[str] = (), dry_run: bool = False
) -> Pruned:
    """Take out what is older or more than `keeping` allows, and all of the sources that opted out.

    Pages behind claims outlive age and size; a host's wish goes before that.
    """
    if not dry_run:
        tidy(db, folder)
    before = _size(folder)
    doomed = _doomed(db, keeping, now, before, set(opted_out))
    counted: dict[str, int] = defaultdict(int)
    for _, _, why in doomed:
        counted[why] += 1
    files: dict[str, dict[int, str]] = defaultdict(dict)
    for page_id, warc, why in doomed:
        files[warc][page_id] = why
    if dry_run:
        freed = sum(db.value("SELECT length + told FROM page WHERE id = ?", (page_id,)) for page_id, _, _ in doomed)
        return Pruned(dict(counted), before, before - freed, len(files))
    for warc in sorted(files):
        _rewrite(db, folder, warc, files[warc])
    return Pruned(dict(counted), before, _size(folder), len(files))


def _doomed(db: Database, keeping: Keeping, now: dt.datetime, size: int, opted_out: set[str]) -> list[tuple[int, str, str]]:
    """(page, its file, why) of what has to go, oldest first."""
    kept = {row[0] for row in db.execute(_EVIDENCE)}
    oldest = dated(now - dt.timedelta(days=keeping.days)) if keeping.days else ""
    found: list[tuple[int, str, str]] = []
    rest: list[tuple[int, str, int]] = []
    for page_id, warc, source, fetched_at, length in db.execute(
        "SELECT id, warc, source, fetched_at, length + told FROM page WHERE warc <> '' ORDER BY fetched_at, id"
    ):
        why = OPTED_OUT if source in opted_out else AGE if fetched_at < oldest and page_id not in kept else ""
        if why:
            found.append((page_id, warc, why))
            size -= length
        elif page_id not in kept:
            rest.append((page_id, warc, length))
    for page_id, warc, length in rest:
        if not keeping.size or size <= keeping.size:
            break
        found.append((page_id, warc, SIZE))
        size -= length
    return found


def tidy(db: Database, folder: Path) -> None:
    """Finish what a killed run left: drafts, copies that no row came to name, and files that no row names any more."""
    if not folder.is_dir():
        return
    for draft in folder.glob(f".*{_PARTIAL}"):
        draft.unlink()
    named = {row[0] for row in db.execute("SELECT DISTINCT warc FROM page WHERE warc <> ''")}
    for (name,) in db.execute("SELECT name FROM warc_left").fetchall():
        if name not in named:
            (folder / name).unlink(missing_ok=True)
        db.execute("DELETE FROM warc_left WHERE name = ?", (name,))
    of = {base: {n for n in named if _base(n) == base} for base in {_base(n) for n in named}}
    for path in folder.glob("*.warc.gz"):
        # A copy is deleted only where its original is still there and named: a database brought back from a backup names what it can.
        others = of.get(_base(path.name), set()) if path.name not in named else set()
        if any((folder / other).exists() for other in others):
            path.unlink()


def _rewrite(db: Database, folder: Path, warc: str, doomed: dict[int, str]) -> None:
    rows = db.execute("SELECT id, offset, length + told FROM page WHERE warc = ? ORDER BY offset", (warc,)).fetchall()
    staying = [(page_id, offset, length) for page_id, offset, length in rows if page_id not in doomed]
    name = _next(warc) if staying else ""
    places = _copied(folder, warc, name, staying) if staying else {}
    db.execute("PRAGMA synchronous = FULL")  # what the old file is deleted for must be on the disk
    try:
        with db.atomic():
            for page_id, why in doomed.items():
                db.execute("UPDATE page SET warc = '', offset = 0, length = 0, told = 0, left_out = ? WHERE id = ?", (why, page_id))
            for page_id, offset in places.items():
                db.execute("UPDATE page SET warc = ?, offset = ? WHERE id = ?", (name, offset, page_id))
            db.execute("INSERT OR IGNORE INTO warc_left (name) VALUES (?)", (warc,))
    finally:
        db.execute("PRAGMA synchronous = NORMAL")
    (folder / warc).unlink(missing_ok=True)
    _sync(folder)
    db.execute("DELETE FROM warc_left WHERE name = ?", (warc,))


def _copied(folder: Path, warc: str, name: str, staying: Sequence[tuple[int, int, int]]) -> dict[int, int]:
    """Copy records into a new file; page -> its offset there. A record that two rows name is copied once."""
    draft = folder / f".{name}{_PARTIAL}"
    places: dict[int, int] = {}
    at: dict[int, int] = {}
    with (folder / warc).open("rb") as old, draft.open("wb") as new:
        for page_id, offset, length in staying:
            if offset not in at:
                at[offset] = new.tell()
                _copy(old, new, offset, length)
            places[page_id] = at[offset]
        new.flush()
        os.fsync(new.fileno())
    draft.replace(folder / name)
    _sync(folder)
    return places


def _copy(old: BinaryIO, new: BinaryIO, offset: int, length: int) -> None:
    old.seek(offset)
    while length > 0 and (piece := old.read(min(length, COPY_BYTES))):  # a torn end stays as torn as it was
        new.write(piece)
        length -= len(piece)


def _base(name: str) -> str:
    match = _NAME.fullmatch(name)
    return match[1] if match else name


def _next(name: str) -> str:
    match = _NAME.fullmatch(name)
    assert match is not None, name
    return f"{match[1]}.p{int(match[2] or 0) + 1}.warc.gz"


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.warc.gz")) if folder.is_dir() else 0


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def problems(db: Database, folder: Path) -> list[str]:
    """Where the index names what the archive does not hold, in words; [] as it should be."""
    found = []
    for warc, pages, end in db.execute("SELECT warc, count(*), max(offset + length + told) FROM page WHERE warc <> '' GROUP BY warc"):
        path = folder / warc
        if not path.exists():
            found.append(f"archive: {warc} is missing, with {pages} pages")
        elif path.stat().st_size < end:
            found.append(f"archive: {warc} ends before the last of its {pages} pages")
    return found
