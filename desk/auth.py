"""Who is at the desk, and whether a request is theirs: sessions, cross-site requests, headers of every answer.

Cross-site requests are told by Sec-Fetch-Site, and by Origin where a browser does not send it (the way of
Filippo Valsorda's "CSRF" article, which Go and Datasette follow): no tokens, nothing to forget in a form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk import languages
from store.editors import Editor, Editors

COOKIE = "showwire_session"
BODY_MAX = 256 * 1024  # bytes of a form
OPEN = ("/sign-in", "/static/", "/healthz")  # reached without signing in

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


def same_site(headers: Headers) -> bool:
    """Whether a browser says that the request comes from this very site."""
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


@dataclass(frozen=True, slots=True)
class Gate:
    """ASGI middleware: safe headers on every answer, no cross-site or oversized post, nobody in without a session."""

    app: ASGIApp
    editors: Editors
    clock: Callable[[], datetime]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if not scope["path"].startswith("/static/"):
                    headers["cache-control"] = "no-store"
            await send(message)

        refusal = self._refusal(Request(scope))
        await (refusal or self.app)(scope, receive, guarded)

    def _refusal(self, request: Request) -> Response | None:
        """The answer that ends the matter here, or None; puts the editor into the scope."""
        if request.method not in ("GET", "HEAD"):
            if not same_site(request.headers):
                return Response("This form was sent from another site, so nothing was done. Open the desk and try again.", 403)
            length = request.headers.get("content-length", "")
            if not length.isdigit() or int(length) > BODY_MAX:
                return Response(f"A form may have at most {BODY_MAX} bytes, and must say its length. Nothing was done.", 413)
        session = request.cookies.get(COOKIE, "")
        editor = self.editors.of_session(session, self.clock()) if session else None
        request.scope["editor"] = editor
        wish = request.cookies.get(languages.COOKIE, "")
        languages.read_by(languages.Reader(languages.chosen(wish, accepted=request.headers.get("accept-language", ""))))
        if editor is None and not request.url.path.startswith(OPEN):
            if request.method in ("GET", "HEAD"):
                return RedirectResponse("/sign-in", 303)
            return Response("You are signed out, so nothing was done. Sign in and send it again.", 403)
        if editor is not None and not editor.decides and request.method == "POST" and request.url.path != "/sign-out":
            return Response("Viewers look and do not decide. Nothing was done.", 403)
        return None


def editor_of(request: Request) -> Editor:
    """Who is asking; the gate let nobody else through."""
    editor: Editor = request.scope["editor"]
    return editor
