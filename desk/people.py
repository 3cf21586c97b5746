"""Screens of the registry: who is proposed for series.yaml, and what accepting somebody would write there."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desk import cards
from desk.auth import editor_of
from desk.conflict import Mine, Over, Theirs, both_sides
from desk.elsewhere import heard
from desk.languages import N_
from desk.languages import gettext as _
from desk.registry import Proposed, Registry
from model.errors import ConfigError, UsageError
from model.watched import Person
from store.queue import Stale

FIELDS = ("name", "native", "slug", "character", "season", "job")  # what an editor may say otherwise
FIELD_MAX = 120  # characters of one
KEY_MAX = 64  # characters of an idempotency key
SEEN_MAX = 1000  # mentions of one form
SAYS = {"joins_cast": N_("is said to join"), "leaves": N_("is said to leave"), "rumoured": N_("is rumoured"), "": N_("is named")}


class PeopleViews:
    """The views; `page` renders a template, `done` answers a form that was obeyed."""

    def __init__(
        self,
        registry: Registry,
        clock: Callable[[], dt.datetime],
        names: Mapping[str, str],
        page: Callable[..., Response],
        done: Callable[[str, str], Response],
    ) -> None:
        self._registry, self._clock, self._names, self._page, self._done = registry, clock, names, page, done

    def routes(self) -> list[Route]:
        return [
            Route("/people", self.proposed),
            Route("/people/{mention:int}", self.preview, methods=["GET"]),
            Route("/people/{mention:int}", self.decide, methods=["POST"]),
        ]

    async def proposed(self, request: Request) -> Response:
        """Everybody who is proposed, with the quotes."""
        people = [self._shown(one) for one in self._registry.proposed()]
        return self._page(request, "people.html", people=people, key=secrets.token_urlsafe(12))

    async def preview(self, request: Request) -> Response:
        """The entry as it would be written, to be changed and then accepted."""
        return self._previewed(request, self._named(request), request.query_params)

    def _previewed(self, request: Request, one: Proposed, said: QueryParams | FormData, status: int = 200) -> Response:
        draft, problem = None, ""
        try:
            draft = self._registry.draft(one.series, self._registry.drafted(one, _said(said)))
        except (ConfigError, UsageError) as error:
            problem, status = heard(error), 400
        person = draft.person if draft else None
        shown = {
            "name": person.name if person else one.name,
            "native": person.native if person else one.native,
            "slug": person.slug if person else "",
            "character": person.plays[0].character if person and person.plays else one.character,
            "season": one.season.removeprefix("S"),
            "job": person.does[0].job if person and person.does else "",
        } | _said(said)
        return self._page(
            request,
            "person.html",
            status,
            person=self._shown(one),
            draft=draft,
            problem=problem,
            said=shown,
            key=secrets.token_urlsafe(12),
        )

    async def decide(self, request: Request) -> Response:
        """Accept what was previewed, or reject: once, however often the form is sent."""
        form = await request.form()
        decision, editor, key = str(form.get("decision", "")), editor_of(request).name, str(form.get("key", ""))[:KEY_MAX]
        if decision not in ("accept", "reject"):
            raise UsageError("that form holds no decision")
        mention = request.path_params["mention"]
        if self._registry.done(key):
            return self._done("/people", "")
        gone = self._registry.decided(mention) if mention < 2**63 else None
        if gone is not None:
            mine_says, theirs_says = cards.DONE[f"{decision}_person"], cards.DONE[gone["action"]]
            mine = Mine(f"{_(mine_says)}: {str(form.get('name', '')) or gone['name']}")
            theirs = Theirs(gone["editor"], gone["at"], _(theirs_says), gone["note"])
            where = f"/history?{urlencode({'target': f'mention {mention}'})}"
            return both_sides(self._page, request, self._clock(), mine=mine, theirs=theirs, keep="/people", again=where, here="/people")
        one = self._named(request)
        seen = [int(str(each)) for each in form.getlist("seen") if str(each).isdecimal() and len(str(each)) < 18][:SEEN_MAX]
        if decision == "reject":
            note = " ".join(str(form.get("note", "")).split())[:500]
            self._registry.reject(one, editor, self._clock(), mentions=seen, note=note, key=key)
            return self._done("/people", _("%(name)s is not proposed again") % {"name": one.name})
        try:
            person = self._registry.drafted(one, _said(form))
            self._registry.accept(one, person, str(form.get("file", "")), editor, self._clock(), mentions=seen, key=key)
        except ConfigError:
            return self._previewed(request, one, form)
        except Stale as error:
            return self._moved(request, one, person, error, form)
        return self._done("/people", _("%(name)s is in series.yaml") % {"name": person.name})

    def _moved(self, request: Request, one: Proposed, person: Person, error: Stale, form: FormData) -> Response:
        """series.yaml is another than the one that was read: what would be written into it as it is now, to be accepted anew."""
        draft = self._registry.draft(one.series, person)
        fields = [("decision", "accept"), ("file", draft.before_hash), ("key", secrets.token_urlsafe(12)), *_said(form).items()]
        fields += [("seen", str(each)) for each in form.getlist("seen")]
        return both_sides(
            self._page,
            request,
            self._clock(),
            mine=Mine(_("%(name)s into series.yaml") % {"name": person.name}),
            over=Over(f"/people/{one.id}", fields, _("Write it into series.yaml")),
            again=f"/people/{one.id}",
            title=_("series.yaml changed while you read it"),
            sides=[
                {"read": side["judged"]["text"], "now": _("series.yaml as it was: %(mark)s") % {"mark": draft.before_hash[:12]}}
                for side in error.sides
            ],
            draft=draft.diff,
            here="/people",
        )

    def _named(self, request: Request) -> Proposed:
        mention = request.path_params["mention"]
        one = self._registry.named(mention) if mention < 2**63 else None
        if one is None:
            raise HTTPException(404, _("Nobody is proposed here, or somebody has decided already"))
        return one

    def _shown(self, one: Proposed) -> dict[str, Any]:
        return {
            "id": one.id,
            "name": one.name,
            "native": one.native,
            "series": one.series,
            "says": _(SAYS.get(one.relation, SAYS[""])),
            "character": one.character,
            "season": one.season,
            "articles": one.articles,
            "origins": one.origins,
            "mentions": one.mentions,
            "quotes": [
                {"quote": q.quote, "title": q.title, "url": q.url, "source": self._names.get(q.source, q.source)} for q in one.quotes
            ],
        }


def _said(form: QueryParams | FormData) -> dict[str, str]:
    return {name: str(form[name])[:FIELD_MAX] for name in FIELDS if name in form}
