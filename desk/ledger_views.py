"""Screens of the ledger: a season's facts in rows, and beside them the one that is read: how it moved, its values side by side, rulings."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desk import belief_chart, cards, wording
from desk.auth import editor_of
from desk.conflict import Mine, Over, Theirs, both_sides
from desk.languages import N_, ngettext
from desk.languages import gettext as _
from model import ledger
from model.beliefs import Ruling
from model.errors import UsageError
from model.facts import CASTING
from model.watched import Series
from store import rulings
from store.claims import Held
from store.queue import Stale
from store.store import Store

RULED = {
    "confirmed": N_("confirmed by an editor"),
    "pinned": N_("believed by decision of an editor"),
    "rejected": N_("rejected"),
    "merged": N_("merged"),
}
SAYS = {
    "confirm": N_("Confirmed"),
    "reject": N_("Rejected"),
    "pin": N_("Believed"),
    "merge": N_("Merged"),
    "clear": N_("Taken back"),
    "note": N_("Noted"),
}
MARKS = {
    **wording.STATUS,
    "believed": N_("believed"),
    "said by nobody now": N_("said by nobody now"),
    "confirmed": N_("confirmed"),
    "pinned": N_("believed by decision of an editor"),
    "rejected": N_("rejected"),
    "merged": N_("merged"),
}
SHELVES = {False: N_("Dates"), True: N_("Cast")}
_PLACES = {about: place for place, about in enumerate(wording.ABOUT)}
_STOOD = re.compile(r"(?P<value>.+): (?P<marks>[a-z, ]+); (?P<articles>\d{1,9}) articles, (?P<origins>\d{1,9}) origins")
KEY_MAX = 64  # characters of an idempotency key
WIDTHS = (560, 328)  # of the drawings, in pixels: beside the list, and on a phone


def fact_key(held: Held) -> tuple[bool, str, str, int, str, str]:
    """Dates and the like first, in the order of `wording.ABOUT`, then cast."""
    claim = held.claim
    place = _PLACES.get(claim.about, len(_PLACES))
    return (claim.about.startswith(CASTING), claim.series, claim.season, place, claim.about, claim.region)


def standing(line: str) -> str:
    """What `rulings.standing_of` says of a fact, in the reader's words; a part that it did not write stays as it is."""
    return " · ".join(_standing(part) for part in line.split(" | "))


def _rulings(line: str) -> list[tuple[str, str]]:
    """(value, what an editor ruled of it) of a line of `rulings.standing_of`."""
    found = [_STOOD.fullmatch(part) for part in line.split(" | ")]
    return [(m["value"], mark) for m in found if m is not None for mark in m["marks"].split(", ") if mark in RULED]


def _standing(part: str) -> str:
    found = _STOOD.fullmatch(part)
    if found is None:
        return part
    articles, origins = int(found["articles"]), int(found["origins"])
    marks = ", ".join(_(MARKS[mark]) if mark in MARKS else mark for mark in found["marks"].split(", "))
    counts = (
        ngettext("%(num)s article", "%(num)s articles", articles) % {"num": articles},
        ngettext("%(num)s origin", "%(num)s origins", origins) % {"num": origins},
    )
    return f"{wording.value(found['value'])}: {marks}; {', '.join(counts)}"


