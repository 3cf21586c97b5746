"""Adding a mention where nobody found one: which words, and what they say. The same form with and without script."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desk import wording
from desk.auth import editor_of
from desk.conflict import mention_conflict
from desk.frame import KEY_MAX, Frame, Toast, number, owned, reads, then
from desk.languages import gettext as _
from desk.mention_views import named
from model.errors import UsageError
from model.spans import span
from model.text import quote_span
from store.added import SAID, WORDS_MAX, Added, spots
from store.edits import ABOUTS, RELATIONS, Edit
from store.stale import Stale


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where the words stand, in its sentence."""

    at: str  # "12-20", as the form sends it
    before: str
    words: str
    after: str


class AddingViews:
    """The views; see Frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame, self._store = frame, frame.store

    def routes(self) -> list[Route]:
        return [
            Route("/queue/{story:int}/add", self.form, methods=["GET"]),
            Route("/queue/{story:int}/add", self.add, methods=["POST"]),
        ]

    async def form(self, request: Request) -> Response:
        """Which words are meant, then what they say. `nth` is which of the same words in the body a script saw selected."""
        asked = request.query_params
        row = self._article(request, asked.get("article", ""))
        words = " ".join(asked.get("words", "").split())
        found = spots(row["text"], words)
        if (nth := number(asked.get("nth", ""))) is not None:
            body = [spot for spot in found if spot[0] > len(row["title"])]
            found = body[nth - 1 : nth] or found
        missing = bool(words) and not found
        people = sorted(set(self._frame.people.values()))
        return self._frame.page(
            request,
            "add.html",
            400 if missing else 200,
            row=row,
            words=words,
            missing=missing,
            spots=[_spot(row["text"], *spot) for spot in found],
            person=next((name for name in people if name.casefold() == words.casefold()), ""),
            value=words if span(words) else "",
            people=people,
            relations=RELATIONS,
            relation_says=wording.RELATION,
            abouts=ABOUTS,
            about_says=wording.ABOUT,
            said=SAID,
            said_says=wording.SAID,
            words_max=WORDS_MAX,
            key=secrets.token_urlsafe(12),
            here="/queue",
        )

    async def add(self, request: Request) -> Response:
        form = await request.form()
        article = number(form.get("article", ""))
        if article is None:
            raise UsageError("there is no such article")

        def said(name: str) -> str:
            return " ".join(str(form.get(name, "")).split())

        start, _dash, end = str(form.get("at", "")).partition("-")
        place = number(start), number(end)
        if place[0] is None or place[1] is None:
            raise UsageError("those words do not stand together in the article")
        series = ""
        if said("kind") == "cast":
            person, value = named(self._frame, said("person"))
            edit = Edit(person=person, value=value, character=said("character"), relation=said("relation") or None, season=said("season"))
            known = self._store.queue.standing_text(article)["series"] or ""
            series = next((s.slug for s in self._frame.series if s.slug in known.split() and any(p.slug == person for p in s.people)), "")
            added = Added(kind="cast", start=place[0], end=place[1], edit=edit, series=series)
        elif said("kind") == "date":
            edit = Edit(value=said("value"), about=said("about"), season=said("season"))
            added = Added(kind="date", start=place[0], end=place[1], edit=edit, said=said("said"))
        else:
            raise UsageError("that form holds no decision")
        try:
            done = self._store.queue.add_mention(
                article,
                added,
                editor_of(request).name,
                self._frame.clock(),
                judged_hash=reads(form.getlist("seen"))[0].get(article, str(form.get("hash", ""))),
                idempotency=str(form.get("key", ""))[:KEY_MAX],
            )
        except Stale as stale:
            story = self._store.queue.standing_text(article)["story_id"]
            mine = _("Mention added: %(value)s") % {"value": said("person") or said("value")}
            return mention_conflict(self._frame, request, story, stale, mine)
        story = self._store.queue.standing_text(article)["story_id"]
        own = owned(self._store, done.batch, form.getlist("seen"))
        return then(f"/queue/{story}?article={article}", Toast(_("Mention added"), batch=done.batch), own)

    def _article(self, request: Request, asked: str) -> dict[str, Any]:
        """The article that is meant: the one named, else the first of the story."""
        article = number(asked)
        if article is None:
            rows = self._store.queue.card(self._store.queue.current(request.path_params["story"]))["articles"]
            if not rows:
                raise UsageError("this story is empty now")
            article = rows[0]["id"]
        return self._store.queue.standing_text(article)


def _spot(text: str, start: int, end: int) -> Spot:
    left, right = quote_span(text, start, end)
    return Spot(f"{start}-{end}", text[left:start], text[start:end], text[end:right])
