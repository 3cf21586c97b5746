"""Moves of a belief that were taken back before anybody outside saw them: a slip of the hand is no news.

What was published once stays told, and so does a belief that news moved to and fro. Only a move that an undo took
back between two editions is left out, with its way there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from store.database import Database

State: TypeAlias = tuple[str, str]  # value, status; what is nothing is ("", "")


@dataclass(frozen=True, slots=True)
class Moved:
    """A row of belief_change."""

    id: int
    at: str
    fact: tuple[str, str, str, str]
    before: State
    after: State


def slips(moves: Iterable[Moved], published: Collection[int], undone: Collection[str]) -> frozenset[int]:
    """Ids of the moves that were never out and lead, by an undo at one of these moments, back to where they began."""
    runs: dict[tuple[str, str, str, str], list[Moved]] = {}  # of each fact, what was not published since the last that was
    found: set[int] = set()
    for move in moves:
        run = runs.setdefault(move.fact, [])
        if move.id in published:
            run.clear()
            continue
        begun = next((n for n in range(len(run) - 1, -1, -1) if run[n].before == move.after), None) if move.at in undone else None
        if begun is None:
            run.append(move)
            continue
        found |= {move.id, *(one.id for one in run[begun:])}
        del run[begun:]
    return frozenset(found)


def unpublished_slips(db: Database) -> frozenset[int]:
    """The slips among all moves of this store."""
    undone = {at for (at,) in db.execute("SELECT DISTINCT at FROM verdict WHERE action = 'undo'")}
    if not undone:
        return frozenset()
    published = {int(row_id) for (row_id,) in db.execute("SELECT row_id FROM published WHERE of_table = 'changes'")}
    rows = db.execute(
        "SELECT id, at, series, season, about, region, before, status_before, after, status_after FROM belief_change ORDER BY id"
    )
    return slips((Moved(r[0], r[1], tuple(r[2:6]), (r[6], r[7]), (r[8], r[9])) for r in rows), published, undone)
