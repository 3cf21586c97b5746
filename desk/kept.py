"""Pages kept as they were rendered, for as long as nothing at all was written: asking again costs next to nothing.

What a page was made of is its key: the database's own mark of its state, the second on the clock, and what differs between
readers. So nothing is ever shown that would not be rendered the same. What is another on each answer, the reader's name and
the key against sending twice, stands in a kept page as a sign that nobody can guess, and is put in as the page is sent.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from desk import languages
from desk.auth import editor_of
from desk.frame import AHEAD, REASON, TOAST
from store.editors import Editor
from store.store import Store

PAGES_MAX = 128  # of one moment: as many as may differ between readers within a second
NAME, KEY = (f"\x01{secrets.token_hex(12)}\x01" for _ in range(2))
_ONCE = "kept.once"  # in the scope: this page is for its reader alone


@dataclass(frozen=True, slots=True)
class Moment:
    """What is stored, and what time it is, in whole seconds: pages say no time more exactly."""

    stored: tuple[int, int]
    second: int


class Kept:
    """The pages of one moment."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._moment: Moment | None = None
        self._pages: dict[Hashable, bytes] = {}

    def forget(self) -> None:
        """Something that pages show is other than it was, and no database says so."""
        self._pages.clear()

    def answer(self, request: Request, now: dt.datetime, made: Callable[[], Response]) -> Response:
        """The page that `made` renders for this reader, or the same one kept. There is no await from the look to the page."""
        editor = editor_of(request)
        moment = Moment(self._store.db.state(), int(now.timestamp()))
        if moment != self._moment:
            self._moment = moment
            self._pages.clear()
        alike = not self._store.leases.concerns(editor.name, now)
        key = _differs(request, editor, alike)
        page = self._pages.get(key)
        if page is None:
            answer = _made(request, editor, made, alike)
            if answer.status_code != 200 or _ONCE in request.scope:
                return made() if _ONCE in request.scope else answer
            page = bytes(answer.body)
            if len(self._pages) < PAGES_MAX:
                self._pages[key] = page
        page = page.replace(NAME.encode(), str(escape(editor.name)).encode())
        return HTMLResponse(page.replace(KEY.encode(), fresh_key().encode()))


def fresh_key() -> str:
    """A key by which a form that is sent twice is done once."""
    return secrets.token_urlsafe(12)


def key_of(request: Request) -> str:
    """The key for the forms of a page: the sign for one where the page may be kept."""
    return KEY if request.scope.get("kept") else fresh_key()


def once(request: Request) -> None:
    """This page says something of its reader that their role does not: it is made again for them, and not kept."""
    request.scope[_ONCE] = True


def _made(request: Request, editor: Editor, made: Callable[[], Response], alike: bool) -> Response:
    request.scope["kept"] = True
    request.scope["editor"] = replace(editor, name=NAME) if alike else editor
    try:
        return made()
    finally:
        request.scope["editor"], request.scope["kept"] = editor, False


def _differs(request: Request, editor: Editor, alike: bool) -> Hashable:
    """All in a request that a page is made of; the reader's name where the work looks otherwise to them than to others."""
    reader, cookies = languages.reading(), request.cookies
    return (
        *("" if alike else editor.name, editor.role, reader.language, reader.zone, request.scope.get("by_proxy", False)),
        *(request.url.path, request.url.query, AHEAD in request.headers, cookies.get(TOAST, ""), cookies.get(REASON, "")),
    )
