"""Search: a GET form, so that a view is an address and can be kept under a name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desk import cards
from desk.auth import editor_of
from desk.frame import Frame, Toast, number, then
from desk.languages import N_
from desk.languages import gettext as _
from desk.marks import Piece
from model.errors import UsageError
from model.records import dated
from store.search import BANDS, CHANGES, FILTERS, PAGE, SCANNED, STATES, Asked

STATE_SAYS = {"new": N_("new"), "waiting": N_("waiting"), "accepted": N_("approved"), "rejected": N_("rejected")}
BAND_SAYS = {"low": N_("below 50"), "middle": N_("50 to 79"), "high": N_("80 and over")}
CHANGE_SAYS = {"no": N_("no"), "yes": N_("yes")}
TIERS = ("official", "press", "user-generated")
VALUES_MAX = 40  # boxes of one filter
PAGES_MAX = SCANNED // PAGE


class SearchViews:
    """The views; see Frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame, self._store = frame, frame.store

    def routes(self) -> list[Route]:
        return [
            Route("/search", self.search),
            Route("/views", self.keep, methods=["POST"]),
            Route("/views/{view:int}/forget", self.forget, methods=["POST"]),
        ]

    async def search(self, request: Request) -> Response:
        params = request.query_params
        asked, page = _asked(params), min(number(params.get("page", "0")) or 0, PAGES_MAX)
        found = self._store.search.find(asked, page=page)
        now, me = self._frame.clock(), editor_of(request).name
        leases = self._store.leases.held(now, [row["story_id"] for row in found.rows])
        for row in found.rows:
            lease = leases.get(row["story_id"])
            row["reader"] = lease.editor if lease is not None and lease.editor != me else ""
            row["age"] = cards.age(row["first_seen"], now)
            row["pieces"] = marked(row["title"], asked.words)
            row["source_name"] = self._frame.names.get(row["source"], row["source"])
        kept = [(key, value) for key, value in params.multi_items() if key not in ("page", "all") and value]
        address = "/search?" + urlencode(kept)
        return self._frame.page(
            request,
            "search.html",
            asked=asked,
            found=found,
            filters=self._filters(params, found.counts),
            chips=[
                (self._chip(key, value), "/search?" + urlencode([kv for kv in kept if kv != (key, value)]))
                for key, value in kept
                if key != "q"
            ],
            address=address,
            ticked="all" in params,  # every story of this page that can be decided
            tick=f"{address}&page={page}" + ("" if "all" in params else "&all=1"),
            views=self._store.search.views(),
            people=sorted(set(self._frame.people.values())),
            page=page,
            more=(page + 1) * PAGE < found.total,
            scanned=SCANNED,
            here="/search",
        )

    def _filters(self, params: QueryParams, counts: Mapping[str, Mapping[str, int]]) -> list[dict[str, object]]:
        """(name, heading, boxes) of each filter; a box says how many stories there are of it under the other filters."""
        known: dict[str, tuple[str, Sequence[tuple[str, str]]]] = {
            "state": (_("State"), [(s, _(STATE_SAYS[s])) for s in STATES]),
            "band": (_("Relevance"), [(b, _(BAND_SAYS[b])) for b in BANDS]),
            "tier": (_("Source tier"), [(t, _(t)) for t in TIERS]),
            "language": (_("Language"), [(code, code or _("not known")) for code in sorted(counts["language"])]),
            "changes": (_("Changes a claim"), [(c, _(CHANGE_SAYS[c])) for c in CHANGES]),
            "series": (_("Series"), [(s.slug, s.titles[0]) for s in self._frame.series]),
            "source": (_("Source"), [(slug, self._frame.names.get(slug, slug)) for slug in sorted(counts["source"])]),
        }
        return [
            {
                "name": name,
                "says": says,
                "boxes": [
                    {"value": value, "says": label, "count": counts[name].get(value, 0), "on": value in params.getlist(name)}
                    for value, label in values
                    if counts[name].get(value) or value in params.getlist(name)
                ][:VALUES_MAX],
            }
            for name, (says, values) in known.items()
        ]

    def _chip(self, key: str, value: str) -> str:
        """What a filter that is set says."""
        said = {"state": STATE_SAYS, "band": BAND_SAYS, "tier": dict.fromkeys(TIERS, value)}.get(key, {})
        if value in said:
            return _(said[value])
        if key == "changes":
            return ": ".join((_("changes a claim"), _(CHANGE_SAYS.get(value, value))))
        if key == "source":
            return self._frame.names.get(value, value)
        if key == "series":
            return next((s.titles[0] for s in self._frame.series if s.slug == value), value)
        if key in ("since", "until"):
            return " ".join((_("from") if key == "since" else _("to"), value))
        return value

    async def keep(self, request: Request) -> Response:
        """Keep a search under a name."""
        form = await request.form()
        address = str(form.get("address", ""))
        if not address.startswith("/search?") or len(address) > 2000:
            raise UsageError("only a search can be kept as a view")
        self._store.search.save_view(str(form.get("name", "")), address, editor_of(request).name, dated(self._frame.clock()))
        return then(address, Toast(_("Kept as a view")))

    async def forget(self, request: Request) -> Response:
        self._store.search.forget_view(request.path_params["view"] if request.path_params["view"] < 2**62 else 0)
        return then("/search", Toast(_("The view is forgotten")))


def _asked(params: QueryParams) -> Asked:
    """The form as it stands in the address. UsageError for a day that is none."""
    days = {}
    for name in ("since", "until"):
        value = params.get(name, "")
        if value:
            try:
                dt.date.fromisoformat(value)
            except ValueError:
                raise UsageError("that is no day", hint="write 2026-09-12") from None
        days[name] = value
    lists = {name: tuple(value for value in params.getlist(name) if value)[:VALUES_MAX] for name in FILTERS}
    return Asked(
        words=params.get("q", ""),
        states=lists["state"],
        series=lists["series"],
        sources=lists["source"],
        tiers=lists["tier"],
        languages=lists["language"],
        bands=lists["band"],
        changes=lists["changes"],
        person=params.get("person", "")[:120],
        since=days["since"],
        until=days["until"],
    )


def marked(title: str, query: str) -> list[Piece]:
    """A headline in pieces, the words that were asked for marked."""
    terms = {t.strip('"*').lower() for t in re.findall(r'"[^"]+"|(?<!\S)[^\s"-][^\s"]*', query)} - {"or", ""}
    if not terms:
        return [Piece(title)]
    pattern = re.compile("|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True)), re.IGNORECASE)
    pieces, place = [], 0
    for match in pattern.finditer(title):
        if match.start() > place:
            pieces.append(Piece(title[place : match.start()]))
        pieces.append(Piece(match[0], _Hit(match.start(), match.end())))
        place = match.end()
    return [*pieces, Piece(title[place:])] if place < len(title) else pieces


class _Hit:
    """A place of a headline, as a mark needs it."""

    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end
