"""What is told: the body of a notice, and its words for people. Pure; `id` follows from what is told, so that it is told once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.records import dated
from model.targets import Target

BATCH = 100  # changes in one notice
LINES = 20  # of them in a message for people
FAILURES = 3  # times in a row that a source fails before its maintainer is told

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """Something to tell one target."""

    id: str
    kind: str
    subject: str  # a source's slug; "" where nothing is told twice of one thing
    body: dict[str, Any]


def changes(target: Target, cursor: str, rows: Sequence[Row], now: dt.datetime) -> Iterator[Event]:
    """Beliefs that moved, a hundred in a notice, the oldest first; `cursor` is of the edition that brought them."""
    wanted = [row for row in rows if not target.series or row["series"] in target.series]
    for begin in range(0, len(wanted), BATCH):
        yield _event("changes", "", {"cursor": cursor, "changes": [dict(row) for row in wanted[begin : begin + BATCH]]}, now)


def source(row: Row, before: Row | None, now: dt.datetime) -> Event | None:
    """A source that needs its maintainer, once; and that it answers again, once. `before`: what was told of it last."""
    broken = bool(before and before.get("state") == "broken")
    about = {"source": row["slug"], "name": row["name"], "since": row["succeeded_at"] or None, "failures": row["failures"]}
    if row["failures"] >= FAILURES and not row["paused"] and not broken:
        return _event("source", row["slug"], {**about, "state": "broken", "error": row["error"]}, now)
    if broken and not row["failures"] and row["succeeded_at"]:
        return _event("source", row["slug"], {**about, "state": "answers", "error": ""}, now)
    return None


def chain(row_id: int, now: dt.datetime) -> Event:
    """The log of decisions was changed."""
    return _event("chain", str(row_id), {"state": "broken", "verdict": row_id}, now)


def trial(now: dt.datetime) -> Event:
    """A notice that tells nothing."""
    return _event("test", "", {"at": dated(now)}, now)


def _event(kind: str, subject: str, told: Row, now: dt.datetime) -> Event:
    same = {k: v for k, v in told.items() if k not in ("failures", "error")}
    digest = hashlib.sha256(json.dumps([kind, same], sort_keys=True).encode()).hexdigest()
    return Event(f"msg_{digest[:32]}", kind, subject, {"type": f"showwire.{kind}", "timestamp": dated(now), "data": dict(told)})


def words(kind: str, body: Row) -> tuple[str, str]:
    """A title and a text for people. An @ is taken apart: what sources say must not call anybody."""
    data = body["data"]
    if kind == "changes":
        said = [f"{row['series']}: {row.get('says') or row['about']}" for row in data["changes"]]
        more = [f"… and {len(said) - LINES} more"] if len(said) > LINES else []
        title, text = f"{len(said)} change{'s' if len(said) > 1 else ''} of what is believed", "\n".join([*said[:LINES], *more])
    elif kind == "source" and data["state"] == "broken":
        title, text = f"Source {data['source']} needs a look", f"Failed {data['failures']} times in a row: {data['error']}"
    elif kind == "source":
        title, text = f"Source {data['source']} answers again", "Nothing is to be done."
    elif kind == "chain":
        title, text = "The log of decisions was changed", f"From row {data['verdict']} on it does not follow. Run: showwire check"
    else:
        title, text = "A test", f"Sent {data['at']}; nothing is to be done."
    return title.replace("@", "@\u200b"), text.replace("@", "@\u200b")
