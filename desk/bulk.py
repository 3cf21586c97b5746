"""Many stories at once: the preview is the confirmation, what is left out is named, and one undo brings all back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desk import cards
from desk.auth import editor_of
from desk.conflict import OVER, Mine, both_sides
from desk.frame import KEY_MAX, Frame, Toast, number, reads, then
from desk.languages import gettext as _
from desk.languages import ngettext
from desk.queue_views import reason_of
from model.errors import UsageError
from store.conflicts import quarrels
from store.edits import NOTE_MAX, REASONS

BULK_MAX = 200  # stories of one decision
MERGE = "merge"  # of two, by its own preview
NAMED_MAX = 12  # stories that are left out and named in the answer


@dataclass(frozen=True, slots=True)
class Row:
    """A story of the preview; `why` it is left out, "" where it is taken."""

    story: int
    headline: str
    language: str
    source: str
    articles: int
    why: str
    read: tuple[str, ...] = ()  # "article:hash:version", as every form names what was read


@dataclass(frozen=True, slots=True)
class Plan:
    """What a bulk decision would do."""

    action: str
    rows: tuple[Row, ...]
    claims: int  # that would change
    mentions: int
    over: int  # more than BULK_MAX were asked for: so many are not in it

    @property
    def taken(self) -> list[Row]:
        return [row for row in self.rows if not row.why]

    @property
    def left(self) -> list[Row]:
        return [row for row in self.rows if row.why]

    @property
    def articles(self) -> int:
        return sum(row.articles for row in self.taken)


def why_not(frame: Frame, story: int, editor: str, action: str) -> str:
    """Why a story cannot be decided with others, in words; "" where it can."""
    lease = frame.store.leases.held(frame.clock(), [story]).get(story)
    if lease is not None and lease.editor != editor:
        return _("%(editor)s is reading it") % {"editor": lease.editor}
    rows = frame.store.queue.rows([story])
    if not rows:
        return _("it does not wait any more")
    ids = frame.store.queue.article_ids(story)
    if rows[0]["group"] == "conflict" or frame.store.claims.contradicts(ids):
        return _("it touches a claim in conflict: decide it by hand")
    if rows[0]["group"] == "held" and action == "wait":
        return _("it waits already")
    return ""


def plan(frame: Frame, stories: list[int], action: str, editor: str) -> Plan:
    """What would be done with these stories, and what is left out and why."""
    rows, mentions, ids = [], 0, []
    whys = {story: why_not(frame, story, editor, action) for story in stories[:BULK_MAX] if frame.store.queue.article_ids(story)}
    if action == "approve":
        whys |= dict.fromkeys(
            _at_odds(frame, [story for story, why in whys.items() if not why]), _("it contradicts another that is selected")
        )
    for story, why in whys.items():
        articles = frame.store.queue.article_ids(story)
        found = frame.store.queue.card(story)["articles"]
        if not why:
            ids += articles
            mentions += sum(m["state"] == "open" for a in found for m in a["mentions"])
        lead = found[0]
        rows.append(
            Row(
                story,
                lead["title"],
                lead["language"],
                frame.names.get(lead["source"], lead["source"]),
                len(found),
                why,
                tuple(f"{a['id']}:{a['content_hash']}:{a['row_version']}" for a in found),
            )
        )
    claims = len({(c.series, c.season, c.about, c.region) for c in frame.store.claims.preview(ids)}) if action == "approve" and ids else 0
    return Plan(action, tuple(rows), claims, mentions, max(0, len(stories) - BULK_MAX))


def _at_odds(frame: Frame, stories: list[int]) -> list[int]:
    """The stories that say against each other, so that which is approved first would decide."""
    ids = {story: frozenset(frame.store.queue.article_ids(story)) for story in stories}
    every = frozenset().union(*ids.values())
    at_odds = quarrels(frame.store.claims.as_if(every)[1], every) if every else frozenset()
    return [story for story, articles in ids.items() if articles & at_odds]


class BulkViews:
    """The views; see Frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [Route("/bulk", self.preview, methods=["GET"]), Route("/bulk", self.decide, methods=["POST"])]

    async def preview(self, request: Request) -> Response:
        """What would happen. Nothing has."""
        asked = request.query_params
        action = asked.get("action", "reject")
        stories = list(dict.fromkeys(found for each in asked.getlist("story") if (found := number(each)) is not None))
        if action == MERGE:
            return self._merge(stories)
        if action not in OVER:
            raise UsageError("that is nothing to do with many stories")
        if not stories:
            raise UsageError("no story is selected", hint="select some with v, or in a search")
        made = plan(self._frame, stories, action, editor_of(request).name)
        return self._frame.page(
            request,
            "bulk.html",
            plan=made,
            actions={"reject": _("Reject"), "approve": _("Approve"), "wait": _("Wait for a second source")},
            stories=stories,
            reasons=REASONS,
            reason=reason_of(request),
            note_max=NOTE_MAX,
            bulk_max=BULK_MAX,
            back=_back(asked.get("back", "")),
            key=secrets.token_urlsafe(12),
            here="/search",
        )

    def _merge(self, stories: list[int]) -> Response:
        """To the preview of a merge of two: into the one with more articles, of equal ones the older."""
        if len(stories) != 2:
            raise UsageError("a merge takes two stories", hint="select two with v, or in a search")
        story, into = sorted(stories, key=lambda one: (len(self._frame.store.queue.article_ids(one)), -one))
        return then(f"/queue/{story}/merge?into={into}")

    async def decide(self, request: Request) -> Response:
        form = await request.form(max_fields=BULK_MAX * 60)
        action, editor = str(form.get("action", "")), editor_of(request).name
        if action not in OVER:
            raise UsageError("that form holds no decision")
        stories: dict[int, dict[int, str]] = {}
        versions: dict[int, int] = {}
        for value in form.getlist("read"):
            story, _sep, rest = str(value).partition("/")
            hashes, rows = reads([rest])
            if (found := number(story)) is not None and hashes:
                stories.setdefault(found, {}).update(hashes)
                versions |= rows
        if not stories or len(stories) > BULK_MAX:
            raise UsageError(f"a bulk decision has 1 to {BULK_MAX} stories")
        reason = str(form.get("reason", "")) if action == "reject" else ""
        note = " ".join(str(form.get("note", "")).split())[:NOTE_MAX]
        done, left = self._frame.store.queue.judge_many(
            stories,
            action,  # type: ignore[arg-type]
            editor,
            self._frame.clock(),
            note=": ".join(part for part in (reason if reason in REASONS else "", note) if part),
            idempotency=str(form.get("key", ""))[:KEY_MAX],
            row_versions=versions,
            unless=lambda story: why_not(self._frame, story, editor, action),
        )
        if left and not done.batch:
            return self._moved(request, action, reason, note, left, form)
        count = len(done.stories)
        says = _(cards.DECIDED[action]) + ": " + ngettext("%(num)s story", "%(num)s stories", count) % {"num": count}
        names = [str(row["headline"]) for row in self._frame.store.queue.rows(left[:NAMED_MAX])]
        of = _("Left out, as it changed: %(names)s") % {"names": "; ".join(names)} if left else ""
        return then(_back(str(form.get("back", ""))), Toast(says, of=of, batch=done.batch))

    def _moved(self, request: Request, action: str, reason: str, note: str, left: list[int], form: FormData) -> Response:
        """Every story changed before it was decided: what stands of each, and the preview anew."""
        editor, rows = editor_of(request).name, []
        for story in left[:NAMED_MAX]:
            found = self._frame.store.queue.card(self._frame.store.queue.current(story))["articles"]
            now = why_not(self._frame, story, editor, action) or _("another text, or another decision: read it again")
            rows.append({"what": found[0]["title"] if found else _("gone"), "read": _("it waits"), "now": now})
        back = urlencode([("action", action), *(("story", story) for story in left), ("back", _back(str(form.get("back", ""))))])
        mine = f"{_(cards.DECIDED[action])}: " + ngettext("%(num)s story", "%(num)s stories", len(left)) % {"num": len(left)}
        return both_sides(
            self._frame.page,
            request,
            self._frame.clock(),
            mine=Mine(mine, reason if reason in REASONS else "", note),
            again=f"/bulk?{back}",
            sides=rows,
            here="/search",
        )


def _back(where: str) -> str:
    """Where the selection was made: the queue or a search, never another site."""
    return where if where.startswith(("/search?", "/queue")) and "\\" not in where and len(where) < 2000 else "/queue"
