"""The verdict log: append-only rows, each chained to the one before, so that a changed or missing row shows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from model.records import dated
from store.database import Database

SYSTEM = "showwire"  # the editor's name on rows that we write ourselves: an article that comes back to the queue


def write(
    db: Database,
    *,
    editor: str,
    action: str,
    target: str,
    target_id: int,
    now: dt.datetime,
    batch: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    judged_hash: str = "",
    note: str = "",
    undoes: int | None = None,
) -> int:
    """Append one row, inside the caller's transaction, and return its id."""
    row = (
        dated(now), editor, action, target, target_id, judged_hash, note, batch, _json(before), _json(after), undoes,
    )  # fmt: skip
    last = db.value("SELECT digest FROM verdict ORDER BY id DESC LIMIT 1") or ""
    cursor = db.execute(
        "INSERT INTO verdict (at, editor, action, target, target_id, judged_hash, note, batch, before, after, undoes, digest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, _digest(last, row)),
    )
    return int(cursor.lastrowid or 0)


def broken(db: Database) -> int | None:
    """The id of the first row that does not follow from the one before, or None where the log is whole.

    Every row is read: about a second of CPU for 100,000.
    """
    last = ""
    for row in db.execute(
        "SELECT id, digest, at, editor, action, target, target_id, judged_hash, note, batch, before, after, undoes FROM verdict ORDER BY id"
    ):
        if row[1] != _digest(last, row[2:]):
            return int(row[0])
        last = row[1]
    return None


def _digest(last: str, row: tuple[Any, ...]) -> str:
    return hashlib.sha256(json.dumps([last, *row], ensure_ascii=True).encode()).hexdigest()


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
