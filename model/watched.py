"""What we watch: the entries of sources.yaml and series.yaml, as read. Frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from model.retention import Keeping

Tier = Literal["official", "press", "user-generated"]
Way = Literal["feed", "sitemap", "page"]
Scope = Literal["general", "series"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A source's own selectors, CSS or XPath. `links` finds articles on a list page, the rest a field on an article page."""

    links: str = ""
    title: str = ""
    published: str = ""
    modified: str = ""
    authors: str = ""
    body: str = ""
    language: str = ""
    cut: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One entry of sources.yaml. Its slug is the key everywhere."""

    slug: str
    way: Way
    url: str
    name: str = ""  # shown to people; the slug where the file gives none
    every: int = 3600  # seconds between two visits
    cron: str = ""  # instead of `every`, in UTC
    language: str = ""  # BCP 47, "" = not said
    tier: Tier = "press"
    scope: Scope = "general"
    zone: str = ""  # IANA time zone for dates written without an offset, "" = UTC
    paused: bool = False
    note: str = ""  # why it is paused, or what could not be checked
    rules: Rules | None = None
    spider: str = ""  # a custom spider, crawler/spiders/<spider>.py, that reads `url`
    archive: bool = True  # False: its host wants no copies kept, so hash and excerpt alone are
    memento: str = ""  # where a web archive keeps its pages; {url} stands for a page's address


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """All of sources.yaml."""

    contact: str = ""
    allow: tuple[str, ...] = ()  # private addresses that may be visited, "host:port"
    keeping: Keeping = field(default_factory=Keeping)
    sources: tuple[Source, ...] = ()

    def named(self, slug: str) -> Source | None:
        return next((s for s in self.sources if s.slug == slug.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    number: int
    premiered: str = ""  # ISO day, month or year; "" = not known
    titles: tuple[str, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)  # in other registers: wikidata, tmdb, …


@dataclass(frozen=True, slots=True, kw_only=True)
class Plays:
    """A part that a person plays. `seasons` empty = not said."""

    character: str
    native: str = ""
    also: tuple[str, ...] = ()
    seasons: tuple[int, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)  # of the character


@dataclass(frozen=True, slots=True, kw_only=True)
class Does:
    """A job behind the camera: director, writer, creator, author, producer, …"""

    job: str
    seasons: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beware:
    """Somebody else whose name looks like this person's."""

    name: str
    native: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    slug: str
    name: str  # canonical, as published
    native: str = ""
    also: tuple[str, ...] = ()
    plays: tuple[Plays, ...] = ()
    does: tuple[Does, ...] = ()
    beware: tuple[Beware, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)
    agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series of series.yaml: what we look for."""

    slug: str
    titles: tuple[str, ...]
    names_not: tuple[str, ...] = ()  # `not:` patterns (linear-time regex): the title's words in another sense
    threshold: int = 50
    seasons: tuple[Season, ...] = ()
    people: tuple[Person, ...] = ()
    platform: tuple[str, ...] = ()  # names of platform and studio, who speak officially
    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.titles[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """`grouping:` of series.yaml: from which scores on (0 to 100) articles are one story."""

    same: int = 50  # from this score on two articles are one story
    ask: int = 35  # from this score on the desk is asked
    alike: int = 90  # the score at which one headline alone joins a story of no series: chains of half-alike ones run away
