"""The review desk: a Starlette app of plain views. Each reads or writes in one go, so one connection serves them all."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from desk import cards, languages
from desk import clock as machine
from desk.auth import COOKIE, Gate, editor_of
from desk.ledger_views import LedgerViews
from desk.place import Place
from model.errors import UsageError
from store.editors import SESSION_LIFE
from store.queue import Stale
from store.store import Store

HERE = Path(__file__).parent
PAGE_SIZE = 50  # rows of the list
KEYS = json.loads((HERE / "keys.json").read_text(encoding="utf-8"))
DECISIONS = {"approve": "Approved", "reject": "Rejected", "wait": "Waits for a second source"}
KEY_MAX = 64  # characters of an idempotency key
SAME_MAX = 200  # mentions that say the same, decided together


class Desk:
    """The views. `clock` says what time it is; `sample` puts a line on every page that says so."""

    def __init__(self, place: Place, store: Store, clock: Callable[[], dt.datetime], *, sample: bool) -> None:
        self._store, self._clock = store, clock
        self._sources = place.watchlist().sources
        self._names = {s.slug: s.name or s.slug for s in self._sources}
        self._people = cards.people_of(place.series())
        self._templates = Jinja2Templates(directory=HERE / "templates")
        languages.install(self._templates.env)
        self._templates.env.globals.update(keys=KEYS, sample=sample, page_size=PAGE_SIZE)
        self._templates.env.filters["clock"] = self._time
        self.ledger = LedgerViews(store, clock, self._names, self._page, self._done)

    def _time(self, moment: object) -> Markup:
        said = cards.clock(moment, self._clock())
        return Markup('<time datetime="{}">{}</time>').format(moment, said) if moment else escape(said)

    def _page(self, request: Request, template: str, status: int = 200, **shown: Any) -> Response:
        editor = request.scope.get("editor")
        toast = request.cookies.get("showwire_done", "")
        if editor is not None:
            shown.setdefault("waiting", self._waiting())
        shown = {"editor": editor, "here": "/" + request.url.path.split("/")[1], "toast": toast, **shown}
        answer = self._templates.TemplateResponse(request, template, shown, status_code=status)
        if toast:
            answer.delete_cookie("showwire_done")
        return answer

    def _waiting(self) -> int:
        counts = self._store.queue.waiting_count()
        return sum(counts.values()) - counts["held"]

    # --- signing in ---

    async def sign_in(self, request: Request) -> Response:
        """A GET shows whose link it is, a POST spends it: a link scanner cannot."""
        secret = request.path_params.get("secret", "")
        now = self._clock()
        if request.method == "POST":
            session = self._store.editors.sign_in(secret, now)
            if session is not None:
                answer = RedirectResponse("/queue", 303)
                secure = request.url.scheme == "https"
                answer.set_cookie(COOKIE, session, max_age=int(SESSION_LIFE.total_seconds()), httponly=True, samesite="lax", secure=secure)
                return answer
        who = self._store.editors.whose_link(secret, now) if secret and request.method != "POST" else None
        wrong = bool(secret) and who is None
        return self._page(request, "sign_in.html", 403 if wrong else 200, who=who, wrong=wrong, editor=None)

    async def sign_out(self, request: Request) -> Response:
        self._store.editors.sign_out(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(COOKIE)
        return answer

    # --- the queue ---

    async def queue(self, request: Request) -> Response:
        """The list, and beside it a story: the one named, else the first."""
        named = request.path_params.get("story")
        rows, cursor = self._store.queue.stories(cursor=request.query_params.get("after") or None, limit=PAGE_SIZE)
        rows = [row for row in rows if row["group"] != "held"]
        if named is None and not rows:
            return self._nothing(request)
        card = self._store.queue.card(named if named is not None else rows[0]["story_id"])
        if not card["articles"]:
            raise UsageError("this story is empty now")
        return self._page(request, "queue.html", **self._shown(request, rows, cursor, card), reading=named is not None)

    def _shown(self, request: Request, rows: list[dict[str, Any]], cursor: str | None, card: dict[str, Any]) -> dict[str, Any]:
        articles = card["articles"]
        chosen = request.query_params.get("article", "")
        read = next((a for a in articles if str(a["id"]) == chosen), articles[0])
        ids = [row["story_id"] for row in rows]
        at = ids.index(card["story_id"]) if card["story_id"] in ids else -1
        after = rows[at + 1] if at + 1 < len(rows) else None
        mine = rows[at] if at >= 0 else {"group": "", "reason": ""}
        states = [m["state"] for a in articles for m in a["mentions"]]
        names = self._names
        members = [dict(a, source_name=names.get(a["source"], a["source"]), how_says=cards.how(a)) for a in articles]
        groups = [(name, [row for row in rows if row["group"] == group]) for group, name in cards.GROUPS.items()]
        return {
            "groups": [{"name": name, "rows": some} for name, some in groups if some],
            "cursor": cursor,
            "oldest": min((row["since"] for row in rows), default=""),
            "place": at + 1 if at >= 0 else "none",
            "story": card["story_id"],
            "why": cards.REASON.get(mine["reason"]) or cards.WHY.get(mine["group"], "decided"),
            "members": members,
            "origins": cards.by_origin(articles, names),
            "suggestions": card["suggestions"],
            "lead": cards.lead(read, names, self._people),
            "open": states.count("open"),
            "choose": states.count("choose"),
            "after": after,
            "before": rows[at - 1]["story_id"] if at > 0 else None,
            "idempotency": secrets.token_urlsafe(12),
        }

    def _nothing(self, request: Request) -> Response:
        held = self._store.queue.waiting_count()["held"]
        due = cards.next_visit(self._store.visits.sources_status(self._sources))
        return self._page(request, "empty.html", held=held, next_visit=due, history=self._history(8), here="/queue")

    def _history(self, limit: int) -> list[dict[str, Any]]:
        """Decisions, one a batch, newest first."""
        found: dict[str, dict[str, Any]] = {}
        for row in self._store.queue.history(limit=limit * 20):
            decision = found.setdefault(
                row["batch"], {"at": row["at"], "editor": row["editor"], "action": row["action"], "rows": 0, "story": 0}
            )
            decision["rows"] += 1
            if row["target"] == "story":
                decision |= {"story": row["target_id"], "action": row["action"]}
            if len(found) > limit:
                break
        return [row | {"done": cards.DONE.get(row["action"], row["action"])} for row in list(found.values())[:limit]]

    async def decide(self, request: Request) -> Response:
        """Approve, reject or wait: of the versions that were read, once however often the form is sent."""
        form = await request.form()
        story, decision = request.path_params["story"], str(form.get("decision", ""))
        if decision not in DECISIONS:
            raise UsageError("that form holds no decision")
        hashes = {int(article): seen for article, _, seen in (str(v).partition(":") for v in form.getlist("read")) if article.isdigit()}
        if not hashes:
            raise UsageError("that form does not say what was read")
        done = self._store.queue.judge(
            story,
            decision,  # type: ignore[arg-type]
            editor_of(request).name,
            self._clock(),
            judged_hashes=hashes,
            idempotency=str(form.get("key", ""))[:KEY_MAX],
        )
        then = str(form.get("then", ""))
        mentions = f", {len(done.mentions)} mentions" if done.mentions else ""
        return self._done(f"/queue/{then}" if then.isdigit() else "/queue", f"{DECISIONS[decision]}{mentions}")

    async def mention(self, request: Request) -> Response:
        form = await request.form()
        decision, person = str(form.get("decision", "")), str(form.get("person", ""))
        story = str(form.get("story", ""))
        if decision not in ("accept", "reject", "choose"):
            raise UsageError("that form holds no decision")
        same = [int(str(each)) for each in form.getlist("same") if str(each).isdigit()][:SAME_MAX]
        self._store.queue.judge_mentions(
            same or [request.path_params["mention"]],
            decision,  # type: ignore[arg-type]
            editor_of(request).name,
            self._clock(),
            person=person,
            value=self._people.get(person, ""),
        )
        return self._done(f"/queue/{story}" if story.isdigit() else "/queue", "")

    async def undo(self, request: Request) -> Response:
        done = self._store.queue.undo(editor_of(request).name, self._clock())
        back = f"/queue/{done.stories[0]}" if done.stories else f"/claims/{done.claims[0]}" if done.claims else "/queue"
        return self._done(back, "Taken back" if done.batch else "There is nothing of yours to undo.")

    @staticmethod
    def _done(where: str, says: str) -> Response:
        answer = RedirectResponse(where, 303)
        if says:
            answer.set_cookie("showwire_done", says, max_age=600, httponly=True, samesite="lax")
        return answer

    # --- the rest ---

    async def history(self, request: Request) -> Response:
        return self._page(request, "history.html", history=self._history(50))

    async def sources(self, request: Request) -> Response:
        rows = [cards.source_state(row, self._clock()) for row in self._store.visits.sources_status(self._sources)]
        return self._page(request, "sources.html", sources=rows)

    async def healthz(self, request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def home(self, request: Request) -> Response:
        return RedirectResponse("/queue", 303)

    # --- trouble ---

    async def stale(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, Stale)
        sides = [
            {"read": (side["judged"] or {}).get("text", "something else"), "now": (side["now"] or {}).get("text", "gone")}
            for side in error.sides
        ]
        says = "Nothing was written. Read it again, then decide."
        story = request.path_params.get("story", "")
        back = {"back": f"/queue/{story}", "back_says": "Read it again"}
        return self._page(request, "trouble.html", 409, title="This changed while you read it", says=says, sides=sides, **back)

    async def refused(self, request: Request, error: Exception) -> Response:
        back = {"back": "/queue", "back_says": "Back to the queue"}
        return self._page(request, "trouble.html", 400, title="That cannot be done", says=f"{error}. Nothing was written.", **back)

    async def missing(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        title = "There is nothing here" if error.status_code == 404 else "That cannot be done"
        back = {"back": "/queue", "back_says": "Back to the queue"}
        return self._page(request, "trouble.html", error.status_code, title=title, says=f"{error.detail}. Nothing was changed.", **back)


def desk_app(place: Place, *, sample: bool = False, clock: Callable[[], dt.datetime] = machine.now) -> Starlette:
    """The desk as an ASGI application, over its own connection to the database."""
    store = place.store()
    desk = Desk(place, store, clock, sample=sample)
    routes = [
        Route("/", desk.home),
        Route("/queue", desk.queue),
        Route("/queue/{story:int}", desk.queue, methods=["GET"]),
        Route("/queue/{story:int}", desk.decide, methods=["POST"]),
        Route("/mentions/{mention:int}", desk.mention, methods=["POST"]),
        Route("/undo", desk.undo, methods=["POST"]),
        *desk.ledger.routes(),
        Route("/sources", desk.sources),
        Route("/history", desk.history),
        Route("/sign-in", desk.sign_in),
        Route("/sign-in/{secret}", desk.sign_in, methods=["GET", "POST"]),
        Route("/sign-out", desk.sign_out, methods=["POST"]),
        Route("/healthz", desk.healthz),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Gate, editors=store.editors, clock=clock)],  # type: ignore[arg-type, unused-ignore]
        exception_handlers={Stale: desk.stale, UsageError: desk.refused, HTTPException: desk.missing},
    )
