"""What a template shows, made from what the store holds: nothing is worked out in a template. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desk import languages
from desk.marks import Piece, paragraphs
from model.watched import Series

WHY = {
    "conflict": "contradicts the ledger",
    "official": "official source",
    "new": "new",
    "rest": "seen before",
    "held": "waits for a second source",
}
REASON = {
    "edited": "edited after it was approved",
    "member": "another article joined it",
    "gone": "a page behind it is gone",
    "mentions": "something new was found in it",
    "waiting": "waits for a second source",
}
GROUPS = {
    "conflict": "Contradicts the ledger",
    "official": "Official source",
    "new": "New stories",
    "rest": "The rest",
    "held": "Wait for a second source",
}
DONE = {
    "approve": "Approved",
    "reject": "Rejected",
    "wait": "Waits",
    "merge": "Merged",
    "split": "Split",
    "undo": "Taken back",
    "reopen": "Came back",
    "accept_mention": "Accepted",
    "reject_mention": "Refused",
    "choose_mention": "Chosen",
    "confirm": "Confirmed",
    "pin": "Believed",
    "clear": "Ruling taken back",
    "note": "Noted",
}
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
    if row["kind"] == "cast":
        parts += [f"as {row['character']}"] if row["character"] else []
        parts += [row["relation"].replace("_", " ")] if row["relation"] not in ("", "mention") else []
        if row["state"] == "choose":
            parts = ["who is meant?" if row["choices"] else "not in series.yaml"]
    else:
        parts += [
            row["about"].replace("_", " "),
            row["season"],
            row["status"],
            {"START": "early", "MID": "mid", "END": "late"}.get(row["mod"], ""),
        ]
    return Chip(
        id=row["id"],
        kind=row["kind"],
        state=row["state"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        value=row["value"],
        says=", ".join(part for part in parts if part) or "mentioned",
        choices=tuple((slug, people.get(slug, slug)) for slug in row["choices"]),
    )


def together(chips: Sequence[Chip]) -> list[Chip]:
    """One chip for mentions that say the same of the same: an editor decides once, however often a text repeats it."""
    found: dict[tuple[str, ...], Chip] = {}
    for one in chips:
        key = (one.kind, one.state, one.value, one.says, *(slug for slug, _ in one.choices))
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
    """How an article came to this story, in words."""
    said = {"new": "opened the story", "story": "same story", "copy": "a copy", "same": "the same article"}.get(
        article["how"], article["how"]
    )
    return f"{said} ({article['how_reason']})" if article["how_reason"] else said


def clock(moment: object, now: dt.datetime) -> str:
    """A stored moment as its reader says it: day and time in their zone; the year only where it is another one."""
    return languages.moment(str(moment), now) if moment else languages.gettext("never")


def source_state(row: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    """A source's state in words, then what to do."""
    last = row["last_visit"]
    if row["paused"]:
        says, trouble = f"Paused{': ' + row['note'] if row['note'] else ''}", False
    elif row["error"]:
        times = f"{row['failures']} times in a row" if row["failures"] > 1 else "at the last visit"
        says, trouble = f"Failed {times}: {row['error']}", True
    elif last is None:
        says, trouble = "Not visited yet", False
    else:
        quiet = (now - dt.datetime.fromisoformat(row["new_at"])).days if row["new_at"] else None
        says, trouble = "Answers" + (f", nothing new for {quiet} days" if quiet and quiet > 1 else ""), False
    return {**row, "says": says, "trouble": trouble}


def next_visit(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The source that is visited next."""
    due = [row for row in rows if row["due_at"] and not row["paused"]]
    return min(due, key=lambda row: str(row["due_at"]), default=None)
