"""What the queue card shows of an edit: what changed since the version that was judged, and old quotes beside the new. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desk import wording
from desk.languages import gettext as _
from model.diff import Passage, counterpart, diff

PASSAGES_MAX = 12  # places shown; an article with more was rewritten, and is read anew
QUOTES_MAX = 12


@dataclass(frozen=True, slots=True)
class Moved:
    """A quote that an editor had accepted and that stands there no more, and what stands there now."""

    says: str  # what it was of: "premiere, S2", "Park Ji-hu, returns as"
    value: str
    quote: str
    new_value: str = ""  # "" = nothing of the kind is said there now
    new_quote: str = ""  # "" = nothing stands in its place


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed since an editor judged the article."""

    since: str  # when that was
    editor: str
    title: tuple[Passage, ...] = ()
    text: tuple[Passage, ...] = ()
    more: int = 0  # places that are not shown
    quotes: tuple[Moved, ...] = ()


def changed(article: Mapping[str, Any]) -> Changed | None:
    """What changed in an article of `Queue.card` since it was judged; None where it stands as judged, or never was."""
    judged = article["judged"]
    if judged is None:
        return None
    before, after = str(judged["text"]), str(article["text"])
    body = diff(_body(before, judged["title"]), _body(after, article["title"]))
    return Changed(
        since=judged["at"],
        editor=judged["editor"],
        title=diff(judged["title"], article["title"]),
        text=body[:PASSAGES_MAX],
        more=max(0, len(body) - PASSAGES_MAX),
        quotes=tuple(_moved(lost, before, after, article["mentions"]) for lost in _lost(article)),
    )


def copies(article: Mapping[str, Any]) -> tuple[str, ...]:
    """Where web archives keep the page of an article of `Queue.card`."""
    found: list[str] = json.loads(article["mementos"] or "[]")
    return tuple(found)


def _body(text: str, title: str) -> str:
    return text[len(title) + 2 :]


def _lost(article: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """One mention a quote and value: an article says a thing more than once."""
    found: dict[tuple[str, str, str, str], Mapping[str, Any]] = {}
    for mention in article["lost"]:
        if mention["version"] >= article["judged"]["number"]:
            found.setdefault((mention["kind"], mention["about"], mention["value"], mention["quote"]), mention)
    return list(found.values())[:QUOTES_MAX]


def _moved(lost: Mapping[str, Any], before: str, after: str, mentions: Sequence[Mapping[str, Any]]) -> Moved:
    start = before.find(lost["quote"])
    now = counterpart(before, after, start, start + len(lost["quote"])) if start >= 0 else ""
    place = after.find(now) if now else -1
    like = [m for m in mentions if place >= 0 and place <= m["start"] < place + len(now) and _same_matter(m, lost)]
    return Moved(
        says=", ".join(part for part in _matter(lost) if part),
        value=wording.value(lost["value"]),
        quote=lost["quote"],
        new_value=wording.value(like[0]["value"]) if like else "",
        new_quote=now,
    )


def _same_matter(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one["kind"] != other["kind"]:
        return False
    return bool(one["value"] == other["value"] if one["kind"] == "cast" else one["about"] == other["about"])


def _matter(mention: Mapping[str, Any]) -> tuple[str, ...]:
    if mention["kind"] == "cast":
        relation = mention["relation"] if mention["relation"] != "mention" else ""
        part = _("as %(character)s") % {"character": mention["character"]} if mention["character"] else ""
        return (_(wording.RELATION[relation]) if relation in wording.RELATION else relation, part)
    return (wording.about(mention["about"]), mention["season"])
