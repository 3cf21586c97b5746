"""Pages that say what went wrong: what happened, what was kept, one way back, and an id to quote, which the log has too."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from desk.auth import safe
from desk.languages import gettext as _

log = logging.getLogger("desk")


class Trouble:
    """The views; `page` renders a template."""

    def __init__(self, page: Callable[..., Response]) -> None:
        self._page = page

    def refusal(self, request: Request, status: int, says: str) -> Response:
        """What the gate stops."""
        title = _("That is not yours to do") if status == 403 else _("That cannot be done")
        return self.shown(request, status, title, says)

    def shown(self, request: Request, status: int, title: str, says: str) -> Response:
        mark = _mark(request, status)
        back = {"back": "/queue", "back_says": _("Back to the queue")}
        return self._page(request, "trouble.html", status, title=title, says=says, mark=mark, **back)

    async def too_large(self, request: Request, error: Exception) -> Response:
        """A number in an address or a form that no id can be: the database refuses it before anything is written."""
        return self.shown(request, 400, _("That cannot be done"), _("There is no such number here. Nothing was written."))

    async def crashed(self, request: Request, error: Exception) -> Response:
        """A bug of ours: it propagates to the server's log; the editor gets the id under which it stands there.

        It is answered outside of the gate, so the safe headers are set here.
        """
        says = _("The desk made a mistake. What you sent was not written, unless the page you go back to shows it.")
        answer = self.shown(request, 500, _("Something broke"), says)
        safe(answer.headers, request.scope)
        return answer


def _mark(request: Request, status: int) -> str:
    """An id to quote. The log says the route, never the address: a sign-in link is a secret."""
    mark = secrets.token_hex(4)
    route = next(
        (r.path for r in request.app.routes if isinstance(r, Route) and r.matches(request.scope)[0] is not Match.NONE), "no such route"
    )
    editor = request.scope.get("editor")
    level = logging.ERROR if status >= 500 else logging.INFO
    log.log(level, "%s: %s %s answered %s to %s", mark, request.method, route, status, editor.name if editor else "nobody")
    return mark
