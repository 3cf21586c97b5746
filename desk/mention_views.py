"""Mentions: yes, no, who is meant, and putting one right. The same forms with and without script."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desk import wording
from desk.auth import editor_of
from desk.conflict import Over, mention_conflict
from desk.frame import KEY_MAX, Frame, Toast, number, owned, reads, then
from desk.languages import N_
from desk.languages import gettext as _
from model.errors import UsageError
from model.text import fold
from store.edits import ABOUTS, RELATIONS, Edit
from store.mentions import seen_as
from store.stale import Stale

SAME_MAX = 200  # mentions that say the same, decided together
SHIFT_MAX = 12  # words that an end of a span is moved by at once
AROUND = 160  # characters shown on both sides of a mention in its form
DECIDED = ("accept", "reject", "choose")
SAYS = {"accept": N_("Accepted"), "reject": N_("Refused"), "choose": N_("Chosen")}


class MentionViews:
    """The views; see Frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame, self._store = frame, frame.store

    def routes(self) -> list[Route]:
        return [
            Route("/mentions/{mention:int}", self.form, methods=["GET"]),
            Route("/mentions/{mention:int}", self.decide, methods=["POST"]),
            Route("/mentions/{mention:int}/edit", self.edit, methods=["POST"]),
        ]

    async def form(self, request: Request) -> Response:
        """The form of one mention, as a page of its own; our script shows it in place."""
        row = self._store.queue.mention(request.path_params["mention"] if request.path_params["mention"] < 2**62 else 0)
        whole, start, end = row["whole"], row["start"], row["end"]
        return self._frame.page(
            request,
            "mention.html",
            m=row,
            left=whole[max(whole.rfind("\n", 0, start) + 1, start - AROUND) : start],
            right=whole[end : min(_line_end(whole, end), end + AROUND)],
            people=sorted(self._frame.people.items(), key=lambda person: person[1]),
            relations=RELATIONS,
            relation_says=wording.RELATION,
            abouts=ABOUTS,
            about_says=wording.ABOUT,
            shift=SHIFT_MAX,
            was=seen_as(row),
            key=secrets.token_urlsafe(12),
            here="/queue",
        )

    async def edit(self, request: Request) -> Response:
        form = await request.form()
        mention = request.path_params["mention"]

        def said(name: str) -> str | None:
            value = form.get(name)
            return None if value is None else " ".join(str(value).split())

        def words(name: str) -> int:
            text = str(form.get(name, "0") or "0")
            moved = int(text) if text.lstrip("-").isdecimal() and len(text) < 4 else SHIFT_MAX + 1
            if abs(moved) > SHIFT_MAX:
                raise UsageError(f"an end is moved by at most {SHIFT_MAX} words at once")
            return moved

        person = value = None
        if (name := said("person")) is not None:
            person, value = named(self._frame, name)
        elif (value := said("value")) is not None and not value:
            raise UsageError("a value is needed")
        edit = Edit(
            person=person,
            value=value,
            character=said("character"),
            relation=said("relation"),
            about=said("about"),
            season=said("season"),
            begin=words("begin"),
            finish=words("finish"),
        )
        try:
            done = self._store.queue.edit_mention(
                mention,
                edit,
                editor_of(request).name,
                self._frame.clock(),
                judged_hash=self._judged(mention, form, str(form.get("hash", ""))),
                idempotency=str(form.get("key", ""))[:KEY_MAX],
                seen=str(form.get("was", ""))[:KEY_MAX],
            )
        except Stale as stale:
            row = self._store.queue.any_mention(mention)
            mine = _("Mention put right: %(value)s") % {"value": value or person or ""}
            kept = [(name, str(said_)) for name, said_ in form.multi_items() if name not in ("key", "was", "hash", "seen")]
            fields = [*kept, ("key", secrets.token_urlsafe(12)), ("hash", row["content_hash"]), ("was", seen_as(row))]
            over = Over(f"/mentions/{mention}/edit", fields, _("Do mine all the same"))
            return mention_conflict(self._frame, request, row["story_id"], stale, mine, over)
        story = self._store.queue.mention(mention)["story_id"]
        own = owned(self._store, done.batch, form.getlist("seen"))
        return then(f"/queue/{story}", Toast(_("Mention put right"), batch=done.batch), own)

    async def decide(self, request: Request) -> Response:
        form = await request.form()
        decision, person = str(form.get("decision", "")), str(form.get("person", ""))
        if decision not in DECIDED:
            raise UsageError("that form holds no decision")
        asked = request.query_params  # what says the same is named in the address, so that all chips share one form
        named = [*form.getlist("same"), *asked.get("same", "").split(",")]
        same = [found for each in named if (found := number(each)) is not None][:SAME_MAX]
        mentions = same or [request.path_params["mention"]]
        story, article = number(form.get("story") or asked.get("story", "")), number(asked.get("article", ""))
        try:
            done = self._store.queue.judge_mentions(
                mentions,
                decision,  # type: ignore[arg-type]
                editor_of(request).name,
                self._frame.clock(),
                person=person,
                value=self._frame.people.get(person, ""),
                judged_hash=self._judged(mentions[0], form, str(form.get("hash", "")) or asked.get("hash", "")),
                seen=(str(form.get("was", "")) or asked.get("was", ""))[:KEY_MAX],
                idempotency=str(form.get("key", ""))[:KEY_MAX],
            )
        except Stale as stale:
            row = self._store.queue.any_mention(mentions[0])
            where = urlencode(
                {"story": story or row["story_id"], "was": seen_as(row), "hash": row["content_hash"]}
                | ({"article": article} if article else {})
            )
            fields = [("decision", decision), ("person", person), *(("same", each) for each in same)]
            over = Over(f"/mentions/{mentions[0]}?{where}", fields, _("Do mine all the same"))
            mine = f"{_(SAYS[decision])}: {self._frame.people.get(person) or row['text']}"
            return mention_conflict(self._frame, request, row["story_id"], stale, mine, over)
        where = (f"/queue/{story}" + (f"?article={article}" if article else "")) if story else "/queue"
        return then(where, own=owned(self._store, done.batch, form.getlist("seen")))

    def _judged(self, mention: int, form: FormData, said: str) -> str:
        """The content hash of a mention's article as it was read: on the page that our script shows, else as the form says."""
        return reads(form.getlist("seen"))[0].get(self._store.queue.any_mention(mention)["article_id"], said)


def named(frame: Frame, name: str) -> tuple[str, str]:
    """(slug, name as published) of somebody by their name or slug. UsageError for somebody who is not in series.yaml."""
    people = frame.people
    slugs = {fold(each): slug for slug, each in people.items()} | {slug: slug for slug in people}
    slug = slugs.get(name) or slugs.get(fold(name))
    if slug is None:
        raise UsageError(f"{name or 'nobody'} is not in series.yaml", hint="choose somebody who is, or propose the person first")
    return slug, people[slug]


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found
