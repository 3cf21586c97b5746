"""The gate: who is at the desk, whether a request is theirs, and whether they may. Safe headers on every answer.

Cross-site requests are told by Sec-Fetch-Site, and by Origin where a browser does not send it (the way of
Filippo Valsorda's "CSRF" article, which Go and Datasette follow): no tokens, nothing to forget in a form.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk import languages
from desk.languages import N_
from desk.permissions import may, need_of
from desk.proxy import Proxy, seen_through
from store.editors import Editor, Editors

COOKIE = "showwire_session"
FRONT = ("/", "/queue")  # where one comes to anyway after signing in
BODY_MAX = 256 * 1024  # bytes of a form

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
OVER_TLS = {"strict-transport-security": "max-age=31536000"}

CROSS_SITE = N_("This form was sent from another site, so nothing was done. Open the desk and try again.")
TOO_LONG = N_("A form may have at most %(most)s bytes, and must say its length. Nothing was done.")
GO_AROUND = N_("The desk is reached through its proxy only.")
UNKNOWN = N_("The proxy says that you are %(name)s, but nobody of that name may come in. Ask a maintainer to add you.")
NOT_ALLOWED = {
    "decide": N_("You may look and not decide: that needs the role editor. Nothing was done."),
    "maintain": N_("That needs the role maintainer. Nothing was done."),
}


def same_site(headers: Headers) -> bool:
    """Whether a browser says that the request comes from this very site."""
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


def cookie_name(request: Request) -> str:
    """Over TLS the browser itself sees to it that no other host sets the cookie."""
    return f"__Host-{COOKIE}" if request.url.scheme == "https" else COOKIE


def safe(headers: MutableHeaders, scope: Scope) -> None:
    """Set the headers that every answer has."""
    for name, value in (HEADERS | (OVER_TLS if scope["scheme"] == "https" else {})).items():
        headers[name] = value
    if not scope["path"].startswith("/static/"):
        headers["cache-control"] = "no-store"


@dataclass(frozen=True, slots=True)
class Gate:
    """ASGI middleware: safe headers, no cross-site or oversized post, nobody in without a session, nothing done beyond a role.

    `trouble(request, status, says)` is a page that says what is wrong; `kept(request)` asks a signed-out editor to
    sign in, and holds what they were sending.
    """

    app: ASGIApp
    editors: Editors
    clock: Callable[[], datetime]
    trouble: Callable[[Request, int, str], Response]
    kept: Callable[[Request], Awaitable[Response]]
    proxy: Proxy = field(default_factory=Proxy)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        peer = scope["client"][0] if scope.get("client") else ""
        scope, user = seen_through(self.proxy, scope)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                safe(MutableHeaders(scope=message), scope)
            await send(message)

        refusal = await self._refusal(Request(scope, receive), peer, user)
        await (refusal or self.app)(scope, receive, guarded)

    async def _refusal(self, request: Request, peer: str, user: str) -> Response | None:
        """The answer that ends the matter here, or None; puts the editor into the scope, and sets who reads."""
        editor, request.scope["by_proxy"] = self._who(request, user)
        request.scope["editor"] = editor
        wish, accepted = request.cookies.get(languages.COOKIE, ""), request.headers.get("accept-language", "")
        language = languages.chosen(editor.language if editor else "", wish, accepted=accepted)
        languages.read_by(languages.Reader(language, languages.zone_of(editor.zone) if editor else "UTC"))
        if not self.proxy.admits(peer):
            return Response(languages.gettext(GO_AROUND), 403)
        posted = request.method not in ("GET", "HEAD")
        if posted and not same_site(request.headers):
            return self.trouble(request, 403, languages.gettext(CROSS_SITE))
        length = request.headers.get("content-length", "")
        if posted and (not (length.isascii() and length.isdigit()) or int(length) > BODY_MAX):
            return self.trouble(request, 413, languages.gettext(TOO_LONG) % {"most": BODY_MAX})
        need = need_of(request.app.routes, request.scope)
        if may(editor, need):
            return None
        if editor is not None:
            return self.trouble(request, 403, languages.gettext(NOT_ALLOWED[need]))
        if user:
            return self.trouble(request, 403, languages.gettext(UNKNOWN) % {"name": user})
        if posted:
            return await self.kept(request)
        to = local(request)
        return RedirectResponse("/sign-in" if to in FRONT else f"/sign-in?to={quote(to, safe='/')}", 303)

    def _who(self, request: Request, user: str) -> tuple[Editor | None, bool]:
        """(who asks, whether the proxy says so)."""
        if user:
            return self.editors.named(user), True
        session = request.cookies.get(cookie_name(request), "")
        return self.editors.of_session(session, self.clock()) if session else None, False


def local(request: Request) -> str:
    """The address of a request within this site."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def local_path(text: str) -> str:
    """An address within this site as given back by a form, or "/" where it would lead elsewhere."""
    odd = any(not c.isprintable() or c == "\\" for c in text)
    return "/" if odd or not text.startswith("/") or text.startswith("//") else text


def editor_of(request: Request) -> Editor:
    """Who is asking; the gate let nobody else through."""
    editor: Editor = request.scope["editor"]
    return editor
