"""The review desk: a Starlette app of plain views. Each reads or writes in one go, so one connection serves them all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, select_autoescape
from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from desk import cards, elsewhere, languages
from desk import clock as machine
from desk.adding import AddingViews
from desk.audit_views import AuditViews
from desk.auth import Gate, local
from desk.bulk import BulkViews
from desk.frame import TOAST, Frame, Toast, read_toast, then
from desk.grouping_views import GroupingViews
from desk.kept import Kept
from desk.keys import GROUPS, read_keys
from desk.languages import N_
from desk.languages import gettext as _
from desk.lean import Lean, static_routes
from desk.ledger_views import LedgerViews
from desk.mention_views import MentionViews
from desk.pasting import SLUG, paste
from desk.people import PeopleViews
from desk.permissions import may, unnamed
from desk.place import Place
from desk.proxy import NO_PROXY, Proxy
from desk.queue_views import PAGE_SIZE, QueueViews
from desk.registry import Registry
from desk.search import SearchViews
from desk.sign_in import NO_WAY_IN, Door, WayIn
from desk.source_views import SourceViews
from desk.trouble import Trouble
from desk.undo_views import UndoViews
from model.errors import ShowwireError, UsageError
from model.watched import Series
from store.edits import REASONS
from store.queue import Stale
from store.store import Store

HERE = Path(__file__).parent
MISSING = {"Not Found": N_("Not found"), "Method Not Allowed": N_("Not in this way")}  # what the framework says


class Desk:
    """The views. `clock` says what time it is; `sample` puts a line on every page that says so."""

    def __init__(self, place: Place, store: Store, clock: Callable[[], dt.datetime], *, sample: bool, way_in: WayIn) -> None:
        self._place, self._store, self._clock = place, store, clock
        series = place.series()
        names = {s.slug: s.name or s.slug for s in place.watchlist().sources} | {SLUG: N_("pasted by hand")}
        self._templates = Jinja2Templates(
            env=Environment(loader=Lean(HERE / "templates"), autoescape=select_autoescape(), trim_blocks=True)
        )
        languages.install(self._templates.env)
        self._templates.env.globals.update(
            may=may,
            keys=read_keys(place.root / "keys.json"),
            key_groups=GROUPS,
            sample=sample or place.sample_mark.exists(),
            page_size=PAGE_SIZE,
            reasons_all=REASONS,
        )
        self._templates.env.filters |= {"clock": self._time, "heard": elsewhere.heard}
        self.sources, self.audit = SourceViews(place, store, clock, self._page), AuditViews(place, store, clock, self._page)
        self._kept = Kept(store)
        registry = Registry(place, store, self._knows)
        self._frame = frame = Frame(place, store, clock, names, cards.people_of(series), series, registry, self._kept, self._page)
        self.door = Door(store, clock, self._page, way_in)
        self.trouble = Trouble(self._page)
        self.ledger = LedgerViews(store, clock, names, series, self._page, self._done)
        self.people = PeopleViews(registry, clock, names, self._page, self._done)
        self.work = (
            QueueViews(frame),
            GroupingViews(frame),
            MentionViews(frame),
            AddingViews(frame),
            UndoViews(frame),
            SearchViews(frame),
            BulkViews(frame),
        )

    def _knows(self, series: Sequence[Series]) -> None:
        """Somebody was put into series.yaml, or taken out: every screen knows at once."""
        self._frame.people.clear()
        self._frame.people.update(cards.people_of(series))
        self._kept.forget()

    def _time(self, moment: object) -> Markup:
        said = cards.clock(moment, self._clock())
        return Markup('<time datetime="{}">{}</time>').format(moment, said) if moment else escape(said)

    def _page(self, request: Request, template: str, status: int = 200, **shown: Any) -> Response:
        editor = request.scope.get("editor")
        if editor is not None:
            shown.setdefault("waiting", self._waiting())
            shown.setdefault("need", self.sources.need())
        shown = {
            "editor": editor,
            "by_proxy": request.scope.get("by_proxy", False),
            "local": local(request),
            "here": "/" + request.url.path.split("/")[1],
            # Beside a refusal it would say of something else that it was done.
            "toast": read_toast(request.cookies.get(TOAST, "")) if status < 400 else None,
            **shown,
        }
        return self._templates.TemplateResponse(request, template, shown, status_code=status)

    def _waiting(self) -> int:
        counts = self._store.queue.waiting_count()
        return sum(counts.values()) - counts["held"]

    @staticmethod
    def _done(where: str, says: str) -> Response:
        return then(where, Toast(says) if says else None)

    async def paste(self, request: Request) -> Response:
        """Fetch and judge the page behind an address; its story is shown."""
        form = await request.form()
        try:
            pasted = await run_in_threadpool(paste, self._place, str(form.get("url", "")), self._clock)
        except UsageError:
            raise
        except ShowwireError as error:
            raise UsageError(str(error)) from error
        return then(f"/queue/{pasted.story}", Toast(_("That page is here already") if pasted.known else _("Fetched and judged")))

    # --- the rest ---

    async def healthz(self, request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def home(self, request: Request) -> Response:
        return RedirectResponse("/queue", 303)

    # --- trouble ---

    async def stale(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, Stale)
        sides = [
            {"read": (side["judged"] or {}).get("text", _("something else")), "now": (side["now"] or {}).get("text", _("gone"))}
            for side in error.sides
        ]
        says = _("Nothing was written. Read it again, then decide.")
        story = request.path_params.get("story", "")
        back = {"back": f"/queue/{story}", "back_says": _("Read it again")}
        return self._page(request, "trouble.html", 409, title=_("This changed while you read it"), says=says, sides=sides, **back)

    async def refused(self, request: Request, error: Exception) -> Response:
        says = ". ".join((_sentence(elsewhere.heard(error)), _("Nothing was written.")))
        back = {"back": "/queue", "back_says": _("Back to the queue")}
        return self._page(request, "trouble.html", 400, title=_("That cannot be done"), says=says, **back)

    async def missing(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        title = _("There is nothing here") if error.status_code == 404 else _("That cannot be done")
        detail = _(MISSING[error.detail]) if error.detail in MISSING else error.detail
        kept = _("Nothing was changed.")
        back = {"back": "/queue", "back_says": _("Back to the queue")}
        return self._page(request, "trouble.html", error.status_code, title=title, says=f"{detail}. {kept}", **back)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def desk_app(
    place: Place,
    *,
    sample: bool = False,
    clock: Callable[[], dt.datetime] = machine.now,
    proxy: Proxy = NO_PROXY,
    way_in: WayIn = NO_WAY_IN,
) -> Starlette:
    """The desk as an ASGI application, over its own connection to the database; `proxy` is who stands in front of it, `way_in` how
    who sits at this machine gets a sign-in link."""
    store = place.store()
    desk = Desk(place, store, clock, sample=sample, way_in=way_in)
    routes = [
        Route("/", desk.home),
        *[route for views in desk.work for route in views.routes()],
        Route("/paste", desk.paste, methods=["POST"]),
        *desk.ledger.routes(),
        *desk.people.routes(),
        *desk.sources.routes(),
        *desk.audit.routes(),
        *desk.door.routes(),
        Route("/healthz", desk.healthz),
        *static_routes(),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    if nameless := unnamed(routes):
        raise LookupError(f"who may do this is not said in desk/permissions.py: {', '.join(sorted(nameless))}")
    gate = Middleware(Gate, editors=store.editors, clock=clock, trouble=desk.trouble.refusal, kept=desk.door.kept, proxy=proxy)  # type: ignore[call-arg, unused-ignore]
    handlers = {
        Stale: desk.stale,
        UsageError: desk.refused,
        HTTPException: desk.missing,
        OverflowError: desk.trouble.too_large,
        Exception: desk.trouble.crashed,
    }
    return Starlette(routes=routes, middleware=[gate], exception_handlers=handlers)
