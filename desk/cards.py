"""What a template shows, made from what the store holds: nothing is worked out in a template. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desk import languages, wording
from desk.elsewhere import heard
from desk.languages import N_, ngettext
from desk.languages import gettext as _
from desk.marks import Piece, paragraphs
from model.watched import Series
from store.mentions import added_by_hand, seen_as

WHY = {
    "conflict": N_("contradicts the ledger"),
    "official": N_("official source"),
    "new": N_("new"),
    "rest": N_("seen before"),
    "held": N_("waits for a second source"),
    "skipped": N_("you put it off"),
    "decided": N_("decided"),
}
REASON = {
    "edited": N_("edited after it was approved"),
    "member": N_("another article joined it"),
    "gone": N_("a page behind it is gone"),
    "mentions": N_("something new was found in it"),
    "waiting": N_("waits for a second source"),
    "waited": N_("it waited long enough"),
}
GROUPS = {
    "conflict": N_("Contradicts the ledger"),
    "official": N_("Official source"),
    "new": N_("New stories"),
    "rest": N_("The rest"),
    "skipped": N_("Put off by you"),
}
DECIDED = {"approve": N_("Approved"), "reject": N_("Rejected"), "wait": N_("Waits for a second source")}
DONE = {
    "approve": N_("Approved"),
    "reject": N_("Rejected"),
    "wait": N_("Waits"),
    "merge": N_("Merged"),
    "split": N_("Split"),
    "undo": N_("Taken back"),
    "reopen": N_("Came back"),
    "accept_mention": N_("Accepted"),
    "reject_mention": N_("Refused"),
    "choose_mention": N_("Chosen"),
    "edit_mention": N_("Put right"),
    "add_mention": N_("Added"),
    "confirm": N_("Confirmed"),
    "pin": N_("Believed"),
    "clear": N_("Ruling taken back"),
    "note": N_("Noted"),
    "accept_person": N_("Put into series.yaml"),
    "reject_person": N_("Not proposed again"),
}
HOW = {"new": N_("opened the story"), "story": N_("same story"), "copy": N_("a copy"), "same": N_("the same article")}
# What the store calls things and templates translate: `_(article.tier)`.
CALLED = (
    *(N_("official"), N_("press"), N_("user-generated")),
    *(N_("full"), N_("teaser"), N_("wall"), N_("empty")),
    *(N_("new"), N_("waiting"), N_("accepted"), N_("rejected"), N_("open"), N_("choose")),
)
_WORD = re.compile(r"[\w'’-]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Chip:
    """A mention as the desk shows it, in the text and beside it."""

    id: int
    kind: str
    state: str
    start: int
    end: int
    text: str
    value: str
    says: str  # what is said of it: "as Nam On-jo, returns", "premiere, S2, planned"
    seen: str  # a mark of all this: a decision on it names what its editor saw
    choices: tuple[tuple[str, str], ...] = ()  # (slug, name) of who may be meant
    same: tuple[int, ...] = ()  # ids of the mentions that say the same, this one among them: decided together


@dataclass(frozen=True, slots=True)
class Lead:
    """The article that is read."""

    row: Mapping[str, Any]
    source_name: str
    words: int
    judged: Sequence[Mapping[str, Any]]
    paragraphs: Sequence[Sequence[Piece]]
    title_pieces: Sequence[Piece]
    chips: Sequence[Chip]
    earlier: str = ""  # the title and text that were approved, where they were edited since

    def __getattr__(self, name: str) -> Any:
        return self.row[name]


def words(text: str) -> int:
    """Words, or characters of scripts that are written without spaces between them."""
    return len(_CJK.findall(text)) or len(_WORD.findall(text))


def chip(row: Mapping[str, Any], people: Mapping[str, str]) -> Chip:
    parts: list[str] = []
    relation, said, mod = row["relation"], row["status"], row["mod"]
    if row["kind"] == "cast":
        parts += [_("as %(character)s") % {"character": row["character"]}] if row["character"] else []
        parts += [_(wording.RELATION.get(relation, relation))] if relation not in ("", "mention") else []
        if row["state"] == "choose":
            parts = [_("who is meant?") if row["choices"] else _("not in series.yaml")]
    else:
        parts += [
            wording.about(row["about"]),
            row["season"],
            _(wording.SAID.get(said, said)) if said else "",
            _(wording.MOD[mod]) if mod in wording.MOD else "",
        ]
    if added_by_hand(row):
        parts.append(_("added by hand"))
    return Chip(
        id=row["id"],
        kind=row["kind"],
        state=row["state"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        value=wording.value(row["value"]) if row["kind"] != "cast" else row["value"],
        says=", ".join(part for part in parts if part) or _("mentioned"),
        seen=seen_as(row),
        choices=tuple((slug, people.get(slug, slug)) for slug in row["choices"]),
    )


def together(chips: Sequence[Chip]) -> list[Chip]:
    """One chip for mentions that say the same of the same: an editor decides once, however often a text repeats it."""
    found: dict[tuple[str, ...], Chip] = {}
    for one in chips:
        key = (one.kind, one.state, one.value, one.says, one.seen, *(slug for slug, _ in one.choices))
        first = found.get(key, one)
        found[key] = replace(first, same=(*first.same, one.id))
    return list(found.values())


def people_of(series: Sequence[Series]) -> dict[str, str]:
    """Slug -> name of everyone in series.yaml."""
    return {person.slug: person.name for one in series for person in one.people}


def lead(article: Mapping[str, Any], names: Mapping[str, str], people: Mapping[str, str]) -> Lead:
    chips = [chip(row, people) for row in article["mentions"]]
    text, begin = article["text"], len(article["title"]) + 2
    title = paragraphs(text[: len(article["title"])], 0, [c for c in chips if c.end <= len(article["title"])])
    return Lead(
        row=article,
        source_name=names.get(article["source"], article["source"]),
        words=words(text[begin:]),
        judged=article["series"],
        paragraphs=paragraphs(text, begin, chips),
        title_pieces=title[0] if title else [Piece(article["title"])],
        chips=together(chips),
        earlier=article["judged"]["text"] if article["judged"] else "",
    )


def tally(lead: Lead, story: Mapping[str, int]) -> str:
    """What is listed of the article that is read, counted: "9 cast, 3 dates · 5 open, 2 to choose". Where approving takes other
    than what is listed open (the same said again, or other articles of the story; `story` counts those by state), how many it takes."""
    cast, states = sum(one.kind == "cast" for one in lead.chips), Counter(one.state for one in lead.chips)
    dates = len(lead.chips) - cast
    kinds = [
        *([ngettext("%(num)s cast", "%(num)s cast", cast) % {"num": cast}] if cast else []),
        *([ngettext("%(num)s date", "%(num)s dates", dates) % {"num": dates}] if dates else []),
    ]
    left = [
        *([ngettext("%(num)s open", "%(num)s open", states["open"]) % {"num": states["open"]}] if states["open"] else []),
        *([ngettext("%(num)s to choose", "%(num)s to choose", states["choose"]) % {"num": states["choose"]}] if states["choose"] else []),
    ]
    all_of = story["open"]
    more = (
        [ngettext("%(num)s open with those said again", "%(num)s open with those said again", all_of) % {"num": all_of}]
        if all_of != states["open"]
        else []
    )
    return " · ".join(", ".join(some) for some in (kinds, left, more) if some)


def by_origin(articles: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """One row an independent origin: who told it first, how many articles repeat it."""
    found: dict[int, dict[str, Any]] = {}
    for article in articles:
        origin = article["origin_id"] or article["id"]
        row = found.setdefault(origin, {"name": "", "tier": article["tier"], "articles": 0})
        row["articles"] += 1
        if article["id"] == origin or not row["name"]:
            row |= {"name": names.get(article["source"], article["source"]), "tier": article["tier"]}
    return list(found.values())


def how(article: Mapping[str, Any]) -> str:
    """How an article came to this story, in words. A copy is what is one now: it may be edited since, or turn out to be the original."""
    name, why, passes_on = article["how"], article["how_reason"], article["passes_on_why"]
    if article["copy_of"] is not None:
        name, why = "copy", passes_on or why
    elif name == "copy":
        name, why = "story", passes_on if article["origin_id"] is not None else ""
    said = _(HOW[name]) if name in HOW else name
    return f"{said} ({heard(why)})" if why else said


def age(at: str, now: dt.datetime) -> str:
    """How long ago, coarsely: minutes, hours, days."""
    seconds = max(0, int((now - dt.datetime.fromisoformat(at)).total_seconds()))
    minutes = seconds // 60
    if not minutes:
        return _("%(num)s s") % {"num": seconds}
    if minutes < 60:
        return _("%(num)s min") % {"num": minutes}
    if minutes < 48 * 60:
        return _("%(num)s h") % {"num": minutes // 60}
    return _("%(num)s d") % {"num": minutes // (24 * 60)}


def history(log: Sequence[Mapping[str, Any]], limit: int) -> list[dict[str, Any]]:
    """Decisions, one a batch, newest first, of rows of the log; `standing` where it can be taken back."""
    found: dict[str, dict[str, Any]] = {}
    undone = {row["undoes"] for row in log if row["undoes"]}
    for row in log:
        decision = found.setdefault(
            row["batch"],
            {
                "at": row["at"],
                "editor": row["editor"],
                "action": row["action"],
                "rows": 0,
                "story": 0,
                "batch": row["batch"],
                "standing": False,
            },
        )
        decision["rows"] += 1
        decision["standing"] |= row["id"] not in undone and row["action"] not in ("undo", "reopen")
        if row["target"] == "story":
            decision |= {"story": row["target_id"]} | ({"action": row["action"]} if row["action"] != "note" else {})
        if len(found) > limit:
            break
    return [row | {"done": DONE.get(row["action"], row["action"])} for row in list(found.values())[:limit]]


def clock(moment: object, now: dt.datetime) -> str:
    """A stored moment as its reader says it: day and time in their zone; the year only where it is another one."""
    return languages.moment(str(moment), now) if moment else languages.gettext("never")


def next_visit(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The source that is visited next."""
    due = [row for row in rows if row["due_at"] and not row["paused"]]
    return min(due, key=lambda row: str(row["due_at"]), default=None)
