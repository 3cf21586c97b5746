"""A decision on what is no longer so (409): both sides with their times, and three ways on. Nothing was written."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from desk import cards
from desk.auth import editor_of
from desk.changed import changed
from desk.frame import KEY_MAX, Frame, number, reads
from desk.languages import gettext as _
from model.errors import UsageError
from store.decided import Decision
from store.edits import NOTE_MAX, REASONS
from store.stale import Stale

OVER = ("approve", "reject", "wait")


def conflict_page(frame: Frame, request: Request, story: int, decision: str, stale: Stale, form: FormData) -> Response:
    """Both sides of a conflict: what another decided or the page became, and what one was about to do."""
    me, now = editor_of(request).name, frame.clock()
    lasts = [side["last"] for side in stale.sides if side["last"] is not None]
    theirs = max(lasts, key=lambda last: last["at"], default=None)
    if theirs is not None and theirs["action"] in ("undo", "reopen"):
        theirs = None
    edited = [side for side in stale.sides if side["judged"] is not None and side["now"] and side["judged"]["text"] != side["now"]["text"]]
    here = frame.store.queue.card(story)
    articles = {a["id"]: a for a in here["articles"]}
    return frame.page(
        request,
        "conflict.html",
        409,
        story=story,
        onward=number(form.get("then", "")),
        decision=decision,
        mine=cards.DECIDED.get(decision, ""),
        reason=str(form.get("reason", "")) if decision == "reject" else "",
        note=str(form.get("note", ""))[:NOTE_MAX],
        theirs=theirs,
        theirs_says=cards.DONE.get(theirs["action"], theirs["action"]) if theirs else "",
        theirs_ago=cards.age(theirs["at"], now) if theirs else "",
        mine_too=theirs is not None and theirs["editor"] == me,
        at=now.isoformat(),
        edited=[_edit(side, articles.get(side["article_id"]), now.isoformat()) for side in edited],
        read=[(a["id"], a["content_hash"], a["row_version"]) for a in here["articles"]],
        key=secrets.token_urlsafe(12),
        here="/queue",
    )


def _edit(side: Mapping[str, Any], article: dict[str, Any] | None, now: str) -> dict[str, Any]:
    """An article that became another while it was read, with its diff."""
    was = side["judged"]
    if article is None:
        return {"was": was["text"], "now": side["now"]["text"], "changed": None}
    judged = article["judged"] or {
        "number": was["number"],
        "title": was["title"],
        "text": was["text"],
        "editor": _("you"),
        "at": was["fetched_at"],
    }
    return {
        "was": was["text"],
        "now": side["now"]["text"],
        "lang": article["language"],
        "changed": changed(article | {"judged": judged | {"text": was["text"], "title": was["title"], "number": was["number"]}}),
    }


def decided_over(frame: Frame, request: Request, story: int, decision: str, form: FormData) -> Decision:
    """Undo theirs and do mine, as the form of a conflict says it."""
    if decision not in OVER:
        raise UsageError("that form holds no decision")
    hashes, versions = reads(form.getlist("read"))
    batch, of = str(form.get("batch", "")), str(form.get("of", ""))
    if not hashes or not batch or not of:
        raise UsageError("that form does not say what was read")
    reason = str(form.get("reason", ""))
    note = " ".join(str(form.get("note", "")).split())[:NOTE_MAX]
    return frame.store.queue.overrule(
        story,
        batch,
        of,
        decision,  # type: ignore[arg-type]
        editor_of(request).name,
        frame.clock(),
        hashes,
        versions,
        note=": ".join(part for part in (reason if reason in REASONS else "", note) if part),
        idempotency=str(form.get("key", ""))[:KEY_MAX],
    )
