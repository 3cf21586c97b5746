"""What each outlet puts around its headlines, counted as they come and learned when enough of them have it.

Which words may be learned at all is for pipelines/boilerplate.py to say; here they are counted. Each newly learned affix is
one more version of its source's list; a list only grows, so that what a version stripped can be said for ever.
"""

from __future__ import annotations

from collections.abc import Iterable

from store.database import Database

LEARNED_FROM = 5  # headlines of a source that have it
LEARNED_SHARE = 0.1  # of its headlines
KEPT = 200  # headlines of a source after which what only one of them had is forgotten

Affix = tuple[str, str]  # ("before" or "behind", folded words)


def learn(db: Database, source: str, affixes: Iterable[Affix]) -> None:
    """Count one more headline of a source and what stood around it, in the caller's transaction; its cost does not grow."""
    total, _ = _counted(db, source, "", "")
    for side, words in dict.fromkeys(affixes):
        n, learned = _counted(db, source, side, words)
        if learned is None and n >= LEARNED_FROM and n >= LEARNED_SHARE * total:
            db.execute(
                "UPDATE source_affix SET learned = ? WHERE source = ? AND side = ? AND affix = ?",
                (version(db, source) + 1, source, side, words),
            )
    if total % KEPT == 0:
        db.execute("DELETE FROM source_affix WHERE source = ? AND side <> '' AND learned IS NULL AND n = 1", (source,))


def _counted(db: Database, source: str, side: str, words: str) -> tuple[int, int | None]:
    rows = db.execute(
        "INSERT INTO source_affix (source, side, affix, n) VALUES (?, ?, ?, 1) ON CONFLICT (source, side, affix)"
        " DO UPDATE SET n = n + 1 RETURNING n, learned",
        (source, side, words),
    ).fetchall()
    return int(rows[0][0]), rows[0][1]


def learned(db: Database, source: str, upto: int | None = None) -> tuple[Affix, ...]:
    """What is stripped from a source's headlines now, or by version `upto` of its list."""
    rows = db.execute(
        "SELECT side, affix FROM source_affix WHERE source = ? AND learned IS NOT NULL AND (?2 IS NULL OR learned <= ?2) ORDER BY learned",
        (source, upto),
    )
    return tuple((row[0], row[1]) for row in rows)


def version(db: Database, source: str) -> int:
    """The version of a source's list; 0 while nothing is learned."""
    return int(db.value("SELECT max(learned) FROM source_affix WHERE source = ? AND learned IS NOT NULL", (source,)) or 0)
