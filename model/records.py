"""The words everyone shares: what flows from the wire to the published file.

All records are frozen. Moments are aware `datetime` in UTC unless a name says otherwise; days that a
publisher wrote stay the publisher's local days (ISO text). Offsets count code points in `Filing.text`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

from model.watched import Source

PageKind = Literal["article", "listing", "other"]
Quality = Literal["full", "teaser", "wall", "empty"]


# --- the wire -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A source with all that the crawler needs to know of its past."""

    source: Source
    etag: str = ""  # byte for byte as the server sent it
    last_modified: str = ""
    body_hash: str = ""  # SHA-256 of the last body that was read in full
    failures: int = 0
    listed: bool = True  # False: the source is not due, only its pages behind claims are
    again: tuple[Again, ...] = ()
    # Entry.key -> Entry.fingerprint of what is settled: neither fetched nor judged again while it stays the same.
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a feed, sitemap or list page says of one article. Plain text, no markup."""

    key: str  # guid, else the address: stable within the source
    url: str  # as listed, made absolute
    guid: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""  # full text where the feed carries it
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    published: str = ""  # ISO 8601; with offset where one was given
    updated: str = ""
    language: str = ""

    @property
    def fingerprint(self) -> str:
        """Changes when the publisher changes what an editor would read."""
        said = "\x1f".join((self.url, self.title, self.summary, self.content, self.updated))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A page behind a claim that is due to be looked at again, as it was listed, with what makes the request conditional."""

    article: int  # its id
    entry: Entry
    since: dt.datetime  # when the claim was accepted
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """How a look at a page behind a claim went; follows the Article where there was one."""

    source: Source
    article: int
    at: dt.datetime
    due_at: dt.datetime | None
    state: Literal["same", "read", "gone", "failed"]
    error: str = ""
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer as it came over the wire, for the archive."""

    url: str  # after redirects
    requested_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes  # content-decoded
    fetched_at: dt.datetime
    hops: tuple[str, ...] = ()  # addresses on the way, the first one asked for first

    @property
    def content_type(self) -> str:
        return next((v for k, v in self.headers if k.lower() == "content-type"), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read out of a page. `method` and `confidence` are keyed by field name."""

    title: str = ""
    published: str = ""  # ISO 8601: a day, or an instant with offset where the page gives one
    modified: str = ""
    authors: tuple[str, ...] = ()
    body: str = ""  # paragraphs joined by \n
    language: str = ""
    kind: PageKind = "other"
    quality: Quality = "empty"
    canonical: str = ""  # rel=canonical, a hint only
    method: Mapping[str, str] = field(default_factory=dict)
    confidence: Mapping[str, float] = field(default_factory=dict)
    ms: float = 0.0


FOR_NOW = "for now: "  # begins the `problem` of an article whose page may well answer the next time


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What the publisher said, unjudged: the entry, and the page where it was fetched."""

    source: Source
    entry: Entry
    at: dt.datetime  # when we saw it
    page: Page | None = None
    reading: Reading | None = None
    problem: str = ""  # why there is no reading though the page was asked for: "HTTP 404", "robots.txt", …
    left_out: str = ""  # why the archive keeps no copy of the page: "opted out", "noarchive"
    mementos: tuple[str, ...] = ()  # copies of the page in web archives, where they are known
    again: bool = False  # a page behind a claim, seen again: it counts whatever it says by now

    @property
    def passing(self) -> bool:
        """Whether the page may well answer the next time, so that the entry is not settled."""
        return self.problem.startswith(FOR_NOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFile:
    """A robots.txt as answered; kept a day. `status` 0 = no answer."""

    authority: str  # "https://host[:port]"
    status: int
    body: str
    fetched_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a visit went; always the last record of its visit. A source's errors are values."""

    source: Source
    at: dt.datetime
    state: Literal["ok", "not_modified", "failed"]
    http_status: int = 0
    error: str = ""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    due_at: dt.datetime | None = None
    keys: tuple[str, ...] = ()  # Entry.key of every Article yielded; the visit is whole when all are settled
    entries: int = 0  # how many the source lists now
    known: int = 0  # how many of them were known and unchanged
    seconds: float = 0.0
    moved: str = ""  # the address that its own led to by redirects for good alone


# --- the judgement --------------------------------------------------------------------------------


