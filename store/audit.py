"""The two logs as they are looked at and handed out: who, what, when, before and after; and whether they are whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from store import acts, log
from store.database import Database

Log = Literal["verdict", "act"]
AT_ONCE = 1000  # rows read in one go for an export

# Both logs in the same columns. Every column that a digest is made of is there, so that a reader can make it again.
_ROWS = {
    "verdict": "SELECT id, at, editor AS who, action, target, target_id, judged_hash, note, batch, before, after, undoes, digest FROM verdict",
    "act": "SELECT id, at, who, action, subject AS target, NULL AS target_id, '' AS judged_hash, '' AS note, '' AS batch, before, after,"
    " NULL AS undoes, digest FROM act",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for; "" and None leave it open. `since` and `until` are days, both of them included."""

    log: Log = "verdict"
    who: str = ""
    action: str = ""
    target: str = ""  # "story", "source press", …
    target_id: int | None = None
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """Whether the logs are whole: how many rows each has, and the first row of each that does not follow from the one before."""

    verdicts: int
    acts: int
    broken_verdict: int | None
    broken_act: int | None

    @property
    def sound(self) -> bool:
        return self.broken_verdict is None and self.broken_act is None


def whole(db: Database) -> Whole:
    """Read every row of both logs, in one snapshot."""
    db.execute("BEGIN")
    try:
        return Whole(db.value("SELECT count(*) FROM verdict"), db.value("SELECT count(*) FROM act"), log.broken(db), acts.broken(db))
    finally:
        db.execute("ROLLBACK")


def rows(db: Database, asked: Asked, limit: int, before: int | None = None) -> list[dict[str, Any]]:
    """Rows that match, newest first; `before` (an id) pages on."""
    who = "editor" if asked.log == "verdict" else "who"
    target = "target" if asked.log == "verdict" else "subject"
    conditions = {
        "id < ?": before,
        f"{who} = ?": asked.who or None,
        "action = ?": asked.action or None,
        f"{target} = ?": asked.target or None,
        "at >= ?": asked.since or None,
        "at < ?": f"{asked.until}~" if asked.until else None,  # "~" sorts after every hour of the day
    }
    if asked.log == "verdict":
        conditions["target_id = ?"] = asked.target_id
    named = {sql: value for sql, value in conditions.items() if value is not None}
    where = f" WHERE {' AND '.join(named)}" if named else ""
    found = db.query(f"{_ROWS[asked.log]}{where} ORDER BY id DESC LIMIT ?", (*named.values(), limit))
    return [_read(row) for row in found]


def export(db: Database, name: Log, after: int = 0, limit: int = AT_ONCE) -> list[dict[str, Any]]:
    """The next rows of a log after `after`, oldest first, each with the name of its log."""
    found = db.query(f"{_ROWS[name]} WHERE id > ? ORDER BY id LIMIT ?", (after, limit))
    return [{"log": name, **_read(row)} for row in found]


def everything(db: Database) -> Iterator[dict[str, Any]]:
    """Both logs, oldest first, a part at a time."""
    for name in ("verdict", "act"):
        after = 0
        while part := export(db, name, after):
            yield from part
            after = part[-1]["id"]


def actions(db: Database, name: Log) -> list[str]:
    """What was ever done, for a filter: a walk of the index from one action to the next."""
    found: list[str] = []
    table = "verdict" if name == "verdict" else "act"
    while (following := db.value(f"SELECT min(action) FROM {table} WHERE action > ?", (found[-1] if found else "",))) is not None:
        found.append(following)
    return found


def _read(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"before": json.loads(row["before"]), "after": json.loads(row["after"])}


_NAMES = {
    "story": "SELECT story_id, title FROM article WHERE story_id IN ({}) ORDER BY copy_of IS NULL, tier = 'official', first_seen DESC, id DESC",
    "article": "SELECT id, title FROM article WHERE id IN ({})",
    "mention": "SELECT id, value FROM mention WHERE id IN ({})",
    "claim": "SELECT id, value FROM claim WHERE id IN ({})",
}


def names(db: Database, rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], str]:
    """What each (target, id) that these rows are of is called today: a headline or a value. Those that are gone are not named."""
    asked: dict[str, set[int]] = {}
    for row in rows:
        if row["target"] in _NAMES and row["target_id"]:
            asked.setdefault(row["target"], set()).add(int(row["target_id"]))
    found: dict[tuple[str, int], str] = {}
    for target, ids in asked.items():
        rows = db.execute(_NAMES[target].format(",".join(map(str, sorted(ids)))))
        found |= {(target, row[0]): row[1] for row in rows}  # of a story the last: the one that its list shows
    return found
