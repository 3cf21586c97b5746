"""The outbox: notices to be sent, each to one target. A row is written in the transaction of what it tells of, and leaves
the state `waiting` only when its receiver has taken it, so that a kill at any moment sends a notice twice and never loses it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.errors import UsageError
from model.records import dated
from store.database import Database

LEASE = dt.timedelta(minutes=2)  # how long a notice that is being sent is nobody else's
KEPT = dt.timedelta(days=30)  # how long what was sent, withdrawn or given up is remembered
SAID_MAX = 300  # characters kept of why a try failed


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice to one target. `event` stays the same for every try and every receiver."""

    id: int
    event: str
    target: str
    kind: str
    subject: str
    body: Mapping[str, Any]
    made_at: str
    state: str
    tries: int
    due_at: str
    ended_at: str | None
    said: str


class Outbox:
    """Notices to be sent."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, target: str, event: str, kind: str, body: Mapping[str, Any], now: dt.datetime, subject: str = "") -> bool:
        """Add a notice, in the caller's transaction; False where this target was told of this event before."""
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO outbox (event, target, kind, subject, body, made_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (event, target, kind, subject, json.dumps(body, ensure_ascii=False), dated(now), dated(now)),
        )
        return cursor.rowcount > 0

    def last(self, target: str, kind: str, subject: str) -> Delivery | None:
        """What a target was last told, or is to be told, of something."""
        found = self._read("WHERE kind = ? AND subject = ? AND target = ? ORDER BY id DESC LIMIT 1", (kind, subject, target))
        return found[0] if found else None

    def due(self, now: dt.datetime, limit: int = 1000) -> list[Delivery]:
        """What is to be sent now, the oldest first."""
        return self._read("WHERE state = 'waiting' AND due_at <= ? ORDER BY id LIMIT ?", (dated(now), limit))

    def claim(self, delivery: Delivery, now: dt.datetime) -> bool:
        """Take a notice for sending; False where somebody else did. Who dies meanwhile lets go of it after the lease."""
        cursor = self._db.execute(
            "UPDATE outbox SET due_at = ?, tries = tries + 1 WHERE id = ? AND state = 'waiting' AND tries = ? AND due_at = ?",
            (dated(now + LEASE), delivery.id, delivery.tries, delivery.due_at),
        )
        return cursor.rowcount == 1

    def ended(self, delivery_id: int, state: str, now: dt.datetime, said: str = "") -> None:
        """It was sent, or never will be: `sent`, `dead`, `withdrawn`."""
        self._db.execute(
            "UPDATE outbox SET state = ?, ended_at = ?, said = ? WHERE id = ?", (state, dated(now), said[:SAID_MAX], delivery_id)
        )

    def later(self, delivery_id: int, due: dt.datetime, said: str) -> None:
        """A try failed; the next is then."""
        self._db.execute("UPDATE outbox SET due_at = ?, said = ? WHERE id = ?", (dated(due), said[:SAID_MAX], delivery_id))

    def replay(self, ids: Sequence[int], now: dt.datetime) -> int:
        """Send again what was sent or given up, from the first try, under the same event."""
        done = 0
        with self._db.atomic():
            for delivery_id in ids:
                cursor = self._db.execute(
                    "UPDATE outbox SET state = 'waiting', tries = 0, due_at = ?, ended_at = NULL, said = ''"
                    " WHERE id = ? AND state IN ('sent', 'dead')",
                    (dated(now), delivery_id),
                )
                if not cursor.rowcount:
                    raise UsageError(f"notice {delivery_id} was neither sent nor given up", hint="showwire notices list")
                done += 1
        return done

    def listed(self, state: str = "", target: str = "", limit: int = 100) -> list[Delivery]:
        """Notices, the newest first."""
        return self._read(
            "WHERE (? = '' OR state = ?) AND (? = '' OR target = ?) ORDER BY id DESC LIMIT ?", (state, state, target, target, limit)
        )

    def prune(self, now: dt.datetime) -> None:
        """Forget what ended long ago; of what a source was last told, the last is kept, so that it is not told again."""
        self._db.execute(
            "DELETE FROM outbox WHERE state <> 'waiting' AND ended_at < ? AND (subject = '' OR id <> (SELECT max(o.id) FROM outbox o"
            " WHERE o.kind = outbox.kind AND o.subject = outbox.subject AND o.target = outbox.target))",
            (dated(now - KEPT),),
        )

    def _read(self, where: str, values: Sequence[object]) -> list[Delivery]:
        rows = self._db.query(
            "SELECT id, event, target, kind, subject, body, made_at, state, tries, due_at, ended_at, said FROM outbox " + where,
            tuple(values),
        )
        return [Delivery(**{**row, "body": json.loads(row["body"])}) for row in rows]


def summary(db: Database) -> dict[str, Any]:
    """For `status`: how many wait, and what was given up."""
    dead = db.query("SELECT id, target, kind, made_at, tries, said FROM outbox WHERE state = 'dead' ORDER BY id DESC LIMIT 20")
    return {"waiting": db.value("SELECT count(*) FROM outbox WHERE state = 'waiting'"), "dead": list(dead)}
