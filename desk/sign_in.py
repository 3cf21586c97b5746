"""The door's views: in by password or by a link that works once, out, out everywhere, and one's own page.

A form that arrived after its session had ended is kept in the sign-in page, and sent again once its editor is back in.
"""

from __future__ import annotations

import datetime as dt
import shlex
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from desk import languages
from desk.auth import cookie_name, editor_of, local, local_path
from desk.frame import TOAST
from desk.languages import N_, ngettext
from desk.languages import gettext as _
from desk.passwords import LENGTH_MIN, Verifier, renewed
from desk.permissions import OPEN, need_of
from model.errors import UsageError
from store import attempts
from store.attempts import ADDRESS_TRIES, NAME_TRIES, PAUSE, Tries
from store.editors import NAME_MAX, SESSION_LIFE
from store.store import Store

ROLES = {
    "viewer": N_("You are a viewer: you can read everything and decide nothing."),
    "editor": N_("You are an editor: you decide what is published."),
    "maintainer": N_("You are a maintainer: you decide what is published, and look after the sources."),
}
KEPT_MAX = 48 * 1024  # bytes of a form that is kept while its editor signs in
FORM = "application/x-www-form-urlencoded"
LANGUAGE_LIFE = 365 * 24 * 3600  # seconds that a browser remembers a language


USUAL_DESK = "http://127.0.0.1:8001"  # for which `editors link` makes links unless told otherwise


@dataclass(frozen=True, slots=True)
class WayIn:
    """How who sits at the desk's own machine gets a sign-in link: the line of a shell, and whom it is for if nobody is named.

    "" where the desk is reached from elsewhere: a stranger need not know where it keeps its things.
    """

    line: str = ""
    name: str = "NAME"

    def typed(self, request: Request, name: str) -> str:
        """The whole line for this desk; "" for who is not at its machine, as far as can be seen."""
        if not self.line or not _here(request):
            return ""
        base = str(request.base_url).rstrip("/")
        return " ".join((self.line, shlex.quote(name or self.name), *(("--desk", shlex.quote(base)) if base != USUAL_DESK else ())))


