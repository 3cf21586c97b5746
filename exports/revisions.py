"""What changed since: every published row under the number of its last revision, and a tombstone for each that was withdrawn.

Three forms of one thing: the table `revisions` of showwire.db, `since-pages.json` with pages of NDJSON beside it for those who
take files, and `page` for the server. A cursor is "EPOCH-NUMBER", to which the server adds "-HEAD" while it hands out
everything from the beginning: such a reader need not know what was withdrawn before they came.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from exports import database
from exports.edition import Edition
from store.editions import Numbers, Revision
from store.public import LISTS, TABLES

FILE = "since-pages.json"
TABLE = "revisions"
PAGE_ROWS = 1000  # revisions in one file of NDJSON
PAGES_MAX = 20  # files; who is further behind takes the tables whole
SIZE_USUAL, SIZE_MOST = 100, 1000  # revisions in one answer of the server

# Tables without an id of their own: a row is called by these columns, and by its number among equals from the second on.
KEYS: Mapping[str, tuple[str, ...]] = {"claim_evidence": ("claim_id", "article_id", "start", "end", "version")}
_FIRST_CELL = re.compile(rb'\{"\w+": (-?\d+|"[^"\\]*")[,}]')
_CURSOR = re.compile(r"([0-9a-f]{8})-([0-9]{1,15})(?:-([0-9]{1,15}))?")
_BATCH = 2000

Line: TypeAlias = tuple[str, str, bytes]  # table, row id, the row as JSON


class Gone(Exception):
    """A cursor that can't be gone on from: of another epoch, or from before the tombstones that are kept."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of what changed since a cursor: each with `op`, and the row where it is still published."""

    cursor: str  # ask with this next
    more: bool
    revisions: tuple[dict[str, Any], ...]


