"""The newest stories and changes of an edition, as the feeds and the page show them: few in memory, however many there are."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field

from exports import phrases
from exports.edition import Edition, Row

STORIES_MAX = 100  # in a feed
CHANGES_MAX = 200
_TIERS = {"official": 0, "press": 1}  # else 2
_LINKS_MAX = 50  # articles named in one entry


@dataclass(slots=True)
class Told:
    """A story with its articles, the one that its headline comes from first."""

    story: Row
    articles: list[Row] = field(default_factory=list)

    @property
    def updated(self) -> str:
        """When it was decided; never a date that a publisher made up."""
        return str(self.story["approved"] or max((a["first_seen"] for a in self.articles), default="1970-01-01T00:00:00Z"))

    @property
    def published(self) -> str | None:
        """When it was first published; None where that is not known, or lies after the decision."""
        first = self.story["first_published"]
        return first if first and first <= self.updated else None

    @property
    def lead(self) -> Row:
        return self.articles[0]


def stories(edition: Edition, most: int = STORIES_MAX) -> list[Told]:
    """The stories decided last, newest first."""
    newest = heapq.nlargest(most, edition.rows("stories"), key=lambda s: (s["approved"] or "", s["id"]))
    told = {story["id"]: Told(story) for story in newest}
    for article in edition.rows("articles"):
        one = told.get(article["story_id"])
        if one is not None and (len(one.articles) < _LINKS_MAX or article["title"] == one.story["headline"]):
            one.articles.append(article)
    for one in told.values():
        one.articles.sort(key=lambda a, title=one.story["headline"]: (a["title"] != title, a["published"] or "9", a["id"]))  # type: ignore[misc]
        del one.articles[_LINKS_MAX:]
    return [one for one in told.values() if one.articles]


def changes(edition: Edition, most: int = CHANGES_MAX) -> list[Row]:
    """The beliefs that moved last, newest first."""
    return heapq.nlargest(most, edition.rows("changes"), key=lambda c: (c["at"], c["id"]))


def proofs(edition: Edition, claim_ids: Iterable[int]) -> dict[int, list[Row]]:
    """The evidence of some claims."""
    wanted = set(claim_ids)
    found: dict[int, list[Row]] = {}
    for row in edition.rows("claim_evidence"):
        if row["claim_id"] in wanted:
            found.setdefault(row["claim_id"], []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Proof:
    """The sentence that a belief rests on, and where it stands."""

    quote: str
    url: str


def proofs_of(edition: Edition, changes: Iterable[Row]) -> dict[int, Proof]:
    """For each change the proof of what is believed since: the first of the most official ones, as far as it is still claimed."""
    wanted = {(c["series"], c["season"], c["about"], c["region"], c["after"]): c["id"] for c in changes}
    claims = {
        c["id"]: wanted[key]
        for c in edition.rows("claims")
        for key in [(c["series"], c["season"], c["about"], c["region"], c["value"])]
        if key in wanted
    }
    found = {
        claims[claim]: min(rows, key=lambda r: (_TIERS.get(r["tier"], 2), r["article_id"], r["start"]))
        for claim, rows in proofs(edition, claims).items()
    }
    articles = {row["article_id"] for row in found.values()}
    urls = {a["id"]: a["url"] for a in edition.rows("articles") if a["id"] in articles}
    return {change: Proof(row["quote"], urls[row["article_id"]]) for change, row in found.items() if row["article_id"] in urls}


def moved(change: Row) -> str:
    """A change in words: "premiere of season 2: 2026 → 12 September 2026, official"."""
    name = phrases.fact(change["about"], change["season"])
    before, after = phrases.value(change["before"]), phrases.value(change["after"])
    if not change["after"]:
        return f"{name}: {before} is withdrawn"
    if not change["before"]:
        return f"{name}: {after}, {change['status_after']}"
    if change["before"] == change["after"]:
        return f"{name}: {after}, no longer {change['status_before']} but {change['status_after']}"
    return f"{name}: {before} → {after}, {change['status_after']}"


def titles(edition: Edition) -> dict[str, str]:
    """Series by slug."""
    return {row["slug"]: row["title"] for row in edition.rows("series")}


def names(edition: Edition) -> dict[str, str]:
    """Sources by slug."""
    return {row["slug"]: row["name"] for row in edition.rows("sources")}
