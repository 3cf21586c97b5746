"""Finding stories: words in title and text, and what is known of them. Whatever is asked, it takes a bounded time.

Words are found by the index, newest first, and no more than SCANNED are handed on; what else is asked for sieves SIFTED at
most, found by the filter that has an index. So a common word costs what a rare one does, and an answer that was cut short says so.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.errors import UsageError
from model.words import asked, begins
from store.database import Database

QUERY_MAX = 300  # characters
TERMS_MAX = 24
WHOLE = 4  # letters from which a word also finds those that begin with it: "premiere" means "premieres" too
SCANNED = 3000  # newest articles that are looked at
SIFTED = 30_000  # that are looked at where a filter or a day is asked for, too
PAGE = 50  # stories of one page
DAY = "substr(coalesce(nullif(published, ''), first_seen), 1, 10)"  # as its index has it
VIEW_NAME_MAX = 60  # characters
VIEWS_MAX = 100
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
STATES = ("new", "waiting", "accepted", "rejected")
WAITING = frozenset({"new", "waiting"})
CHANGES = ("no", "yes")
# Filters that have boxes, and the field of Asked that says which of them are checked.
FILTERS = {
    "state": "states", "band": "bands", "tier": "tiers", "language": "languages", "changes": "changes", "series": "series", "source": "sources",
}  # fmt: skip
BANDS = {"low": (0, 49), "middle": (50, 79), "high": (80, 100)}  # of relevance


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search as its form says it; an empty field asks for nothing."""

    words: str = ""
    states: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()  # CHANGES: whether approving would change a claim
    person: str = ""  # a name as published
    since: str = ""  # days, YYYY-MM-DD
    until: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Stories of this page, newest first; how many there are of all that was looked at, and counts for the filters."""

    rows: Sequence[dict[str, Any]]
    total: int
    cut: bool  # there is more, older, than was looked at
    counts: dict[str, Counter[str]] = field(default_factory=dict)


def expression(query: str) -> str:
    """The query in the index's own language: words are all meant and may go on, OR joins two, minus leaves
    out, quotes keep an order and their words whole.

    "" where nothing is asked. UsageError where it only leaves out, or is too long.
    """
    if len(query) > QUERY_MAX:
        raise UsageError(f"a search has at most {QUERY_MAX} characters")
    wanted: list[list[str]] = []
    left: list[str] = []
    joining = False
    terms = _TERM.findall(query)
    if len(terms) > TERMS_MAX:
        raise UsageError(f"a search has at most {TERMS_MAX} words")
    for minus, phrase, word in terms:
        if word == "OR" and not minus:
            joining = bool(wanted)
            continue
        said = asked(phrase or word)
        if not said:
            continue
        going_on = not phrase and (word.endswith("*") or (not minus and word.isalpha() and len(word) >= WHOLE))
        star = "*" if going_on or begins(phrase or word) else ""
        term = '"' + said.replace('"', " ") + '"' + star
        if minus:
            left.append(term)
        elif joining:
            wanted[-1].append(term)
        else:
            wanted.append([term])
        joining = False
    if not wanted:
        if left:
            raise UsageError("that only says what to leave out", hint="add a word to look for")
        return ""
    found = " AND ".join(f"({' OR '.join(group)})" for group in wanted)
    return f"({found}) NOT ({' OR '.join(left)})" if left else found


class Search:
    """Stories by words and by what is known of them; saved views."""

    def __init__(self, db: Database, changing: Callable[[Sequence[int]], Collection[int]] = lambda _ids: ()) -> None:
        self._db = db
        self._changing = changing  # which articles would change what is believed

    def find(self, what: Asked, *, page: int = 0) -> Found:
        """The stories that hold an article like this. A count beside a filter says how many there would be with that value of it
        alone, all the other filters as they are."""
        rows, cut = self._scanned(what)
        people = self._of_person(what.person, [row["id"] for row in rows]) if what.person else None
        moves = self._changing([row["id"] for row in rows if row["state"] in WAITING])
        counts: dict[str, Counter[str]] = {name: Counter() for name in FILTERS}
        seen: set[tuple[str, str, int]] = set()
        stories: dict[int, dict[str, Any]] = {}
        asked = {name: frozenset(getattr(what, wanted)) for name, wanted in FILTERS.items()}
        for row in rows:
            row["series"] = json.loads(row["series"])
            row["band"] = next(name for name, (low, high) in BANDS.items() if low <= row["score"] <= high)
            row["changes"] = "yes" if row["id"] in moves else "no"
            if not _dated(row, what) or (people is not None and row["id"] not in people):
                continue
            values = {name: row[name] if name == "series" else (row[name],) for name in FILTERS}
            against = [name for name, wanted in asked.items() if wanted and wanted.isdisjoint(values[name])]
            for name in FILTERS if not against else against if len(against) == 1 else ():
                for value in values[name]:
                    if (name, value, row["story_id"]) not in seen:
                        seen.add((name, value, row["story_id"]))
                        counts[name][value] += 1
            if not against:
                stories.setdefault(row["story_id"], row)
        ordered = list(stories.values())
        shown = ordered[page * PAGE : (page + 1) * PAGE]
        for row in shown:
            row["articles"], row["origins"] = self._db.execute(
                "SELECT count(*), count(DISTINCT coalesce(origin_id, id)) FROM article WHERE story_id = ?", (row["story_id"],)
            ).fetchone()
        return Found(shown, len(ordered), cut, counts)

    def _scanned(self, what: Asked) -> tuple[list[dict[str, Any]], bool]:
        """(the newest articles that the words find, whether there are more). Where those are too many and something else is asked for,
        what fits it is found however old it is; the newest that do not fit stay, for the counts beside the filters."""
        match = expression(what.words)
        newest = "SELECT rowid AS id FROM search WHERE search MATCH ?" if match else "SELECT id FROM article"
        order = "rowid" if match else "id"
        rows = self._read(f"{newest} ORDER BY {order} DESC LIMIT ?", (*([match] if match else []), SCANNED + 1))
        cut = len(rows) > SCANNED
        rows = rows[:SCANNED]
        fits, bound = _fitting(what)
        if cut and fits:
            ids, driven = self._driven(what, match)
            found = self._read(
                f"SELECT a.id FROM ({ids}) AS d CROSS JOIN article a ON a.id = d.id WHERE {' AND '.join(fits)} ORDER BY a.id DESC LIMIT ?",
                (*driven, *bound, SCANNED + 1),
            )
            cut = len(found) > SCANNED
            here = {row["id"] for row in found}
            rows = [*found[:SCANNED], *(row for row in rows if row["id"] not in here)]
        return rows, cut

    def _driven(self, what: Asked, match: str) -> tuple[str, tuple[Any, ...]]:
        """(SQL for the ids among which is sieved, newest first, SIFTED at most; what is bound): by the words, else by what leaves least."""
        since, until = what.since or "", what.until or "~"
        if match:
            low, high = self._db.execute(
                f"SELECT min(id), max(id) FROM article INDEXED BY article_day WHERE {DAY} BETWEEN ? AND ?", (since, until)
            ).fetchone()
            ids = "SELECT rowid AS id FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?"
            return ids, (match, low or 0, high or 0, SIFTED)
        if what.person:
            ids = "SELECT DISTINCT article_id AS id FROM mention INDEXED BY mention_named WHERE kind = 'cast' AND value || '' = ? ORDER BY article_id DESC LIMIT ?"
            return ids, (what.person, SIFTED)
        if what.since or what.until:
            ids = f"SELECT id FROM article INDEXED BY article_day WHERE {DAY} BETWEEN ? AND ? ORDER BY {DAY} DESC, id DESC LIMIT ?"
            return ids, (since, until, SIFTED)
        for column, values in (("source", what.sources), ("language", what.languages)):
            if values:
                one = (
                    f"SELECT id FROM (SELECT id FROM article INDEXED BY article_{column} WHERE {column} || '' = ? ORDER BY id DESC LIMIT ?)"
                )
                return " UNION ALL ".join([one] * len(values)), tuple(bound for value in values for bound in (value, SIFTED))
        if what.states:
            one = "SELECT id FROM (SELECT id FROM article INDEXED BY article_state WHERE state = ? ORDER BY id DESC LIMIT ?)"
            return " UNION ALL ".join([one] * len(what.states)), tuple(bound for value in what.states for bound in (value, SIFTED))
        return "SELECT id FROM article ORDER BY id DESC LIMIT ?", (SIFTED,)

    def _read(self, ids: str, bound: Sequence[Any]) -> list[dict[str, Any]]:
        return list(
            self._db.query(
                "SELECT a.id, a.story_id, a.title, a.source, a.tier, a.language, a.state, a.published, a.first_seen,"
                " coalesce((SELECT max(score) FROM article_series s WHERE s.article_id = a.id), 0) AS score,"
                " (SELECT json_group_array(series) FROM article_series s WHERE s.article_id = a.id) AS series"
                f" FROM ({ids}) AS hit JOIN article a ON a.id = hit.id ORDER BY a.id DESC",
                bound,
            )
        )

    def _of_person(self, name: str, ids: Sequence[int]) -> set[int]:
        """Those of these articles that mention somebody."""
        rows = self._db.execute(
            f"SELECT DISTINCT article_id FROM mention WHERE article_id IN ({','.join('?' * len(ids))}) AND kind = 'cast' AND value = ?"
            " AND current = 1 AND state <> 'rejected'",
            (*ids, name),
        )
        return {row[0] for row in rows}

    # --- saved views ---

    def views(self) -> list[dict[str, Any]]:
        """Saved views, by name."""
        return list(self._db.query("SELECT id, name, address, editor FROM saved_view ORDER BY name"))

    def save_view(self, name: str, address: str, editor: str, now: str) -> None:
        """Keep a search under a name; the same name again replaces it."""
        name = " ".join(name.split())
        if not name or len(name) > VIEW_NAME_MAX:
            raise UsageError(f"a view's name has 1 to {VIEW_NAME_MAX} characters")
        with self._db.atomic():
            if self._db.value("SELECT count(*) FROM saved_view WHERE name <> ?", (name,)) >= VIEWS_MAX:
                raise UsageError(f"there are {VIEWS_MAX} views", hint="forget one first")
            self._db.execute(
                "INSERT INTO saved_view (name, address, editor, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
                " address = excluded.address, editor = excluded.editor, created_at = excluded.created_at",
                (name, address, editor, now),
            )

    def forget_view(self, view_id: int) -> None:
        """Remove a saved view."""
        with self._db.atomic():
            self._db.execute("DELETE FROM saved_view WHERE id = ?", (view_id,))


def _fitting(what: Asked) -> tuple[list[str], list[Any]]:
    """What an article `a` must fulfil, as far as its row and its mentions tell it, and what is bound there."""
    fits: list[str] = []
    bound: list[Any] = []
    for column, values in (("state", what.states), ("source", what.sources), ("tier", what.tiers), ("language", what.languages)):
        if values:
            fits.append(f"a.{column} IN ({','.join('?' * len(values))})")
            bound += values
    if what.series:
        fits.append(
            f"EXISTS (SELECT 1 FROM article_series s WHERE s.article_id = a.id AND s.series IN ({','.join('?' * len(what.series))}))"
        )
        bound += what.series
    if what.person:
        fits.append(
            "EXISTS (SELECT 1 FROM mention m WHERE m.article_id = a.id AND m.kind = 'cast' AND m.value = ? AND m.current = 1 AND m.state <> 'rejected')"
        )
        bound.append(what.person)
    if what.since or what.until:
        fits.append("substr(coalesce(nullif(a.published, ''), a.first_seen), 1, 10) BETWEEN ? AND ?")
        bound += [what.since or "", what.until or "~"]
    return fits, bound


def _dated(row: dict[str, Any], what: Asked) -> bool:
    day = (row["published"] or row["first_seen"])[:10]
    return (not what.since or day >= what.since) and (not what.until or day <= what.until)
