"""The labelled pairs and articles that editors' decisions leave in the verdict log: merges, splits, approvals, rejects.

Only decisions that stand count: what was undone labels nothing, and of two decisions about one pair the later one holds.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Literal

from store.database import Database

SIDE = 5  # articles of each side of one decision that make pairs: the first of each
OFF_TOPIC = "off topic"  # what the note of a reject says that is about the subject; so does an empty one

What = Literal["same", "apart", "on topic", "off topic"]


@dataclass(frozen=True, slots=True)
class Label:
    """What an editor said: of two articles that they are one story or two, of one that it is about its series or is not."""

    what: What
    articles: tuple[int, ...]
    how: str  # merge, split, kept apart, approved together, approve, reject
    verdict: int


def labels(db: Database) -> tuple[Label, ...]:
    """Every label that stands, oldest first."""
    found: dict[tuple[bool, tuple[int, ...]], Label] = {}
    for label in _said(db):
        found.pop((len(label.articles) > 1, label.articles), None)
        found[len(label.articles) > 1, label.articles] = label
    return tuple(found.values())


def _said(db: Database) -> list[Label]:
    members = _Members(db)
    batches: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in db.query(
        "SELECT id, at, action, target, target_id, note, batch, before, after,"
        " EXISTS (SELECT 1 FROM verdict u WHERE u.undoes = verdict.id) AS undone FROM verdict ORDER BY id"
    ):
        batches[row["batch"]].append(row | {"before": json.loads(row["before"]), "after": json.loads(row["after"])})
    out: list[Label] = []
    for rows in batches.values():
        out += _of_batch([row for row in rows if not row["undone"] and row["action"] not in ("undo", "reopen")], members)
        for row in rows:
            members.follow(row)
    return out


def _of_batch(rows: list[dict[str, Any]], members: _Members) -> list[Label]:
    """What one decision says; asked before the articles are moved."""
    moved = [row for row in rows if row["target"] == "article" and "story" in row["after"]]
    out: list[Label] = []
    if moved:
        first, going = moved[0], [row["target_id"] for row in moved]
        if first["action"] == "merge":
            out += _pairs("same", going, members.of(first["after"]["story"], first["at"]), "merge", first["id"])
        elif first["action"] == "split":
            staying = [i for i in members.of(first["before"]["story"], first["at"]) if i not in going]
            out += _pairs("apart", going, staying, "split", first["id"])
        return out
    for row in rows:
        if row["target"] == "story":
            for name, state in row["after"].items():
                if name.startswith("pair:") and state == "apart":
                    other = int(name.removeprefix("pair:"))
                    out += _pairs("apart", members.of(row["target_id"], row["at"]), members.of(other, row["at"]), "kept apart", row["id"])
    approved: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["target"] == "article" and row["action"] == "approve":
            out.append(Label("on topic", (row["target_id"],), "approve", row["id"]))
            approved[members.story(row["target_id"])].append(row)
        elif row["target"] == "article" and row["action"] == "reject" and (not row["note"] or OFF_TOPIC in row["note"].casefold()):
            out.append(Label("off topic", (row["target_id"],), "reject", row["id"]))
    for together in approved.values():
        rest = [row["target_id"] for row in together[1:]]
        out += _pairs("same", [together[0]["target_id"]], rest, "approved together", together[0]["id"])
    return out


def _pairs(what: What, one: list[int], other: list[int], how: str, verdict: int) -> list[Label]:
    return [Label(what, (min(a, b), max(a, b)), how, verdict) for a in sorted(one)[:SIDE] for b in sorted(other)[:SIDE] if a != b]


class _Members:
    """Which articles a story had, as the log is read from its beginning."""

    def __init__(self, db: Database) -> None:
        self._story: dict[int, int] = {}
        self._came: dict[int, str] = {}
        self._of: defaultdict[int, set[int]] = defaultdict(set)
        for article, story, came in db.execute("SELECT id, story_id, first_seen FROM article"):
            self._story[article], self._came[article] = story, came
        first = db.execute(
            "SELECT target_id, json_extract(before, '$.story') FROM verdict WHERE target = 'article' AND json_extract(before, '$.story') IS NOT NULL"
            " GROUP BY target_id HAVING id = min(id)"
        )
        self._story |= {article: story for article, story in first if article in self._story}
        for article, story in self._story.items():
            self._of[story].add(article)

    def story(self, article: int) -> int:
        return self._story[article]

    def of(self, story: int, at: str) -> list[int]:
        return sorted(i for i in self._of[story] if self._came[i] <= at)

    def follow(self, row: dict[str, Any]) -> None:
        if row["target"] == "article" and "story" in row["after"]:
            article, story = row["target_id"], row["after"]["story"]
            self._of[self._story[article]].discard(article)
            self._of[story].add(article)
            self._story[article] = story
