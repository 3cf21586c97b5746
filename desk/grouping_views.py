"""Which articles are one story: merging with a preview, splitting off, keeping apart; each of what was read, else 409."""

from __future__ import annotations

import secrets
from typing import TypedDict

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desk import cards
from desk.auth import editor_of
from desk.conflict import regrouping_conflict
from desk.frame import KEY_MAX, Frame, number, reads, then
from desk.languages import gettext as _
from desk.moves import by_fact
from model.errors import UsageError
from store.stale import Stale


class GroupingViews:
    """The views; see Frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame, self._store = frame, frame.store

    def routes(self) -> list[Route]:
        return [
            Route("/queue/{story:int}/merge", self.merge_preview, methods=["GET"]),
            Route("/queue/{story:int}/merge", self.merge, methods=["POST"]),
            Route("/queue/{story:int}/split", self.split, methods=["POST"]),
            Route("/queue/{story:int}/apart", self.apart, methods=["POST"]),
        ]

    async def merge_preview(self, request: Request) -> Response:
        """What each claim would become, before two stories are made one."""
        story, into = request.path_params["story"], _other(request.query_params.get("into", ""), "say which story to merge with")
        one, other = self._store.queue.card(story), self._store.queue.card(into)
        if one["story_id"] == other["story_id"] or not one["articles"] or not other["articles"]:
            raise UsageError("these are one story already")
        ids = [[a["id"] for a in card["articles"]] for card in (one, other)]
        sides = [by_fact(self._store, some) for some in (*ids, ids[0] + ids[1])]
        facts = [(fact, *(side.get(fact) for side in sides)) for fact in dict.fromkeys([*sides[0], *sides[1], *sides[2]])]
        return self._frame.page(
            request,
            "merge.html",
            one=one,
            other=other,
            origins=[len(cards.by_origin(c["articles"], self._frame.names)) for c in (one, other)],
            facts=facts,
            names=self._frame.names,
            key=secrets.token_urlsafe(12),
            here="/queue",
        )

    async def merge(self, request: Request) -> Response:
        """Make one story of two, as the preview showed them."""
        form = await request.form()
        story, into = request.path_params["story"], _other(form.get("into", ""), "say which story to merge with")
        try:
            done = self._store.queue.merge(
                story,
                into,
                editor_of(request).name,
                self._frame.clock(),
                **_as_read(form),
            )
        except Stale as stale:
            return regrouping_conflict(self._frame, request, story, _("Merged"), stale)
        return then(f"/queue/{into}", self._frame.told(_("Merged"), into, batch=done.batch))

    async def split(self, request: Request) -> Response:
        """Take articles out of a story, as they stood there."""
        form = await request.form()
        story = request.path_params["story"]
        going = [found for each in form.getlist("article") if (found := number(each)) is not None]
        says = _("Split off, as a story of its own")
        try:
            new, done = self._store.queue.split(
                story,
                going,
                editor_of(request).name,
                self._frame.clock(),
                **_as_read(form),
            )
        except Stale as stale:
            return regrouping_conflict(self._frame, request, story, says, stale)
        return then(f"/queue/{story}", self._frame.told(says, new, batch=done.batch))

    async def apart(self, request: Request) -> Response:
        """Remember of two stories, as their headlines stood there, that they are two."""
        form = await request.form()
        story, other = request.path_params["story"], _other(form.get("other", ""), "say which story to keep apart from")
        says = _("Kept apart, and remembered")
        try:
            done = self._store.queue.apart(
                story,
                other,
                editor_of(request).name,
                self._frame.clock(),
                **_as_read(form),
            )
        except Stale as stale:
            return regrouping_conflict(self._frame, request, story, says, stale)
        return then(f"/queue/{story}", self._frame.told(says, other, batch=done.batch))


def _other(said: object, missing: str) -> int:
    if (found := number(said)) is None:
        raise UsageError(missing)
    return found


class AsRead(TypedDict):
    """What each of these decisions is told of its form."""

    idempotency: str
    judged_hashes: dict[int, str]
    row_versions: dict[int, int]


def _as_read(form: FormData) -> AsRead:
    """The key against sending twice, with the hash and the row version of each article on the page; UsageError where they are not said."""
    hashes, versions = reads(form.getlist("read"))
    if not hashes:
        raise UsageError("that form does not say what was read")
    return AsRead(idempotency=str(form.get("key", ""))[:KEY_MAX], judged_hashes=hashes, row_versions=versions)
