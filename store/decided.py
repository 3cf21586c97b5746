"""One decision of an editor: while it is written, and what it did."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one decision did; `batch` names its rows in the log, and is "" where there was nothing to do."""

    batch: str = ""
    stories: tuple[int, ...] = ()
    articles: tuple[int, ...] = ()
    mentions: tuple[int, ...] = ()
    claims: tuple[int, ...] = ()


@dataclass(slots=True, kw_only=True)
class Batch:
    """A decision while it is written."""

    editor: str
    now: dt.datetime
    id: str
    note: str = ""
    stories: set[int] = field(default_factory=set)
    stale: set[int] = field(default_factory=set)  # stories whose place in the queue is to be said anew
    articles: list[int] = field(default_factory=list)
    mentions: list[int] = field(default_factory=list)
    claims: list[int] = field(default_factory=list)  # whose facts are to be resolved anew
    touched: dict[int, None] = field(default_factory=dict)  # articles whose claims may move


def decision(batch: Batch) -> Decision:
    """What a batch did."""
    written = bool(batch.stories or batch.articles or batch.mentions or batch.claims)
    return Decision(
        batch=batch.id if written else "",
        stories=tuple(sorted(batch.stories)),
        articles=tuple(dict.fromkeys(batch.articles)),
        mentions=tuple(dict.fromkeys(batch.mentions)),
        claims=tuple(dict.fromkeys(batch.claims)),
    )
