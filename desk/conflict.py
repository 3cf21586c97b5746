"""A decision on what is no longer so (409): both sides with their times, and three ways on. Nothing was written."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from desk import cards, wording
from desk.auth import editor_of
from desk.changed import changed
from desk.frame import KEY_MAX, Frame, number, reads
from desk.languages import N_
from desk.languages import gettext as _
from desk.moves import Move, Moves, weigh
from model.errors import UsageError
from store.decided import Decision
from store.edits import NOTE_MAX, REASONS
from store.stale import Stale

OVER = ("approve", "reject", "wait")
STATES = ("open", "choose", "accepted", "rejected")
SHOWN = {
    "state": N_("state"),
    "value": N_("value"),
    "character": N_("character"),
    "relation": N_("role"),
    "about": N_("what it is of"),
    "season": N_("season"),
    "text": N_("the words"),
}  # fields of a mention that both sides show


@dataclass(frozen=True, slots=True)
class Mine:
    """What an editor was about to do, and did not."""

    says: str
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Theirs:
    """What another did meanwhile."""

    editor: str
    at: str
    says: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Over:
    """The form that does one's own all the same, on what stands now."""

    action: str
    fields: Sequence[tuple[str, object]]
    says: str


def both_sides(
    page: Callable[..., Response],
    request: Request,
    now: dt.datetime,
    *,
    mine: Mine,
    again: str,
    theirs: Theirs | None = None,
    keep: str = "",
    over: Over | None = None,
    title: str = "",
    sides: Sequence[Mapping[str, Any]] = (),
    edited: Sequence[Mapping[str, Any]] = (),
    draft: str = "",
    against: Sequence[Move] = (),
    here: str = "/queue",
) -> Response:
    """The page of any form that was about what is no longer so: what stands (`keep` goes on with it), what was not saved, what
    differs (`sides`, each {what?, read, now}; `edited`, with its diff; `against`, what mine would contradict), and the ways on: keep it, do mine over it, read it `again`."""
    me = editor_of(request).name
    own = theirs is not None and theirs.editor == me
    if theirs is not None:
        who = _("You") if own else theirs.editor
        title = title or _("%(editor)s decided this %(ago)s ago") % {"editor": who, "ago": cards.age(theirs.at, now)}
    return page(
        request,
        "conflict.html",
        409,
        title=title or _("This changed while you read it"),
        theirs=theirs,
        mine=mine,
        at=now.isoformat(),
        sides=[*sides, *({"read": e["was"], "now": e["now"]} for e in edited if not e["changed"])],
        edited=edited,
        draft=draft,
        against=against,
        keep=keep,
        keep_says=_("Keep it, go on") if own or theirs is None else _("Keep %(editor)s’s, go on") % {"editor": theirs.editor},
        over=over,
        again=again,
        toast=None,
        here=here,
    )


def conflict_page(
    frame: Frame, request: Request, story: int, decision: str, stale: Stale, form: FormData, against: Moves | None = None
) -> Response:
    """Both sides of a conflict on a story: what another decided or the page became, and what one was about to do; `against`, what
    doing it all the same would contradict."""
    last = _last(stale)
    onward = number(form.get("then", ""))
    reason = str(form.get("reason", "")) if decision == "reject" else ""
    note = str(form.get("note", ""))[:NOTE_MAX]
    mine = _(cards.DECIDED[decision]) if decision in cards.DECIDED else ""
    over = None
    if last is not None and (against is not None or _alone(last, stale)):
        read = {
            str(one).partition(":")[0]: one for one in form.getlist("read")
        }  # as this page shows it: what joined meanwhile is not in it
        read |= {str(a["id"]): f"{a['id']}:{a['content_hash']}:{a['row_version']}" for side in stale.sides if (a := side["now"])}
        fields: list[tuple[str, object]] = [
            ("key", secrets.token_urlsafe(12)), ("batch", last["batch"]), ("of", last["editor"]), ("decision", decision), ("reason", reason),
            ("note", note), ("then", onward or ""), ("against", " ".join(against.against) if against else ""), *(("read", one) for one in read.values()),
        ]  # fmt: skip
        over = Over(f"/queue/{story}/over", fields, _("Undo it and do mine: %(decision)s") % {"decision": mine})
    return both_sides(
        frame.page,
        request,
        frame.clock(),
        mine=Mine(mine, reason, note),
        theirs=_theirs(last),
        keep=(f"/queue/{onward}" if onward else "/queue") if last is not None else "",
        over=over,
        again=f"/queue/{story}",
        sides=_said_since(stale),
        edited=edits(frame, story, stale),
        against=[move for move in against.shown if move.contradicts] if against else (),
    )


