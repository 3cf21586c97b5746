"""The queue: the list in its order, the story beside it, and the decisions on it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from desk import cards
from desk.auth import editor_of
from desk.changed import changed, copies
from desk.conflict import conflict_page, decided_over
from desk.frame import AHEAD, KEY_MAX, REASON, Frame, Toast, number, owned, reads, then
from desk.kept import key_of, once
from desk.languages import gettext as _
from desk.languages import ngettext
from desk.moves import Contradicted, moves, weigh
from model.errors import UsageError
from store.decided import Decision
from store.edits import NOTE_MAX, REASONS
from store.leases import LEASE, LEASE_PLAIN, Lease
from store.stale import Stale

PAGE_SIZE = 50  # rows of the list
PAGES_TURNED = 10  # pages that may be looked through for one that is not all put off
DECIDED = {"approve": "Approved", "reject": "Rejected", "wait": "Waits for a second source"}
HISTORY = 8  # decisions on the empty page


class QueueViews:
    """The views; see Frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame, self._store, self._kept = frame, frame.store, frame.kept

    def routes(self) -> list[Route]:
        return [
            Route("/queue", self.queue),
            Route("/queue/{story:int}", self.queue, methods=["GET"]),
            Route("/queue/{story:int}", self.decide, methods=["POST"]),
            Route("/queue/{story:int}/lease", self.lease, methods=["POST"]),
            Route("/queue/{story:int}/skip", self.skip, methods=["POST"]),
            Route("/queue/{story:int}/over", self.over, methods=["POST"]),
            Route("/reason", self.reason, methods=["POST"]),
        ]

    # --- what is shown ---

    async def queue(self, request: Request) -> Response:
        """The list, and beside it a story: the one named, else the first that nobody else reads."""
        if "story" not in request.path_params and ("list" in request.query_params or not editor_of(request).decides):
            return self._kept.answer(request, self._frame.clock(), lambda: self._queue(request))  # nothing is taken by looking
        return self._queue(request)

    def _queue(self, request: Request, *, alert: str = "", status: int = 200) -> Response:
        editor, now = editor_of(request), self._frame.clock()
        named = request.path_params.get("story")
        rows, cursor = self._list(request, editor.name)
        leases = self._store.leases.held(now, [row["story_id"] for row in rows] + ([named] if named and named < 2**62 else []))
        free = [row for row in rows if row["story_id"] not in leases or leases[row["story_id"]].editor == editor.name]
        if named is None and not free:
            return self._nothing(request, rows, leases)
        story = named if named is not None else (free or rows)[0]["story_id"]
        if story >= 2**62:
            raise UsageError(f"no story {story}")
        card = self._store.queue.card(story)
        story = card["story_id"]
        if not card["articles"]:
            raise UsageError("this story is empty now")
        waits = any(a["state"] in ("new", "waiting") for a in card["articles"])
        lease = leases.get(story)
        if editor.decides and waits and AHEAD not in request.headers and (named is not None or "list" not in request.query_params):
            lease = self._store.leases.take(story, editor.name, now, LEASE_PLAIN)
            leases[story] = lease
        shown = self._shown(request, rows, cursor, card, leases)
        return self._frame.page(
            request,
            "queue.html",
            status,
            **shown,
            alert=alert,
            lease=lease,
            lease_left=left(lease, now),
            waits=waits,
            reading=named is not None,
        )

    def _list(self, request: Request, editor: str) -> tuple[list[dict[str, Any]], str | None]:
        """One page of what waits, what this editor put off last."""
        asked = request.query_params
        series, cursor = asked.get("series") or None, asked.get("after") or None
        put_off = self._store.leases.skipped(editor)
        rows: list[dict[str, Any]] = []
        for _turn in range(PAGES_TURNED):
            some, cursor = self._store.queue.stories(series=series, cursor=cursor, limit=PAGE_SIZE)
            rows = [row for row in some if row["group"] != "held" and row["story_id"] not in put_off]
            if rows or cursor is None:
                break
        if cursor is None or (rows and rows[-1]["group"] == "held"):
            last = self._store.queue.rows(put_off)
            rows += [row | {"group": "skipped"} for row in last if row["group"] != "held" and (not series or series in row["series"])]
        return rows, cursor

    def _shown(
        self, request: Request, rows: list[dict[str, Any]], cursor: str | None, card: dict[str, Any], leases: dict[int, Lease]
    ) -> dict[str, Any]:
        articles, now, me = card["articles"], self._frame.clock(), editor_of(request).name
        chosen = request.query_params.get("article", "")
        read = next((a for a in articles if str(a["id"]) == chosen), articles[0])
        ids = [row["story_id"] for row in rows]
        story = card["story_id"]
        at = ids.index(story) if story in ids else -1
        others = {i: lease for i, lease in leases.items() if lease.editor != me}
        after = next((row for row in rows[at + 1 :] if row["story_id"] not in others and row["story_id"] != story), None)
        mine = rows[at] if at >= 0 else {"group": "", "reason": "", "since": ""}
        states = Counter(m["state"] for a in articles for m in a["mentions"])
        names = self._frame.names
        lead = cards.lead(read, names, self._frame.people)
        members = [dict(a, source_name=names.get(a["source"], a["source"]), how_says=cards.how(a)) for a in articles]
        for row in rows:
            row["age"] = cards.age(row["since"], now)
            row["reader"] = others.get(row["story_id"])
            row["left"] = left(row["reader"], now)
        groups = [(name, [row for row in rows if row["group"] == group]) for group, name in cards.GROUPS.items()]
        query = f"?series={request.query_params['series']}" if request.query_params.get("series") else ""
        return {
            "groups": [{"name": name, "rows": some} for name, some in groups if some],
            "cursor": cursor,
            "series_all": self._frame.series,
            "series": request.query_params.get("series", ""),
            "query": query,
            "oldest": self._store.queue.oldest(),
            "drawn": max((row["since"] for row in rows), default=""),
            "place": at + 1 if at >= 0 else "–",
            "story": story,
            "came": cards.age(mine["since"], now) if mine["since"] else "",
            "why": cards.REASON.get(mine["reason"]) or cards.WHY.get(mine["group"], "decided"),
            "members": members,
            "origins": cards.by_origin(articles, names),
            "suggestions": card["suggestions"],
            "moves": moves(self._store, [a["id"] for a in articles]),
            "notes": self._store.queue.notes(story),
            "lead": lead,
            "tally": cards.tally(lead, states),
            "mementos": copies(read),
            "changed": changed(read),
            "lang": read["language"],
            "languages": {a["id"]: a["language"] for a in articles},
            "open": states["open"],
            "after": after,
            "before": rows[at - 1]["story_id"] if at > 0 else None,
            "reasons": REASONS,
            "reason": reason_of(request),
            "note_max": NOTE_MAX,
            "idempotency": key_of(request),
        }

    def _nothing(self, request: Request, rows: list[dict[str, Any]], leases: dict[int, Lease]) -> Response:
        """Nothing is free for this editor: what others hold, what waits and until when, what was decided last."""
        now, store = self._frame.clock(), self._store
        once(request)  # it names one's own decisions
        log = store.queue.history(limit=400)
        today = {row["batch"] for row in log if row["at"][:10] == now.date().isoformat() and row["action"] in ("approve", "reject", "wait")}
        return self._frame.page(
            request,
            "empty.html",
            others=[(row, leases[row["story_id"]], left(leases[row["story_id"]], now)) for row in rows if row["story_id"] in leases],
            held=store.queue.waiting_count()["held"],
            returns=store.queue.returns(),
            next_visit=cards.next_visit(store.visits.sources_status(self._frame.place.watchlist().sources)),
            today=len(today),
            standing=store.queue.oldest_standing(),
            history=[row | {"headline": self._frame.headline(row["story"]) if row["story"] else ""} for row in cards.history(log, HISTORY)],
            here="/queue",
        )

    # --- decisions ---

    async def decide(self, request: Request) -> Response:
        """Approve, reject or wait: of the versions that were read, once however often the form is sent; or keep a note."""
        form = await request.form()
        story, decision = request.path_params["story"], str(form.get("decision", ""))
        key, note = str(form.get("key", ""))[:KEY_MAX], " ".join(str(form.get("note", "")).split())[:NOTE_MAX]
        editor, now = editor_of(request).name, self._frame.clock()
        if decision == "note":
            done = self._store.queue.note(story, note, editor, now, key)
            return then(f"/queue/{story}", Toast(_("Noted"), batch=done.batch))
        if decision not in DECIDED:
            raise UsageError("that form holds no decision")
        hashes, versions = reads(form.getlist("read"))
        if not hashes:
            raise UsageError("that form does not say what was read")
        reason = str(form.get("reason", "")) if decision == "reject" else ""
        weighing = decision == "approve" and "against" in form and self._store.queue.decided_already(key) is None
        try:
            with self._store.db.atomic():  # what was weighed is what is decided on
                if weighing:
                    weigh(self._store, hashes, str(form["against"]).split())
                judged = self._store.queue.judge(
                    story,
                    decision,  # type: ignore[arg-type]
                    editor,
                    now,
                    judged_hashes=hashes,
                    row_versions=versions,
                    note=": ".join(part for part in (reason if reason in REASONS else "", note) if part),
                    idempotency=key,
                )
        except Stale as stale:
            return conflict_page(self._frame, request, story, decision, stale, form)
        except Contradicted:
            says = _("What is believed moved while you read this: it is contradicted now. Nothing was written. Look at it, then decide.")
            return self._queue(request, alert=says, status=409)
        self._store.leases.release(story, editor)
        self._store.leases.unskip(story, editor)
        return self._decided(story, decision, judged, form, reason)

    def _decided(self, story: int, decision: str, done: Decision, form: FormData, reason: str) -> Response:
        onward = str(form.get("then", ""))
        count = len(done.mentions)
        says = _(cards.DECIDED[decision]) + (ngettext(", %(num)s mention", ", %(num)s mentions", count) % {"num": count} if count else "")
        toast = self._frame.told(says, story, batch=done.batch, reason=reason if done.batch else "")
        own = owned(self._store, done.batch, form.getlist("seen"))
        answer = then(f"/queue/{onward}" if number(onward) else "/queue", toast, own)
        if reason in REASONS:
            answer.set_cookie(REASON, str(REASONS.index(reason)), max_age=365 * 24 * 3600, httponly=True, samesite="lax")
        return answer

    async def over(self, request: Request) -> Response:
        """After a conflict: undo theirs and do mine."""
        form = await request.form()
        story, decision = request.path_params["story"], str(form.get("decision", ""))
        try:
            done = decided_over(self._frame, request, story, decision, form)
        except Stale as stale:
            return conflict_page(self._frame, request, story, decision, stale, form)
        except Contradicted as found:
            stands = self._store.queue.stands(reads(form.getlist("read"))[0])
            return conflict_page(self._frame, request, story, decision, stands, form, found.moves)
        return self._decided(story, decision, done, form, str(form.get("reason", "")))

    async def reason(self, request: Request) -> Response:
        """Another reason for a rejection of one's own."""
        form = await request.form()
        batch, reason = str(form.get("batch", ""))[:KEY_MAX], str(form.get("reason", ""))
        done = self._store.queue.reason(batch, reason, editor_of(request).name, self._frame.clock())
        back = number(form.get("back", ""))
        answer = then(
            f"/queue/{back}" if back else "/queue",
            self._frame.told(_("Rejected"), done.stories[0], batch=batch, reason=reason),
        )
        answer.set_cookie(REASON, str(REASONS.index(reason)), max_age=365 * 24 * 3600, httponly=True, samesite="lax")
        return answer

    # --- who reads it ---

    async def lease(self, request: Request) -> Response:
        """Take, renew or take over the lease: our script asks for JSON, a form is led back to the story."""
        form = await request.form()
        story, me, now = request.path_params["story"], editor_of(request).name, self._frame.clock()
        self._store.queue.current(story)
        over = form.get("over") == "yes"
        lease = self._store.leases.take(story, me, now, LEASE if form.get("script") else LEASE_PLAIN, over=over)
        if not form.get("script"):
            return then(f"/queue/{story}")
        return JSONResponse(
            {
                "mine": lease.editor == me,
                "by": lease.editor,
                "seconds": seconds(lease, now),
                "arrived": self._store.queue.arrivals(str(form.get("drawn", ""))[:20] or "~"),
            }
        )

    async def skip(self, request: Request) -> Response:
        """To the end of my list; or back from there."""
        form = await request.form()
        story, me = request.path_params["story"], editor_of(request).name
        self._store.queue.current(story)
        if form.get("back"):
            self._store.leases.unskip(story, me)
            return then(f"/queue/{story}", Toast(_("Back in its place")))
        self._store.leases.skip(story, me, self._frame.clock())
        onward = number(form.get("then", ""))
        return then(
            f"/queue/{onward}" if onward else "/queue",
            self._frame.told(_("Skipped, to the end of your list"), story, undo=f"/queue/{story}/skip"),
        )


def left(lease: Lease | None, now: dt.datetime) -> str:
    """How long a lease still runs, for people."""
    if lease is None:
        return ""
    whole = seconds(lease, now)
    minutes, rest = divmod(whole, 60)
    return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": rest} if minutes else _("%(num)s s") % {"num": rest}


def seconds(lease: Lease, now: dt.datetime) -> int:
    return max(0, round((lease.until - now).total_seconds()))


def reason_of(request: Request) -> str:
    """The reason that this editor used last."""
    chosen = number(request.cookies.get(REASON, ""))
    return REASONS[chosen] if chosen is not None and chosen < len(REASONS) else REASONS[0]
