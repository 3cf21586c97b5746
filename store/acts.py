"""The log of what was done beside the queue: who may sign in, sources paused. Append-only rows, chained like the verdicts."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from model.records import dated
from store.database import Database

OPERATOR = "showwire"  # who did it, where it was done on the command line


def write(
    db: Database,
    who: str,
    action: str,
    subject: str,
    now: dt.datetime,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Append one row, inside the caller's transaction. `subject` is "editor NAME" or "source SLUG"; never a secret."""
    row = (dated(now), who, action, subject, _json(before or {}), _json(after or {}))
    last = db.value("SELECT digest FROM act ORDER BY id DESC LIMIT 1") or ""
    db.execute("INSERT INTO act (at, who, action, subject, before, after, digest) VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, _digest(last, row)))


def history(db: Database, limit: int, before: int | None = None) -> list[dict[str, Any]]:
    """Newest first; `before` (an id) pages on."""
    rows = db.query("SELECT * FROM act WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2", (before, limit))
    return [row | {"before": json.loads(row["before"]), "after": json.loads(row["after"])} for row in rows]


def last(db: Database, subject: str) -> dict[str, Any] | None:
    """What was done to it last."""
    return db.one("SELECT * FROM act WHERE subject = ? ORDER BY id DESC LIMIT 1", (subject,))


def broken(db: Database) -> int | None:
    """The id of the first row that does not follow from the one before, or None where the log is whole."""
    previous = ""
    for row in db.execute("SELECT id, digest, at, who, action, subject, before, after FROM act ORDER BY id"):
        if row[1] != _digest(previous, row[2:]):
            return int(row[0])
        previous = row[1]
    return None


def _digest(previous: str, row: tuple[Any, ...]) -> str:
    return hashlib.sha256(json.dumps([previous, *row], ensure_ascii=True).encode()).hexdigest()


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
