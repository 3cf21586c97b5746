"""The sources: who needs you, who is paused, who is well; one page for each, and the button that mends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from desk.audit_views import ACTS
from desk.auth import editor_of
from desk.conflict import Mine, Over, Theirs, both_sides
from desk.languages import N_
from desk.languages import gettext as _
from desk.languages import moment as moment_said
from desk.place import Place
from desk.source_states import DAYS, spark, state
from desk.visiting import Visitor, free_at
from model.amend import mark_of, put, set_paused, with_address
from model.enlist import difference
from model.errors import ConfigError, UsageError
from model.records import dated
from model.watched import Source
from store import acts
from store.store import Store

PAGE_SIZE = 50  # rows of the list
VISITS = 20  # that a source's own page shows
NOTE_MAX = 200  # characters
OVERDUE = dt.timedelta(hours=2)  # nobody crawls when everything that is due has been so for this long
NEED_SECONDS = 30  # how old the count in the bar may be: it looks at every source
STANDS = {False: "visited", True: "paused"}  # what a form says that it was about
SAYS = {"visited": N_("Visited on schedule"), "paused": N_("Paused")}
DOES = {"visited": "resume", "paused": "pause"}
GROUPS = {"needs": N_("Need you"), "paused": N_("Paused"), "well": N_("Well")}
ACTIONS = {
    "now": N_("Visit it now"),
    "visit": N_("Visit it next"),
    "forget": N_("Forget its failures"),
    "pause": N_("Pause it"),
    "resume": N_("Resume it"),
    "move": N_("Look at its new address"),
}
WRITES = {"pause", "resume"}  # into sources.yaml
DONE = {
    "pause": N_("Paused"),
    "resume": N_("Resumed, and visited next"),
    "visit": N_("Visited next"),
    "forget": N_("Its failures are forgotten, and it is visited next"),
    "move": N_("The new address is in sources.yaml, and it is visited next"),
    "busy": N_("A crawl is under way: it is visited next"),
    "visiting": N_("It is being visited: look again in a moment"),
    "visited": N_("Visited"),
    "brought": N_("Visited, and it brought something new"),
    "failed": N_("Visited, and it failed"),
}


class SourceViews:
    """The views; `page` renders a template."""

    def __init__(self, place: Place, store: Store, clock: Callable[[], dt.datetime], page: Callable[..., Response]) -> None:
        self._place, self._store, self._clock, self._page = place, store, clock, page
        self._read: tuple[float, tuple[Source, ...]] = (self._changed(), place.watchlist().sources)
        self._mistake = ""
        self._need: tuple[dt.datetime, int] | None = None  # when it was counted, and how many
        self._visitor = Visitor(place, clock)

    def routes(self) -> list[Route]:
        return [
            Route("/sources", self.all, methods=["GET"]),
            Route("/sources/{slug}", self.one, methods=["GET"]),
            Route("/sources/{slug}", self.mend, methods=["POST"]),
            Route("/sources/{slug}/move", self.move_preview, methods=["GET"]),
            Route("/sources/{slug}/move", self.move, methods=["POST"]),
        ]

    def _changed(self) -> float:
        try:
            return self._place.sources_yaml.stat().st_mtime
        except OSError:
            return 0.0

    def _sources(self) -> tuple[Source, ...]:
        """sources.yaml as it is now; while it has a mistake, as it was before, and the page says so."""
        changed = self._changed()
        if changed != self._read[0]:
            try:
                self._read, self._mistake = (changed, self._place.watchlist().sources), ""
            except ConfigError as error:
                self._mistake = str(error)
        return self._read[1]

    def _rows(self, sources: tuple[Source, ...]) -> list[dict[str, Any]]:
        now = self._clock()
        days = self._store.visits.days((now - dt.timedelta(days=DAYS - 1)).date().isoformat())
        rows = []
        for row in self._store.visits.sources_status(sources):
            bars = spark(days.get(row["slug"], {}), now)
            rows.append(row | {"spark": bars, "state": state(row, now, bars.gap), "host": urlsplit(row["url"]).hostname or row["url"]})
        return rows

    def need(self) -> int:
        """How many sources need somebody, for the bar of every page; counted anew NEED_SECONDS later."""
        now = self._clock()
        if self._need is None or not dt.timedelta(0) <= now - self._need[0] < dt.timedelta(seconds=NEED_SECONDS):
            self._need = (now, sum(row["state"].group == "needs" for row in self._rows(self._sources())))
        return self._need[1]

    async def all(self, request: Request) -> Response:
        """Those that need somebody first; a page at a time, so that a thousand sources are no heavier than fifty."""
        rows = self._rows(self._sources())
        order = list(GROUPS)
        rows.sort(key=lambda row: (order.index(row["state"].group), row["name"].casefold()))
        counts = {group: sum(row["state"].group == group for row in rows) for group in order}
        number = _page_number(request.query_params.get("page", ""))
        shown = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        now = self._clock()
        visits, unchanged, failed = self._store.visits.of_day(now.date().isoformat())
        due = [dt.datetime.fromisoformat(row["due_at"]) for row in rows if row["due_at"] and not row["paused"]]
        return self._page(
            request,
            "sources.html",
            groups=[(_(name), counts[g], [row for row in shown if row["state"].group == g]) for g, name in GROUPS.items()],
            need=counts["needs"],
            total=len(rows),
            mistake=self._mistake,
            done=self._done(request, request.query_params.get("of", "")),
            number=number,
            more=number * PAGE_SIZE < len(rows),
            today={"visits": visits, "unchanged": unchanged, "failed": failed},
            asleep=max(due) < now - OVERDUE if due else False,
            actions={action: _(says) for action, says in ACTIONS.items()},
        )

    async def one(self, request: Request) -> Response:
        """A source's address, state and last visits, and its bars as a table."""
        (row,) = self._rows((self._named(request),))
        visits = self._store.visits.last(row["slug"], VISITS)
        last = acts.last(self._store.db, f"source {row['slug']}")
        actions = {action: _(says) for action, says in ACTIONS.items()}
        return self._page(
            request,
            "source.html",
            row=row,
            visits=visits,
            last=last,
            acted=_(ACTS.get(last["action"], last["action"])) if last else "",
            actions=actions,
            note_max=NOTE_MAX,
            done=self._done(request, row["slug"]),
            rests=self._rests(row["slug"]),
            visiting=self._visitor.visiting(row["slug"]),
        )

    def _rests(self, slug: str) -> str:
        """Until when a source is left alone, for its page; "" where it may be visited at once."""
        source = next((one for one in self._sources() if one.slug == slug), None)
        free = free_at(self._store, self._sources(), source) if source else None
        return dated(free) if free is not None and free > self._clock() else ""

    async def mend(self, request: Request) -> Response:
        """Pause (in sources.yaml, with the reason), resume, or make it due."""
        form = await request.form()
        action, note = str(form.get("action", "")), " ".join(str(form.get("note", "")).split())[:NOTE_MAX]
        source, now, who = self._named(request), self._clock(), editor_of(request).name
        if action not in ACTIONS or action == "move":
            raise UsageError(_("that form holds no decision"))
        was, did = str(form.get("was", "")), action
        if was and was != STANDS[source.paused] and action in WRITES:
            return self._moved(request, source, action, note)
        if action in WRITES:
            try:
                set_paused(self._place.sources_yaml, source.slug, action == "pause", _why(note, who) if action == "pause" else "")
            except (OSError, ConfigError) as error:
                raise UsageError(_("sources.yaml cannot be written: %(why)s") % {"why": error}) from None
        if action == "now":
            if rests := self._rests(source.slug):
                says = _("its host is left alone until %(when)s") % {"when": moment_said(rests, now)}
                raise UsageError(says)
            did = await self._visited(source)
        with self._store.db.atomic():
            if did == "forget":
                self._store.visits.forget_failures(source)
            elif did in ("busy", "visit", "pause", "resume"):
                self._store.visits.visit_soon(source)
            after = {"note": note} if note else {}
            acts.write(self._store.db, who, action, f"source {source.slug}", now, before={"paused": source.paused}, after=after)
        return self._led(form, source.slug, did)

    @staticmethod
    def _led(form: FormData, slug: str, did: str) -> Response:
        where = f"/sources?of={slug}&" if form.get("back") == "list" else f"/sources/{slug}?"
        return RedirectResponse(f"{where}done={did}", 303)

    async def _visited(self, source: Source) -> str:
        """Visit a source now, or as soon as a crawl that is under way has ended; which of DONE it was."""
        came = await run_in_threadpool(self._visitor.visit, source.slug)
        if came.busy:
            return "busy"
        if not came.done:
            return "visiting"
        return "failed" if came.error else "brought" if came.new else "visited"

    # --- an address that moved for good ---

    async def move_preview(self, request: Request) -> Response:
        """What sources.yaml would be with the address that a source moved to."""
        source = self._named(request)
        raw, after, url = self._readdressed(source)
        return self._page(
            request,
            "moved.html",
            source=source,
            name=source.name or source.slug,
            url=url,
            diff=difference(raw, after, "sources.yaml"),
            file=mark_of(raw),
            here="/sources",
        )

    async def move(self, request: Request) -> Response:
        """Write it, where the file is the one that was read."""
        form = await request.form()
        source, now, who = self._named(request), self._clock(), editor_of(request).name
        raw, after, url = self._readdressed(source)
        if mark_of(raw) != str(form.get("file", "")) or url != str(form.get("url", "")):
            return both_sides(
                self._page,
                request,
                now,
                mine=Mine(_("%(name)s to %(url)s") % {"name": source.name or source.slug, "url": str(form.get("url", ""))[:2000]}),
                over=Over(f"/sources/{source.slug}/move", [("file", mark_of(raw)), ("url", url)], _("Write it into sources.yaml")),
                again=f"/sources/{source.slug}/move",
                title=_("sources.yaml changed while you read it"),
                draft=difference(raw, after, "sources.yaml"),
                here="/sources",
            )
        try:
            put(self._place.sources_yaml, after)
        except OSError as error:
            raise UsageError(_("sources.yaml cannot be written: %(why)s") % {"why": error}) from None
        with self._store.db.atomic():
            self._store.visits.visit_soon(source)
            acts.write(self._store.db, who, "move", f"source {source.slug}", now, before={"url": source.url}, after={"url": url})
        return self._led(form, source.slug, "move")

    def _readdressed(self, source: Source) -> tuple[bytes, bytes, str]:
        """(sources.yaml, the same with the address that the source moved to, that address)."""
        (row,) = self._store.visits.sources_status((source,))
        url = str(row["moved_to"])
        if not url:
            raise UsageError(_("this source did not move"))
        try:
            raw = self._place.sources_yaml.read_bytes()
            return raw, with_address(raw, source.slug, url, str(self._place.sources_yaml)), url
        except (OSError, ConfigError) as error:
            raise UsageError(_("sources.yaml cannot be written: %(why)s") % {"why": error}) from None

    def _moved(self, request: Request, source: Source, action: str, note: str) -> Response:
        """A source that somebody paused or resumed while it was read."""
        last = acts.last(self._store.db, f"source {source.slug}")
        stands = STANDS[source.paused]
        says = _(SAYS[stands])
        theirs = Theirs(last["who"], last["at"], says, source.note) if last else None
        fields = [("action", action), ("note", note), ("was", stands)]
        return both_sides(
            self._page,
            request,
            self._clock(),
            mine=Mine(_(ACTIONS[action]), note=note),
            theirs=theirs,
            keep=f"/sources/{source.slug}",
            over=Over(f"/sources/{source.slug}", fields, _("Do mine all the same")) if action != DOES[stands] else None,
            again=f"/sources/{source.slug}",
            sides=[{"read": _(SAYS[STANDS[not source.paused]]), "now": says}],
            here="/sources",
        )

    def _done(self, request: Request, slug: str) -> str:
        """What the form that led here did, in words."""
        says = DONE.get(request.query_params.get("done", ""), "")
        source = next((source for source in self._sources() if source.slug == slug), None)
        return f"{source.name or source.slug}: {_(says)}" if says and source else ""

    def _named(self, request: Request) -> Source:
        slug = request.path_params["slug"]
        found = next((source for source in self._sources() if source.slug == slug), None)
        if found is None:
            raise HTTPException(404, _("No source of sources.yaml is called that"))
        return found


def _why(note: str, who: str) -> str:
    return f"{note} ({who})" if note else f"by {who}"


def _page_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) else 1