class LedgerViews:
    """The views; `page` renders a template, `done` answers a form that was obeyed."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], dt.datetime],
        names: Mapping[str, str],
        series: Sequence[Series],
        page: Callable[..., Response],
        done: Callable[[str, str], Response],
    ) -> None:
        self._store, self._clock, self._names, self._page, self._done = store, clock, names, page, done
        self._titles = {one.slug: one.titles[0] for one in series}

    def routes(self) -> list[Route]:
        return [
            Route("/claims", self.facts),
            Route("/claims/{claim:int}", self.fact, methods=["GET"]),
            Route("/claims/{claim:int}", self.decide, methods=["POST"]),
        ]

    async def facts(self, request: Request) -> Response:
        """The facts of a season, and the first of them opened beside."""
        shelves = self._store.claims.shelves()
        asked = (request.query_params.get("series", ""), request.query_params.get("season", ""))
        if "season" not in request.query_params:
            asked = max((s for s in shelves if asked[0] in ("", s[0])), key=lambda s: shelves[s], default=asked)
        facts = self._facts(*asked, self._ruled())
        first = next((one for _name, some in facts for one in some), None)
        opened = self._opened(self._store.claims.claim(first["values"][0]["id"])) if first else {}
        return self._page(request, "claims.html", facts=facts, reading=False, **self._shelf(asked, shelves), **opened)

    async def fact(self, request: Request) -> Response:
        """One fact, named by any of its claims, beside the others of its season."""
        held = self._held(request)
        shelf = (held.claim.series, held.claim.season)
        facts = self._facts(*shelf, self._ruled())
        return self._page(
            request, "claims.html", facts=facts, reading=True, **self._shelf(shelf, self._store.claims.shelves()), **self._opened(held)
        )

    def _shelf(self, shelf: tuple[str, str], shelves: Mapping[tuple[str, str], int]) -> dict[str, Any]:
        """Which series and season is shown, and which others there are."""
        of = sorted(
            (s for s in shelves if s[0] == shelf[0]), key=lambda s: (not s[1], [-int(n) if n.isdecimal() else 0 for n in (s[1][1:],)], s[1])
        )
        seasons = [(s[1], _("Season %(number)s") % {"number": s[1][1:]} if s[1] else _("The series"), shelves[s]) for s in of]
        others = dict.fromkeys([shelf[0], *(s[0] for s in shelves)])
        return {
            "shelf": shelf,
            "seasons": seasons,
            "shown_series": self._titles.get(shelf[0], shelf[0]) or _("Claims"),
            "series_all": [(slug, self._titles.get(slug, slug)) for slug in others if slug],
        }

    def _facts(self, series: str, season: str, ruled: Mapping[int, Ruling]) -> list[tuple[str, list[dict[str, Any]]]]:
        """(heading, facts): what is dated or stated first, then the cast."""
        rows = [h for h in self._store.claims.ledger(series, season) if (h.claim.series, h.claim.season) == (series, season)]
        facts = [self._fact(list(of), ruled) for _key, of in groupby(sorted(rows, key=fact_key), fact_key)]
        return [(_(SHELVES[cast]), list(some)) for cast, some in groupby(facts, lambda fact: bool(fact["cast"]))]

    def _opened(self, held: Held | None) -> dict[str, Any]:
        """What the page shows of the fact that is read."""
        if held is None:
            return {}
        claim = held.claim
        ruled = self._ruled()
        here = (claim.series, claim.season, claim.about, claim.region)
        values = [h for h in self._store.claims.ledger(claim.series, claim.season) if fact_key(h) == fact_key(held)]
        shown = {h.id for h in values}
        aside: list[dict[str, Any]] = [
            {
                "id": claim_id,
                "value": wording.value(r.value),
                "says": " ".join((_(RULED[r.says]), *([f"→ {wording.value(r.into)}"] if r.into else []))),
            }
            for claim_id, r in ruled.items()
            if (r.series, r.season, r.about, r.region) == here and claim_id not in shown
        ]
        belief = belief_chart.told(
            self._store.claims.history(*here),
            [belief_chart.Said(h.claim.value, h.claim.status, h.claim.origins, h.claim.first_seen, h.claim.last_seen) for h in values],
            [moment for h in values for moment in {e.article: e.at for e in h.claim.evidence}.values()],
            self._clock(),
            WIDTHS,
        )
        ruled_on = self._store.queue.of_claims(shown | {int(one["id"]) for one in aside})
        undone = {row["undoes"] for row in ruled_on}
        return {
            "fact": self._fact(values, ruled)
            if values
            else {"title": wording.title(claim), "values": [], "series": claim.series, "region": claim.region},
            "aside": aside,
            "belief": belief,
            "notes": [row for row in ruled_on if row["note"] and row["action"] != "undo" and row["id"] not in undone],
            "says": SAYS,
            "key": secrets.token_urlsafe(12),
            "seen": rulings.standing_of(self._store.db, held.id),
            "opened": shown,
        }

    async def decide(self, request: Request) -> Response:
        """Confirm, reject, believe, merge, take back or note: once, however often the form is sent, and of what was read."""
        form = await request.form()
        held = self._held(request)
        action, into, seen = (str(form.get(name, "")) for name in ("decision", "into", "seen"))
        if not seen:
            raise UsageError(_("that form does not say what was read"))
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
            return self._moved(request, held, error, form)
        return self._done(f"/claims/{held.id}", _(SAYS[action]) if done.batch else _("Nothing to do: it stands so already."))

    def _moved(self, request: Request, held: Held, error: Stale, form: FormData) -> Response:
        """Both sides of a fact that moved while it was read, and who ruled on it where somebody did."""
        (side,) = error.sides
        read, stands = side["judged"]["text"], side["now"]["text"]
        theirs = None
        if _rulings(read) != _rulings(stands):
            ids = [h.id for h in self._store.claims.ledger(held.claim.series, held.claim.season) if fact_key(h) == fact_key(held)]
            last = next((row for row in self._store.queue.of_claims({held.id, *ids}) if row["action"] != "note"), None)
            if last is not None:
                theirs = Theirs(last["editor"], last["at"], _(SAYS.get(last["action"], cards.DONE.get(last["action"], ""))), last["note"])
        action = str(form.get("decision", ""))
        mine = _(SAYS[action]) if action in SAYS else ""
        fields = [*((name, str(form[name])) for name in ("decision", "into", "note") if name in form), ("seen", stands)]
        return both_sides(
            self._page,
            request,
            self._clock(),
            mine=Mine(f"{mine}: {wording.value(held.claim.value)}", note=str(form.get("note", ""))[: rulings.NOTE_MAX]),
            theirs=theirs,
            keep=f"/claims/{held.id}",
            over=Over(f"/claims/{held.id}", [*fields, ("key", secrets.token_urlsafe(12))], _("Do mine all the same")),
            again=f"/claims/{held.id}",
            title="" if theirs else _("This moved while you read it"),
            sides=[{"read": standing(read), "now": standing(stands)}],
            here="/claims",
        )

    def _held(self, request: Request) -> Held:
        held = self._store.claims.claim(request.path_params["claim"]) if request.path_params["claim"] < 2**63 else None
        if held is None:
            raise HTTPException(404, _("No such claim"))
        return held

    def _ruled(self) -> dict[int, Ruling]:
        return dict(rulings.ruled(self._store.db))

    def _fact(self, values: Sequence[Held], ruled: Mapping[int, Ruling]) -> dict[str, Any]:
        order = sorted(values, key=lambda h: (h.claim.first_seen, h.id), reverse=True)
        order.sort(
            key=lambda h: (not h.claim.believed, h.claim.status in wording.AGAINST)
        )  # what is believed, what stands against it, what was
        rows = [self._value(h, ruled) for h in order]
        claim = values[0].claim
        return {
            "title": wording.title(claim),
            "about": wording.about(claim.about),
            "cast": claim.about.startswith(CASTING),
            "region": claim.region,
            "series": claim.series,
            "values": rows,
            "disagree": sum(row["status"] not in wording.AGAINST for row in rows[1:]),
        }

    def _value(self, held: Held, ruled: Mapping[int, Ruling]) -> dict[str, Any]:
        claim, proof = held.claim, wording.best_quote(held.claim.evidence)
        return {
            "id": held.id,
            "value": wording.value(claim.value),
            "precision": _(wording.PRECISION[claim.precision]) if claim.precision in wording.PRECISION else claim.precision,
            "status": claim.status,
            "says": wording.status(claim.status),
            "believed": claim.believed,
            "articles": held.articles,
            "origins": claim.origins,
            "since": claim.first_seen.date().isoformat(),
            "quote": proof.quote if proof else "",
            "source": self._names.get(proof.source, proof.source) if proof else "",
            "at": proof.at.date().isoformat() if proof else "",
            "ruled": _(RULED[ruled[held.id].says]) if held.id in ruled else "",
            "users_only": all(e.tier == "user-generated" for e in claim.evidence),
            "carried": ledger.carried(claim),
        }