def write(edition: Edition, folder: Path) -> None:
    """After the tables, whose lines are what is compared."""
    if edition.revise is None:  # nobody remembers what was published before
        _index(folder, None, None, None, [])
        return
    numbers, revisions = edition.revise((table, key, _hash(line)) for table, key, line in lines(folder))
    connection = sqlite3.connect(folder / database.FILE, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=OFF")  # as in database.py: the folder is thrown away if this fails
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute(
            f"CREATE TABLE {TABLE} (seq INTEGER PRIMARY KEY, at TEXT, op TEXT, table_name TEXT, row_id TEXT, first_seq INTEGER)"
        )
        connection.execute("BEGIN")
        connection.executemany(
            f"INSERT INTO {TABLE} VALUES (?, ?, ?, ?, ?, ?)", ((r.seq, r.at, r.op, r.table, r.row_id, r.first) for r in revisions)
        )
        connection.execute("COMMIT")
        connection.execute(f"ANALYZE {TABLE}")
        _files(connection, numbers, folder)
    finally:
        connection.close()


def lines(folder: Path, only: Collection[str] = tuple(TABLES)) -> Iterator[Line]:
    """Every row of the tables of a folder, as it stands in their NDJSON."""
    for table in only:
        keyed, met = KEYS.get(table), dict[str, int]()
        with (folder / f"{table}.ndjson").open("rb") as file:
            for line in file:
                line = line.rstrip(b"\n")
                if keyed is None:
                    match = _FIRST_CELL.match(line)
                    said = match[1] if match else b""
                    yield table, (said.strip(b'"').decode() if match else str(next(iter(json.loads(line).values())))), line
                else:
                    row = json.loads(line)
                    key = "/".join(str(row[column]) for column in keyed)
                    met[key] = met.get(key, 0) + 1
                    yield table, key if met[key] == 1 else f"{key}+{met[key]}", line


def rows(folder: Path, table: str, keys: Collection[str]) -> list[dict[str, Any]]:
    """Some rows of a table, in the order of the file."""
    wanted = frozenset(keys)
    return [json.loads(line) for _, key, line in lines(folder, (table,)) if key in wanted] if wanted else []


def shown(folder: Path) -> tuple[str, int] | None:
    """Epoch and last number of a published folder; None where it has none."""
    try:
        return _parsed(json.loads((folder / FILE).read_text(encoding="utf-8"))["cursor"])[:2]
    except (OSError, ValueError, KeyError, TypeError, Gone):
        return None


def cursor(numbers: Numbers, seq: int | None = None) -> str:
    return f"{numbers.epoch}-{numbers.head if seq is None else seq}"


# --- files ------------------------------------------------------------------------------------------


def _files(connection: sqlite3.Connection, numbers: Numbers, folder: Path) -> None:
    """The last revisions as NDJSON, the oldest first, and an index of them."""
    (oldest,) = connection.execute(
        f"SELECT COALESCE((SELECT seq FROM {TABLE} ORDER BY seq DESC LIMIT 1 OFFSET ?), 0)", (PAGES_MAX * PAGE_ROWS,)
    ).fetchone()
    oldest = max(oldest, numbers.base, numbers.floor)
    found = [Revision(seq, at, table, key, first, op == "withdrawn") for seq, at, op, table, key, first in _after(connection, oldest)]
    wanted: dict[tuple[str, str], bytes] = {(r.table, r.row_id): b"" for r in found if not r.gone}
    for table, key, line in lines(folder, [t for t in TABLES if any(t == name for name, _ in wanted)]):
        if (table, key) in wanted:
            wanted[table, key] = line
    pages = []
    for begin in range(0, len(found), PAGE_ROWS):
        part = found[begin : begin + PAGE_ROWS]
        name = f"since-{part[0].seq:09}.ndjson"
        with (folder / name).open("w", encoding="utf-8", newline="\n") as out:
            for r in part:
                row = wanted.get((r.table, r.row_id))
                told = {"cursor": cursor(numbers, r.seq), "at": r.at, "op": r.op, "table": r.table, "id": r.row_id}
                out.write(json.dumps({**told, "row": json.loads(row) if row else None}, ensure_ascii=False) + "\n")
        pages.append({"file": name, "after": cursor(numbers, part[0].seq - 1), "to": cursor(numbers, part[-1].seq), "revisions": len(part)})
    _index(folder, cursor(numbers), cursor(numbers, oldest), cursor(numbers, numbers.floor), pages)


def _index(folder: Path, head: str | None, oldest: str | None, floor: str | None, pages: list[dict[str, Any]]) -> None:
    told = {"cursor": head, "oldest": oldest, "tombstones_from": floor, "pages": pages}
    (folder / FILE).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8", newline="\n")


def _after(connection: sqlite3.Connection, seq: int) -> Iterator[tuple[int, str, str, str, str, int]]:
    yield from connection.execute(f"SELECT seq, at, op, table_name, row_id, first_seq FROM {TABLE} WHERE seq > ? ORDER BY seq", (seq,))


def _hash(line: bytes) -> int:
    """64 bits, signed, as SQLite keeps them."""
    return int.from_bytes(hashlib.blake2b(line, digest_size=8).digest(), "big", signed=True)


# --- answers ----------------------------------------------------------------------------------------


def page(connection: sqlite3.Connection, numbers: Numbers, since: str, size: int = SIZE_USUAL) -> Page:
    """What was added, changed or withdrawn since a cursor; "" is the beginning. Raises Gone."""
    after, begun = 0, numbers.head
    whole = not since
    if since:
        epoch, after, said = _parsed(since)
        whole, begun = said is not None, after if said is None else said
        known = max(after, begun)
        if epoch != numbers.epoch or known > numbers.head or 0 < known < numbers.floor:
            raise Gone
    found = connection.execute(
        f"SELECT seq, at, op, table_name, row_id, first_seq FROM {TABLE} WHERE seq > ? ORDER BY seq LIMIT ?", (after, size + 1)
    ).fetchall()
    told = []
    for seq, at, op, table, key, first in found[:size]:
        if op == "changed" and (whole or first > after):
            op = "added"  # new to who asks
        row = None if op == "withdrawn" else _row(connection, table, key)
        told.append({"cursor": cursor(numbers, seq), "at": at, "op": op, "table": table, "id": key, "row": row})
    more = len(found) > size
    onward = cursor(numbers) if not more else told[-1]["cursor"] + (f"-{begun}" if whole else "")
    return Page(cursor=onward, more=more, revisions=tuple(told))


def numbers(index: Mapping[str, Any]) -> Numbers:
    """How a published folder counts, from its since-pages.json."""
    epoch, head, _ = _parsed(index["cursor"])
    return Numbers(epoch=epoch, head=head, floor=_parsed(index["tombstones_from"])[1])


def _row(connection: sqlite3.Connection, table: str, key: str) -> dict[str, Any] | None:
    names, lists = TABLES[table], {column for name, column in LISTS if name == table}
    columns = KEYS.get(table, names[:1])
    plain, _, nth = key.partition("+") if table in KEYS else (key, "", "")
    found = connection.execute(
        f"SELECT {', '.join(f'[{name}]' for name in names)} FROM [{table}] WHERE {' AND '.join(f'[{c}] = ?' for c in columns)}"
        " ORDER BY rowid LIMIT 1 OFFSET ?",
        (*(plain.split("/") if table in KEYS else (key,)), int(nth or 1) - 1),
    ).fetchone()
    if found is None:
        return None
    return {name: json.loads(cell) if name in lists and cell else cell for name, cell in zip(names, found, strict=True)}


def _parsed(said: str) -> tuple[str, int, int | None]:
    match = _CURSOR.fullmatch(said)
    if match is None:
        raise Gone
    return match[1], int(match[2]), None if match[3] is None else int(match[3])
