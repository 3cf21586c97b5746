"""Which stories stand in which feed: all of them, those of a series, of a person, and of a kind of claim.

Two passes over the rows, shared by every format that shows stories: the first learns which story belongs where, the
second keeps the articles of those that are shown. So memory grows with what is shown and not with the archive.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from exports import phrases
from exports.edition import Edition, Row
from exports.paging import Paged, Stamp, paged
from model.facts import CASTING

NARROW_ARCHIVES_MAX = 3  # archive pages of the feed of a person or of a kind of claim
SHELVES_MAX = 1000  # feeds of people and of kinds of claims, each
LINKS_MAX = 50  # articles named in one entry
_NEVER = "1970-01-01T00:00:00Z"


@dataclass(slots=True)
class Told:
    """A story with its articles, the one that its headline comes from first."""

    story: Row
    articles: list[Row] = field(default_factory=list)

    @property
    def updated(self) -> str:
        """When it was decided; never a date that a publisher made up."""
        return str(self.story["approved"] or max((a["first_seen"] for a in self.articles), default=_NEVER))

    @property
    def published(self) -> str | None:
        """When it was first published; None where that is not known, or lies after the decision."""
        first = self.story["first_published"]
        return first if first and first <= self.updated else None

    @property
    def lead(self) -> Row:
        return self.articles[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One feed of stories. `file` has no ending: "stories", "feeds/people/park-ji-hu"."""

    kind: str  # "", "series", "people" or "kinds"
    key: str  # slug of the series or person, kind of the claim
    file: str
    title: str
    pages: Paged


@dataclass(frozen=True, slots=True)
class Shelves:
    """Every feed of stories, and the stories that stand in any."""

    all: tuple[Shelf, ...]
    told: dict[int, Told]

    def of(self, kind: str, key: str = "") -> Shelf | None:
        return next((s for s in self.all if (s.kind, s.key) == (kind, key)), None)

    def newest(self, kind: str = "", key: str = "", most: int = 100) -> list[Told]:
        """The stories of one of them that were decided last."""
        shelf = self.of(kind, key)
        return [self.told[i] for i in (shelf.pages.current if shelf else ()) if i in self.told][:most]


def shelves(edition: Edition) -> Shelves:
    """Gathered once an edition."""
    return edition.once("shelves", _gather)


def kind_of(about: str) -> str:
    """The kind of a claim: casting is one kind, whoever is cast."""
    return "casting" if about.startswith(CASTING) else about


def slug_of(kind: str) -> str:
    """A kind of claim as a file's name."""
    return re.sub(r"[^a-z0-9_]+", "-", kind.casefold()).strip("-") or "other"


def _gather(edition: Edition) -> Shelves:
    stamps: dict[int, Stamp] = {}
    by_series: dict[str, list[int]] = defaultdict(list)
    bare: set[int] = set()  # stories that no verdict names
    for story in edition.rows("stories"):
        stamps[story["id"]] = (story["approved"] or _NEVER, story["id"])
        if not story["approved"]:
            bare.add(story["id"])
        by_series[story["series"]].append(story["id"])
    story_of: dict[int, int] = {}
    for article in edition.rows("articles"):
        story_of[article["id"]] = one = article["story_id"]
        if one in bare:
            stamps[one] = max(stamps[one], (article["first_seen"], one))
    people = {p["name"]: p["id"] for p in edition.rows("people")}
    names = {key: name for name, key in people.items()}
    by_person = _by((people.get(m["person"]), story_of.get(m["article_id"])) for m in edition.rows("cast_mentions"))
    abouts = {c["id"]: kind_of(c["about"]) for c in edition.rows("claims")}
    by_kind = _by((abouts.get(e["claim_id"]), story_of.get(e["article_id"])) for e in edition.rows("claim_evidence"))

    def shelf(kind: str, key: str, title: str, ids: set[int] | list[int], name: str = "") -> Shelf:
        file = f"feeds/{kind}/{name or key}" if kind else key
        narrow = {"most": NARROW_ARCHIVES_MAX} if kind in ("people", "kinds") else {}
        return Shelf(kind=kind, key="" if not kind else key, file=file, title=title, pages=paged((stamps[i] for i in ids), **narrow))

    found = [shelf("", "stories", "stories", list(stamps))]
    found += [shelf("series", s["slug"], f"stories of {s['title']}", by_series.get(s["slug"], [])) for s in edition.rows("series")]
    found += [shelf("people", key, f"stories of {names[key]}", by_person.get(key, set())) for key in sorted(names)[:SHELVES_MAX]]
    taken: set[str] = set()
    for kind in sorted(by_kind)[:SHELVES_MAX]:
        name = slug_of(kind)
        while name in taken:
            name += "-"
        taken.add(name)
        found.append(shelf("kinds", kind, f"stories that tell of a {phrases.kind(kind)}", by_kind[kind], name))
    shown = frozenset().union(*(s.pages.ids for s in found))
    return Shelves(tuple(found), _told(edition, shown))


def _by(pairs: Iterator[tuple[str | None, int | None]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for key, story in pairs:
        if key is not None and story is not None:
            found[key].add(story)
    return found


def _told(edition: Edition, shown: frozenset[int]) -> dict[int, Told]:
    told = {story["id"]: Told(story) for story in edition.rows("stories") if story["id"] in shown}
    for article in edition.rows("articles"):
        one = told.get(article["story_id"])
        if one is not None and (len(one.articles) < LINKS_MAX or article["title"] == one.story["headline"]):
            one.articles.append(article)
    for one in told.values():
        one.articles.sort(key=lambda a, title=one.story["headline"]: (a["title"] != title, a["published"] or "9", a["id"]))  # type: ignore[misc]
        del one.articles[LINKS_MAX:]
    return {key: one for key, one in told.items() if one.articles}