def regrouping_conflict(frame: Frame, request: Request, story: int, mine: str, stale: Stale) -> Response:
    """Both sides of a merge, a split or a keeping apart of what is no longer as it was read."""
    return both_sides(
        frame.page,
        request,
        frame.clock(),
        mine=Mine(mine),
        theirs=_theirs(_last(stale)),
        again=f"/queue/{story}",
        sides=_said_since(stale),
        edited=edits(frame, story, stale),
    )


def _last(stale: Stale) -> Mapping[str, Any] | None:
    """What another decided last of what was read, on it or on a mention in it; None where it came back, or came otherwise."""
    last = max((side["last"] for side in stale.sides if side["last"] is not None), key=lambda last: last["at"], default=None)
    return None if last is not None and last["action"] in ("undo", "reopen") else last


def _alone(last: Mapping[str, Any], stale: Stale) -> bool:
    """Whether a decision on the story is all that came since it was read: only then is it as it was read once that is undone."""
    same = all(side["judged"] is not None and side["now"] and side["judged"]["text"] == side["now"]["text"] for side in stale.sides)
    return same and last["action"] in OVER and {row["batch"] for side in stale.sides for row in side["rows"]} == {last["batch"]}


def _said_since(stale: Stale) -> list[dict[str, str]]:
    """What was decided of mentions, by themselves, since they were read."""
    whole = {row["batch"] for side in stale.sides for row in side["rows"] if row["target"] == "article"}
    found = [row for side in stale.sides for row in reversed(side["rows"]) if row["target"] == "mention" and row["batch"] not in whole]
    return [moved for row in found for moved in _moved(row["mention"], row)]


def edits(frame: Frame, story: int, stale: Stale) -> list[dict[str, Any]]:
    """The articles that became others while they were read, each with its diff."""
    changed_ones = [
        side for side in stale.sides if side["judged"] is not None and side["now"] and side["judged"]["text"] != side["now"]["text"]
    ]
    if not changed_ones:
        return []
    articles = {a["id"]: a for a in frame.store.queue.card(story)["articles"]}
    return [_edit(side, articles.get(side["article_id"])) for side in changed_ones]


def _theirs(last: Mapping[str, Any] | None) -> Theirs | None:
    if last is None:
        return None
    done = cards.DONE.get(last["action"], last["action"])
    return Theirs(last["editor"], last["at"], _(done), last["note"])


def mention_conflict(frame: Frame, request: Request, story: int, stale: Stale, mine: str, over: Over | None = None) -> Response:
    """Both sides of a conflict on a mention: another decided of it, it is not said any more, or its article was edited."""
    sides: list[dict[str, str]] = []
    last: Mapping[str, Any] | None = None
    for side in stale.sides:
        if "mention" in side:
            last = side["last"]
            gone = [{"what": side["mention"], "read": _("said there"), "now": _("not said any more")}]
            sides += gone if side["now"] is None else _moved(side["mention"], last)
    return both_sides(
        frame.page,
        request,
        frame.clock(),
        mine=Mine(mine),
        theirs=_theirs(last),
        keep=f"/queue/{story}",
        over=over if all("mention" in side and side["now"] for side in stale.sides) else None,  # else it is another text
        again=f"/queue/{story}",
        sides=sides,
        edited=edits(frame, story, Stale([side for side in stale.sides if "mention" not in side])),
    )


def _moved(mention: str, last: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """What another's decision changed of a mention, as its row in the log says."""
    if last is None:
        return []
    before, after = json.loads(last["before"]), json.loads(last["after"])
    shown = [name for name in after if name in SHOWN and before.get(name) != after[name]]
    return [{"what": f"{mention}: {_(SHOWN[name])}", "read": _shown(before.get(name)), "now": _shown(after[name])} for name in shown]


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    return _(text) if text in STATES else wording.value(text) or "–"


def _edit(side: Mapping[str, Any], article: dict[str, Any] | None) -> dict[str, Any]:
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
    """Undo theirs and do mine, as the form of a conflict says it. Stale, or Contradicted by what was not on that form: all stands."""
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
        before=lambda: weigh(frame.store, hashes, str(form.get("against", "")).split()) if decision == "approve" else None,
    )