NO_WAY_IN = WayIn()


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that waits for its editor to sign in: where it goes, and its body as it was sent; "" for none."""

    path: str = ""
    body: str = ""

    @property
    def fields(self) -> list[tuple[str, str]]:
        return parse_qsl(self.body, keep_blank_values=True)


@dataclass(frozen=True, slots=True)
class SentAgain:
    """An answer: that of a kept form, sent again as if by the editor who has just come in, with their new cookie."""

    kept: Kept
    signed_in: Response  # its headers carry the cookie
    cookie: str  # as the browser would send it

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, query = urlsplit(self.kept.path).path, urlsplit(self.kept.path).query
        body = self.kept.body.encode()
        headers = [(k, v) for k, v in scope["headers"] if k in (b"host", b"user-agent", b"accept-language")]
        headers += [(b"sec-fetch-site", b"same-origin"), (b"content-type", FORM.encode()), (b"cookie", self.cookie.encode("latin-1"))]
        headers += [(b"content-length", str(len(body)).encode())]
        inner = {k: v for k, v in scope.items() if k in ("type", "asgi", "http_version", "scheme", "server", "client", "root_path", "app")}
        inner |= {"method": "POST", "path": path, "raw_path": path.encode(), "query_string": query.encode(), "headers": headers}
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def given() -> dict[str, object]:
            return waiting.pop() if waiting else {"type": "http.disconnect"}

        async def with_cookie(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                ours = [(k, v) for k, v in self.signed_in.raw_headers if k == b"set-cookie"]
                message = message | {"headers": [*message["headers"], *ours]}  # type: ignore[misc]
            await send(message)

        await scope["app"](inner, given, with_cookie)


class Door:
    """The views; `page` renders a template."""

    def __init__(self, store: Store, clock: Callable[[], dt.datetime], page: Callable[..., Response], way_in: WayIn) -> None:
        self._editors, self._attempts, self._clock, self._page = store.editors, store.attempts, clock, page
        self._verifier, self._way_in = Verifier(), way_in

    def routes(self) -> list[Route]:
        return [
            Route("/sign-in", self.ask, methods=["GET"]),
            Route("/sign-in", self.by_password, methods=["POST"]),
            Route("/sign-in/{secret}", self.show_link, methods=["GET"]),
            Route("/sign-in/{secret}", self.by_link, methods=["POST"]),
            Route("/sign-out", self.out, methods=["POST"]),
            Route("/sign-out/everywhere", self.out_everywhere, methods=["POST"]),
            Route("/language", self.language, methods=["POST"]),
            Route("/you", self.you, methods=["GET"]),
            Route("/you", self.prefer, methods=["POST"]),
            Route("/you/password", self.new_password, methods=["POST"]),
        ]

    # --- in ---

    async def ask(self, request: Request) -> Response:
        to = local_path(request.query_params.get("to", ""))
        if request.scope["editor"] is not None:
            return RedirectResponse(to, 303)
        return self._asked(request, to=to)

    def _asked(
        self, request: Request, status: int = 200, *, to: str = "/", says: str = "", name: str = "", kept: Kept | None = None
    ) -> Response:
        typed = self._way_in.typed(request, name)
        return self._page(request, "sign_in.html", status, to=to, says=says, name=name, kept=kept, who=None, typed=typed)

    async def kept(self, request: Request) -> Response:
        """What a signed-out editor sent is kept, and they are asked to sign in."""
        body = await request.body()
        form = request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM
        try:
            text = body.decode("ascii")
        except UnicodeDecodeError:
            form = False
        if not form or len(body) > KEPT_MAX:
            return self._asked(request, 403, says=_("You are signed out, so nothing was done. Sign in and send it again."))
        says = _("You are signed out, so nothing was done yet. What you sent is kept: sign in, and it is sent again.")
        return self._asked(request, 403, says=says, kept=Kept(local(request), text))

    async def by_password(self, request: Request) -> Response:
        """One message for a wrong name and a wrong password; tries are counted before the password is looked at."""
        form = await request.form()
        name, password = str(form.get("name", "")).strip()[: NAME_MAX * 2], str(form.get("password", ""))
        to, kept = local_path(str(form.get("to", ""))), _kept_in(request, str(form.get("kept_path", "")), str(form.get("kept_body", "")))
        tries, names, address = self._try(request, name)
        if not tries.granted:
            return self._pause(self._asked(request, 429, to=to, says=self._later(tries), name=name, kept=kept), tries)
        editor, hashed = self._editors.password_of(name)
        if not await self._verifier.right(password, hashed) or editor is None:
            return self._asked(request, 403, to=to, says=_wrong(tries), name=name, kept=kept)
        self._attempts.right(names, address)
        if again := renewed(password, hashed):
            self._editors.rehash(editor, again)
        return self._come_in(request, self._editors.open_session(editor.id, self._clock(), browser=_browser(request)), to, kept)

    async def show_link(self, request: Request) -> Response:
        """Whose link it is. Spends nothing: a link scanner cannot."""
        who = self._editors.whose_link(request.path_params["secret"], self._clock())
        if who is None:
            return self._asked(request, 403, says=_("That link is spent, too old or mistyped. Ask for a new one."))
        return self._page(request, "sign_in.html", who=who, editor=None)

    async def by_link(self, request: Request) -> Response:
        now = self._clock()
        address = attempts.of_address(_address(request))
        tries = self._attempts.take({address: ADDRESS_TRIES}, now)
        if not tries.granted:
            return self._pause(self._asked(request, 429, says=self._later(tries)), tries)
        session = self._editors.sign_in(request.path_params["secret"], now, browser=_browser(request))
        if session is None:
            return self._asked(request, 403, says=_("That link is spent, too old or mistyped. Ask for a new one."))
        self._attempts.right(None, address)
        return self._come_in(request, session, "/queue", None)

    def _try(self, request: Request, name: str) -> tuple[Tries, str, str]:
        names, address = attempts.of_name(name), attempts.of_address(_address(request))
        return self._attempts.take({names: NAME_TRIES, address: ADDRESS_TRIES}, self._clock()), names, address

    def _later(self, tries: Tries) -> str:
        left = (tries.paused_until - self._clock()).total_seconds() if tries.paused_until else 0.0
        minutes = max(1, -int(-left // 60))
        says = ngettext("Too many tries. Try again in %(num)s minute.", "Too many tries. Try again in %(num)s minutes.", minutes)
        return says % {"num": minutes}

    def _pause(self, answer: Response, tries: Tries) -> Response:
        if tries.paused_until:
            answer.headers["retry-after"] = str(max(1, int((tries.paused_until - self._clock()).total_seconds())))
        return answer

    def _come_in(self, request: Request, session: str, to: str, kept: Kept | None) -> Response:
        answer = RedirectResponse(to, 303)
        secure, name = request.url.scheme == "https", cookie_name(request)
        answer.set_cookie(name, session, max_age=int(SESSION_LIFE.total_seconds()), httponly=True, samesite="lax", secure=secure)
        if kept is None:
            return answer
        return SentAgain(kept, answer, f"{name}={session}")  # type: ignore[return-value] # an ASGI answer as any other

    # --- out ---

    async def out(self, request: Request) -> Response:
        self._editors.sign_out(request.cookies.get(cookie_name(request), ""))
        return self._gone(request)

    async def out_everywhere(self, request: Request) -> Response:
        self._editors.sign_out_everywhere(editor_of(request), self._clock())
        return self._gone(request)

    @staticmethod
    def _gone(request: Request) -> Response:
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(cookie_name(request), secure=request.url.scheme == "https", httponly=True, samesite="lax")
        answer.delete_cookie(TOAST, httponly=True, samesite="lax")  # whoever comes next has done nothing yet
        return answer

    # --- one's own page ---

    async def language(self, request: Request) -> Response:
        """A language for this browser, and for the editor where one is signed in."""
        form = await request.form()
        wish, editor = str(form.get("language", "")), request.scope["editor"]
        answer = RedirectResponse(local_path(str(form.get("to", ""))), 303)
        if wish in languages.LANGUAGES:
            answer.set_cookie(languages.COOKIE, wish, max_age=LANGUAGE_LIFE, httponly=True, samesite="lax")
            if editor is not None:
                self._editors.prefer(editor, wish, editor.zone)
        return answer

    async def you(self, request: Request) -> Response:
        return self._you(request)

    def _you(self, request: Request, status: int = 200, says: str = "") -> Response:
        editor, now = editor_of(request), self._clock()
        return self._page(
            request,
            "you.html",
            status,
            says=says,
            sessions=self._editors.sessions(editor, now, request.cookies.get(cookie_name(request), "")),
            has_password=bool(self._editors.password_of(editor.name)[1]),
            by_proxy=request.scope["by_proxy"],
            roles={role: _(says) for role, says in ROLES.items()},
            zones=zones(),
            length=LENGTH_MIN,
            changed=request.query_params.get("done") == "password",
            here="/you",
        )

    async def prefer(self, request: Request) -> Response:
        form = await request.form()
        language, zone = str(form.get("language", "")), str(form.get("zone", ""))
        if language not in ("", *languages.LANGUAGES) or (zone and zone not in zones()):
            raise UsageError(_("there is no such language or time zone"))
        self._editors.prefer(editor_of(request), language, zone)
        return RedirectResponse("/you", 303)

    async def new_password(self, request: Request) -> Response:
        """The present password is asked for, where there is one, and its tries are counted: a desk left open is not an account lost."""
        form = await request.form()
        editor, now = editor_of(request), self._clock()
        kept = self._editors.password_of(editor.name)[1]
        if kept:
            tries, names, address = self._try(request, editor.name)
            if not tries.granted:
                return self._pause(self._you(request, 429, self._later(tries)), tries)
            if not await self._verifier.right(str(form.get("present", "")), kept):
                return self._you(request, 403, _("That is not your present password. Nothing was changed."))
            self._attempts.right(names, address)
        try:
            hashed = await self._verifier.hashed(str(form.get("new", "")), editor.name)
        except UsageError as error:
            return self._you(request, 400, _("Nothing was changed: %(why)s.") % {"why": error})
        mine = request.cookies.get(cookie_name(request), "")
        self._editors.set_password(editor.name, hashed, now, by=editor.name, keep=mine)
        return RedirectResponse("/you?done=password", 303)


def _wrong(tries: Tries) -> str:
    says = _("That name and password do not go together.") + " "
    pause = int(PAUSE.total_seconds() // 60)
    if tries.left < 1:
        return says + _("No try is left: a pause of %(minutes)s minutes begins.") % {"minutes": pause}
    left = ngettext(
        "%(num)s try left, then a pause of %(minutes)s minutes.", "%(num)s tries left, then a pause of %(minutes)s minutes.", tries.left
    )
    return says + left % {"num": tries.left, "minutes": pause}


def _kept_in(request: Request, path: str, body: str) -> Kept | None:
    """The form that a sign-in page held. Only what needs signing in is ever sent again."""
    if not path or len(body) > KEPT_MAX or not body.isascii() or local_path(path) == "/" or not path.isascii():
        return None
    scope = {**request.scope, "method": "POST", "path": urlsplit(path).path}
    return None if need_of(request.app.routes, scope) == OPEN else Kept(path, urlencode(parse_qsl(body, keep_blank_values=True)))


def _here(request: Request) -> bool:
    """Whether a request names this machine by its loopback address, and nobody passed it on."""
    passed = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-forwarded-host", "via"))
    return request.url.hostname in ("127.0.0.1", "::1", "localhost") and not passed


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _browser(request: Request) -> str:
    """What a browser calls itself, in two words: "Firefox on Linux"."""
    agent = request.headers.get("user-agent", "")
    kinds = {"Edg/": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "macOS", "Linux": "Linux"}
    kind = next((name for sign, name in kinds.items() if sign in agent), "")
    system = next((name for sign, name in systems.items() if sign in agent), "")
    return " on ".join(part for part in (kind, system) if part)


@lru_cache(maxsize=1)
def zones() -> list[str]:
    """Time zones to choose from: the places, without the old aliases."""
    return [
        "UTC",
        *sorted(
            zone for zone in zoneinfo.available_timezones() if zone.count("/") == 1 and not zone.startswith(("Etc/", "SystemV/", "US/"))
        ),
    ]
