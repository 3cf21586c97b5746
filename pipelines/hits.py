"""Where the rules of a series hit an article: each place with what was found there and why it counts. Pure, for `explain`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from model.watched import Series
from pipelines.phrases import places
from pipelines.relevance import LONG, negatives

HITS_MAX = 100  # of one field


@dataclass(frozen=True, slots=True)
class Hit:
    """`field`[start:end] is `text`, which a rule looks for."""

    field: str  # title, summary or body
    start: int
    end: int
    text: str
    rule: str  # title, not, person or character
    names: str  # which of them
    why: str = ""


def hits(title: str, summary: str, body: str, series: Series) -> tuple[Hit, ...]:
    """Every hit of a series' titles, `not:` patterns, people and characters, in the order of the fields and places."""
    found: list[Hit] = []
    for field, text in (("title", title), ("summary", summary), ("body", body[:LONG])):
        found += sorted(_in(field, text, series), key=lambda h: (h.start, -h.end))[:HITS_MAX]
    return tuple(found)


def _in(field: str, text: str, series: Series) -> Iterator[Hit]:
    titles = tuple(dict.fromkeys((*series.titles, *(t for s in series.seasons for t in s.titles))))
    for place in places(text, titles, headline=field == "title"):
        sure = "the title" if place.sure and not place.passing else "in passing" if place.passing else "the words in another sense"
        yield Hit(field, place.start, place.end, text[place.start : place.end], "title", place.title, f"{sure}: {place.why}")
    for pattern, written in zip(negatives(series.names_not), series.names_not, strict=True):
        for match in pattern.finditer(text):
            yield Hit(field, match.start(), match.end(), match[0], "not", written)
    for person in series.people:
        yield from _named(field, text, "person", person.name, (person.name, person.native, *person.also))
        for part in person.plays:
            yield from _named(field, text, "character", part.character, (part.character, part.native, *part.also))


def _named(field: str, text: str, rule: str, names: str, spellings: tuple[str, ...]) -> Iterator[Hit]:
    seen: set[int] = set()
    for spelled in sorted((s for s in spellings if s), key=len, reverse=True):
        words = r"[\s\-‐‑]?".join(re.escape(w) for w in re.split(r"[\s-]+", spelled))
        edge = r"(?!\w)" if spelled.isascii() else ""
        for match in re.finditer(rf"(?<![^\W_]){words}{edge}", text, re.IGNORECASE):
            if match.start() not in seen:
                seen.add(match.start())
                yield Hit(field, match.start(), match.end(), match[0], rule, names)