class Reason(StrEnum):
    """Why an article was dropped."""

    OFF_TOPIC = "off_topic"
    NO_TITLE = "no_title"
    NO_ADDRESS = "no_address"
    GONE = "gone"  # 404 or 410
    UNREADABLE = "unreadable"  # the page could not be fetched or read, and the entry alone is not enough
    FORBIDDEN = "forbidden"  # robots.txt or the address guard


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score. Parts add up to the score (after clamping to 0..100)."""

    name: str
    points: int
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The relevance of an article to one series."""

    series: str  # slug
    score: int  # 0..100
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A person or a date named in an article, with its proof: `text[start:end]` is the mention,
    `text[quote_start:quote_end]` the quote (at most 300 characters) that holds it and says so."""

    kind: str  # an extractor's name: "cast", "date"
    start: int
    end: int
    quote_start: int
    quote_end: int
    value: str  # canonical name, or the date in the contract's notation
    series: str = ""  # slug
    season: str = ""  # "S2", or ""
    # cast
    person: str = ""  # slug in series.yaml
    character: str = ""
    relation: str = ""
    choices: tuple[str, ...] = ()  # person slugs, where the name is ambiguous: an editor must choose
    # dates (and other facts: `about` names what is claimed)
    about: str = ""  # premiere, production_start, …; for facts that are no dates also renewal, episodes, …
    precision: str = ""  # day, month, quarter, half, year, season, week, range, decade, duration
    status: str = ""  # confirmed, planned, rumoured, denied, superseded
    mod: str = ""  # START, MID, END
    official: bool = False  # the platform, the studio or the person's agency says it, here quoted
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A story that may be the same, and what stopped us from saying so."""

    story: int
    score: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """Whose news an article of a story is, now that a new one has joined it. Id 0: the new one."""

    article: int
    of: int | None  # whose news it passes on, directly; None = nobody's
    origin: int  # where that chain begins; its own id where it is an origin
    why: str = ""
    copy: bool = False  # its text is that one's


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Where an article belongs.

    how: "same" (an article we have: `article` is its id), "copy" (its text is another's: same story,
    same origin), "story" (same story, own words), "new" (opens a story). A copy that turns out to be the
    original has no `article`: those that came before are `moved` to it.
    """

    how: Literal["same", "copy", "story", "new"]
    score: int = 100
    reason: str = ""
    article: int | None = None  # how == "same": that article; "copy": the one it copies
    story: int | None = None
    origin: int | None = None  # article id of the origin it shares; None = its own
    passes_on: int | None = None  # article id whose news it passes on, directly, and why
    passes_on_why: str = ""
    moved: tuple[PassedOn, ...] = ()  # stored articles of its story whose news turns out to be another's
    suggestions: tuple[Suggestion, ...] = ()
    title_keys: tuple[int, ...] = ()  # for the title index
    body_keys: tuple[int, ...] = ()  # for the body index
    affixes: tuple[tuple[str, str], ...] = ()  # ("before" or "behind", words): what its outlet may be putting around each headline
    judged_by: Mapping[str, int | str] = field(default_factory=dict)  # thresholds, and the versions of what is learned


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """An article with our judgement; each pipeline adds its part by `dataclasses.replace`."""

    article: Article
    # clean
    url: str  # canonical: the identity
    link: str = ""  # the address to give a reader
    addresses: tuple[str, ...]  # every other address it is known by, canonical too
    title: str
    text: str  # title + "\n\n" + body: what offsets count in
    folded_title: str
    body_hash: str  # of the folded body; "" where there is none
    content_hash: str  # what an editor judges: title and text, white space and case of no matter
    published: dt.datetime | None = None
    published_day: str = ""  # the publisher's local day, "" = not known
    published_precision: str = ""  # instant, day, ""
    modified: dt.datetime | None = None
    authors: tuple[str, ...] = ()
    language: str = ""
    excerpt: str = ""  # the feed's summary, at most 300 characters; never body text
    kind: PageKind = "other"
    quality: Quality = "empty"
    suspect: str = ""  # what is odd about its date, "" = nothing
    # relevance
    judged: tuple[Judged, ...] = ()  # the series it is about; empty under --keep-all where it is about none
    # dedupe
    grouping: Grouping | None = None
    # extract
    mentions: tuple[Mention, ...] = ()

    @property
    def body_start(self) -> int:
        return len(self.title) + 2

    @property
    def body(self) -> str:
        return self.text[self.body_start :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """An article that was left out, and why: a value, so that what was ignored can be looked at."""

    article: Article
    reason: Reason
    url: str = ""
    title: str = ""
    detail: str = ""
    excerpt: str = ""  # the feed's summary, as of a Filing: what there is to judge again where no page was kept
    language: str = ""
    judged: tuple[Judged, ...] = ()  # the best score that was not enough


Record: TypeAlias = Article | Filing | Dropped | Outcome | Looked | RobotsFile


def dated(moment: dt.datetime | None) -> str:
    """A moment as stored and published: `2026-09-12T08:00:00Z`; "" for None."""
    return "" if moment is None else moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> dt.datetime | None:
    """The inverse of `dated`."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC) if text else None
