"""Taking back, never silently over what others decided since, and putting back what was taken back."""

from __future__ import annotations

import secrets
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desk import cards
from desk.auth import editor_of
from desk.frame import KEY_MAX, Frame, Toast, owned, then
from desk.languages import gettext as _
from desk.languages import ngettext
from store.decided import Decision
from store.undoing import STEPS_MAX, Step


class UndoViews:
    """The views; see Frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame, self._store = frame, frame.store

    def routes(self) -> list[Route]:
        return [Route("/undo", self.undo, methods=["POST"])]

    async def undo(self, request: Request) -> Response:
        """Take back one's last decision, or the one named. Where others stand on it, those are shown first: `how` says "only" this
        one, or "together" with the `step`s that were shown; "again" puts back what the undo that is named took back."""
        form = await request.form()
        named, how, key = (str(form.get(name, ""))[:KEY_MAX] for name in ("batch", "how", "key"))
        me, now, queue = editor_of(request).name, self._frame.clock(), self._store.queue
        if how == "again":
            done = queue.put_back(named, me, now, key)
            return self._led(done, _("Put back") if done.batch else _("That was put back already."), form, batch=done.batch)
        if key and (already := queue.decided_already(key)):
            return self._led(already, _("Taken back"), form, back=already.batch)
        batch, _who = queue.last_of(me, named)
        if not batch:
            return then("/queue", Toast(_("That was taken back already.") if named else _("There is nothing of yours to undo.")))
        steps = queue.steps_on(batch)
        seen = {str(each)[:KEY_MAX] for each in form.getlist("step")}
        together = how == "together" and seen == {step.batch for step in steps} and len(steps) <= STEPS_MAX
        if steps and how != "only" and not together:
            return self._shown(request, batch, steps, moved=how == "together")
        taken = [batch, *(step.batch for step in steps if together)]
        done, registered = self._frame.registry.undo(me, now, batches=taken, key=key)
        says = _("Taken back")
        if len(done.stories) > 1:
            says += ngettext(", %(num)s story", ", %(num)s stories", len(done.stories)) % {"num": len(done.stories)}
        if steps and not together:
            says += ". " + _("What %(editor)s decided on it since stands.") % {"editor": steps[0].editor}
        if registered:
            return then("/people", Toast(f"{says}. {registered}"))
        return self._led(done, says, form, back=done.batch)

    def _led(self, done: Decision, says: str, form: FormData, *, batch: str = "", back: str = "") -> Response:
        """On to what was taken back (`back` puts it back) or put back (`batch`): what waits of it, else the first, else the queue."""
        first = next((story for story in done.stories if self._store.queue.rows([story])), done.stories[0] if done.stories else 0)
        toast = self._frame.told(says, first if len(done.stories) == 1 else 0, batch=batch, back=back)
        where = f"/queue/{first}" if self._frame.headline(first) else f"/claims/{done.claims[0]}" if done.claims else "/queue"
        own = owned(self._store, done.batch, form.getlist("seen"))
        return then(where, toast, own)

    def _shown(self, request: Request, batch: str, steps: list[Step], *, moved: bool) -> Response:
        """What stands on a decision, and the ways on. Nothing was taken back."""
        return self._frame.page(
            request,
            "steps.html",
            409,
            mine=self._told(self._store.queue.step(batch)),
            steps=[self._told(step) for step in steps],
            batch=batch,
            moved=moved,
            many=len(steps) > STEPS_MAX,
            toast=None,
            key=secrets.token_urlsafe(12),
            here="/queue",
        )

    def _told(self, step: Step) -> dict[str, Any]:
        story = step.stories[0] if step.stories else 0
        return {
            "batch": step.batch,
            "editor": step.editor,
            "done": cards.DONE.get(step.action, step.action),
            "at": step.at,
            "rows": step.rows,
            "story": story,
            "headline": self._frame.headline(story),
            "stories": len(step.stories),
        }
