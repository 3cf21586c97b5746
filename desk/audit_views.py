"""The log: who decided what, when, what it was before and after; whether the chain is whole; the whole of it to take away."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import io
import json
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from desk import cards
from desk.languages import N_
from desk.languages import gettext as _
from desk.place import Place
from model.errors import UsageError
from store import audit
from store.audit import Asked, Log, Whole
from store.store import Store

ROWS = 300  # of the log on a page, at most; a bulk decision of more is shown in part
VALUE_MAX = 160  # characters shown of a value before and after
CHECKED_FOR = dt.timedelta(minutes=10)  # how long a check of the chain is worth, at most;
CHECKED_TIMES = 100  # and no longer than so many times what it took: a short log is checked at each look
CHECK_SECONDS = 1.0  # how long a page waits for a check to end
NAMES_MAX = 100  # characters of a filter
COLUMNS = (
    *("log", "id", "at", "who", "action", "target", "target_id", "judged_hash", "note", "batch", "before", "after", "undoes", "digest"),
)
LOGS: dict[Log, str] = {"verdict": N_("Decisions"), "act": N_("People and sources")}
TARGETS = {"story": N_("story"), "article": N_("article"), "mention": N_("mention"), "claim": N_("claim")}
ACTS = {
    "added": N_("added"),
    "removed": N_("removed"),
    "role": N_("given a role"),
    "password": N_("given a password"),
    "link": N_("given a sign-in link"),
    "signed out everywhere": N_("signed out everywhere"),
    "pause": N_("paused"),
    "resume": N_("resumed"),
    "visit": N_("visited next"),
    "now": N_("visited now"),
    "forget": N_("failures forgotten"),
    "move": N_("given its new address"),
}


class AuditViews:
    """The views; `page` renders a template."""

    def __init__(self, place: Place, store: Store, clock: Callable[[], dt.datetime], page: Callable[..., Response]) -> None:
        self._place, self._store, self._clock, self._page = place, store, clock, page
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="audit")
        self._checking: Future[Whole] | None = None
        self._began: dt.datetime | None = None
        self._worth = CHECKED_FOR

    def routes(self) -> list[Route]:
        return [
            Route("/history", self.look),
            Route("/audit.ndjson", self.ndjson),
            Route("/audit.csv", self.csv),
        ]

    async def look(self, request: Request) -> Response:
        """The log, newest first, a decision with all its rows in one place."""
        asked = _asked(request.query_params)
        cursor = _number(request.query_params.get("before", ""))
        rows = audit.rows(self._store.db, asked, ROWS + 1, cursor)
        cut = len(rows) > ROWS
        decisions = _decisions(rows[:ROWS], audit.names(self._store.db, rows[:ROWS]))
        if cut and len(decisions) > 1:
            decisions.pop()  # the rest of it is on the next page
        following = decisions[-1]["last"] if cut and decisions else None
        stand, undos = self._store.queue.undone([d["batch"] for d in decisions if d["batch"]])
        filters = {k: v for k, v in request.query_params.items() if k in ("log", "who", "action", "target", "since", "until") and v}
        return self._page(
            request,
            "history.html",
            asked=asked,
            decisions=decisions,
            stand=stand,
            undos=undos,
            more=f"/history?{urlencode(filters | {'before': following})}" if following else "",
            check=await self._checked(),
            logs={name: _(says) for name, says in LOGS.items()},
            actions=[(action, _says(asked.log, action)) for action in audit.actions(self._store.db, asked.log)],
            editors=[row["name"] for row in self._store.editors.all()],
            target=str(request.query_params.get("target", ""))[:NAMES_MAX],
        )

    async def _checked(self) -> Whole | None:
        """What a check of the whole chain found, not long ago; None while it is still under way."""
        now = self._clock()
        if self._checking is None or (self._checking.done() and self._began is not None and now - self._began >= self._worth):
            self._checking, self._began = self._pool.submit(self._check), now
        await asyncio.wait({asyncio.wrap_future(self._checking)}, timeout=CHECK_SECONDS)
        return self._checking.result() if self._checking.done() else None

    def _check(self) -> Whole:
        began = time.monotonic()
        with self._place.store(readonly=True) as store:
            found = audit.whole(store.db)
        self._worth = min(CHECKED_FOR, CHECKED_TIMES * dt.timedelta(seconds=time.monotonic() - began))
        return found

    # --- to take away ---

    async def ndjson(self, request: Request) -> Response:
        return _download((json.dumps(row, ensure_ascii=False) + "\n" for row in self._parts()), "application/x-ndjson", "audit.ndjson")

    async def csv(self, request: Request) -> Response:
        return _download(as_csv(self._parts()), "text/csv; charset=utf-8", "audit.csv")

    def _parts(self) -> Iterator[dict[str, Any]]:
        """Both logs; each part is read over a connection of its own, so that a reader who goes away leaves nothing open."""
        for name in LOGS:
            after = 0
            while True:
                with self._place.store(readonly=True) as store:
                    part = audit.export(store.db, name, after)
                if not part:
                    break
                yield from part
                after = part[-1]["id"]


def as_csv(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    """The rows as CSV, with a heading. What a spreadsheet would take for a formula gets an apostrophe before it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in COLUMNS])
        if text.tell() > 64 * 1024:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _download(parts: Iterator[str], kind: str, name: str) -> Response:
    return StreamingResponse(parts, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


def _asked(query: Mapping[str, str]) -> Asked:
    """What a filter's form asks for; UsageError where a day is none."""
    days = []
    for end in ("since", "until"):
        text = query.get(end, "")
        try:
            days.append(dt.date.fromisoformat(text).isoformat() if text else "")
        except ValueError:
            raise UsageError(_("%(text)s is no day; write it like 2026-03-02") % {"text": repr(text[:40])}) from None
    name: Log = "act" if query.get("log") == "act" else "verdict"
    kind, _space, number = query.get("target", "")[:NAMES_MAX].strip().partition(" ")
    return Asked(
        log=name,
        who=query.get("who", "")[:NAMES_MAX],
        action=query.get("action", "")[:NAMES_MAX],
        target=kind if name == "verdict" else f"{kind} {number}".strip(),
        target_id=_number(number) if name == "verdict" else None,
        since=days[0],
        until=days[1],
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _decisions(rows: list[dict[str, Any]], names: Mapping[tuple[str, int], str]) -> list[dict[str, Any]]:
    """Rows that were written together are one decision; what they are of is named where it still is there."""
    found = []
    for _batch, some in groupby(rows, lambda row: row["batch"] or row["id"]):
        members = list(some)
        head = next((row for row in members if row["target"] == "story"), members[-1])
        log: Log = "verdict" if head["batch"] else "act"
        found.append(
            head
            | {
                "says": _says(log, head["action"]),
                "notes": sorted({row["note"] for row in members if row["note"]}),
                "story": head["target_id"] if head["target"] == "story" else None,
                "of": f"{_(TARGETS.get(head['target'], head['target']))} {head['target_id']}" if head["target_id"] else head["target"],
                "name": names.get((head["target"], head["target_id"]), ""),
                "first": members[-1]["id"],
                "last": members[-1]["id"],
                "rows": [
                    row
                    | {
                        "of": f"{_(TARGETS.get(row['target'], row['target']))} {row['target_id'] or ''}",
                        "name": names.get((row["target"], row["target_id"]), ""),
                        "moved": _moved(row),
                    }
                    for row in members
                ],
            }
        )
    return found


def _says(log: Log, action: str) -> str:
    says = (cards.DONE if log == "verdict" else ACTS).get(action)
    return _(says) if says else action.replace("_", " ")


def _moved(row: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(what, before, after) of what a row changed."""
    before, after = row["before"], row["after"]
    return [
        (key, _short(before.get(key)), _short(after.get(key))) for key in sorted({*before, *after}) if before.get(key) != after.get(key)
    ]


def _short(value: object) -> str:
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= VALUE_MAX else f"{text[: VALUE_MAX - 1]}…"
