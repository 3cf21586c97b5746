"""The ledger: facts as believed, rebuilt from accepted mentions.

A decision touches few facts, so only those are resolved anew, in the transaction of the decision. Claims keep
their ids, and each move of a belief is a row of belief_change; moves within one moment are one move.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from model import facts, ledger
from model.beliefs import Change, Claim, ClaimStatus, Evidence
from model.records import dated
from model.watched import Series
from store import conflicts, rulings
from store.changing import changing
from store.database import Database
from store.evidence import EVIDENCE, READ, as_evidence, stored_moment

# What counts: accepted mentions of accepted articles. An article that came back to the queue (it was edited, it is
# gone, more was found in it) stands as it was approved until an editor decides anew.
_STANDS = """m.state = 'accepted' AND (a.state = 'accepted' AND m.current = 1
    OR a.state = 'new' AND a.state_reason IN ('edited', 'gone', 'mentions')
       AND EXISTS (SELECT 1 FROM verdict v WHERE v.target = 'article' AND v.target_id = a.id AND +v.action = 'approve'))"""
_CLAIM = "id, series, season, about, region, value, precision, status, believed, origins, first_seen, last_seen"
_ClaimRow: TypeAlias = tuple[int, str, str, str, str, str, str, ClaimStatus, int, int, str, str, int]
_CHUNK = 500  # bound variables in one statement


@dataclass(frozen=True, slots=True)
class Held:
    """A claim as stored, with its id and the number of articles that affirm it."""

    id: int
    articles: int
    claim: Claim


class Claims:
    """The ledger: facts as believed, rebuilt from accepted mentions."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.known: tuple[Series, ...] = ()
        self._speakers: tuple[str, ...] = ()  # names of platforms, studios and agencies

    @property
    def _conn(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = self._db.conn
        return connection

    def knows(self, series: Sequence[Series]) -> None:
        """Tell the ledger what series.yaml holds: that is no news, and its spelling is used."""
        self.known = tuple(series)
        speakers = {name for s in series for name in (*s.platform, *(p.agency for p in s.people)) if name}
        self._speakers = tuple(sorted(speakers))

    # --- writing ----------------------------------------------------------------------------------

    def recompute_for(self, article_ids: Iterable[int], now: dt.datetime) -> tuple[Change, ...]:
        """Resolve anew every fact that these articles speak of, and keep what moved. Part of the caller's
        transaction, or of its own where there is none."""
        touched = self._touched(article_ids)
        return self._write(touched, now) if touched else ()

    def rebuild(self, now: dt.datetime) -> tuple[Change, ...]:
        """Resolve every fact anew: after a change of series.yaml or of the resolver."""
        pairs = {(series, about) for _, series, about in self._pairs("m.state = 'accepted'", ())}
        pairs |= set(self._conn.execute("SELECT DISTINCT series, about FROM claim WHERE current = 1"))
        return self._write(pairs, now)

    def ruled(self, claim_ids: Iterable[int], now: dt.datetime) -> tuple[Change, ...]:
        """Resolve anew the facts of these claims: an editor decided of their values."""
        pairs = {pair for i in claim_ids for pair in self._conn.execute("SELECT series, about FROM claim WHERE id = ?", (i,))}
        return self._write(pairs, now)

    def _resolved(self, evidence: Sequence[Evidence]) -> tuple[Claim, ...]:
        return ledger.claims(evidence, self.known, rulings.standing(self._db))

    def as_if(self, article_ids: Iterable[int]) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
        """The claims of what these articles speak of: as they stand, and as they would if the articles and their open
        mentions were accepted."""
        ids = frozenset(article_ids)
        touched = self._touched(ids)
        return self._resolved(self._evidence(touched)), self._resolved(self._evidence(touched, as_if=ids))

    def preview(self, article_ids: Iterable[int]) -> tuple[Change, ...]:
        """What the ledger would say otherwise if these articles and their open mentions were accepted."""
        before, after = self.as_if(article_ids)
        at = max((e.seen_at for claim in after for e in claim.evidence), default=dt.datetime.min.replace(tzinfo=dt.UTC))
        return ledger.changes(before, after, at)

    def changing(self, article_ids: Iterable[int]) -> frozenset[int]:
        """Those of these articles that would change what is believed, each by its own words (store/changing.py)."""
        return changing(self._db, self.known, self._speakers, article_ids)

    def contradicts(self, article_ids: Iterable[int]) -> tuple[tuple[Claim, Claim], ...]:
        """What these articles and their open mentions say against what is believed: (believed, said) for each fact.

        A vaguer or more exact value is no contradiction, nor is a denial of what is not believed.
        """
        ids = frozenset(article_ids)
        return conflicts.contradictions(*self.as_if(ids), ids)

    def _write(self, touched: set[tuple[str, str]], now: dt.datetime) -> tuple[Change, ...]:
        with self._db.atomic():
            return self._write_in(touched, now)

    def _write_in(self, touched: set[tuple[str, str]], now: dt.datetime) -> tuple[Change, ...]:
        before = [row for pair in sorted(touched) for row in self._rows(*pair)]
        after = self._resolved(self._evidence(touched))
        moved = ledger.changes((_claim(row, ()) for row in before), after, now)
        for claim in after:
            self._keep(claim)
        held = {_key(claim) for claim in after}
        for row in before:
            if row[1:6] not in held:
                self._conn.execute("UPDATE claim SET current = 0, believed = 0 WHERE id = ?", row[:1])
                self._conn.execute("DELETE FROM claim_evidence WHERE claim_id = ?", row[:1])
        for change in moved:
            self._record(change)
        conflicts.rank_of(self._db, self.known, moved)
        return moved

    def _keep(self, claim: Claim) -> None:
        row = (
            *(claim.series, claim.season, claim.about, claim.region, claim.value, claim.precision, claim.status, int(claim.believed)),
            *(ledger.articles(claim), claim.origins, dated(claim.first_seen), dated(claim.last_seen)),
        )
        self._conn.execute(
            "INSERT INTO claim (series, season, about, region, value, precision, status, believed, articles, origins,"
            " first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (series, season, about, region, value) DO UPDATE SET"
            " precision = excluded.precision, status = excluded.status, believed = excluded.believed, articles = excluded.articles,"
            " origins = excluded.origins, first_seen = excluded.first_seen, last_seen = excluded.last_seen, current = 1"
            " WHERE (precision, status, believed, articles, origins, first_seen, last_seen, current) IS NOT"
            " (excluded.precision, excluded.status, excluded.believed, excluded.articles, excluded.origins, excluded.first_seen,"
            " excluded.last_seen, 1)",
            row,
        )
        (claim_id,) = self._conn.execute(
            "SELECT id FROM claim WHERE (series, season, about, region, value) = (?, ?, ?, ?, ?)", row[:5]
        ).fetchone()
        want = {e.mention for e in claim.evidence}
        have = {m for (m,) in self._conn.execute("SELECT mention_id FROM claim_evidence WHERE claim_id = ?", (claim_id,))}
        self._conn.executemany("INSERT INTO claim_evidence VALUES (?, ?)", [(claim_id, m) for m in sorted(want - have)])
        self._conn.executemany(
            "DELETE FROM claim_evidence WHERE claim_id = ? AND mention_id = ?", [(claim_id, m) for m in sorted(have - want)]
        )

    def _record(self, change: Change) -> None:
        """Append a move; one that goes on from a move of the same moment lengthens that one instead."""
        fact = (change.series, change.season, change.about, change.region)
        last = self._conn.execute(
            "SELECT id, at, before, status_before FROM belief_change WHERE (series, season, about, region) = (?, ?, ?, ?)"
            " ORDER BY id DESC LIMIT 1",
            fact,
        ).fetchone()
        if last is None or last[1] != dated(change.at):
            self._conn.execute(
                "INSERT INTO belief_change (at, series, season, about, region, before, after, status_before, status_after)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (dated(change.at), *fact, change.before, change.after, change.status_before, change.status_after),
            )
        elif last[2:] == (change.after, change.status_after):
            self._conn.execute("DELETE FROM belief_change WHERE id = ?", last[:1])
        else:
            self._conn.execute(
                "UPDATE belief_change SET after = ?, status_after = ? WHERE id = ?", (change.after, change.status_after, last[0])
            )

    # --- reading ----------------------------------------------------------------------------------

    def ledger(self, series: str = "", season: str = "") -> tuple[Held, ...]:
        """The claims of today with their evidence, all or those of a series or season, a fact's together."""
        rows = self._conn.execute(
            f"SELECT {_CLAIM}, articles FROM claim WHERE current = 1 AND ? IN ('', series) AND ? IN ('', season)"
            " ORDER BY series, season, about, region, first_seen, id",
            (series, season),
        ).fetchall()
        return tuple(self._read(row) for row in rows)

    def shelves(self) -> dict[tuple[str, str], int]:
        """How many facts there are of each (series, season)."""
        facts = "(SELECT DISTINCT series, season, about, region FROM claim WHERE current = 1)"
        rows = self._conn.execute(
            f"SELECT series, season, count(*) FROM {facts} GROUP BY series, season ORDER BY series, season"
        ).fetchall()
        return {(series, season): count for series, season, count in rows}

    def claim(self, claim_id: int) -> Held | None:
        """One claim, also one that is held no more."""
        row = self._conn.execute(f"SELECT {_CLAIM}, articles FROM claim WHERE id = ?", (claim_id,)).fetchone()
        return self._read(row) if row else None

    def id_of(self, claim: Claim) -> int | None:
        """The id of a stored claim of this value."""
        return self._db.value("SELECT id FROM claim WHERE (series, season, about, region, value) = (?, ?, ?, ?, ?)", _key(claim))  # type: ignore[no-any-return]

    def of_articles(self, article_ids: Iterable[int]) -> tuple[Held, ...]:
        """The claims of today that are about what these articles speak of, accepted or not."""
        pairs = self._touched(article_ids)
        return tuple(held for pair in sorted(pairs) for held in self._held(*pair))

    def history(self, series: str, season: str, about: str, region: str = "") -> tuple[Change, ...]:
        """How a belief moved, oldest first."""
        rows = self._conn.execute(
            "SELECT at, series, season, about, region, before, after, status_before, status_after FROM belief_change"
            " WHERE (series, season, about, region) = (?, ?, ?, ?) ORDER BY id",
            (series, season, about, region),
        )
        return tuple(_change(row) for row in rows)

    def _held(self, series: str, about: str) -> list[Held]:
        return [self._read(row) for row in self._rows(series, about)]

    def _rows(self, series: str, about: str) -> list[_ClaimRow]:
        return self._conn.execute(
            f"SELECT {_CLAIM}, articles FROM claim WHERE current = 1 AND series = ? AND about = ? ORDER BY season, region, first_seen, id",
            (series, about),
        ).fetchall()

    def _read(self, row: _ClaimRow) -> Held:
        found = self._conn.execute(f"{EVIDENCE} m.id IN (SELECT mention_id FROM claim_evidence WHERE claim_id = ?) ORDER BY m.id", row[:1])
        evidence = tuple(e for r in found.fetchall() for e in (as_evidence(r, self._speakers),) if e)
        return Held(row[0], row[-1], _claim(row, evidence))

    # --- what touches what --------------------------------------------------------------------------

    def _touched(self, article_ids: Iterable[int]) -> set[tuple[str, str]]:
        """(series, about) of every fact these articles speak of, or are evidence for."""
        pairs: set[tuple[str, str]] = set()
        for ids in _chunks(sorted(set(article_ids))):
            marks = ",".join("?" * len(ids))
            pairs |= {(series, about) for _, series, about in self._pairs(f"m.article_id IN ({marks})", ids)}
            pairs |= set(
                self._conn.execute(
                    "SELECT c.series, c.about FROM claim c JOIN claim_evidence e ON e.claim_id = c.id JOIN mention m ON m.id = e.mention_id"
                    f" WHERE m.article_id IN ({marks})",
                    ids,
                )
            )
        # Who joins for a part recasts who left it: those claims hang together.
        for series in {s for s, about in pairs if about.startswith(facts.CASTING)}:
            pairs |= {
                (series, about)
                for (about,) in self._conn.execute(
                    "SELECT about FROM claim WHERE current = 1 AND series = ? AND about LIKE 'casting:%'"
                    " AND (value IN ('leaves', 'recast') OR value LIKE 'joins as %')",
                    (series,),
                )
            }
        return pairs

    def _pairs(self, where: str, bound: Sequence[object]) -> Iterator[tuple[int, str, str]]:
        for row in self._conn.execute(EVIDENCE + where, bound).fetchall():
            said = as_evidence(row)
            if said is not None:
                yield said.mention, said.series, said.about

    def _evidence(self, touched: set[tuple[str, str]], as_if: frozenset[int] = frozenset()) -> list[Evidence]:
        """All that stands of these facts; `as_if`: articles that count as if they and their open mentions were accepted."""
        found: dict[int, Evidence] = {}
        asked: dict[str, set[str]] = defaultdict(set)
        for _, about in touched:
            name = about.removeprefix(facts.CASTING)
            if name != about:
                asked["m.kind = 'cast' AND m.value"].add(name)
                continue
            asked["m.kind <> 'cast' AND m.about"] |= {about, "other" if about == "home_release" else about}
            if about == "director":
                asked["m.kind = 'cast' AND m.relation = 'director' AND m.relation"].add("director")
        ids = ",".join(str(int(i)) for i in sorted(as_if))
        # What stands is found by the fact, what is open by its article: thousands may wait to say the same.
        counts = [f"m.article_id NOT IN ({ids}) AND {_STANDS}"] + ([f"{READ} ({ids})"] if as_if else [])
        for where, names in asked.items():
            for some in _chunks(sorted(names)):
                marks = ",".join("?" * len(some))
                rows = [
                    row
                    for which, column in zip(counts, ("", "+"), strict=False)
                    for row in self._conn.execute(f"{EVIDENCE} {which} AND {_unindexed(where, column)} IN ({marks})", some).fetchall()
                ]
                for row in sorted(rows, key=lambda row: int(row[0])):
                    said = as_evidence(row, self._speakers)
                    if said is not None and (said.series, said.about) in touched:
                        found[said.mention] = said
        return list(found.values())


def _unindexed(where: str, sign: str) -> str:
    """The condition with a sign before its last column: "+" keeps SQLite from looking there first."""
    before, column = where.rsplit(" ", 1)
    return f"{before} {sign}{column}"


def _claim(row: _ClaimRow, evidence: tuple[Evidence, ...]) -> Claim:
    _, series, season, about, region, value, precision, status, believed, origins, first, last, _ = row
    return Claim(
        series=series, season=season, about=about, region=region, value=value, precision=precision, status=status,
        believed=bool(believed), evidence=evidence, origins=origins, first_seen=stored_moment(first), last_seen=stored_moment(last),
    )  # fmt: skip


def _key(claim: Claim) -> tuple[str, str, str, str, str]:
    return claim.series, claim.season, claim.about, claim.region, claim.value


def _change(row: tuple[str, ...]) -> Change:
    at, series, season, about, region, before, after, status_before, status_after = row
    return Change(
        at=stored_moment(at), series=series, season=season, about=about, region=region,
        before=before, after=after, status_before=status_before, status_after=status_after,
    )  # fmt: skip


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[i : i + _CHUNK] for i in range(0, len(items), _CHUNK))
