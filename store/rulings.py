"""What editors decide of values in the ledger: rows of the verdict log, which the resolver honours.

The log alone holds it (`ruling` and `into` of a claim), no column repeats it; claims keep their ids, so that a
ruling finds its value again also when no article says it for a while.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Literal, get_args

from model.beliefs import Ruling, Says
from model.errors import UsageError
from store import fields
from store.added import Additions
from store.database import Database
from store.decided import Decision
from store.stale import Stale

ClaimAction = Literal["confirm", "reject", "pin", "merge", "clear", "note"]
_SAYS: dict[str, Says] = {"confirm": "confirmed", "reject": "rejected", "pin": "pinned", "merge": "merged"}
NOTE_MAX = 500  # characters of a note
_FACT = "series, season, about, region"


def standing(db: Database) -> tuple[Ruling, ...]:
    """The rulings that hold now, in the order of their claims."""
    return tuple(ruling for _, ruling in ruled(db))


def ruled(db: Database) -> tuple[tuple[int, Ruling], ...]:
    """(claim id, ruling) of every value that editors decided of."""
    found = []
    for (claim_id,) in db.execute("SELECT DISTINCT target_id FROM verdict WHERE target = 'claim' ORDER BY target_id").fetchall():
        now = fields.read(db, "claim", claim_id, ("ruling", "into"))
        row = db.execute(f"SELECT {_FACT}, value FROM claim WHERE id = ?", (claim_id,)).fetchone()
        if now["ruling"] and row:
            into, precision = db.execute("SELECT value, precision FROM claim WHERE id = ?", (now["into"],)).fetchone() or ("", "")
            series, season, about, region, value = row
            found.append(
                (
                    claim_id,
                    Ruling(
                        series=series,
                        season=season,
                        about=about,
                        region=region,
                        value=value,
                        says=now["ruling"],
                        into=into,
                        precision=precision,
                    ),
                )
            )
    return tuple(found)


def standing_of(db: Database, claim_id: int) -> str:
    """The values of a claim's fact and what is ruled of them, as one line: whoever decides on one has the others before them.

    It tells the same moment from another, and an editor can read it.
    """
    said = []
    of_the_fact = (
        f"SELECT id, value, status, believed, current, articles, origins FROM claim WHERE ({_FACT}) ="
        f" (SELECT {_FACT} FROM claim WHERE id = ?) ORDER BY id"
    )
    for number, value, status, believed, current, articles, origins in db.execute(of_the_fact, (claim_id,)).fetchall():
        ruling = fields.read(db, "claim", number, ("ruling",))["ruling"]
        if current or ruling:
            marks = [status if current else "said by nobody now", *(["believed"] if believed else []), *([ruling] if ruling else [])]
            said.append(f"{value}: {', '.join(marks)}; {articles} articles, {origins} origins")
    return " | ".join(said)


class ClaimDecisions(Additions):
    """Decisions, with those of claims."""

    def judge_claim(
        self,
        claim_id: int,
        action: ClaimAction,
        editor: str,
        now: dt.datetime,
        *,
        into: int = 0,
        note: str = "",
        idempotency: str = "",
        seen: str = "",
    ) -> Decision:
        """Confirm, reject, pin (believe this value: needs a note) or merge a value into another of its fact; clear takes back
        what was ruled of it, note only adds words. `seen` (`standing_of` when it was read) limits it to a fact that has not
        moved since; where it has, Stale. A repeated `idempotency` key does nothing and answers what the first did."""
        note = " ".join(note.split())[:NOTE_MAX]
        if action not in get_args(ClaimAction):
            raise UsageError(f"no such decision: {action}", hint="confirm, reject, pin, merge, clear or note")
        if action in ("pin", "note") and not note:
            raise UsageError("this needs a note that says why")
        with self._db.atomic():
            if done := self._done(idempotency):
                return done
            row = self._db.one(f"SELECT {_FACT}, value, current FROM claim WHERE id = ?", (claim_id,))
            if row is None:
                raise UsageError(f"no claim {claim_id}")
            fact = tuple(row[name] for name in _FACT.split(", "))
            if seen and seen != (stands := standing_of(self._db, claim_id)):
                raise Stale([{"judged": {"text": seen}, "now": {"text": stands}}])
            batch = self._begin(editor, now, idempotency, note)
            if action == "pin":
                self._may_be_believed(claim_id, bool(row["current"]))
                for other, ruling in ruled(self._db):
                    if (
                        ruling.says == "pinned"
                        and other != claim_id
                        and (ruling.series, ruling.season, ruling.about, ruling.region) == fact
                    ):
                        self._set(batch, "claim", other, "clear", {"ruling": "", "into": ""})
            if action == "merge":
                self._may_be_merged(claim_id, into, fact)
            after = {} if action == "note" else {"ruling": _SAYS.get(action, ""), "into": into if action == "merge" else ""}
            if after and not note and fields.read(self._db, "claim", claim_id, after) == after:
                return Decision()
            self._set(batch, "claim", claim_id, action, after)
            return self._end(batch)

    def of_claims(self, claim_ids: Iterable[int]) -> list[dict[str, Any]]:
        """The log of these claims, newest first."""
        ids = ",".join(str(int(i)) for i in claim_ids)
        return list(self._db.query(f"SELECT * FROM verdict WHERE target = 'claim' AND target_id IN ({ids}) ORDER BY id DESC"))

    def _may_be_believed(self, claim_id: int, current: bool) -> None:
        if not current:
            raise UsageError("nothing that counts says this value now", hint="take back what was ruled of it first")
        tiers = {
            tier
            for (tier,) in self._db.execute(
                "SELECT a.tier FROM claim_evidence e JOIN mention m ON m.id = e.mention_id JOIN article a ON a.id = m.article_id"
                " WHERE e.claim_id = ? AND m.status NOT IN ('denied', 'superseded')",
                (claim_id,),
            )
        }
        if not tiers:
            raise UsageError("this value was only denied, so it cannot be believed")
        if tiers == {"user-generated"}:
            raise UsageError("only users say this, and they alone cannot be believed")

    def _may_be_merged(self, claim_id: int, into: int, fact: tuple[str, ...]) -> None:
        other = self._db.execute(f"SELECT {_FACT} FROM claim WHERE id = ? AND current = 1", (into,)).fetchone()
        if other is None or tuple(other) != fact or into == claim_id:
            raise UsageError("a value is merged into another value of the same fact")
        target: object = into
        while target:
            target = fields.read(self._db, "claim", int(str(target)), ("into",))["into"]
            if target == claim_id:
                raise UsageError("that value is merged into this one already")
