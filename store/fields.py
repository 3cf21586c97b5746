"""What the verdict log says of a target, and the columns that repeat it.

A decision changes *fields* of targets: an article's state, reason, story, origin and copy_of; a mention's state, person, value
chosen and what became of the proposal of its person; a story's merged_into; and of a pair of stories, whether they are one. Each row of the log has the fields
`before` and `after`. The present of a target is its first `before`, then every `after` that was not undone, in order. Undo only takes
rows out of that sum: it works in any order, for any editor, tomorrow too, and never overwrites what others decided since.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from store import waiting
from store.database import Database
from store.mentions import ADDED

# fmt: off
COLUMNS = {
    "article": {"state": "state", "reason": "state_reason", "story": "story_id", "origin": "origin_id", "copy_of": "copy_of"},
    "mention": {
        "state": "state", "person": "person", "value": "value", "chosen": "chosen", "character": "character", "relation": "relation",
        "about": "about", "season": "season", "precision": "precision", "start": "start", "end": '"end"', "text": "text",
        "quote_start": "quote_start", "quote_end": "quote_end", "quote": "quote", "edited": "edited", "proposal": "proposal",
    },
    "story": {"merged_into": "merged_into", "held_until": "held_until"},
}
# fmt: on
DERIVED = frozenset({"held_until"})  # in rows of earlier days; since then it follows from the articles (store/waiting.py)
PAIR = "pair:"  # a story's field that says how it stands to a later one: merged, apart, or open
BY_HAND = "by hand"  # the reason of a pair that no pipeline suggested


def read(db: Database, target: str, target_id: int, names: Iterable[str]) -> dict[str, Any]:
    """What the columns say now."""
    names = list(names)
    if target == "claim":  # the log alone says what editors think of a value: the ledger is made from it
        said = present(history(db, target, target_id))
        return {name: said.get(name, "") for name in names}
    columns = [COLUMNS[target][name] for name in names if not name.startswith(PAIR)]
    values = iter(db.execute(f"SELECT {', '.join(columns)} FROM {target} WHERE id = ?", (target_id,)).fetchone() if columns else ())
    return {name: _pair_state(db, target_id, name) if name.startswith(PAIR) else next(values) for name in names}


def write(db: Database, target: str, target_id: int, after: Mapping[str, Any]) -> None:
    """Make the columns say so."""
    if target == "claim":
        return
    columns = {COLUMNS[target][name]: value for name, value in after.items() if not name.startswith(PAIR) and name not in DERIVED}
    if columns:
        sets = [f"{column} = ?" for column in columns]
        if target == "article":
            sets.append("row_version = row_version + 1")
        db.execute(f"UPDATE {target} SET {', '.join(sets)} WHERE id = ?", (*columns.values(), target_id))
    if target == "mention":
        if "state" in after:  # one that only an editor found stands by a decision, in the text that it was found in
            db.execute(
                "UPDATE mention SET current = state <> 'open' AND version = (SELECT version FROM article WHERE id = article_id)"
                f" WHERE id = ? AND identity LIKE '{ADDED}%'",
                (target_id,),
            )
        # Who read its article before did not see this.
        db.execute(
            "UPDATE article SET row_version = row_version + 1 WHERE id = (SELECT article_id FROM mention WHERE id = ?)", (target_id,)
        )
    for name, value in after.items():
        if name.startswith(PAIR):
            _set_pair(db, target_id, int(name.removeprefix(PAIR)), value)


def history(db: Database, target: str, target_id: int) -> list[dict[str, Any]]:
    """The rows of the log about a target, oldest first."""
    return list(
        db.query(
            "SELECT id, action, before, after, undoes, EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = verdict.id) AS undone"
            " FROM verdict WHERE target = ? AND target_id = ? ORDER BY id",
            (target, target_id),
        )
    )


def present(rows: Sequence[Mapping[str, Any]], *, without: int = 0) -> dict[str, Any]:
    """What the log says of its target now; `without` a row, as if that were undone.

    A column may move without a decision (`moves`): what a row found then stands in place of what the one before it left.
    """
    stack: dict[str, list[list[Any]]] = {}  # of each field [row, value], those that stand; the first is what was before all
    for row in rows:
        if row["action"] == "undo":
            _drop(stack, row["undoes"])
            continue
        for name, value in json.loads(row["before"]).items():
            stack.setdefault(name, [[0, value]])[-1][1] = value
        for name, value in json.loads(row["after"]).items():
            stack[name].append([row["id"], value])
    _drop(stack, without)
    return {name: standing[-1][1] for name, standing in stack.items()}


def _drop(stack: Mapping[str, list[list[Any]]], row: int) -> None:
    for standing in stack.values():
        standing[1:] = [one for one in standing[1:] if one[0] != row]


def moves(rows: Sequence[Mapping[str, Any]], name: str) -> bool:
    """Whether a field is the crawl's to write, so that the log need not say what it is: whose news an article is, where no split says so."""
    if name in DERIVED:
        return True
    return name in ("origin", "copy_of") and not any(
        row["action"] == "split" and not row["undone"] and name in row["after"] for row in rows
    )


def replay(db: Database) -> list[str]:
    """Where a column differs from what the log says, in words; [] as it should be."""
    wrong = []
    for target, target_id in db.execute("SELECT DISTINCT target, target_id FROM verdict WHERE target <> 'claim'").fetchall():
        rows = history(db, target, target_id)
        said = {name: value for name, value in present(rows).items() if not moves(rows, name)}
        stands = read(db, target, target_id, said)
        wrong += [f"{target} {target_id}: {n} is {stands[n]!r}, the log says {said[n]!r}" for n in said if stands[n] != said[n]]
    wrong += [f"story {story_id}: its articles wait, and nothing says until when" for story_id in waiting.stranded(db)]
    return wrong


def _pair_state(db: Database, story_id: int, name: str) -> str:
    pair = (story_id, int(name.removeprefix(PAIR)))
    return db.value("SELECT state FROM suggestion WHERE story_id = ? AND other_id = ?", pair) or "open"


def _set_pair(db: Database, first: int, second: int, state: str) -> None:
    if state == "open":
        db.execute("DELETE FROM suggestion WHERE story_id = ? AND other_id = ? AND reason = ?", (first, second, BY_HAND))
        db.execute("UPDATE suggestion SET state = 'open' WHERE story_id = ? AND other_id = ?", (first, second))
        return
    article_id = db.value("SELECT min(id) FROM article WHERE story_id IN (?, ?)", (first, second))
    db.execute(
        "INSERT INTO suggestion (story_id, other_id, article_id, score, reason, state) VALUES (?, ?, ?, 0, ?, ?)"
        " ON CONFLICT (story_id, other_id) DO UPDATE SET state = excluded.state",
        (first, second, article_id, BY_HAND, state),
    )
