"""Screens of the ledger: the facts with their values side by side, and a page for each fact with its timeline and verdicts."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desk.auth import editor_of
from model import ledger
from model.beliefs import Change, Claim, Evidence, Ruling
from model.errors import UsageError
from model.facts import CASTING
from model.spans import span
from store import rulings
from store.claims import Held
from store.queue import Stale
from store.store import Store

SIGNS = {"official": "●", "reported": "◐", "rumoured": "○", "denied": "⊘", "superseded": "⊖"}
RULED = {"confirmed": "confirmed by an editor", "pinned": "believed by decision of an editor", "rejected": "rejected", "merged": "merged"}
SAYS = {"confirm": "Confirmed", "reject": "Rejected", "pin": "Believed", "merge": "Merged", "clear": "Taken back", "note": "Noted"}
_TIERS = {"official": 0, "press": 1, "user-generated": 2}
_AGAINST = ("denied", "superseded")
KEY_MAX = 64  # characters of an idempotency key
WIDTH, ROW, LEFT, TOP = 720, 28, 150, 12  # of the timeline, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """A while in which one value was believed, as drawn."""

    x: float
    y: float
    width: float
    height: float
    status: str
    says: str


def best_quote(evidence: Iterable[Evidence]) -> Evidence | None:
    """The evidence to show: who weighs most, affirms rather than denies, and said it first."""
    return min(evidence, key=lambda e: (e.said in _AGAINST, not e.official, _TIERS.get(e.tier, 3), e.at, e.mention), default=None)


def status(name: str) -> str:
    """A status with its shape."""
    return f"{SIGNS[name]} {'rumour' if name == 'rumoured' else name}" if name else "nothing"


def title(claim: Claim) -> str:
    """A fact in words: "premiere · S2 · KR"."""
    about = claim.about.removeprefix(CASTING) if claim.about.startswith(CASTING) else claim.about.replace("_", " ")
    return " · ".join(part for part in (about, claim.season, claim.region) if part)


def fact_key(held: Held) -> tuple[bool, str, str, str, str]:
    """Dates and the like first, then cast."""
    claim = held.claim
    return (claim.about.startswith(CASTING), claim.series, claim.season, claim.about, claim.region)


def timeline(changes: Sequence[Change], now: dt.datetime) -> dict[str, Any]:
    """What was believed when: across the time, one row a value (dates in their order), the bar's look is its status.

    Says the same as a sentence and as the rows of a table, since a picture is not for everybody.
    """
    values = sorted({c.after for c in changes if c.after}, key=_order)
    begin, end = (changes[0].at, max(now, changes[-1].at)) if changes else (now, now)
    width = max((end - begin).total_seconds(), 1.0)
    bars, rows = [], []
    for i, change in enumerate(changes):
        until = changes[i + 1].at if i + 1 < len(changes) else end
        if change.after:
            x = LEFT + (WIDTH - LEFT) * (change.at - begin).total_seconds() / width
            broad = max((WIDTH - LEFT) * (until - change.at).total_seconds() / width, 3.0)
            y = TOP + ROW * values.index(change.after)
            says = f"{change.after}, {status(change.status_after)}, from {change.at:%Y-%m-%d}"
            bars.append(Bar(round(min(x, WIDTH - 3), 1), y, round(broad, 1), ROW - 12, change.status_after, says))
        rows.append({"at": change.at, "value": change.after or "nothing", "status": change.status_after})
    steps = "; ".join(f"from {c.at:%Y-%m-%d} {c.after or 'nothing'}{f' ({c.status_after})' if c.after else ''}" for c in changes)
    return {
        "bars": bars,
        "rows": rows,
        "labels": [{"y": TOP + ROW * i + ROW / 2, "text": value} for i, value in enumerate(values)],
        "width": WIDTH,
        "height": TOP * 2 + ROW * max(len(values), 1),
        "says": f"What was believed: {steps}." if steps else "Nothing was believed yet.",
    }


def _order(value: str) -> tuple[bool, str, str]:
    days = span(value)
    return (days is None, days.first.isoformat() if days else "", value)


class LedgerViews:
    """The views; `page` renders a template, `done` answers a form that was obeyed."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], dt.datetime],
        names: Mapping[str, str],
        page: Callable[..., Response],
        done: Callable[[str, str], Response],
    ) -> None:
        self._store, self._clock, self._names, self._page, self._done = store, clock, names, page, done

    def routes(self) -> list[Route]:
        return [
            Route("/claims", self.facts),
            Route("/claims/{claim:int}", self.fact, methods=["GET"]),
            Route("/claims/{claim:int}", self.decide, methods=["POST"]),
        ]

    async def facts(self, request: Request) -> Response:
        """Every fact: its values side by side, the one that is believed first."""
        ruled = self._ruled()
        facts = [self._fact(list(of), ruled) for _, of in groupby(sorted(self._store.claims.ledger(), key=fact_key), fact_key)]
        return self._page(request, "claims.html", facts=facts)

    async def fact(self, request: Request) -> Response:
        """One fact, named by any of its claims."""
        held = self._held(request)
        claim = held.claim
        ruled = self._ruled()
        here = (claim.series, claim.season, claim.about, claim.region)
        values = [h for h in self._store.claims.ledger(claim.series, claim.season) if fact_key(h) == fact_key(held)]
        shown = {h.id for h in values}
        aside: list[dict[str, Any]] = [
            {"id": claim_id, "value": r.value, "says": RULED[r.says] + (f" into {r.into}" if r.into else "")}
            for claim_id, r in ruled.items()
            if (r.series, r.season, r.about, r.region) == here and claim_id not in shown
        ]
        fact = self._fact(values, ruled) if values else {"title": title(claim), "values": [], "series": claim.series}
        chart = timeline(self._store.claims.history(*here), self._clock())
        ids = shown | {int(one["id"]) for one in aside}
        notes = [row for row in self._store.queue.of_claims(ids) if row["note"] and row["action"] != "undo"]
        seen = rulings.standing_of(self._store.db, held.id)
        shown_with = {"chart": chart, "notes": notes, "says": SAYS, "key": secrets.token_urlsafe(12), "seen": seen}
        return self._page(request, "claim.html", fact=fact, aside=aside, **shown_with)

    async def decide(self, request: Request) -> Response:
        """Confirm, reject, believe, merge, take back or note: once, however often the form is sent, and of what was read."""
        form = await request.form()
        held = self._held(request)
        action, into, seen = (str(form.get(name, "")) for name in ("decision", "into", "seen"))
        if not seen:
            raise UsageError("that form does not say what was read")
        try:
            done = self._store.queue.judge_claim(
                held.id,
                action,  # type: ignore[arg-type]
                editor_of(request).name,
                self._clock(),
                into=int(into) if into.isdecimal() and len(into) < 18 else 0,
                note=str(form.get("note", "")),
                idempotency=str(form.get("key", ""))[:KEY_MAX],
                seen=seen,
            )
        except Stale as error:
            return self._moved(request, held, error)
        return self._done(f"/claims/{held.id}", SAYS[action] if done.batch else "Nothing to do: it stands so already.")

    def _moved(self, request: Request, held: Held, error: Stale) -> Response:
        """Both sides of a fact that moved while it was read."""
        sides = [{"read": side["judged"]["text"], "now": side["now"]["text"]} for side in error.sides]
        says = "Nothing was written. Read it again, then decide."
        back = {"back": f"/claims/{held.id}", "back_says": "Read it again"}
        return self._page(request, "trouble.html", 409, title="This moved while you read it", says=says, sides=sides, **back)

    def _held(self, request: Request) -> Held:
        held = self._store.claims.claim(request.path_params["claim"]) if request.path_params["claim"] < 2**63 else None
        if held is None:
            raise HTTPException(404, "No such claim")
        return held

    def _ruled(self) -> dict[int, Ruling]:
        return dict(rulings.ruled(self._store.db))

    def _fact(self, values: Sequence[Held], ruled: Mapping[int, Ruling]) -> dict[str, Any]:
        rows = [self._value(h, ruled) for h in sorted(values, key=lambda h: (not h.claim.believed, h.claim.first_seen, h.id))]
        against = sum(row["status"] not in ("superseded", "denied") for row in rows[1:])
        return {"title": title(values[0].claim), "series": values[0].claim.series, "values": rows, "disagree": against}

    def _value(self, held: Held, ruled: Mapping[int, Ruling]) -> dict[str, Any]:
        claim, proof = held.claim, best_quote(held.claim.evidence)
        return {
            "id": held.id,
            "value": claim.value,
            "precision": claim.precision,
            "status": claim.status,
            "says": status(claim.status),
            "believed": claim.believed,
            "articles": held.articles,
            "origins": claim.origins,
            "since": claim.first_seen.isoformat(),
            "quote": proof.quote if proof else "",
            "source": self._names.get(proof.source, proof.source) if proof else "",
            "ruled": RULED[ruled[held.id].says] if held.id in ruled else "",
            "users_only": not ledger.carried(claim),
        }
