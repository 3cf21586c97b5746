"""What people decide and what is believed for it: verdicts, evidence, claims, changes. Frozen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from model.watched import Tier

Action = Literal[
    "approve", "reject", "wait", "undo", "reopen", "accept_mention", "reject_mention", "choose_mention", "merge", "split", "note", "pin",
    "confirm", "clear", "accept_person", "reject_person",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Who decided what of which version, when. Append-only; undo is one more verdict."""

    editor: str
    action: Action
    target: str  # "story", "article", "mention", "claim"
    target_id: int
    at: dt.datetime
    judged_hash: str = ""  # content hash that the editor saw
    note: str = ""
    batch: str = ""  # one decision of a person, however many rows
    undoes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One accepted mention as the ledger needs it: what is said, by whom, where."""

    mention: int
    article: int
    version: int
    source: str
    tier: Tier
    origin: int
    quote: str
    start: int  # of the quote
    end: int
    series: str
    season: str
    about: str
    value: str
    precision: str
    region: str
    said: str  # the mention's status (confirmed, planned, rumoured, denied, superseded)
    official: bool
    person: str  # canonical name, for casting
    at: dt.datetime  # when it was published, else first seen
    seen_at: dt.datetime


Says = Literal["confirmed", "pinned", "rejected", "merged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What editors decided of one value of a fact, as the verdict log has it now."""

    series: str
    season: str
    about: str
    region: str
    value: str
    says: Says
    into: str = ""  # the value it is merged into
    precision: str = ""  # of that value


ClaimStatus = Literal["official", "reported", "rumoured", "denied", "superseded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One value said of (series, season, about, region), with what carries it."""

    series: str
    season: str
    about: str
    region: str
    value: str
    precision: str
    status: ClaimStatus
    believed: bool
    evidence: tuple[Evidence, ...]
    origins: int  # independent origins
    first_seen: dt.datetime
    last_seen: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A belief that moved. `before` and `after` are values, "" = nothing was believed."""

    at: dt.datetime
    series: str
    season: str
    about: str
    region: str
    before: str
    after: str
    status_before: str
    status_after: str
