"""Which waiting stories stand against what is believed: by their values alone, so that asking costs the same at any age.

The queue's first group is made of it. What exactly stands against what, and with which evidence, the card shows
(`Claims.contradicts`); here a yes or no is enough, and it is stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import permutations

from model import facts
from model.beliefs import Change, Claim
from model.watched import Series
from store import waiting
from store.database import Database
from store.evidence import EVIDENCE, READ, as_evidence

RANKED_MAX = 500  # waiting stories that are asked anew when one belief moves


def against(believed: str, status: str, value: str, said: str, about: str) -> bool:
    """Whether saying `value` (`said`: confirmed, denied, …) of a fact contradicts what is believed of it.

    A vaguer or more exact value does not, nor does the denial of what is not believed, nor what can be true beside it.
    """
    if value == believed:
        return said == "denied" and status != "denied"
    if said in ("denied", "superseded") or about in facts.REPEATABLE:
        return False
    return not (facts.contains(value, believed) or facts.contains(believed, value))


def contradictions(before: Iterable[Claim], after: Iterable[Claim], article_ids: frozenset[int]) -> tuple[tuple[Claim, Claim], ...]:
    """(believed, said) for each value that these articles say against what is believed `before` them."""
    held = {_fact(claim): claim for claim in before if claim.believed}
    found = []
    for claim in after:
        believed = held.get(_fact(claim))
        said = [e.said for e in claim.evidence if e.article in article_ids]
        if believed is None or not said:
            continue
        if against(believed.value, believed.status, claim.value, "denied" if "denied" in said else "", claim.about):
            found.append((believed, claim))
    return tuple(found)


def quarrels(after: Iterable[Claim], article_ids: frozenset[int]) -> frozenset[int]:
    """Of these articles, accepted together, those that say against what another of them says."""
    facts: defaultdict[tuple[str, str, str, str], list[tuple[Claim, frozenset[int], str]]] = defaultdict(list)
    for claim in after:
        mine = [e for e in claim.evidence if e.article in article_ids]
        if mine:
            denied = "denied" if any(e.said == "denied" for e in mine) else ""
            facts[_fact(claim)].append((claim, frozenset(e.article for e in mine), denied))
    found: set[int] = set()
    for values in facts.values():
        for (one, ones, _), (other, others, denied) in permutations(values, 2):
            if against(one.value, one.status, other.value, denied, one.about):
                found |= ones ^ others
    return frozenset(found)


def _fact(claim: Claim) -> tuple[str, str, str, str]:
    return claim.series, claim.season, claim.about, claim.region


def rank(db: Database, known: Sequence[Series], story_ids: Iterable[int]) -> None:
    """Say of each of these stories anew whether it comes first because it contradicts the ledger."""
    for story_id in story_ids:
        row = db.execute("SELECT rank FROM waiting WHERE story_id = ?", (story_id,)).fetchone()
        if row is not None and row[0] != waiting.HELD:
            conflict = _stands_against(db, known, story_id)
            if conflict != (row[0] == waiting.CONFLICT):
                waiting.rank_conflict(db, story_id, conflict)


def rank_of(db: Database, known: Sequence[Series], moved: Iterable[Change]) -> None:
    """The same for the waiting stories that speak of a belief that moved."""
    for series, about in {(c.series, c.about) for c in moved if (c.before, c.status_before) != (c.after, c.status_after)}:
        name = about.removeprefix(facts.CASTING)
        says = "m.kind = 'cast' AND m.value = ?" if name != about else "m.kind <> 'cast' AND m.about = ?"
        rows = db.execute(
            "SELECT DISTINCT w.story_id FROM waiting w CROSS JOIN article a ON a.story_id = w.story_id"
            f" CROSS JOIN mention m ON m.article_id = a.id AND m.current = 1 WHERE w.rank < ? AND m.series IN ('', ?) AND {says} LIMIT ?",
            (waiting.HELD, series, "other" if name == "home_release" else name, RANKED_MAX),
        ).fetchall()
        rank(db, known, [row[0] for row in rows])


def _stands_against(db: Database, known: Sequence[Series], story_id: int) -> bool:
    articles = "(SELECT id FROM article WHERE story_id = ? AND state = 'new')"
    rows = db.execute(f"{EVIDENCE} {READ} {articles} ORDER BY m.id", (story_id,)).fetchall()
    said = [found for row in rows if (found := as_evidence(row)) is not None]
    for one in facts.accept(said, known):
        held = db.execute(
            "SELECT value, status FROM claim WHERE (series, season, about, region) = (?, ?, ?, ?) AND current = 1 AND believed = 1",
            (one.series, one.season, one.about, one.region),
        ).fetchone()
        if held is not None and against(held[0], held[1], one.value, one.said, one.about):
            return True
    return False
